package dev.bankengine.ledger.verification;

/** What can be proven of each transaction by itself. */
final class TransactionChecks {

    static final String BOUNDS = """
            SELECT least((SELECT min(id) FROM ledger.transaction), (SELECT min(transaction_id) FROM ledger.entry)) AS lowest,
                   greatest((SELECT max(id) FROM ledger.transaction), (SELECT max(transaction_id) FROM ledger.entry)) AS highest
            """;

    static final String BY_RANGE = """
            WITH leg AS (
                SELECT transaction_id, currency, count(*) AS entries, sum(amount) AS total,
                       min(booked_at) AS first_booked_at, max(booked_at) AS last_booked_at,
                       min(value_date) AS first_value_date, max(value_date) AS last_value_date
                FROM ledger.entry
                WHERE transaction_id BETWEEN :first AND :last
                GROUP BY transaction_id, currency
            ), posted AS (
                SELECT transaction_id, sum(entries) AS entries, bool_or(total <> 0) AS unbalanced,
                       min(first_booked_at) AS first_booked_at, max(last_booked_at) AS last_booked_at,
                       min(first_value_date) AS first_value_date, max(last_value_date) AS last_value_date
                FROM leg
                GROUP BY transaction_id
            ), booked AS (
                SELECT id, booked_at, value_date, unchecked, kind, hold_id
                FROM ledger.transaction
                WHERE id BETWEEN :first AND :last
            ), proof AS (
                SELECT coalesce(t.id, p.transaction_id) AS id, t.id IS NOT NULL AS known,
                       coalesce(p.entries, 0) AS entries,
                       coalesce(p.unbalanced, false) AS unbalanced,
                       t.id IS NOT NULL AND coalesce(p.entries, 0) < 2 AS incomplete,
                       p.transaction_id IS NOT NULL AND (t.id IS NULL
                           OR p.first_booked_at <> t.booked_at OR p.last_booked_at <> t.booked_at
                           OR p.first_value_date <> t.value_date OR p.last_value_date <> t.value_date) AS stray,
                       coalesce(t.unchecked <> (t.kind IN ('FEE', 'INTEREST', 'CORRECTION', 'IMPORT'))
                           OR (t.kind = 'CAPTURE') <> (t.hold_id IS NOT NULL), false) AS unduly_spared,
                       coalesce(t.unchecked, false) AS unchecked
                FROM booked t
                FULL JOIN posted p ON p.transaction_id = t.id
            ), summary AS (
                SELECT count(*) FILTER (WHERE known) AS transactions,
                       count(*) FILTER (WHERE unchecked) AS unchecked,
                       coalesce(sum(entries), 0) AS entries,
                       count(*) FILTER (WHERE unbalanced) AS unbalanced,
                       (array_agg(format('transaction %s', id)) FILTER (WHERE unbalanced))[1 : 5] AS first_unbalanced,
                       count(*) FILTER (WHERE incomplete) AS incomplete,
                       (array_agg(format('transaction %s', id)) FILTER (WHERE incomplete))[1 : 5] AS first_incomplete,
                       count(*) FILTER (WHERE stray) AS stray,
                       (array_agg(format('entries of transaction %s', id)) FILTER (WHERE stray))[1 : 5] AS first_stray,
                       count(*) FILTER (WHERE unduly_spared) AS unduly_spared,
                       (array_agg(format('transaction %s', id)) FILTER (WHERE unduly_spared))[1 : 5] AS first_unduly_spared
                FROM proof
            )
            SELECT v.name, v.checked, v.broken, v.first
            FROM summary s
            CROSS JOIN LATERAL (VALUES
                ('TRANSACTIONS_BALANCE', s.transactions, s.unbalanced, s.first_unbalanced),
                ('TRANSACTIONS_HAVE_ENTRIES', s.transactions, s.incomplete, s.first_incomplete),
                ('ENTRIES_HAVE_TRANSACTIONS', s.entries, s.stray, s.first_stray),
                ('UNCHECKED_ONLY_WHERE_ALLOWED', s.unchecked, s.unduly_spared, s.first_unduly_spared)
            ) AS v (name, checked, broken, first)
            """;

    /** Each account takes part in a transaction once, so original and mirror meet in pairs that sum to zero. */
    static final String REVERSALS = """
            WITH reversal AS (
                SELECT r.id, r.reverses, o.id IS NULL OR o.kind = 'REVERSAL' OR r.kind <> 'REVERSAL' AS baseless,
                       count(*) OVER (PARTITION BY r.reverses) > 1 AS repeated
                FROM ledger.transaction r
                LEFT JOIN ledger.transaction o ON o.id = r.reverses
                WHERE r.reverses IS NOT NULL
            ), leg AS (
                SELECT r.id, e.account_id, e.currency, e.amount
                FROM reversal r
                JOIN ledger.entry e ON e.transaction_id = r.id
              UNION ALL
                SELECT r.id, e.account_id, e.currency, e.amount
                FROM reversal r
                JOIN ledger.entry e ON e.transaction_id = r.reverses
            ), unpaired AS (
                SELECT DISTINCT id
                FROM (SELECT id FROM leg GROUP BY id, account_id, currency HAVING sum(amount) <> 0 OR count(*) <> 2) pair
            ), proof AS (
                SELECT r.id, r.baseless OR r.repeated OR u.id IS NOT NULL AS broken
                FROM reversal r
                LEFT JOIN unpaired u ON u.id = r.id
            )
            SELECT 'REVERSALS_MIRROR' AS name, count(*) AS checked, count(*) FILTER (WHERE broken) AS broken,
                   (array_agg(format('transaction %s', id)) FILTER (WHERE broken))[1 : 5] AS first
            FROM proof
            """;

    private TransactionChecks() {}
}
