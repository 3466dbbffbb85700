package dev.bankengine.ledger.verification;

/** What can be proven by walking through each account's entries in the order of their numbers. */
final class EntryChecks {

    /**
     * The sums are of type numeric, so that even an absurd number that someone wrote by hand is found and
     * does not stop the search.
     *
     * <p>The floor is looked up at the time of the booking only where the balance is below the highest there ever
     * was. What was held then is looked at by {@link HolderChecks}, for the accounts that have holds.
     */
    static final String BY_ACCOUNT = """
            WITH highest AS (
                SELECT account_id, max(CAST(substring(new_value FROM '^-?[0-9]{1,18}$') AS bigint)) AS floor
                FROM ledger.account_change
                WHERE field = 'floor' AND abs(account_id) % :slices = :slice
                GROUP BY account_id
            ), holder AS (
                SELECT DISTINCT account_id
                FROM ledger.hold
                WHERE abs(account_id) % :slices = :slice
            ), ended AS (
                SELECT account_id, max(changed_at) AS terminated_at
                FROM ledger.account_change
                WHERE field = 'status' AND new_value = 'TERMINATED' AND abs(account_id) % :slices = :slice
                GROUP BY account_id
            ), account AS (
                SELECT a.id, a.currency, a.status, a.balance, a.held, a.entry_count, a.last_booked_at,
                       a.floor, greatest(a.floor, h.floor) AS highest_floor, k.account_id IS NOT NULL AS holds, e.terminated_at
                FROM ledger.account a
                LEFT JOIN highest h ON h.account_id = a.id
                LEFT JOIN holder k ON k.account_id = a.id
                LEFT JOIN ended e ON e.account_id = a.id
                WHERE abs(a.id) % :slices = :slice
            ), line AS (
                SELECT account_id, number, transaction_id, amount, balance, booked_at, currency,
                       lag(number, 1, CAST(0 AS bigint)) OVER account AS previous_number,
                       lag(balance, 1, CAST(0 AS bigint)) OVER account AS previous_balance,
                       lag(booked_at, 1, CAST('-infinity' AS timestamptz)) OVER account AS previous_booked_at
                FROM ledger.entry
                WHERE abs(account_id) % :slices = :slice
                WINDOW account AS (PARTITION BY account_id ORDER BY number)
            ), run AS (
                SELECT l.account_id,
                       count(*) AS entries,
                       count(*) FILTER (WHERE l.amount < 0 AND a.holds IS NOT TRUE) AS debits,
                       sum(l.amount) AS total,
                       max(l.number) AS last_number,
                       max(l.booked_at) AS last_booked_at,
                       min(l.balance) FILTER (WHERE l.number = a.entry_count) AS last_balance,
                       min(l.number) FILTER (WHERE l.number <> l.previous_number + 1) AS gap,
                       min(l.number) FILTER (WHERE CAST(l.previous_balance AS numeric) + l.amount <> l.balance) AS unchained,
                       min(l.number) FILTER (WHERE l.booked_at < l.previous_booked_at) AS backward,
                       min(l.number) FILTER (WHERE a.id IS NULL OR l.currency <> a.currency) AS stray,
                       min(l.number) FILTER (WHERE l.booked_at > a.terminated_at) AS late,
                       min(l.number) FILTER (WHERE
                           CASE WHEN l.amount < 0 AND l.balance < a.highest_floor AND NOT a.holds
                                THEN l.balance < coalesce((
                                    SELECT min(f.floor)
                                    FROM (
                                        SELECT CAST(substring(c.new_value FROM '^-?[0-9]{1,18}$') AS bigint) AS floor,
                                               c.changed_at AS start, lead(c.changed_at) OVER (ORDER BY c.id) AS until
                                        FROM ledger.account_change c
                                        WHERE c.account_id = l.account_id AND c.field = 'floor'
                                    ) f
                                    WHERE f.start <= l.booked_at AND (f.until IS NULL OR f.until >= l.booked_at)), a.floor)
                                AND NOT EXISTS (
                                    SELECT FROM ledger.transaction t
                                    WHERE t.id = l.transaction_id AND t.unchecked)
                           END) AS overdrawing
                FROM line l
                LEFT JOIN account a ON a.id = l.account_id
                GROUP BY l.account_id
            ), proof AS (
                SELECT coalesce(a.id, r.account_id) AS id, a.id IS NOT NULL AS known,
                       coalesce(r.entries, 0) AS entries, coalesce(r.debits, 0) AS debits,
                       a.balance, coalesce(r.total, 0) AS total, coalesce(r.last_balance, 0) AS last_balance,
                       CASE WHEN a.entry_count <> coalesce(r.last_number, 0) THEN least(a.entry_count, r.last_number) + 1
                            ELSE r.gap END AS gap,
                       r.unchained, r.backward, r.stray, r.late, r.overdrawing,
                       a.last_booked_at < r.last_booked_at AS clock_behind,
                       a.status = 'TERMINATED' AS terminated, a.held
                FROM account a
                FULL JOIN run r ON r.account_id = a.id
            ), summary AS (
                SELECT count(*) FILTER (WHERE known) AS accounts,
                       sum(entries) AS entries,
                       sum(debits) AS debits,
                       count(*) FILTER (WHERE terminated) AS terminated,
                       count(*) FILTER (WHERE balance <> total) AS unequal,
                       (array_agg(format('account %s: %s, entries %s', id, balance, total))
                           FILTER (WHERE balance <> total))[1 : 5] AS first_unequal,
                       count(*) FILTER (WHERE balance <> last_balance) AS outdated,
                       (array_agg(format('account %s: %s, last entry %s', id, balance, last_balance))
                           FILTER (WHERE balance <> last_balance))[1 : 5] AS first_outdated,
                       count(gap) AS gaps,
                       (array_agg(format('account %s, entry %s', id, gap)) FILTER (WHERE gap IS NOT NULL))[1 : 5] AS first_gaps,
                       count(unchained) AS unchained,
                       (array_agg(format('account %s, entry %s', id, unchained)) FILTER (WHERE unchained IS NOT NULL))[1 : 5] AS first_unchained,
                       count(*) FILTER (WHERE backward IS NOT NULL OR clock_behind) AS backward,
                       (array_agg(format('account %s, entry %s', id, coalesce(backward, entries)))
                           FILTER (WHERE backward IS NOT NULL OR clock_behind))[1 : 5] AS first_backward,
                       count(stray) AS stray,
                       (array_agg(format('account %s, entry %s', id, stray)) FILTER (WHERE stray IS NOT NULL))[1 : 5] AS first_stray,
                       count(overdrawing) AS overdrawing,
                       (array_agg(format('account %s, entry %s', id, overdrawing)) FILTER (WHERE overdrawing IS NOT NULL))[1 : 5] AS first_overdrawing,
                       count(*) FILTER (WHERE late IS NOT NULL OR terminated AND (balance <> 0 OR held <> 0)) AS restless,
                       (array_agg(format('account %s', id))
                           FILTER (WHERE late IS NOT NULL OR terminated AND (balance <> 0 OR held <> 0)))[1 : 5] AS first_restless
                FROM proof
            )
            SELECT v.name, v.checked, v.broken, v.first
            FROM summary s
            CROSS JOIN LATERAL (VALUES
                ('BALANCE_IS_SUM_OF_ENTRIES', s.accounts, s.unequal, s.first_unequal),
                ('BALANCE_IS_LAST_RUNNING', s.accounts, s.outdated, s.first_outdated),
                ('ENTRY_NUMBERS_HAVE_NO_GAP', s.entries, s.gaps, s.first_gaps),
                ('RUNNING_BALANCES_CHAIN', s.entries, s.unchained, s.first_unchained),
                ('BOOKING_TIMES_IN_ORDER', s.entries, s.backward, s.first_backward),
                ('ENTRIES_HAVE_ACCOUNTS', s.entries, s.stray, s.first_stray),
                ('CHECKED_DEBITS_KEEP_FLOOR', s.debits, s.overdrawing, s.first_overdrawing),
                ('TERMINATED_ACCOUNTS_REST', s.terminated, s.restless, s.first_restless)
            ) AS v (name, checked, broken, first)
            """;

    private EntryChecks() {}
}
