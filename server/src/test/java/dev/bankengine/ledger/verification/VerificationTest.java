package dev.bankengine.ledger.verification;

import static dev.bankengine.ledger.TestLedger.EUR;
import static dev.bankengine.ledger.TestLedger.JPY;
import static dev.bankengine.ledger.TestLedger.TELLER;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.ChangeResult;
import dev.bankengine.ledger.Check;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.TestLedger;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.ledger.Verification;
import dev.bankengine.ledger.VerificationReport;
import dev.bankengine.ledger.VerificationReport.Finding;
import dev.bankengine.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Each invariant is broken by hand, as only a superuser can, and found by the check that proves it. */
@BankTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerificationTest {

    private final Verification verification;
    private final JdbcClient superuser;
    private final SingleConnectionDataSource connection;
    private final TestLedger ledger;
    private final LedgerAccounts accounts;
    private final TransactionTemplate transaction;

    VerificationTest(
            @Autowired Verification verification,
            @Autowired TestBank bank,
            @Autowired ApplicationContext context,
            @Autowired LedgerAccounts accounts,
            @Autowired TransactionTemplate transaction)
            throws Exception {
        this.verification = verification;
        this.connection =
                new SingleConnectionDataSource(bank.database().superuser().connect("superuser"), true);
        this.superuser = JdbcClient.create(connection);
        this.ledger = new TestLedger(context);
        this.accounts = accounts;
        this.transaction = transaction;
    }

    /** Something of everything: kinds, currencies, holds in every state, a reversal, an overdrawn and an ended account. */
    @BeforeAll
    void keepBooks() {
        long anna = ledger.openWith("500.00");
        long bert = ledger.open(EUR, 100_00);
        ledger.posted(transfer(anna, bert, eur("120.50")));
        ledger.posted(transfer(bert, anna, eur("200.00")));
        ledger.posted(TestLedger.post(
                Leg.debit(anna, eur("30.00")),
                Leg.credit(bert, eur("10.00")),
                Leg.credit(ledger.cash(), eur("20.00"))));
        long mistaken = ledger.posted(transfer(anna, bert, eur("7.00"))).id();
        ledger.posted(TestLedger.reverse(mistaken));

        long hold = ledger.held(TestLedger.hold(anna, "50.00")).id();
        ledger.posted(TestLedger.capture(hold, bert, "20.00"));
        long released = ledger.held(TestLedger.hold(anna, "5.00")).id();
        ledger.held(new Instruction.ReleaseHold(released));
        long captured = ledger.held(TestLedger.hold(anna, "6.00")).id();
        ledger.posted(TestLedger.capture(captured, bert, "6.00"));

        // A debit that needs a limit of its time, and that a hold of an earlier time did not hinder.
        long dora = ledger.openWith("10.00");
        changeLimit(dora, 100_00);
        ledger.posted(transfer(dora, bert, eur("60.00")));
        ledger.posted(transfer(bert, dora, eur("55.00")));
        changeLimit(dora, 0);
        long emil = ledger.openWith("100.00");
        long kept = ledger.held(TestLedger.hold(emil, "90.00")).id();
        ledger.posted(TestLedger.capture(kept, bert, "70.00"));
        ledger.posted(transfer(emil, bert, eur("10.00")));
        ledger.held(new Instruction.ReleaseHold(kept));
        ledger.posted(transfer(emil, bert, eur("15.00")));

        // A charge may take more than there is.
        long poor = ledger.openWith("1.00");
        long fees = accounts.internal(AccountKind.FEE, EUR);
        ledger.posted(new Instruction.Transfer(TransactionKind.FEE, poor, fees, eur("4.00"), null, Details.NONE));

        long interest = accounts.internal(AccountKind.INTEREST, EUR);
        long late = ledger.openWith("1.00");
        ledger.posted(
                new Instruction.Transfer(TransactionKind.INTEREST, late, interest, eur("4.00"), null, Details.NONE));
        ledger.posted(transfer(bert, late, eur("9.00")));

        long yen = ledger.open(JPY, 0);
        ledger.posted(ledger.deposit(yen, Money.ofMinor(1_000, JPY)));

        long ended = ledger.openWith("3.00");
        ledger.posted(transfer(ended, anna, eur("3.00")));
        assertThat(transaction.<ChangeResult>execute(s -> accounts.terminate(ended, TELLER, "moved away")))
                .isInstanceOf(ChangeResult.Changed.class);
        ledger.refused(transfer(anna, ended, eur("1.00")));

        rememberEverything();
    }

    private void changeLimit(long account, long limit) {
        assertThat(transaction.<ChangeResult>execute(
                        s -> accounts.changeOverdraftLimit(account, limit, TELLER, "agreed with the customer")))
                .isInstanceOf(ChangeResult.Changed.class);
    }

    @AfterAll
    void letGo() {
        connection.destroy();
    }

    @Test
    void soundBooksAreProven() {
        var steps = new ArrayList<Verification.Progress>();
        var report = verification.verify(steps::add);
        assertThat(report.findings()).extracting(Finding::check).containsExactly(Check.values());
        assertThat(report.findings())
                .allSatisfy(f ->
                        assertThat(f.broken()).as("%s %s", f.check(), f.first()).isZero());
        assertThat(report.holds()).isTrue();
        // Nothing is proven by looking at nothing.
        assertThat(report.findings())
                .allSatisfy(f -> assertThat(f.checked()).as(f.check().name()).isPositive());
        assertThat(count("SELECT count(*) FROM ledger.entry"))
                .isEqualTo(checked(report, Check.RUNNING_BALANCES_CHAIN))
                .isEqualTo(checked(report, Check.ENTRIES_HAVE_TRANSACTIONS));
        assertThat(count("SELECT count(*) FROM ledger.transaction"))
                .isEqualTo(checked(report, Check.TRANSACTIONS_BALANCE));
        assertThat(count("SELECT (SELECT count(*) FROM ledger.transaction) + (SELECT count(*) FROM ledger.hold)"))
                .isEqualTo(checked(report, Check.ONE_DECISION_PER_KEY));
        assertThat(count("SELECT count(*) FROM ledger.entry WHERE amount < 0"))
                .isEqualTo(checked(report, Check.CHECKED_DEBITS_KEEP_FLOOR));
        assertThat(steps).last().satisfies(p -> assertThat(p.done()).isEqualTo(p.steps()));
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                broken(Check.TRANSACTIONS_BALANCE, """
                        UPDATE ledger.entry SET amount = amount + 1
                        WHERE transaction_id = (SELECT max(id) FROM ledger.transaction WHERE kind = 'TRANSFER') AND amount > 0
                        """),
                broken(Check.TRANSACTIONS_HAVE_ENTRIES, """
                        DELETE FROM ledger.entry
                        WHERE transaction_id = (SELECT max(id) FROM ledger.transaction WHERE kind = 'TRANSFER')
                        """),
                broken(Check.ENTRIES_HAVE_TRANSACTIONS, """
                        DELETE FROM ledger.transaction
                        WHERE id = (SELECT max(id) FROM ledger.transaction WHERE kind = 'TRANSFER')
                        """),
                broken(Check.ENTRIES_HAVE_TRANSACTIONS, """
                        UPDATE ledger.entry SET value_date = value_date - 1 WHERE number = 2
                        """),
                broken(Check.BALANCES_SUM_TO_ZERO, """
                        UPDATE ledger.account SET balance = balance + 1
                        WHERE id = (SELECT max(id) FROM ledger.account WHERE status = 'OPEN')
                        """),
                broken(Check.REVERSALS_MIRROR, """
                        UPDATE ledger.transaction SET reverses = (SELECT min(id) FROM ledger.transaction) WHERE kind = 'REVERSAL'
                        """),
                broken(Check.REVERSALS_MIRROR, """
                        UPDATE ledger.entry SET amount = amount * 2
                        WHERE transaction_id = (SELECT max(id) FROM ledger.transaction WHERE kind = 'REVERSAL')
                        """),
                broken(Check.BALANCE_IS_SUM_OF_ENTRIES, """
                        UPDATE ledger.account SET balance = 9223372036854775807
                        WHERE id = (SELECT max(id) FROM ledger.account WHERE status = 'OPEN')
                        """),
                broken(Check.BALANCE_IS_SUM_OF_ENTRIES, """
                        UPDATE ledger.account SET balance = 5
                        WHERE id = (SELECT max(id) FROM ledger.account WHERE entry_count = 0)
                        """),
                broken(Check.BALANCE_IS_LAST_RUNNING, """
                        UPDATE ledger.entry e SET balance = e.balance + 1
                        FROM ledger.account a
                        WHERE a.id = e.account_id AND a.kind = 'FEE' AND e.number = a.entry_count
                        """),
                broken(Check.ENTRY_NUMBERS_HAVE_NO_GAP, """
                        UPDATE ledger.entry SET number = number + 100 WHERE number = 3
                        """),
                broken(Check.ENTRY_NUMBERS_HAVE_NO_GAP, """
                        UPDATE ledger.account SET entry_count = entry_count + 1
                        WHERE id = (SELECT max(id) FROM ledger.account WHERE status = 'OPEN')
                        """),
                broken(Check.RUNNING_BALANCES_CHAIN, """
                        UPDATE ledger.entry SET balance = 9223372036854775807 WHERE number = 2
                        """),
                broken(Check.BOOKING_TIMES_IN_ORDER, """
                        UPDATE ledger.entry SET booked_at = booked_at - interval '1 hour' WHERE number = 2
                        """),
                broken(Check.BOOKING_TIMES_IN_ORDER, """
                        UPDATE ledger.account SET last_booked_at = last_booked_at - interval '1 day' WHERE entry_count > 0
                        """),
                broken(Check.ENTRIES_HAVE_ACCOUNTS, """
                        UPDATE ledger.entry SET currency = 'USD' WHERE currency = 'JPY'
                        """),
                broken(Check.ENTRIES_HAVE_ACCOUNTS, """
                        UPDATE ledger.entry SET account_id = -7 WHERE currency = 'JPY' AND amount > 0
                        """),
                broken(Check.CHECKED_DEBITS_KEEP_FLOOR, """
                        ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_unchecked;
                        UPDATE ledger.transaction SET unchecked = false WHERE kind = 'FEE'
                        """),
                // A debit that only the limit of another time allows.
                broken(Check.CHECKED_DEBITS_KEEP_FLOOR, """
                        UPDATE ledger.account_change c SET changed_at = c.changed_at + interval '1 hour'
                        FROM ledger.account_change later
                        WHERE later.account_id = c.account_id AND later.field = c.field AND later.id > c.id
                          AND c.old_value = '0' AND c.new_value = '-10000'
                        """),
                // A debit of what a hold kept at that time, although it has been released since.
                broken(Check.CHECKED_DEBITS_KEEP_FLOOR, """
                        UPDATE ledger.hold SET amount = amount + 100000 WHERE status = 'RELEASED'
                        """),
                // The same where a part has been captured before the debit.
                broken(Check.CHECKED_DEBITS_KEEP_FLOOR, """
                        UPDATE ledger.transaction SET hold_id = -1 WHERE kind = 'CAPTURE'
                        """),
                broken(Check.OVERDRAWN_ONLY_UNCHECKED, """
                        ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_unchecked;
                        UPDATE ledger.transaction SET unchecked = false WHERE kind = 'FEE'
                        """),
                // A charge of long ago excuses nothing: the account was in order since.
                broken(Check.OVERDRAWN_ONLY_UNCHECKED, """
                        UPDATE ledger.account SET balance = floor + held - 1
                        WHERE id = (SELECT e.account_id
                                    FROM ledger.entry e JOIN ledger.transaction t ON t.id = e.transaction_id
                                    WHERE t.kind = 'INTEREST' AND e.amount < 0)
                        """),
                broken(Check.UNCHECKED_ONLY_WHERE_ALLOWED, """
                        ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_unchecked;
                        UPDATE ledger.transaction SET unchecked = true WHERE kind = 'TRANSFER'
                        """),
                broken(Check.UNCHECKED_ONLY_WHERE_ALLOWED, """
                        ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_capture;
                        UPDATE ledger.transaction SET hold_id = (SELECT min(id) FROM ledger.hold) WHERE kind = 'TRANSFER'
                        """),
                broken(Check.HELD_IS_WHAT_HOLDS_KEEP, """
                        UPDATE ledger.account SET held = held + 1 WHERE held > 0
                        """),
                broken(Check.HELD_IS_WHAT_HOLDS_KEEP, """
                        UPDATE ledger.hold SET amount = amount + 1 WHERE status = 'ACTIVE'
                        """),
                broken(Check.HOLDS_PAID_AS_CAPTURED, """
                        UPDATE ledger.hold SET captured = captured - 1 WHERE status = 'CAPTURED'
                        """),
                // A capture that takes from an account that has nothing to do with the hold.
                broken(Check.HOLDS_PAID_AS_CAPTURED, """
                        ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_capture;
                        UPDATE ledger.transaction SET hold_id = (SELECT min(id) FROM ledger.hold WHERE captured = 0)
                        WHERE id = (SELECT max(t.id)
                                    FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
                                    WHERE t.kind = 'TRANSFER' AND e.amount < 0
                                      AND e.account_id <> ALL (SELECT account_id FROM ledger.hold))
                        """),
                broken(Check.ONE_DECISION_PER_KEY, """
                        DELETE FROM ledger.decision WHERE transaction_id = (SELECT max(id) FROM ledger.transaction)
                        """),
                broken(Check.ONE_DECISION_PER_KEY, """
                        UPDATE ledger.transaction t SET key = (SELECT o.key FROM ledger.transaction o WHERE o.id <> t.id ORDER BY o.id LIMIT 1)
                        WHERE t.kind = 'FEE'
                        """),
                broken(Check.ONE_DECISION_PER_KEY, """
                        INSERT INTO ledger.decision (id, fingerprint, transaction_id)
                        SELECT gen_random_uuid(), 1, max(id) FROM ledger.transaction
                        """),
                broken(Check.ONE_DECISION_PER_KEY, """
                        DELETE FROM ledger.decision WHERE hold_id = (SELECT id FROM ledger.hold WHERE status = 'ACTIVE')
                        """),
                // Two holds under one key: only one of them has the decision.
                broken(Check.ONE_DECISION_PER_KEY, """
                        INSERT INTO ledger.hold (id, account_id, amount, placed_at, expires_at, actor, channel)
                        SELECT id + 1000, account_id, amount, placed_at, expires_at, actor, channel
                        FROM ledger.hold WHERE status = 'ACTIVE'
                        """),
                broken(Check.DECISIONS_HAVE_EFFECTS, """
                        UPDATE ledger.decision SET transaction_id = 999999 WHERE transaction_id = (SELECT max(id) FROM ledger.transaction)
                        """),
                broken(Check.DECISIONS_HAVE_EFFECTS, """
                        UPDATE ledger.decision SET hold_id = 999999 WHERE hold_id IS NOT NULL
                        """),
                broken(Check.CHANGES_ARE_RECORDED, """
                        UPDATE ledger.account SET floor = -5 WHERE kind = 'CUSTOMER' AND floor = 0
                        """),
                broken(Check.CHANGES_ARE_RECORDED, """
                        UPDATE ledger.account SET status = 'BLOCKED'
                        WHERE id = (SELECT max(id) FROM ledger.account WHERE status = 'OPEN')
                        """),
                broken(Check.CHANGES_ARE_RECORDED, """
                        DELETE FROM ledger.account_change WHERE new_value = 'TERMINATED'
                        """),
                broken(Check.CHANGES_ARE_RECORDED, "DELETE FROM ledger.account_change WHERE field = 'floor'"),
                broken(Check.CHANGES_ARE_RECORDED, """
                        ALTER TABLE ledger.account_change DROP CONSTRAINT account_change_floor;
                        UPDATE ledger.account_change SET new_value = 'abc' WHERE field = 'floor'
                        """),
                broken(Check.CHANGES_ARE_RECORDED, """
                        INSERT INTO ledger.account_change (account_id, field, new_value, changed_at, actor, channel, reason)
                        VALUES (-7, 'floor', '0', now(), 'x', 'x', 'x')
                        """),
                broken(Check.CHANGES_ARE_RECORDED, """
                        INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                        VALUES (999999, 'EUR', 'CUSTOMER', 'CREDIT', -1000, now(), now())
                        """),
                broken(Check.TERMINATED_ACCOUNTS_REST, """
                        INSERT INTO ledger.account_change (account_id, field, old_value, new_value, changed_at, actor, channel, reason)
                        SELECT id, 'status', 'TERMINATED', 'OPEN', now(), 'x', 'x', 'x' FROM ledger.account WHERE status = 'TERMINATED'
                        """),
                broken(Check.TERMINATED_ACCOUNTS_REST, """
                        UPDATE ledger.account_change SET changed_at = changed_at - interval '1 hour' WHERE new_value = 'TERMINATED'
                        """),
                broken(Check.NOTHING_REWRITTEN, "ALTER TABLE ledger.entry DISABLE TRIGGER entry_immutable"),
                broken(Check.NOTHING_REWRITTEN, "ALTER TABLE ledger.entry DISABLE TRIGGER apply_entries"),
                broken(Check.NOTHING_REWRITTEN, "ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_capture"),
                broken(Check.NOTHING_REWRITTEN, """
                        ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_unchecked;
                        ALTER TABLE ledger.transaction ADD CONSTRAINT transaction_unchecked CHECK (true)
                        """),
                broken(Check.NOTHING_REWRITTEN, """
                        CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
                        """),
                broken(Check.NOTHING_REWRITTEN, """
                        CREATE OR REPLACE TRIGGER entry_immutable BEFORE TRUNCATE ON ledger.entry
                            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('an entry is never updated or deleted')
                        """),
                broken(Check.NOTHING_REWRITTEN, "GRANT UPDATE ON ledger.transaction TO bankengine_app"),
                broken(Check.NOTHING_REWRITTEN, "GRANT DELETE ON ledger.entry TO bankengine_app"),
                broken(Check.NOTHING_REWRITTEN, "GRANT UPDATE (balance) ON ledger.account TO bankengine_app"),
                broken(Check.NOTHING_REWRITTEN, "GRANT UPDATE (refused_by) ON ledger.decision TO bankengine_app"),
                broken(Check.NOTHING_REWRITTEN, "DROP INDEX ledger.transaction_reversal"));
    }

    private static Arguments broken(Check check, String sql) {
        return Arguments.of(check, sql);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("breaks")
    void aBreachIsFoundAndNamed(Check check, String breach) {
        superuser.sql("SET session_replication_role = replica").update();
        superuser.sql(breach).update();
        try {
            var finding = finding(verification.verify(progress -> {}), check);
            assertThat(finding.broken()).isPositive();
            assertThat(finding.first()).isNotEmpty().doesNotContainNull();
        } finally {
            restoreEverything();
        }
        assertThat(brokenChecks(verification.verify(progress -> {}))).isEmpty();
    }

    @Test
    void everyCheckIsShownToFail() {
        Set<Check> shown = breaks().map(a -> (Check) a.get()[0])
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
        assertThat(shown).containsExactlyInAnyOrder(Check.values());
    }

    @Test
    void anOffenderIsNamed() {
        superuser.sql("SET session_replication_role = replica").update();
        long account = count("SELECT max(account_id) FROM ledger.entry WHERE currency = 'JPY'");
        superuser
                .sql("UPDATE ledger.account SET balance = 1001 WHERE id = :id")
                .param("id", account)
                .update();
        try {
            var report = verification.verify(progress -> {});
            assertThat(finding(report, Check.BALANCE_IS_SUM_OF_ENTRIES).first())
                    .containsExactly("account %d: 1001, entries 1000".formatted(account));
            assertThat(brokenChecks(report))
                    .containsExactly(
                            Check.BALANCES_SUM_TO_ZERO, Check.BALANCE_IS_SUM_OF_ENTRIES, Check.BALANCE_IS_LAST_RUNNING);
        } finally {
            restoreEverything();
        }
    }

    private static final List<String> TABLES =
            List.of("account", "transaction", "entry", "hold", "decision", "account_change");

    private void rememberEverything() {
        superuser.sql("CREATE SCHEMA remembered").update();
        superuser.sql("""
                        CREATE TABLE remembered.safeguard AS
                        SELECT format('ALTER TABLE ledger.%I DROP CONSTRAINT IF EXISTS %I, ADD CONSTRAINT %I %s',
                                      c.relname, k.conname, k.conname, pg_get_constraintdef(k.oid)) AS sql
                        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
                        WHERE k.conname IN ('transaction_capture', 'transaction_unchecked', 'account_change_floor')
                        UNION ALL
                        SELECT pg_get_functiondef('ledger.refuse_change'::regproc)
                        UNION ALL
                        SELECT replace(pg_get_triggerdef(oid), 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
                        FROM pg_trigger WHERE tgname = 'entry_immutable'
                        """).update();
        TABLES.forEach(table -> superuser
                .sql("CREATE TABLE remembered.%1$s AS TABLE ledger.%1$s".formatted(table))
                .update());
    }

    private void restoreEverything() {
        superuser.sql("SET session_replication_role = replica").update();
        for (String table : TABLES) {
            superuser.sql("DELETE FROM ledger." + table).update();
            superuser
                    .sql("INSERT INTO ledger.%1$s OVERRIDING SYSTEM VALUE SELECT * FROM remembered.%1$s"
                            .formatted(table))
                    .update();
        }
        superuser
                .sql("SELECT sql FROM remembered.safeguard")
                .query(String.class)
                .list()
                .forEach(sql -> superuser.sql(sql).update());
        Arrays.asList(
                        "ALTER TABLE ledger.entry ENABLE TRIGGER entry_immutable",
                        "ALTER TABLE ledger.entry ENABLE TRIGGER apply_entries",
                        "REVOKE UPDATE ON ledger.transaction FROM bankengine_app",
                        "REVOKE DELETE ON ledger.entry FROM bankengine_app",
                        "REVOKE UPDATE (balance) ON ledger.account FROM bankengine_app",
                        "REVOKE UPDATE (refused_by) ON ledger.decision FROM bankengine_app",
                        "CREATE UNIQUE INDEX IF NOT EXISTS transaction_reversal ON ledger.transaction (reverses) WHERE reverses IS NOT NULL")
                .forEach(sql -> superuser.sql(sql).update());
    }

    private long count(String sql) {
        return superuser.sql(sql).query(Long.class).single();
    }

    private static Finding finding(VerificationReport report, Check check) {
        return report.findings().stream()
                .filter(f -> f.check() == check)
                .findFirst()
                .orElseThrow();
    }

    private static long checked(VerificationReport report, Check check) {
        return finding(report, check).checked();
    }

    private static List<Check> brokenChecks(VerificationReport report) {
        return report.findings().stream()
                .filter(f -> !f.holds())
                .map(Finding::check)
                .toList();
    }
}
