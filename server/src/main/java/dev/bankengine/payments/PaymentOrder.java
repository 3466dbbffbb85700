package dev.bankengine.payments;

import dev.bankengine.ledger.IdempotencyKey;

/** A payment and the key under which it may be sent again. */
public record PaymentOrder(IdempotencyKey key, Payment payment) {}
