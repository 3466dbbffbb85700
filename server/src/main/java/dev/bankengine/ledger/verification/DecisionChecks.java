package dev.bankengine.ledger.verification;

/**
 * What can be proven of idempotency. A decision's id is the first half of SHA-256 over scope, a zero
 * byte and key. It is the primary key, so two transactions of the same scope and key can't both have
 * their decision.
 */
final class DecisionChecks {

    static final String BY_TRANSACTION = """
            WITH booked AS (
                SELECT id,
                       CAST(encode(substring(sha256(convert_to(scope, 'UTF8') || decode('00', 'hex') || convert_to(key, 'UTF8'))
                           FROM 1 FOR 16), 'hex') AS uuid) AS decision_id
                FROM ledger.transaction
                WHERE abs(id) % :slices = :slice
            ), decided AS (
                SELECT id, transaction_id
                FROM ledger.decision
                WHERE transaction_id IS NOT NULL AND abs(transaction_id) % :slices = :slice
            ), proof AS (
                SELECT t.id, d.id AS decision_id, d.id = t.decision_id AS named
                FROM booked t
                FULL JOIN decided d ON d.transaction_id = t.id
            ), summary AS (
                SELECT count(id) AS transactions,
                       count(decision_id) AS decisions,
                       count(*) FILTER (WHERE id IS NOT NULL AND named IS NOT TRUE) AS undecided,
                       (array_agg(format('transaction %s', id)) FILTER (WHERE id IS NOT NULL AND named IS NOT TRUE))[1 : 5] AS first_undecided,
                       count(*) FILTER (WHERE id IS NULL) AS aimless,
                       (array_agg(format('decision %s', decision_id)) FILTER (WHERE id IS NULL))[1 : 5] AS first_aimless
                FROM proof
            )
            SELECT v.name, v.checked, v.broken, v.first
            FROM summary s
            CROSS JOIN LATERAL (VALUES
                ('ONE_DECISION_PER_KEY', s.transactions, s.undecided, s.first_undecided),
                ('DECISIONS_HAVE_EFFECTS', s.decisions, s.aimless, s.first_aimless)
            ) AS v (name, checked, broken, first)
            """;

    static final String OF_HOLDS = """
            SELECT 'DECISIONS_HAVE_EFFECTS' AS name, count(*) AS checked, count(*) FILTER (WHERE h.id IS NULL) AS broken,
                   (array_agg(format('decision %s', d.id)) FILTER (WHERE h.id IS NULL))[1 : 5] AS first
            FROM ledger.decision d
            LEFT JOIN ledger.hold h ON h.id = d.hold_id
            WHERE d.hold_id IS NOT NULL
            """;

    /** A hold is placed by one decision and released by at most one; what else ends it needs none on the hold. */
    static final String BY_HOLD = """
            WITH decided AS (
                SELECT hold_id, count(*) AS decisions
                FROM ledger.decision
                WHERE hold_id IS NOT NULL
                GROUP BY hold_id
            ), proof AS (
                SELECT h.id, coalesce(d.decisions, 0) <> CASE WHEN h.status = 'RELEASED' THEN 2 ELSE 1 END AS broken
                FROM ledger.hold h
                LEFT JOIN decided d ON d.hold_id = h.id
            )
            SELECT 'ONE_DECISION_PER_KEY' AS name, count(*) AS checked, count(*) FILTER (WHERE broken) AS broken,
                   (array_agg(format('hold %s', id)) FILTER (WHERE broken))[1 : 5] AS first
            FROM proof
            """;

    private DecisionChecks() {}
}
