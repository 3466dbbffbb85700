package dev.bankengine.bench.baseline;

/**
 * The tables and statements of {@link RowAtATime}. The tables are copied from the ledger's own, so that columns, checks
 * and indexes are the same whatever becomes of them; the triggers by which our schema guards itself are left out, since
 * such programs seldom have any.
 */
final class RowAtATimeSql {
    private RowAtATimeSql() {}

    static final String SCHEMA = """
            DROP SCHEMA IF EXISTS row_at_a_time CASCADE;
            CREATE SCHEMA row_at_a_time;
            CREATE TABLE row_at_a_time.account (LIKE ledger.account INCLUDING ALL)
                WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
            CREATE TABLE row_at_a_time.transaction (LIKE ledger.transaction INCLUDING ALL);
            CREATE TABLE row_at_a_time.entry (LIKE ledger.entry INCLUDING ALL);
            CREATE TABLE row_at_a_time.decision (LIKE ledger.decision INCLUDING ALL);
            CREATE SEQUENCE row_at_a_time.transaction_id;
            """;
    static final String OPEN_CASH = """
            INSERT INTO row_at_a_time.account (id, currency, kind, normal_side, balance, last_booked_at, opened_at)
            VALUES (0, 'EUR', 'CASH', 'DEBIT', ?, now(), now())
            """;
    static final String OPEN_ACCOUNTS = """
            INSERT INTO row_at_a_time.account
                (id, currency, kind, normal_side, balance, floor, last_booked_at, opened_at)
            SELECT id, 'EUR', 'CUSTOMER', 'CREDIT', ?, 0, now(), now() FROM generate_series(1, ?) id
            """;
    static final String LOCK_ONE = """
            SELECT id, balance, held, floor, entry_count, currency, status
            FROM row_at_a_time.account WHERE id = ? FOR UPDATE
            """;
    static final String LOCK_BOTH = """
            SELECT id, balance, held, floor, entry_count, currency, status
            FROM row_at_a_time.account WHERE id IN (?, ?) ORDER BY id FOR UPDATE
            """;
    static final String INSERT_DECISION = """
            INSERT INTO row_at_a_time.decision (id, fingerprint, transaction_id) VALUES (?, 0, ?)
            """;
    static final String INSERT_TRANSACTION = """
            INSERT INTO row_at_a_time.transaction
                (booked_at, value_date, key, id, unchecked, kind, scope, actor, channel)
            VALUES (?, ?, ?, nextval('row_at_a_time.transaction_id'), FALSE, 'TRANSFER', 'bench', 'bench', 'API')
            RETURNING id
            """;
    static final String INSERT_ENTRY = """
            INSERT INTO row_at_a_time.entry
                (booked_at, value_date, account_id, number, transaction_id, amount, balance, currency)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'EUR')
            """;
    static final String UPDATE_ACCOUNT = """
            UPDATE row_at_a_time.account SET last_booked_at = ?, balance = ?, entry_count = ? WHERE id = ?
            """;
    /** One string, one round trip; the driver prepares each statement of it on the server. */
    static final String WRITE_ALL = """
            INSERT INTO row_at_a_time.transaction
                (booked_at, value_date, key, id, unchecked, kind, scope, actor, channel)
            VALUES (?, ?, ?, nextval('row_at_a_time.transaction_id'), FALSE, 'TRANSFER', 'bench', 'bench', 'API');
            INSERT INTO row_at_a_time.decision (id, fingerprint, transaction_id)
            VALUES (?, 0, currval('row_at_a_time.transaction_id'));
            INSERT INTO row_at_a_time.entry
                (booked_at, value_date, account_id, number, transaction_id, amount, balance, currency)
            VALUES (?, ?, ?, ?, currval('row_at_a_time.transaction_id'), ?, ?, 'EUR'),
                (?, ?, ?, ?, currval('row_at_a_time.transaction_id'), ?, ?, 'EUR');
            UPDATE row_at_a_time.account SET last_booked_at = ?, balance = ?, entry_count = ? WHERE id = ?;
            UPDATE row_at_a_time.account SET last_booked_at = ?, balance = ?, entry_count = ? WHERE id = ?;
            COMMIT
            """;

    /** The updates lock; what they return is what stood there before. */
    static final String UPDATE_BOTH = """
            UPDATE row_at_a_time.account
            SET last_booked_at = ?, balance = balance + ?, entry_count = entry_count + 1 WHERE id = ?
            RETURNING id, OLD.balance, held, floor, OLD.entry_count, currency, status;
            UPDATE row_at_a_time.account
            SET last_booked_at = ?, balance = balance + ?, entry_count = entry_count + 1 WHERE id = ?
            RETURNING id, OLD.balance, held, floor, OLD.entry_count, currency, status
            """;

    static final String INSERT_ALL = """
            INSERT INTO row_at_a_time.transaction
                (booked_at, value_date, key, id, unchecked, kind, scope, actor, channel)
            VALUES (?, ?, ?, nextval('row_at_a_time.transaction_id'), FALSE, 'TRANSFER', 'bench', 'bench', 'API');
            INSERT INTO row_at_a_time.decision (id, fingerprint, transaction_id)
            VALUES (?, 0, currval('row_at_a_time.transaction_id'));
            INSERT INTO row_at_a_time.entry
                (booked_at, value_date, account_id, number, transaction_id, amount, balance, currency)
            VALUES (?, ?, ?, ?, currval('row_at_a_time.transaction_id'), ?, ?, 'EUR'),
                (?, ?, ?, ?, currval('row_at_a_time.transaction_id'), ?, ?, 'EUR');
            COMMIT
            """;
    static final String PROOF = """
            SELECT (SELECT sum(balance) FROM row_at_a_time.account) AS balances,
                (SELECT count(*) FROM row_at_a_time.transaction) AS transactions,
                (SELECT count(*) FROM row_at_a_time.decision) AS decisions,
                (SELECT count(*) FROM row_at_a_time.entry) AS entries,
                (SELECT count(*)
                 FROM row_at_a_time.account a
                 LEFT JOIN (SELECT account_id, sum(amount) AS amount, count(*) AS entries, max(number) AS last
                            FROM row_at_a_time.entry GROUP BY account_id) e ON e.account_id = a.id
                 WHERE (a.kind = 'CUSTOMER' AND a.balance <> ? + coalesce(e.amount, 0))
                    OR a.entry_count <> coalesce(e.entries, 0)
                    OR a.entry_count <> coalesce(e.last, 0)) AS wrong_balances
            """;
}
