package dev.bankengine.platform.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Tells the sender of a JSON body what is wrong with it, where, and what to send instead. */
public final class JsonProblems {

    private static final int LONGEST_NAME = 60;

    private JsonProblems() {}

    /** The answer to a body that could not be read, for code that reads JSON by itself. */
    public static Problem of(JacksonException unreadable) {
        return switch (unreadable) {
            case UnrecognizedPropertyException unknown -> unknownField(unknown);
            case InvalidNullException missing -> field(missing, "must not be missing or null");
            case MismatchedInputException mismatch -> field(mismatch, expectation(mismatch));
            case StreamConstraintsException tooMuch -> tooMuch(tooMuch);
            case InputCoercionException overflow -> field(overflow, "is a number out of range");
            case UnexpectedEndOfInputException cut -> malformed(cut, "It ends too early.");
            case StreamReadException syntax -> malformed(syntax, syntaxHint(syntax.getOriginalMessage()));
            case JacksonIOException io -> of(io.getCause());
            default -> byCause(unreadable);
        };
    }

    /** The answer to a body that did not come in whole: cut off, wrongly chunked, too large, or too slow. */
    public static Problem of(@Nullable IOException broken) {
        return switch (broken) {
            case RequestFrame.BodyTooLarge tooLarge -> tooLarge.problem();
            case TimedBody.TooSlow tooSlow -> tooSlow.problem();
            case null, default -> bodyBroken();
        };
    }

    static Problem bodyBroken() {
        return Problem.of(HttpStatus.BAD_REQUEST, "MALFORMED_BODY", "The body could not be read to its end.");
    }

    private static Problem byCause(JacksonException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedRequest refused) {
                return refused.problem();
            }
            // What a type of ours says when it refuses a value is meant for the sender.
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
                return field(unreadable, cause.getMessage());
            }
        }
        return field(unreadable, "cannot be read");
    }

    private static Problem unknownField(UnrecognizedPropertyException unknown) {
        String known = unknown.getKnownPropertyIds() == null
                ? ""
                : unknown.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "UNKNOWN_FIELD",
                "The body has a field that is not known here. Known in its place are: " + known + ".",
                path(unknown),
                "is not known here");
    }

    private static Problem field(JacksonException wrong, String message) {
        String path = path(wrong);
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "INVALID_FIELD",
                path.isEmpty() ? "The body " + message + "." : "The field " + path + " " + message + ".",
                path,
                message);
    }

    private static String expectation(MismatchedInputException mismatch) {
        Class<?> target = mismatch.getTargetType();
        if (target == null) {
            return "cannot be read";
        }
        if (target == String.class) {
            return "must be a string, in quotes";
        }
        if (target.isEnum()) {
            return "must be one of "
                    + Arrays.stream(target.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (target == boolean.class || target == Boolean.class) {
            return "must be true or false";
        }
        if (target.isPrimitive() || Number.class.isAssignableFrom(target)) {
            return "must be a whole number, not in quotes";
        }
        if (Iterable.class.isAssignableFrom(target) || target.isArray()) {
            return "must be an array, in [ ]";
        }
        return switch (target.getSimpleName()) {
            case "LocalDate" -> "must be a date such as \"2026-03-31\"";
            case "Instant", "OffsetDateTime" -> "must be a point in time such as \"2026-03-31T12:00:00Z\"";
            case "UUID" -> "must be a UUID";
            case "Currency" -> "must be a currency code such as \"EUR\"";
            default -> JsonNode.class.isAssignableFrom(target) ? "cannot be read" : "must be an object, in { }";
        };
    }

    private static Problem tooMuch(StreamConstraintsException tooMuch) {
        String message = tooMuch.getOriginalMessage();
        String what;
        if (message.contains("nesting depth")) {
            what = "It is nested too deeply.";
        } else if (message.contains("String value length")) {
            what = "It holds a text that is too long.";
        } else if (message.contains("Number value length")) {
            what = "It holds a number of too many digits.";
        } else if (message.contains("name length") || message.contains("Name length")) {
            what = "It holds a field name that is too long.";
        } else {
            what = "It is too long.";
        }
        return Problem.of(
                HttpStatus.BAD_REQUEST, "JSON_LIMIT_EXCEEDED", "The JSON goes beyond what is read here. " + what);
    }

    private static Problem malformed(JacksonException malformed, String hint) {
        TokenStreamLocation at = malformed.getLocation();
        String where =
                at == null || at.getLineNr() < 1 ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        Problem problem = Problem.of(
                HttpStatus.BAD_REQUEST, "MALFORMED_JSON", "The body is not valid JSON" + where + ". " + hint);
        return at == null || at.getLineNr() < 1
                ? problem
                : problem.with("line", at.getLineNr()).with("column", at.getColumnNr());
    }

    /** Says what kind of mistake it is without repeating what was sent, which may be anybody's data. */
    private static String syntaxHint(@Nullable String message) {
        String said = message == null ? "" : message;
        if (said.contains("Duplicate Object property")) {
            return "A field is given twice.";
        }
        if (said.contains("NaN") || said.contains("INF") || said.contains("Infinity")) {
            return "NaN and Infinity are not numbers in JSON.";
        }
        if (said.contains("CTRL-CHAR")) {
            return "A text holds a control character; write it as an escape such as \\n.";
        }
        if (said.contains("UTF-8")) {
            return "It is not encoded in UTF-8.";
        }
        if (said.contains("eading zero")) {
            return "A number must not begin with a zero or a plus.";
        }
        if (said.contains("Unrecognized token")) {
            return "Texts stand in double quotes; bare words are true, false and null only.";
        }
        return "Check quotes, commas and brackets there.";
    }

    private static String path(JacksonException at) {
        StringBuilder path = new StringBuilder();
        List<JacksonException.Reference> steps = at.getPath();
        for (JacksonException.Reference step : steps) {
            String name = step.getPropertyName();
            if (name == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
                path.append(path.isEmpty() ? "" : ".").append(shown);
            }
        }
        return path.toString();
    }
}
