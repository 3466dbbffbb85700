package dev.bankengine.bench;

/** The statements of {@link Books}, over the ledger's own tables. */
final class BooksSql {
    private BooksSql() {}

    static final String OPEN_ACCOUNTS = """
            WITH account AS (
                INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                SELECT nextval('ledger.account_id'), 'EUR', 'CUSTOMER', 'CREDIT', 0, now(), now()
                FROM generate_series(1, ?)
                RETURNING id, status, floor
            ), recorded AS (
                INSERT INTO ledger.account_change (account_id, field, new_value, changed_at, actor, channel, reason)
                SELECT a.id, c.field, c.value, now(), 'bench', 'CLI', 'opened'
                FROM account a
                CROSS JOIN LATERAL (VALUES ('status', a.status), ('floor', CAST(a.floor AS text))) AS c (field, value)
            )
            SELECT id FROM account
            """;

    /**
     * The account as its holder knows it. The number is the IBAN that the server would give it: the test range of bank
     * codes, the id, and the check digits that make the whole leave 1 when divided by 97.
     */
    static final String NUMBER_ACCOUNTS = """
            INSERT INTO accounts.account (id, number, type, opened_at, actor, channel)
            SELECT id, 'DE' || lpad((98 - mod((digits || '131400')::NUMERIC, 97))::TEXT, 2, '0') || digits,
                'CURRENT', now(), 'bench', 'CLI'
            FROM (SELECT id, '99999999' || lpad(id::TEXT, 10, '0') AS digits FROM unnest(?::BIGINT[]) id)
            """;

    /** One deposit from the bank's cash for each account, and the decision on it. */
    static final String FUND_ACCOUNTS = """
            WITH cash AS MATERIALIZED (
                SELECT id, balance, entry_count, greatest(last_booked_at, now()) AS booked_at
                FROM ledger.account WHERE kind = 'CASH' AND currency = 'EUR' FOR UPDATE
            ), deposit AS MATERIALIZED (
                SELECT nextval('ledger.transaction_id') AS id, account_id, row_number() OVER () AS position, opening
                FROM (SELECT unnest(?::BIGINT[]) AS account_id, ?::BIGINT AS opening)
            ), booked AS (
                INSERT INTO ledger.transaction (id, booked_at, value_date, unchecked, kind, scope, key, actor, channel)
                SELECT d.id, c.booked_at, (c.booked_at AT TIME ZONE 'UTC')::DATE, FALSE, 'DEPOSIT',
                    'bench', 'opening-' || d.id, 'bench', 'CLI'
                FROM deposit d, cash c
            ), decided AS (
                INSERT INTO ledger.decision (id, fingerprint, transaction_id)
                SELECT encode(substring(sha256(convert_to('bench', 'UTF8') || '\\x00'::BYTEA
                    || convert_to('opening-' || id, 'UTF8')) FROM 1 FOR 16), 'hex')::UUID, 0, id
                FROM deposit
            )
            INSERT INTO ledger.entry
                (account_id, number, transaction_id, amount, balance, booked_at, value_date, currency)
            SELECT d.account_id, 1, d.id, d.opening, d.opening, c.booked_at,
                (c.booked_at AT TIME ZONE 'UTC')::DATE, 'EUR'
            FROM deposit d, cash c
            UNION ALL
            SELECT c.id, c.entry_count + d.position, d.id, -d.opening, c.balance - d.position * d.opening,
                c.booked_at, (c.booked_at AT TIME ZONE 'UTC')::DATE, 'EUR'
            FROM deposit d, cash c
            """;

    /** Transfers of one cent to ten euros between accounts drawn evenly, and the decisions on them. */
    static final String BOOK_HISTORY = """
            WITH account_ids AS MATERIALIZED (
                SELECT ?::BIGINT[] AS ids
            ), transfer AS MATERIALIZED (
                SELECT nextval('ledger.transaction_id') AS id, payer, receiver, random(1, 1000)::BIGINT AS cents
                FROM (SELECT ids[random(1, cardinality(ids))] AS payer,
                          ids[random(1, cardinality(ids))] AS receiver
                      FROM account_ids, generate_series(1, ?)) drawn
                WHERE payer <> receiver
            ), moment AS MATERIALIZED (
                SELECT greatest(max(last_booked_at), now()) AS booked_at FROM ledger.account
            ), booked AS (
                INSERT INTO ledger.transaction (id, booked_at, value_date, unchecked, kind, scope, key, actor, channel)
                SELECT t.id, m.booked_at, (m.booked_at AT TIME ZONE 'UTC')::DATE, FALSE, 'TRANSFER',
                    'bench', 'history-' || t.id, 'bench', 'CLI'
                FROM transfer t, moment m
            ), decided AS (
                INSERT INTO ledger.decision (id, fingerprint, transaction_id)
                SELECT encode(substring(sha256(convert_to('bench', 'UTF8') || '\\x00'::BYTEA
                    || convert_to('history-' || id, 'UTF8')) FROM 1 FOR 16), 'hex')::UUID, 0, id
                FROM transfer
            ), leg AS MATERIALIZED (
                SELECT payer AS account_id, id, -cents AS amount FROM transfer
                UNION ALL
                SELECT receiver, id, cents FROM transfer
            )
            INSERT INTO ledger.entry
                (account_id, number, transaction_id, amount, balance, booked_at, value_date, currency)
            SELECT a.id, a.entry_count + row_number() OVER running, l.id, l.amount,
                a.balance + sum(l.amount) OVER running, m.booked_at, (m.booked_at AT TIME ZONE 'UTC')::DATE, 'EUR'
            FROM leg l JOIN ledger.account a ON a.id = l.account_id, moment m
            WINDOW running AS (PARTITION BY a.id ORDER BY l.id)
            """;

    static final String COUNT_ENTRIES = "SELECT count(*) FROM ledger.entry";
    static final String LAST_TRANSACTION = "SELECT coalesce(max(id), 0) FROM ledger.transaction";
    static final String PROOF = """
            SELECT (SELECT sum(balance) FROM ledger.account) AS balances,
                (SELECT count(*) FROM ledger.transaction WHERE id > ?) AS transactions,
                (SELECT count(*) FROM ledger.entry WHERE transaction_id > ?) AS entries
            """;
    static final String SIZE = """
            SELECT (SELECT sum(pg_total_relation_size(c.oid))
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'ledger' AND c.relkind IN ('r', 'p') AND NOT c.relispartition) AS tables,
                pg_current_wal_lsn() - '0/0'::PG_LSN AS log
            """;
}
