package dev.bankengine.accounts;

import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;
import java.sql.SQLException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests under one key that come at the same time go one after the other; the others don't wait. */
final class KeyLock {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private KeyLock() {}

    /**
     * Waits for its turn, and keeps it until the caller's transaction ends. Not for ever, since everybody who waits has a
     * connection of the pool.
     *
     * @throws LedgerUnavailable when the turn does not come within 3 s
     */
    static void take(JdbcClient jdbc, IdempotencyKey key) {
        jdbc.sql("SELECT set_config('lock_timeout', '3s', true)")
                .query(String.class)
                .single();
        try {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:scope || ' ' || :key, 0))")
                    .param("scope", key.scope())
                    .param("key", key.key())
                    .query(row -> {});
        } catch (UncategorizedSQLException failure) {
            // Spring has no class for it.
            SQLException cause = failure.getSQLException();
            if (cause != null && LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
                throw new LedgerUnavailable(
                        "Another request under the same key is under way for longer than usual; try again.", failure);
            }
            throw failure;
        }
    }

    static Refusal reused() {
        return new Refusal(
                Rule.IDEMPOTENCY_KEY_REUSED, "The key was used before for another request; its effect stands.");
    }
}
