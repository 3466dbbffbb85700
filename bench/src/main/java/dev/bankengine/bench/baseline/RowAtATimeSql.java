package dev.bankengine.bench.baseline;

/** The tables and statements of {@link RowAtATime}; columns, indexes and constraints are those of our ledger. */
final class RowAtATimeSql {
    private RowAtATimeSql() {}

    static final String SCHEMA = """
            DROP SCHEMA IF EXISTS row_at_a_time CASCADE;
            CREATE SCHEMA row_at_a_time;
            CREATE TABLE row_at_a_time.account (
                id BIGINT PRIMARY KEY,
                currency TEXT NOT NULL,
                balance BIGINT NOT NULL,
                opening BIGINT NOT NULL,
                held BIGINT NOT NULL DEFAULT 0,
                floor BIGINT,
                entry_count BIGINT NOT NULL DEFAULT 0,
                CHECK (floor IS NULL OR balance - held >= floor)
            );
            CREATE TABLE row_at_a_time.transaction (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind TEXT NOT NULL,
                booking_time TIMESTAMPTZ NOT NULL,
                value_date DATE NOT NULL,
                description TEXT,
                reference TEXT,
                actor TEXT NOT NULL,
                channel TEXT NOT NULL,
                metadata JSONB,
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                fingerprint BYTEA NOT NULL,
                reverses BIGINT,
                UNIQUE (scope, key)
            );
            CREATE TABLE row_at_a_time.entry (
                account_id BIGINT NOT NULL,
                number BIGINT NOT NULL,
                transaction_id BIGINT NOT NULL,
                amount BIGINT NOT NULL,
                balance_after BIGINT NOT NULL,
                PRIMARY KEY (account_id, number)
            );
            CREATE INDEX entry_of_transaction ON row_at_a_time.entry (transaction_id);
            """;
    static final String OPEN_CASH = """
            INSERT INTO row_at_a_time.account (id, currency, balance, opening)
            SELECT 0, 'EUR', -total, -total FROM (SELECT ?::BIGINT AS total)
            """;
    static final String OPEN_ACCOUNTS = """
            INSERT INTO row_at_a_time.account (id, currency, balance, opening, floor)
            SELECT id, 'EUR', opening, opening, 0
            FROM (SELECT ?::BIGINT AS opening), generate_series(1, ?) id
            """;
    static final String LOCK_ONE = """
            SELECT id, balance, held, floor, entry_count FROM row_at_a_time.account WHERE id = ? FOR UPDATE
            """;
    static final String LOCK_BOTH = """
            SELECT id, balance, held, floor, entry_count
            FROM row_at_a_time.account WHERE id IN (?, ?) ORDER BY id FOR UPDATE
            """;
    static final String INSERT_TRANSACTION = """
            INSERT INTO row_at_a_time.transaction
                (kind, booking_time, value_date, actor, channel, scope, key, fingerprint)
            VALUES ('TRANSFER', ?, ?, 'bench', 'API', 'bench', ?, ?)
            RETURNING id
            """;
    static final String INSERT_ENTRY = """
            INSERT INTO row_at_a_time.entry (account_id, number, transaction_id, amount, balance_after)
            VALUES (?, ?, ?, ?, ?)
            """;
    static final String UPDATE_ACCOUNT = """
            UPDATE row_at_a_time.account SET balance = ?, entry_count = ? WHERE id = ?
            """;
    /** One string, one round trip; the driver prepares each statement of it on the server. */
    static final String WRITE_ALL = """
            INSERT INTO row_at_a_time.transaction
                (kind, booking_time, value_date, actor, channel, scope, key, fingerprint)
            VALUES ('TRANSFER', ?, ?, 'bench', 'API', 'bench', ?, ?);
            INSERT INTO row_at_a_time.entry (account_id, number, transaction_id, amount, balance_after)
            VALUES (?, ?, currval('row_at_a_time.transaction_id_seq'), ?, ?),
                (?, ?, currval('row_at_a_time.transaction_id_seq'), ?, ?);
            UPDATE row_at_a_time.account SET balance = ?, entry_count = ? WHERE id = ?;
            UPDATE row_at_a_time.account SET balance = ?, entry_count = ? WHERE id = ?;
            COMMIT
            """;

    static final String PROOF = """
            SELECT (SELECT sum(balance) FROM row_at_a_time.account) AS balances,
                (SELECT count(*) FROM row_at_a_time.transaction) AS transactions,
                (SELECT count(*) FROM row_at_a_time.entry) AS entries,
                (SELECT count(*)
                 FROM row_at_a_time.account a
                 LEFT JOIN (SELECT account_id, sum(amount) AS amount, count(*) AS entries, max(number) AS last
                            FROM row_at_a_time.entry GROUP BY account_id) e ON e.account_id = a.id
                 WHERE a.balance <> a.opening + coalesce(e.amount, 0)
                    OR a.entry_count <> coalesce(e.entries, 0)
                    OR a.entry_count <> coalesce(e.last, 0)) AS wrong_balances
            """;
}
