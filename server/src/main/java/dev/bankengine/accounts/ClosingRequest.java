package dev.bankengine.accounts;

import dev.bankengine.ledger.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to terminate an account, with what was found and what became of it.
 *
 * @param balance what the account held when it was asked for, minor units, credit positive
 * @param held how much of that was held, minor units
 * @param terminated whether it ended the account; otherwise it blocked it
 * @param payoutAccountId where the rest was to go
 * @param transactionId what paid the rest out
 */
public record ClosingRequest(
        long accountId,
        String reason,
        long balance,
        long held,
        boolean terminated,
        @Nullable Long payoutAccountId,
        @Nullable Long transactionId,
        Instant requestedAt,
        Origin origin) {}
