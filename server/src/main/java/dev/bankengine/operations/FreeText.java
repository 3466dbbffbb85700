package dev.bankengine.operations;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts that customers and other systems have chosen, in a CSV file. A spreadsheet takes what begins
 * with {@code = + - @} or a control character for a formula and runs it, so an apostrophe is put before
 * that. The import takes the apostrophe away again, and no other: what was exported comes back unchanged.
 *
 * <p>Reading makes one text of two, {@code '=7} and {@code =7}, so it is not for what tells things apart.
 */
final class FreeText {

    /** The apostrophes count, so that a text that has one there itself keeps it. */
    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r\\n].*", Pattern.DOTALL);

    private FreeText() {}

    /** As it is written to a file; nothing where there is none. */
    static String written(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    /** What was meant by what stands in a file. */
    static String read(String text) {
        return text.startsWith("'") && FORMULA.matcher(text).matches() ? text.substring(1) : text;
    }
}
