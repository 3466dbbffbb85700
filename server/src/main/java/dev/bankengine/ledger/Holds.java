package dev.bankengine.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The holds on accounts, to read. They are placed, captured and released through {@link Ledger}. */
@Component
public class Holds {

    private static final int MAX_PER_PAGE = 500;

    private final JdbcClient jdbc;

    Holds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A hold whose time is over may still show as active for a moment; no decision counts it. */
    public Optional<Hold> find(long id) {
        return jdbc.sql("""
                        SELECT h.id, h.account_id, a.currency, h.amount, h.captured, h.status, h.placed_at, h.expires_at,
                               h.ended_at, h.actor, h.channel, h.address, h.correlation_id, h.description, h.reference, h.metadata
                        FROM ledger.hold h
                        JOIN ledger.account a ON a.id = h.account_id
                        WHERE h.id = :id
                        """).param("id", id).query((row, n) -> Rows.hold(row)).optional();
    }

    /**
     * The holds of an account, newest first.
     *
     * @param onlyActive whether those that have ended are left out
     * @param cursor where to go on; {@code null} for the start
     * @throws InvalidCursor when the cursor is not one of this list
     */
    public Page<Hold> ofAccount(long accountId, boolean onlyActive, @Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, MAX_PER_PAGE);
        String list = "holds:%d:%b".formatted(accountId, onlyActive);
        long before = cursor == null ? Long.MAX_VALUE : Cursor.read(list, cursor, 1)[0];
        var found = jdbc.sql("""
                        SELECT h.id, h.account_id, a.currency, h.amount, h.captured, h.status, h.placed_at, h.expires_at,
                               h.ended_at, h.actor, h.channel, h.address, h.correlation_id, h.description, h.reference, h.metadata
                        FROM ledger.hold h
                        JOIN ledger.account a ON a.id = h.account_id
                        WHERE h.account_id = :account AND h.id < :before AND (NOT :onlyActive OR h.status = 'ACTIVE')
                        ORDER BY h.id DESC
                        LIMIT :limit
                        """)
                .param("account", accountId)
                .param("before", before)
                .param("onlyActive", onlyActive)
                .param("limit", size + 1)
                .query((row, n) -> Rows.hold(row))
                .list();
        boolean more = found.size() > size;
        var items = more ? found.subList(0, size) : found;
        return new Page<>(items, more ? Cursor.write(list, items.getLast().id()) : null, null);
    }

    /**
     * Ends the holds of these accounts whose time is over. The caller has locked the accounts' rows.
     *
     * @return how many ended
     */
    int expireDue(Collection<Long> lockedAccounts) {
        return jdbc.sql("""
                        UPDATE ledger.hold
                        SET status = 'EXPIRED', ended_at = clock_timestamp()
                        WHERE account_id = ANY(:accounts) AND status = 'ACTIVE' AND expires_at <= clock_timestamp()
                        """).param("accounts", Rows.array(lockedAccounts)).update();
    }

    /** Locks accounts that have due holds, but for those that someone else has locked. */
    List<Long> lockAccountsWithDueHolds(int limit) {
        return jdbc.sql("""
                        SELECT a.id
                        FROM ledger.account a
                        WHERE a.id IN (
                            SELECT h.account_id
                            FROM ledger.hold h
                            WHERE h.status = 'ACTIVE' AND h.expires_at <= now()
                            GROUP BY h.account_id
                            LIMIT :limit)
                        ORDER BY a.id
                        FOR NO KEY UPDATE SKIP LOCKED
                        """)
                .param("limit", limit)
                .query((row, n) -> row.getLong(1))
                .list();
    }
}
