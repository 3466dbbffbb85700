package dev.bankengine.platform.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The body of every answer that is not a success, as RFC 9457 has it.
 *
 * <p>{@code code} is stable and made for programs, {@code type} is the same as a URI, {@code title} says it in words
 * that never vary, and {@code detail} tells the person who reads it what happened here and what to send instead. None of
 * them holds what belongs to a customer, nor a stack trace.
 *
 * @param type {@code urn:bankengine:problem:} and the code in lower case
 * @param title the code in words
 * @param status the HTTP status, repeated
 * @param detail one or two sentences
 * @param code names the rule that was violated, such as {@code INSUFFICIENT_FUNDS}
 * @param errors which fields are wrong and why; empty where the request as a whole is
 * @param correlationId finds this request in the log
 * @param extensions further members of the JSON object, by name
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "code", "errors", "correlationId"})
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldProblem> errors,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String correlationId,
        @JsonAnyGetter Map<String, Object> extensions) {

    private static final String TYPE_PREFIX = "urn:bankengine:problem:";
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final int SERVICE_UNAVAILABLE = 503;

    /**
     * What is wrong with one field.
     *
     * @param field where it is, as a path such as {@code legs[2].amount.currency}
     * @param message what it must be
     */
    public record FieldProblem(String field, String message) {}

    /** A problem of the request being answered, whose correlation id it takes. */
    public static Problem of(HttpStatusCode status, String code, String detail) {
        return new Problem(
                TYPE_PREFIX + code.toLowerCase(Locale.ROOT).replace('_', '-'),
                title(code),
                status.value(),
                detail,
                code,
                List.of(),
                MDC.get(CorrelationId.MDC_KEY),
                Map.of());
    }

    /** As above, naming the one field that is wrong. */
    public static Problem of(HttpStatusCode status, String code, String detail, String field, String message) {
        return of(status, code, detail).withErrors(List.of(new FieldProblem(field, message)));
    }

    public Problem withErrors(List<FieldProblem> fields) {
        return new Problem(type, title, status, detail, code, List.copyOf(fields), correlationId, extensions);
    }

    /** With one more member, such as the number of the item that was refused. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(name, value);
        return new Problem(type, title, status, detail, code, errors, correlationId, Map.copyOf(more));
    }

    /** The answer to send; one that says "try again" also says when. */
    public ResponseEntity<Object> toResponse() {
        return toResponse(HttpHeaders.EMPTY);
    }

    public ResponseEntity<Object> toResponse(HttpHeaders headers) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).headers(headers);
        if (status == SERVICE_UNAVAILABLE && headers.isEmpty()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(this);
    }

    private static String title(String code) {
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return (Character.toUpperCase(words.charAt(0)) + words.substring(1)).replaceFirst("(?i)\\bjson\\b", "JSON");
    }
}
