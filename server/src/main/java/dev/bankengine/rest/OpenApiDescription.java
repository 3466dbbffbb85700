package dev.bankengine.rest;

import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.money.Money;
import dev.bankengine.platform.web.Problem;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;

/**
 * What the documentation says of every operation alike: the headers it takes and gives, and each way
 * in which it can refuse, from the same table by which it does.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiDescription {

    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_JSON = org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    private static final Set<String> SAYS_NOTHING = Set.of("", "OK", "Created", "default response");

    OpenApiDescription() {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(Caller.class, IdempotencyKey.class)
                .replaceWithClass(Money.class, Amount.class)
                .replaceWithSchema(
                        Metadata.class,
                        schema("object")
                                .additionalProperties(true)
                                .description("A JSON object to be kept with it, at most 8192 characters.")
                                .example(Map.of("invoice", "2026-0042")));
    }

    @Bean
    OperationCustomizer headersAndRefusals() {
        return (operation, method) -> {
            writeIdsAsTexts(operation);
            describeHeaders(operation, method);
            describeRefusals(operation, method);
            return operation;
        };
    }

    @Bean
    OpenApiCustomizer frame() {
        return api -> {
            api.servers(List.of(new Server().url("/").description("This bank.")));
            api.tags(List.of(
                    new Tag().name("Accounts").description("Customers' accounts: opening, reading, blocking, ending."),
                    new Tag().name("health").description("Whether the server lives and can work."),
                    new Tag().name("Holds").description("Money set aside for a later payment."),
                    new Tag().name("Transactions").description("Movements of money, one by one or many at once.")));
            api.getComponents().addSchemas(PROBLEM, problem()).addSchemas("FieldProblem", fieldProblem());
        };
    }

    /** An annotation's example that has digits only is taken for a number, which no id is. */
    private static void writeIdsAsTexts(Operation operation) {
        for (Parameter parameter : Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of())) {
            if ("path".equals(parameter.getIn()) && parameter.getExample() != null) {
                parameter.setExample(parameter.getExample().toString());
            }
        }
    }

    private static void describeHeaders(Operation operation, HandlerMethod method) {
        if (takes(method, IdempotencyKey.class)) {
            operation.addParametersItem(header(Headers.IDEMPOTENCY_KEY, true)
                    .description("Your name for this request. Sent again under it, the request has one effect and gets"
                            + " the same answer; another request under it is refused.")
                    .example(operation.getOperationId() + "-1")
                    .schema(schema("string")
                            .minLength(1)
                            .maxLength(IdempotencyKey.MAX_KEY_LENGTH)
                            .pattern("^[!-~]+$")));
        }
        if (takes(method, Caller.class)) {
            operation.addParametersItem(header(Headers.CLIENT_ID, false)
                    .description("Your own name. Each client's idempotency keys are its own.")
                    .example("web-shop")
                    .schema(schema("string").pattern("^[A-Za-z0-9._-]{1,40}$")));
        }
        operation.getResponses().forEach((status, response) -> {
            if (takes(method, IdempotencyKey.class)) {
                response.addHeaderObject(
                        Headers.REPLAYED,
                        new Header()
                                .description("Present where this was decided before and is answered again.")
                                .schema(schema("string")._enum(List.of("true"))));
            }
            if (status.equals("201")) {
                response.addHeaderObject(
                        "Location",
                        new Header().description("Where to find what was made.").schema(schema("string")));
            }
            if (response.getDescription() == null || SAYS_NOTHING.contains(response.getDescription())) {
                response.description(
                        status.equals("201") ? "Done; this is what was made." : "Done; this is the answer.");
            }
        });
    }

    private static void describeRefusals(Operation operation, HandlerMethod method) {
        var codes = new TreeMap<HttpStatus, Set<String>>(Comparator.comparingInt(HttpStatus::value));
        add(codes, HttpStatus.BAD_REQUEST, "INVALID_FIELD", "INVALID_PARAMETER");
        if (operation.getRequestBody() != null) {
            add(codes, HttpStatus.BAD_REQUEST, "MALFORMED_JSON", "UNKNOWN_FIELD", "JSON_LIMIT_EXCEEDED");
            add(codes, HttpStatus.CONTENT_TOO_LARGE, "BODY_TOO_LARGE");
            add(codes, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE");
        }
        if (takes(method, IdempotencyKey.class)) {
            add(codes, HttpStatus.BAD_REQUEST, "IDEMPOTENCY_KEY_MISSING", "IDEMPOTENCY_KEY_INVALID");
        }
        var refuses = method.getMethodAnnotation(Refuses.class);
        if (refuses != null) {
            if (refuses.value() == RuleSet.BULK) {
                add(codes, HttpStatus.REQUEST_TIMEOUT, "REQUEST_TIMEOUT");
            }
            refuses.value().codes().forEach((status, rules) -> add(codes, status, rules.toArray(String[]::new)));
        }
        add(codes, HttpStatus.SERVICE_UNAVAILABLE, "TEMPORARILY_UNAVAILABLE");
        codes.forEach((status, named) ->
                operation.getResponses().addApiResponse(Integer.toString(status.value()), refusal(status, named)));
    }

    private static void add(Map<HttpStatus, Set<String>> codes, HttpStatus status, String... more) {
        codes.computeIfAbsent(status, none -> new LinkedHashSet<>()).addAll(Arrays.asList(more));
    }

    private static ApiResponse refusal(HttpStatus status, Set<String> codes) {
        var response = new ApiResponse()
                .description(said(status) + " Codes: " + String.join(", ", codes) + ".")
                .content(new Content()
                        .addMediaType(
                                PROBLEM_JSON,
                                new MediaType()
                                        .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))
                                        .example(
                                                example(status, codes.iterator().next()))));
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.addHeaderObject(
                    "Retry-After", new Header().description("Seconds to wait.").schema(schema("integer")));
        }
        return response;
    }

    private static String said(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request can't be read; `errors` names the field and says what to send instead.";
            case NOT_FOUND -> "What the address names isn't there.";
            case CONFLICT -> "The state of what is named, or the key, stands against it.";
            case REQUEST_TIMEOUT -> "The body came too slowly; nothing of it was carried out.";
            case CONTENT_TOO_LARGE -> "The body is too large.";
            case UNSUPPORTED_MEDIA_TYPE -> "The body is not of a type that is read here.";
            case UNPROCESSABLE_CONTENT -> "A rule says no; nothing was changed.";
            case SERVICE_UNAVAILABLE -> "Nothing could be decided now; send the same again under the same key.";
            default -> throw new IllegalArgumentException("no refusal has the status " + status);
        };
    }

    private static Map<String, Object> example(HttpStatus status, String code) {
        var problem = Problem.of(status, code, "What happened here, and what to send instead.");
        var example = new LinkedHashMap<String, Object>();
        example.put("type", problem.type());
        example.put("title", problem.title());
        example.put("status", status.value());
        example.put("detail", problem.detail());
        example.put("code", code);
        example.put("correlationId", "46c965fc2fb8031fe5974ec1075b1550");
        return example;
    }

    private static Schema<?> problem() {
        return schema("object")
                .description("Why a request was not carried out, as RFC 9457 has it.")
                .addProperty(
                        "type",
                        schema("string").description("The code as a URI.").format("uri"))
                .addProperty("title", schema("string").description("The code in words."))
                .addProperty("status", schema("integer").description("The HTTP status."))
                .addProperty("detail", schema("string").description("What happened, and what to send instead."))
                .addProperty(
                        "code",
                        schema("string")
                                .description("The rule that was broken; it never changes.")
                                .pattern("^[A-Z_]+$"))
                .addProperty(
                        "errors",
                        schema("array")
                                .description("The fields that are wrong.")
                                .items(new Schema<>().$ref("#/components/schemas/FieldProblem")))
                .addProperty("correlationId", schema("string").description("Finds the request in the log."))
                .required(List.of("type", "title", "status", "detail", "code"))
                .additionalProperties(true);
    }

    private static Schema<?> fieldProblem() {
        return schema("object")
                .description("What is wrong with one field.")
                .addProperty(
                        "field", schema("string").description("Where it is.").example("legs[2].amount"))
                .addProperty("message", schema("string").description("What it must be."))
                .required(List.of("field", "message"));
    }

    private static Parameter header(String name, boolean required) {
        return new Parameter().in("header").name(name).required(required);
    }

    private static Schema<Object> schema(String type) {
        var schema = new Schema<>();
        schema.setTypes(Set.of(type));
        return schema;
    }

    private static boolean takes(HandlerMethod method, Class<?> type) {
        return Arrays.stream(method.getMethodParameters()).anyMatch(p -> p.getParameterType() == type);
    }
}
