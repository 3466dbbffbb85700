package dev.bankengine.accounts;

import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests under one key that come at the same time go one after the other; the others don't wait. */
final class KeyLock {

    private KeyLock() {}

    /** Waits for its turn, and keeps it until the caller's transaction ends. */
    static void take(JdbcClient jdbc, IdempotencyKey key) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:scope || ' ' || :key, 0))")
                .param("scope", key.scope())
                .param("key", key.key())
                .query(row -> {});
    }

    static Refusal reused() {
        return new Refusal(
                Rule.IDEMPOTENCY_KEY_REUSED, "the key was used before for another request; its effect stands");
    }
}
