package dev.bankengine.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an account as it was recorded, with who made it and why.
 *
 * @param field {@code status} or {@code floor}
 * @param oldValue what it was; {@code null} when the account was opened
 */
public record AccountChange(
        long id,
        long accountId,
        String field,
        @Nullable String oldValue,
        String newValue,
        Instant changedAt,
        Origin origin,
        String reason) {}
