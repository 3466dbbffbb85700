package dev.bankengine.ledger.verification;

/** What can be proven of accounts without walking through their entries. */
final class AccountChecks {

    static final String BALANCES = """
            WITH total AS (
                SELECT currency, sum(balance) AS total
                FROM ledger.account
                GROUP BY currency
            )
            SELECT 'BALANCES_SUM_TO_ZERO' AS name, count(*) AS checked, count(*) FILTER (WHERE total <> 0) AS broken,
                   (array_agg(format('%s is off by %s', currency, total)) FILTER (WHERE total <> 0))[1 : 5] AS first
            FROM total
            """;

    static final String HELD = """
            WITH kept AS (
                SELECT account_id, sum(amount - captured) AS held
                FROM ledger.hold
                WHERE status = 'ACTIVE'
                GROUP BY account_id
            ), proof AS (
                SELECT coalesce(a.id, k.account_id) AS id, a.held, coalesce(k.held, 0) AS kept,
                       coalesce(a.held <> coalesce(k.held, 0), true) AS broken
                FROM ledger.account a
                FULL JOIN kept k ON k.account_id = a.id
            )
            SELECT 'HELD_IS_WHAT_HOLDS_KEEP' AS name, count(*) AS checked, count(*) FILTER (WHERE broken) AS broken,
                   (array_agg(format('account %s: %s, holds %s', id, held, kept)) FILTER (WHERE broken))[1 : 5] AS first
            FROM proof
            """;

    static final String CAPTURED = """
            WITH paid AS (
                SELECT t.hold_id,
                       -sum(e.amount) FILTER (WHERE e.account_id = h.account_id) AS amount,
                       bool_or(e.amount < 0 AND e.account_id IS DISTINCT FROM h.account_id) AS elsewhere
                FROM ledger.transaction t
                LEFT JOIN ledger.hold h ON h.id = t.hold_id
                LEFT JOIN ledger.entry e ON e.transaction_id = t.id
                WHERE t.hold_id IS NOT NULL
                GROUP BY t.hold_id
            ), proof AS (
                SELECT coalesce(h.id, p.hold_id) AS id,
                       coalesce(h.captured <> coalesce(p.amount, 0) OR p.elsewhere, h.id IS NULL) AS broken
                FROM ledger.hold h
                FULL JOIN paid p ON p.hold_id = h.id
            )
            SELECT 'HOLDS_PAID_AS_CAPTURED' AS name, count(*) AS checked, count(*) FILTER (WHERE broken) AS broken,
                   (array_agg(format('hold %s', id)) FILTER (WHERE broken))[1 : 5] AS first
            FROM proof
            """;

    /**
     * What made an account fall below its floor comes after the last entry that surely left it there or above: a
     * hold counts in full from its beginning to its end, and of two floors at one time the higher.
     */
    static final String OVERDRAWN = """
            WITH overdrawn AS (
                SELECT id, floor
                FROM ledger.account
                WHERE CAST(balance AS numeric) - held < floor
            ), since AS (
                SELECT o.id, coalesce((
                    SELECT e.number
                    FROM ledger.entry e
                    WHERE e.account_id = o.id AND CAST(e.balance AS numeric) - (
                        SELECT coalesce(sum(h.amount), 0)
                        FROM ledger.hold h
                        WHERE h.account_id = o.id AND h.placed_at <= e.booked_at
                          AND (h.ended_at IS NULL OR h.ended_at >= e.booked_at)
                    ) >= coalesce((
                        SELECT max(f.floor)
                        FROM (
                            SELECT CAST(substring(c.new_value FROM '^-?[0-9]{1,18}$') AS bigint) AS floor, c.changed_at AS start,
                                   lead(c.changed_at) OVER (ORDER BY c.id) AS until
                            FROM ledger.account_change c
                            WHERE c.account_id = o.id AND c.field = 'floor'
                        ) f
                        WHERE f.start <= e.booked_at AND (f.until IS NULL OR f.until >= e.booked_at)), o.floor)
                    ORDER BY e.number DESC
                    LIMIT 1), 0) AS number
                FROM overdrawn o
            ), proof AS (
                SELECT s.id, NOT EXISTS (
                    SELECT
                    FROM ledger.entry e
                    JOIN ledger.transaction t ON t.id = e.transaction_id
                    WHERE e.account_id = s.id AND e.number > s.number AND e.amount < 0 AND t.unchecked) AS broken
                FROM since s
            )
            SELECT 'OVERDRAWN_ONLY_UNCHECKED' AS name, (SELECT count(*) FROM ledger.account WHERE floor IS NOT NULL) AS checked,
                   count(*) FILTER (WHERE broken) AS broken,
                   (array_agg(format('account %s', id)) FILTER (WHERE broken))[1 : 5] AS first
            FROM proof
            """;

    /**
     * Each record starts from where the one before ended, the first one from nothing, and the last one says what the
     * account is. The bank's own accounts never change, and need no record of that.
     */
    static final String CHANGES = """
            WITH change AS (
                SELECT account_id, field, old_value, new_value,
                       lag(new_value) OVER earlier AS previous,
                       lead(id) OVER earlier IS NULL AS last
                FROM ledger.account_change
                WINDOW earlier AS (PARTITION BY account_id, field ORDER BY id)
            ), recorded AS (
                SELECT account_id,
                       bool_or(old_value IS DISTINCT FROM previous) AS unchained,
                       bool_or(field = 'status' AND old_value = 'TERMINATED') AS revived,
                       min(new_value) FILTER (WHERE field = 'status' AND last) AS status,
                       min(new_value) FILTER (WHERE field = 'floor' AND last) AS floor
                FROM change
                GROUP BY account_id
            ), proof AS (
                SELECT coalesce(a.id, r.account_id) AS id, a.id IS NOT NULL AS known, coalesce(r.revived, false) AS revived,
                       coalesce(r.unchained, false)
                       OR a.id IS NULL
                       OR a.kind = 'CUSTOMER' AND (r.status IS DISTINCT FROM a.status OR r.floor IS DISTINCT FROM CAST(a.floor AS text))
                       OR a.kind <> 'CUSTOMER' AND (coalesce(r.status, 'OPEN') <> a.status OR a.floor IS NOT NULL OR r.floor IS NOT NULL)
                       AS broken
                FROM ledger.account a
                FULL JOIN recorded r ON r.account_id = a.id
            ), summary AS (
                SELECT count(*) FILTER (WHERE known) AS accounts,
                       count(*) FILTER (WHERE broken) AS broken,
                       (array_agg(format('account %s', id)) FILTER (WHERE broken))[1 : 5] AS first_broken,
                       count(*) FILTER (WHERE revived) AS revived,
                       (array_agg(format('account %s', id)) FILTER (WHERE revived))[1 : 5] AS first_revived
                FROM proof
            )
            SELECT v.name, v.checked, v.broken, v.first
            FROM summary s
            CROSS JOIN LATERAL (VALUES
                ('CHANGES_ARE_RECORDED', s.accounts, s.broken, s.first_broken),
                ('TERMINATED_ACCOUNTS_REST', CAST(0 AS bigint), s.revived, s.first_revived)
            ) AS v (name, checked, broken, first)
            """;

    private AccountChecks() {}
}
