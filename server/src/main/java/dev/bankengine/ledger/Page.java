package dev.bankengine.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the cursor of what follows; {@code null} at the end. There may be more although this page
 *     is short or empty: the work for one page is bounded
 * @param previous the cursor of what comes before; {@code null} at the start
 */
public record Page<T>(
        List<T> items, @Nullable String next, @Nullable String previous) {

    public Page {
        items = List.copyOf(items);
    }
}
