package dev.bankengine.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A transaction as it is read later.
 *
 * @param reversedBy the transaction that mirrors it, where it was reversed
 */
public record BookedTransaction(
        Transaction transaction, @Nullable Long reversedBy) {}
