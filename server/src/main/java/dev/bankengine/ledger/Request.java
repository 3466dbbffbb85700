package dev.bankengine.ledger;

/** An instruction, who gives it, and the key under which it may be sent again. */
public record Request(IdempotencyKey key, Origin origin, Instruction instruction) {}
