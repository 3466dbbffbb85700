package dev.bankengine.ledger.verification;

/** What can be proven by walking through entries and holds together, of the accounts that have holds. */
final class HolderChecks {

    /**
     * What was held is added up along the time: what a hold set aside counts for the bookings after it was placed,
     * until it was captured or ended. Of what happened at one time in one batch, the order is not known; so what ended
     * then counts as ended, and what was placed then as not yet there. That may spare a debit, and never accuses one.
     */
    static final String BY_ACCOUNT = """
            WITH holder AS (
                SELECT DISTINCT a.id, a.floor
                FROM ledger.hold h
                JOIN ledger.account a ON a.id = h.account_id
                WHERE abs(h.account_id) % :slices = :slice
            ), line AS (
                SELECT e.account_id, e.number, e.amount, e.balance, e.booked_at, coalesce(t.unchecked, false) AS unchecked,
                       h.id IS NOT NULL AS captures
                FROM holder
                JOIN ledger.entry e ON e.account_id = holder.id
                LEFT JOIN ledger.transaction t ON t.id = e.transaction_id
                LEFT JOIN ledger.hold h ON h.id = t.hold_id AND h.account_id = e.account_id
            ), event AS (
                SELECT account_id, placed_at AS at, 3 AS position, amount AS held,
                       CAST(NULL AS bigint) AS number, CAST(NULL AS bigint) AS balance
                FROM ledger.hold
                WHERE abs(account_id) % :slices = :slice
              UNION ALL
                SELECT account_id, ended_at, 1, captured - amount, NULL, NULL
                FROM ledger.hold
                WHERE abs(account_id) % :slices = :slice AND ended_at IS NOT NULL
              UNION ALL
                SELECT account_id, booked_at, 1, amount, NULL, NULL
                FROM line
                WHERE captures
              UNION ALL
                SELECT account_id, booked_at, 2, 0, number, balance
                FROM line
                WHERE amount < 0 AND NOT unchecked AND NOT captures
            ), history AS (
                SELECT account_id, at, number, balance, sum(held) OVER (PARTITION BY account_id ORDER BY at, position) AS held
                FROM event
            ), highest AS (
                SELECT holder.id, holder.floor,
                       greatest(holder.floor, max(CAST(substring(c.new_value FROM '^-?[0-9]{1,18}$') AS bigint))) AS highest_floor
                FROM holder
                LEFT JOIN ledger.account_change c ON c.account_id = holder.id AND c.field = 'floor'
                GROUP BY holder.id, holder.floor
            ), proof AS (
                SELECT h.account_id AS id, min(h.number) AS overdrawing
                FROM history h
                JOIN highest a ON a.id = h.account_id
                WHERE CASE WHEN h.number IS NOT NULL AND h.balance < a.highest_floor + h.held
                           THEN h.balance < h.held + coalesce((
                               SELECT min(f.floor)
                               FROM (
                                   SELECT CAST(substring(c.new_value FROM '^-?[0-9]{1,18}$') AS bigint) AS floor,
                                          c.changed_at AS start, lead(c.changed_at) OVER (ORDER BY c.id) AS until
                                   FROM ledger.account_change c
                                   WHERE c.account_id = h.account_id AND c.field = 'floor'
                               ) f
                               WHERE f.start <= h.at AND (f.until IS NULL OR f.until >= h.at)), a.floor)
                      END
                GROUP BY h.account_id
            )
            SELECT 'CHECKED_DEBITS_KEEP_FLOOR' AS name, (SELECT count(*) FROM line WHERE amount < 0) AS checked, count(*) AS broken,
                   (array_agg(format('account %s, entry %s', id, overdrawing)))[1 : 5] AS first
            FROM proof
            """;

    private HolderChecks() {}
}
