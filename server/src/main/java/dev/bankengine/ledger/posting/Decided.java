package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Refusal;
import org.jspecify.annotations.Nullable;

/** What an earlier batch decided on a key. Exactly one of the last three is present. */
record Decided(
        long fingerprint,
        @Nullable Long transactionId,
        @Nullable Long holdId,
        @Nullable Refusal refusal) {}
