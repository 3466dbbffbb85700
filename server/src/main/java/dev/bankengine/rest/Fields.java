package dev.bankengine.rest;

import dev.bankengine.ledger.Details;
import dev.bankengine.money.InvalidMoney;
import dev.bankengine.money.Money;
import dev.bankengine.platform.web.Problem;
import dev.bankengine.platform.web.RefusedRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Reads the fields and parameters of a request. What can't be read is refused with the name of the
 * field and what to send instead.
 */
public final class Fields {

    public static final int MAX_REASON = 500;
    public static final int DEFAULT_PAGE = 50;
    public static final int MAX_PAGE = 200;

    private static final int MAX_ID_DIGITS = 18;
    private static final int MAX_TIME = 40;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);

    private Fields() {}

    /** What is wrong with one field. */
    public static RefusedRequest invalid(String field, String message) {
        return new RefusedRequest(Problem.of(
                HttpStatus.BAD_REQUEST, "INVALID_FIELD", "The field %s %s.".formatted(field, message), field, message));
    }

    /** What is wrong with a parameter of the address. */
    public static RefusedRequest invalidParameter(String parameter, String message) {
        return new RefusedRequest(Problem.of(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                "The parameter %s %s.".formatted(parameter, message),
                parameter,
                message));
    }

    public static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw invalid(field, "must not be missing or null");
        }
        return value;
    }

    /** An id in JSON or in the address: a positive number, written as digits. */
    public static long id(String text, String field) {
        boolean digits = !text.isEmpty() && text.length() <= MAX_ID_DIGITS;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits || text.charAt(0) == '0') {
            throw invalid(field, "must be an id, a string of digits such as \"1000\"");
        }
        return Long.parseLong(text);
    }

    /** A text of 1 to {@code limit} characters; {@code null} stays so. */
    public static @Nullable String text(@Nullable String text, int limit, String field) {
        if (text != null && (text.isBlank() || text.codePointCount(0, text.length()) > limit)) {
            throw invalid(field, "must have 1 to %d characters and not be blank".formatted(limit));
        }
        return text;
    }

    /** The reason for a change, which must be given. */
    public static String reason(@Nullable String text) {
        return required(text(required(text, "reason"), MAX_REASON, "reason"), "reason");
    }

    public static Details details(
            @Nullable String description, @Nullable String reference, @Nullable Metadata metadata) {
        if (description == null && reference == null && metadata == null) {
            return Details.NONE;
        }
        return new Details(
                text(description, Details.MAX_DESCRIPTION, "description"),
                text(reference, Details.MAX_REFERENCE, "reference"),
                metadata == null ? null : metadata.json());
    }

    public static @Nullable LocalDate date(@Nullable String text, String field) {
        if (text == null) {
            return null;
        }
        try {
            if (text.length() <= MAX_TIME) {
                var date = LocalDate.parse(text, DATE);
                if (isOfOurTime(date.getYear())) {
                    return date;
                }
            }
        } catch (DateTimeParseException unreadable) {
            // Said below.
        }
        throw invalid(field, "must be a date such as \"2026-03-31\"");
    }

    /** A point in time; digits past the microsecond, which the books don't keep, are dropped. */
    public static @Nullable Instant instant(@Nullable String text, String field) {
        if (text == null) {
            return null;
        }
        try {
            if (text.length() <= MAX_TIME) {
                var instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
                if (isOfOurTime(instant.atOffset(ZoneOffset.UTC).getYear())) {
                    return instant;
                }
            }
        } catch (DateTimeException unreadable) {
            // Thrown as well where the offset carries the time past what an instant can hold.
            // Said below.
        }
        throw invalid(field, "must be a point in time such as \"2026-03-31T12:00:00Z\"");
    }

    private static boolean isOfOurTime(int year) {
        return year >= 1 && year <= 9999;
    }

    /** What someone looks for; any text that is not empty or too long. */
    public static @Nullable String searchText(@Nullable String text, String field) {
        boolean unfit = text != null && text.codePoints().anyMatch(c -> c < ' ' || c >= 0xD800 && c <= 0xDFFF);
        if (unfit) {
            throw invalid(field, "must not hold control characters");
        }
        return text(text, Details.MAX_REFERENCE, field);
    }

    public static Currency currency(String code, String field) {
        try {
            return Money.currency(code);
        } catch (InvalidMoney unknown) {
            throw invalid(field, "must be a code of ISO 4217, such as \"EUR\"");
        }
    }

    /** A decimal in a currency that is known from elsewhere, in minor units. */
    public static @Nullable Long minorUnits(@Nullable String text, Currency currency, String field) {
        if (text == null) {
            return null;
        }
        try {
            return Money.parse(text, currency).minorUnits();
        } catch (InvalidMoney unreadable) {
            throw invalid(field, "can't be read: " + unreadable.getMessage());
        }
    }

    public static <E extends Enum<E>> @Nullable E oneOf(@Nullable String text, Class<E> type, String field) {
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw invalid(field, "must be one of " + Arrays.toString(type.getEnumConstants()));
    }

    /** How many items a page may have. */
    public static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_PAGE;
        }
        if (text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_PAGE) {
                return limit;
            }
        }
        throw invalid("limit", "must be a whole number from 1 to " + MAX_PAGE);
    }
}
