package dev.bankengine.platform.web;

import dev.bankengine.platform.web.Problem.FieldProblem;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingPathVariableException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/**
 * The one place where what went wrong around a controller becomes an answer. Input that cannot be read is a 4xx that
 * says what to send instead; trouble with the database is a 503 that says when to try again; only a bug of ours is a
 * 500, and it says nothing but where to find it in the log.
 *
 * <p>A module that throws infrastructure exceptions of its own maps them in an advice of its own, which comes first.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class Errors {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    /** Text PostgreSQL cannot store, such as one that holds U+0000: bad input that got past everything else. */
    private static final Set<String> UNSTORABLE_TEXT = Set.of("22021", "22P05");

    /** Connection trouble, resources, operator's intervention, and what a repeated try gets past. */
    private static final List<String> PASSING_STATES = List.of("08", "40", "53", "55", "57", "58", "25006", "25P03");

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> answer(Exception thrown) {
        if (thrown instanceof AsyncRequestNotUsableException) {
            return null;
        }
        if (thrown instanceof ErrorResponse known && !known.getStatusCode().is5xxServerError()) {
            return ofSpring(thrown, known);
        }
        return (switch (thrown) {
                    case RefusedRequest refused -> refused.problem();
                    case HttpMessageNotReadableException unreadable -> unreadableBody(unreadable);
                    case JacksonException unreadable -> JsonProblems.of(unreadable);
                    case RequestFrame.BodyTooLarge tooLarge -> tooLarge.problem();
                    case MethodArgumentTypeMismatchException mismatch -> wrongParameter(mismatch);
                    case TypeMismatchException mismatch ->
                        invalid(String.valueOf(mismatch.getPropertyName()), "cannot be read");
                    case InvalidParameterException undecodable ->
                        Problem.of(
                                HttpStatus.BAD_REQUEST,
                                "MALFORMED_REQUEST",
                                "The query or form cannot be decoded. Percent-encode it as UTF-8.");
                    case BindException bind -> invalidFields(bind);
                    case ConstraintViolationException violations -> invalidFields(violations);
                    default -> databaseOrBug(thrown);
                })
                .toResponse();
    }

    private static Problem databaseOrBug(Exception thrown) {
        String sqlState = sqlState(thrown);
        if (UNSTORABLE_TEXT.contains(sqlState)) {
            return Problem.of(
                    HttpStatus.BAD_REQUEST, "INVALID_TEXT", "A text holds a character that cannot be stored, U+0000.");
        }
        boolean passing = switch (thrown) {
            case TransientDataAccessException t -> true;
            case RecoverableDataAccessException r -> true;
            case DataAccessResourceFailureException f -> true;
            case CannotCreateTransactionException c -> true;
            case SQLTransientException t -> true;
            case SQLRecoverableException r -> true;
            // A connection that is lost at the very commit or rollback, of which nobody may know a state.
            case TransactionSystemException s -> true;
            case DataAccessException other -> PASSING_STATES.stream().anyMatch(sqlState::startsWith);
            case SQLException other -> PASSING_STATES.stream().anyMatch(sqlState::startsWith);
            default -> false;
        };
        if (passing) {
            LOG.warn(
                    "The database could not answer ({}, state {}); the client was asked to try again",
                    thrown.getClass().getSimpleName(),
                    sqlState.isEmpty() ? "none" : sqlState);
            return unavailable();
        }
        LOG.error("A request failed for a reason that should not exist", thrown);
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "INTERNAL_ERROR",
                "Something is wrong on our side. The correlation id finds it in the log. A request that moves money may"
                        + " be sent again under the same key.");
    }

    /** The database is out of reach for now; nothing is known to have happened. */
    private static Problem unavailable() {
        return Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "TEMPORARILY_UNAVAILABLE",
                "The database does not answer just now. Send the same request again in a moment; one that moves money,"
                        + " under the same key.");
    }

    private static Problem unreadableBody(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException json) {
                return JsonProblems.of(json);
            }
            if (cause instanceof IOException broken) {
                return JsonProblems.of(broken);
            }
        }
        return Problem.of(HttpStatus.BAD_REQUEST, "BODY_MISSING", "The request needs a JSON body, and has none.");
    }

    private static Problem wrongParameter(MethodArgumentTypeMismatchException mismatch) {
        // What a type of ours says when it refuses a value is meant for the sender.
        for (Throwable cause = mismatch.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedRequest refused) {
                return refused.problem();
            }
        }
        Class<?> required = mismatch.getRequiredType();
        String message;
        if (required == null) {
            message = "cannot be read";
        } else if (required.isEnum()) {
            message = "must be one of " + List.of(required.getEnumConstants());
        } else if (required.isPrimitive() || Number.class.isAssignableFrom(required)) {
            message = "must be a whole number";
        } else {
            message = switch (required.getSimpleName()) {
                case "LocalDate" -> "must be a date such as 2026-03-31";
                case "Instant", "OffsetDateTime" -> "must be a point in time such as 2026-03-31T12:00:00Z";
                case "UUID" -> "must be a UUID";
                case "Boolean" -> "must be true or false";
                case "Currency" -> "must be a currency code such as EUR";
                default -> "cannot be read";
            };
        }
        return invalid(mismatch.getName(), message);
    }

    private static Problem invalid(String parameter, String message) {
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                "The parameter " + parameter + " " + message + ".",
                parameter,
                message);
    }

    private static Problem invalidFields(BindException bind) {
        return invalidFields(bind.getFieldErrors().stream()
                .map(error -> new FieldProblem(
                        error.getField(),
                        error.isBindingFailure()
                                ? "cannot be read"
                                : Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid")))
                .toList());
    }

    private static Problem invalidFields(ConstraintViolationException violations) {
        return invalidFields(violations.getConstraintViolations().stream()
                .map(violation -> new FieldProblem(String.valueOf(violation.getPropertyPath()), violation.getMessage()))
                .toList());
    }

    private static Problem invalidFields(List<FieldProblem> fields) {
        String first = fields.isEmpty()
                ? "The request is not valid."
                : "The field " + fields.getFirst().field() + " "
                        + fields.getFirst().message() + ".";
        return Problem.of(HttpStatus.BAD_REQUEST, "INVALID_FIELD", first).withErrors(fields);
    }

    /** What Spring already knows the status and headers of; the words are ours. */
    private static ResponseEntity<Object> ofSpring(Exception thrown, ErrorResponse known) {
        HttpStatusCode status = known.getStatusCode();
        Problem problem = switch (thrown) {
            case BindException bind -> invalidFields(bind);
            case HandlerMethodValidationException validation ->
                invalidFields(validation.getParameterValidationResults().stream()
                        .flatMap(result -> result.getResolvableErrors().stream()
                                .map(error -> new FieldProblem(
                                        String.valueOf(
                                                result.getMethodParameter().getParameterName()),
                                        Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid"))))
                        .toList());
            case MissingServletRequestParameterException missing ->
                Problem.of(
                        status,
                        "MISSING_PARAMETER",
                        "The parameter " + missing.getParameterName() + " is missing.",
                        missing.getParameterName(),
                        "must be given");
            case MissingRequestHeaderException missing ->
                Problem.of(
                        status,
                        "MISSING_HEADER",
                        "The header " + missing.getHeaderName() + " is missing.",
                        missing.getHeaderName(),
                        "must be given");
            case MissingPathVariableException missing ->
                Problem.of(status, "NOT_FOUND", "There is nothing at this address.");
            case HttpRequestMethodNotSupportedException method ->
                Problem.of(
                        status,
                        "METHOD_NOT_ALLOWED",
                        "This address does not take " + shown(method.getMethod()) + "; it takes "
                                + names(method.getSupportedHttpMethods()) + ".");
            case HttpMediaTypeNotSupportedException type ->
                Problem.of(
                        status,
                        "UNSUPPORTED_MEDIA_TYPE",
                        "The body's Content-Type is not taken here. Send " + type.getSupportedMediaTypes() + ".");
            case HttpMediaTypeNotAcceptableException type ->
                Problem.of(
                        status,
                        "NOT_ACCEPTABLE",
                        "The answer cannot be given as the Accept header asks. Available: "
                                + type.getSupportedMediaTypes() + ".");
            case NoResourceFoundException nothing ->
                Problem.of(status, "NOT_FOUND", "There is nothing at this address. See /docs for what there is.");
            case NoHandlerFoundException nothing ->
                Problem.of(status, "NOT_FOUND", "There is nothing at this address. See /docs for what there is.");
            default -> Problem.of(status, codeOf(status), "The request cannot be handled as it is.");
        };
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(known.getHeaders());
        return problem.toResponse(headers);
    }

    private static String codeOf(HttpStatusCode status) {
        HttpStatus named = HttpStatus.resolve(status.value());
        return named == null ? "REFUSED" : named.name();
    }

    private static String shown(String method) {
        return method.length() <= 16 ? method : method.substring(0, 16);
    }

    private static String names(@Nullable Set<HttpMethod> methods) {
        return methods == null
                ? "others"
                : String.join(
                        ", ", methods.stream().map(HttpMethod::name).sorted().toList());
    }

    private static String sqlState(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
