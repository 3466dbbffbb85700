package dev.bankengine.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.TestDatabase;
import dev.bankengine.ledger.Check;
import dev.bankengine.ledger.VerificationReport.Finding;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A ledger made in a few set-based statements, in which one account in ten transactions is the same. The
 * property {@code bankengine.test.entries} makes it larger; the log tells how long the proof took.
 */
class LargeLedgerTest {

    private static final Logger log = LoggerFactory.getLogger(LargeLedgerTest.class);
    private static final long ENTRIES = Long.getLong("bankengine.test.entries", 100_000);

    @Test
    void aLedgerOfAnySizeIsProven() throws Exception {
        try (var database = TestDatabase.fresh()) {
            var connection = new SingleConnectionDataSource(database.superuser().connect("tests"), true);
            write(JdbcClient.create(connection), ENTRIES / 2, Math.max(100, ENTRIES / 10));
            connection.destroy();

            var report = new SnapshotVerification(database.application().unpooled("verify")).verify(progress -> {});
            assertThat(report.findings())
                    .allSatisfy(f -> assertThat(f.first()).as(f.check().name()).isEmpty());
            assertThat(report.holds()).isTrue();
            assertThat(report.findings())
                    .filteredOn(f -> f.check() == Check.RUNNING_BALANCES_CHAIN)
                    .extracting(Finding::checked)
                    .containsExactly(ENTRIES);
            log.info("{} entries proven in {}", ENTRIES, report.duration());
        }
    }

    private static void write(JdbcClient superuser, long transactions, long accounts) {
        superuser.sql("SET session_replication_role = replica").update();
        superuser.sql("SET work_mem = '256MB'").update();
        superuser.sql("SELECT setseed(0.5)").query(String.class).single();
        superuser.sql("""
                        INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                        SELECT 1000 + n, 'EUR', 'CUSTOMER', 'CREDIT', -100000000000, '2026-01-01', '2026-01-01'
                        FROM generate_series(0, :accounts - 1) AS n
                        """).param("accounts", accounts).update();
        superuser.sql("""
                        INSERT INTO ledger.account_change (account_id, field, new_value, changed_at, actor, channel, reason)
                        SELECT a.id, c.field, c.value, a.opened_at, 'teller-1', 'TEST', 'opened'
                        FROM ledger.account a
                        CROSS JOIN LATERAL (VALUES ('status', a.status), ('floor', CAST(a.floor AS text))) AS c (field, value)
                        WHERE a.kind = 'CUSTOMER'
                        """).update();
        superuser
                .sql("""
                        CREATE TEMPORARY TABLE plan AS
                        SELECT id, payer, CASE WHEN payee = payer THEN 1000 + (payer - 999) % :accounts ELSE payee END AS payee, amount, booked_at
                        FROM (
                            SELECT id,
                                   1001 + CAST(floor(random() * (:accounts - 1)) AS bigint) AS payer,
                                   CASE WHEN id % 10 = 0 THEN 1000 ELSE 1000 + CAST(floor(random() * :accounts) AS bigint) END AS payee,
                                   1 + CAST(floor(random() * 5000) AS bigint) AS amount,
                                   timestamptz '2026-01-01 00:00:00Z' + id * interval '1 second' AS booked_at
                            FROM generate_series(1, :transactions) AS id
                        ) AS drawn
                        """)
                .param("accounts", accounts)
                .param("transactions", transactions)
                .update();
        superuser.sql("""
                        INSERT INTO ledger.transaction (id, booked_at, value_date, unchecked, kind, scope, key, actor, channel, description)
                        SELECT id, booked_at, CAST(booked_at AT TIME ZONE 'UTC' AS date), false, 'TRANSFER',
                               'customer-' || payer, gen_random_uuid(), 'customer-' || payer, 'API', 'payment ' || id
                        FROM plan
                        ORDER BY id
                        """).update();
        superuser.sql("""
                        INSERT INTO ledger.entry (account_id, number, transaction_id, amount, balance, booked_at, value_date, currency)
                        SELECT account_id, row_number() OVER account, id, amount, sum(amount) OVER account,
                               booked_at, CAST(booked_at AT TIME ZONE 'UTC' AS date), 'EUR'
                        FROM (
                            SELECT id, payer AS account_id, -amount AS amount, booked_at FROM plan
                            UNION ALL
                            SELECT id, payee, amount, booked_at FROM plan
                        ) AS leg
                        WINDOW account AS (PARTITION BY account_id ORDER BY id)
                        ORDER BY id
                        """).update();
        superuser.sql("""
                        INSERT INTO ledger.decision (id, fingerprint, transaction_id)
                        SELECT CAST(encode(substring(sha256(convert_to(scope, 'UTF8') || decode('00', 'hex') || convert_to(key, 'UTF8'))
                                   FROM 1 FOR 16), 'hex') AS uuid), id, id
                        FROM ledger.transaction
                        """).update();
        superuser.sql("""
                        UPDATE ledger.account a
                        SET balance = run.balance, entry_count = run.entries, last_booked_at = run.booked_at
                        FROM (
                            SELECT account_id, sum(amount) AS balance, count(*) AS entries, max(booked_at) AS booked_at
                            FROM ledger.entry
                            GROUP BY account_id
                        ) AS run
                        WHERE run.account_id = a.id
                        """).update();
        superuser.sql("VACUUM ANALYZE").update();
    }
}
