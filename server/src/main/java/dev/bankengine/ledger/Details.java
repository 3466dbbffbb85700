package dev.bankengine.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What people and programs say about a transaction or hold. The ledger keeps it and decides nothing
 * by it.
 *
 * @param description for people, at most {@link #MAX_DESCRIPTION} characters
 * @param reference an external system's name for it, at most {@link #MAX_REFERENCE} characters
 * @param metadata a JSON object, at most {@link #MAX_METADATA} characters
 */
public record Details(
        @Nullable String description,
        @Nullable String reference,
        @Nullable String metadata) {

    public static final int MAX_DESCRIPTION = 500;
    public static final int MAX_REFERENCE = 140;
    public static final int MAX_METADATA = 8_192;

    public static final Details NONE = new Details(null, null, null);

    public Details {
        require(description, MAX_DESCRIPTION, "description");
        require(reference, MAX_REFERENCE, "reference");
        require(metadata, MAX_METADATA, "metadata");
    }

    public static Details description(String description) {
        return new Details(description, null, null);
    }

    private static void require(@Nullable String text, int limit, String name) {
        if (text == null) {
            return;
        }
        if (text.codePointCount(0, text.length()) > limit) {
            throw new IllegalArgumentException("the %s may have %d characters at most".formatted(name, limit));
        }
        // PostgreSQL's text can hold neither a zero byte nor half of a surrogate pair.
        if (text.indexOf('\0') >= 0 || text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            throw new IllegalArgumentException("the %s has a character that is no text".formatted(name));
        }
    }
}
