package dev.bankengine.ledger;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an account together with what its transaction says.
 *
 * @param reverses the transaction that this one mirrors
 * @param holdId the hold that this one captured
 */
public record HistoryEntry(
        Entry entry,
        long transactionId,
        TransactionKind kind,
        Instant bookedAt,
        LocalDate valueDate,
        Details details,
        Origin origin,
        @Nullable Long reverses,
        @Nullable Long holdId) {}
