package dev.bankengine.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A balanced set of entries, booked together and never changed.
 *
 * @param bookedAt when the ledger booked it, to the microsecond, by the database's clock; within an
 *     account it never goes backward
 * @param valueDate from when it counts for interest
 * @param entries the legs in the order of their amounts, so debits first, and then of their account ids
 * @param reverses the transaction whose mirror this is
 * @param holdId the hold that this captured
 */
public record Transaction(
        long id,
        TransactionKind kind,
        Instant bookedAt,
        LocalDate valueDate,
        List<Entry> entries,
        Details details,
        Origin origin,
        IdempotencyKey key,
        @Nullable Long reverses,
        @Nullable Long holdId) {}
