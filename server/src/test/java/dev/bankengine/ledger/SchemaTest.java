package dev.bankengine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The database itself refuses what would break an invariant, from the role the bank runs as and from the owner of the
 * tables alike. Nothing here goes through the ledger's code.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaTest {

    /** Customers' accounts: 100.00 with 30.00 of it held, an empty one, one in dollars, one terminated. */
    private static final long ANNA = 2001;

    private static final long BERT = 2002;
    private static final long DOLLARS = 2003;
    private static final long ENDED = 2004;

    /** The cash accounts of the first migration. */
    private static final long CASH = 64;

    private static final long DOLLAR_CASH = 211;

    private static final String DENIED = "permission denied";
    private static final String CONTINUES = "entries must continue the numbers, balances and booking times";

    private final TestDatabase database = TestDatabase.fresh();
    private final Connection bank = database.application().connect("test");
    private final Connection owner = database.owner().connect("test");

    SchemaTest() throws SQLException {}

    @BeforeAll
    void keepBooks() throws SQLException {
        assertThat(ask("SELECT id FROM ledger.account WHERE kind = 'CASH' AND currency = 'EUR'"))
                .isEqualTo(Long.toString(CASH));
        assertThat(ask("SELECT id FROM ledger.account WHERE kind = 'CASH' AND currency = 'USD'"))
                .isEqualTo(Long.toString(DOLLAR_CASH));
        try (Statement statement = bank.createStatement()) {
            statement.execute(opening(ANNA, "EUR"));
            statement.execute(opening(BERT, "EUR"));
            statement.execute(opening(DOLLARS, "USD"));
            statement.execute(opening(ENDED, "EUR"));
            statement.execute("BEGIN;" + transaction(1, "DEPOSIT")
                    + entries(line(CASH, 1, 1, -100_00, -100_00, "EUR"), line(ANNA, 1, 1, 100_00, 100_00, "EUR"))
                    + decision(1, 1) + "COMMIT");
            statement.execute("BEGIN;" + transaction(2, "TRANSFER")
                    + entries(line(ANNA, 2, 2, -1_00, 99_00, "EUR"), line(BERT, 1, 2, 1_00, 1_00, "EUR"))
                    + transaction(3, "REVERSAL", "reverses", "2")
                    + entries(line(ANNA, 3, 3, 1_00, 100_00, "EUR"), line(BERT, 2, 3, -1_00, 0, "EUR")) + "COMMIT");
            statement.execute(hold(1, ANNA, 30_00, 0, "ACTIVE"));
            statement.execute(hold(2, ANNA, 5_00, 0, "ACTIVE"));
            statement.execute("UPDATE ledger.hold SET status = 'RELEASED', ended_at = now() WHERE id = 2");
            statement.execute(change(ENDED, "status", "OPEN", "TERMINATED"));
        }
    }

    @AfterEach
    void nothingHasChanged() throws SQLException {
        assertThat(ask(
                        "SELECT string_agg(concat_ws(' ', id, status, balance, held, floor, entry_count), ', ' ORDER BY id)"
                                + " FROM ledger.account WHERE entry_count > 0 OR kind = 'CUSTOMER'"))
                .isEqualTo("64 OPEN -10000 0 1, 2001 OPEN 10000 3000 0 3, 2002 OPEN 0 0 0 2,"
                        + " 2003 OPEN 0 0 0 0, 2004 TERMINATED 0 0 0 0");
        assertThat(ask(
                        "SELECT concat_ws(' ', (SELECT count(*) FROM ledger.transaction), (SELECT count(*) FROM ledger.entry),"
                                + " (SELECT count(*) FROM ledger.decision), (SELECT count(*) FROM ledger.hold))"))
                .isEqualTo("3 6 1 2");
    }

    @AfterAll
    void drop() throws SQLException {
        bank.close();
        owner.close();
        database.close();
    }

    /** What breaks the books, and by which words it is refused. */
    static Stream<Arguments> whatNobodyMayDo() {
        return Stream.of(
                refused(
                        "entries that do not sum to zero",
                        "do not sum to zero",
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_01, 10_01, "EUR"))),
                refused(
                        "one entry alone",
                        "do not sum to zero",
                        transaction(9, "DEPOSIT") + entries(line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "entries that sum to zero over two currencies only",
                        "do not sum to zero",
                        transaction(9, "EXCHANGE")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(DOLLARS, 1, 9, 10_00, 10_00, "USD"))),
                refused(
                        "entries of two transactions that only together sum to zero",
                        "do not sum to zero",
                        transaction(9, "TRANSFER")
                                + transaction(10, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(BERT, 3, 10, 10_00, 10_00, "EUR"))),
                refused(
                        "an entry of zero",
                        "entry_amount_check",
                        transaction(9, "TRANSFER")
                                + entries(line(ANNA, 4, 9, 0, 100_00, "EUR"), line(BERT, 3, 9, 0, 0, "EUR"))),
                refused(
                        "entries added to a transaction of yesterday",
                        "must be inserted together with",
                        entries(line(ANNA, 4, 1, -10_00, 90_00, "EUR"), line(BERT, 3, 1, 10_00, 10_00, "EUR"))),
                refused(
                        "entries without a transaction",
                        "must be inserted together with",
                        entries(line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "entries that carry another date than their transaction",
                        "carry its dates",
                        transaction(9, "TRANSFER")
                                + entries(line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))
                                        .replace("current_date", "current_date - 1")),
                refused(
                        "an entry number left out",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 5, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "an entry number used twice",
                        "entry_pkey",
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 3, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "a running balance that does not follow from the one before",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 95_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "a running balance broken in the middle of a batch",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + transaction(10, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(BERT, 3, 9, 10_00, 10_00, "EUR"),
                                        line(ANNA, 5, 10, -10_00, 85_00, "EUR"),
                                        line(BERT, 4, 10, 10_00, 20_00, "EUR"))),
                refused(
                        "an entry in another currency than its account",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(DOLLARS, 1, 9, 10_00, 10_00, "EUR"),
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"))),
                refused(
                        "an entry in another currency, hidden among right ones",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + transaction(10, "DEPOSIT")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(BERT, 3, 9, 10_00, 10_00, "EUR"),
                                        line(DOLLAR_CASH, 1, 10, -50_00, -50_00, "USD"),
                                        line(ANNA, 5, 10, 50_00, 140_00, "USD"))),
                refused(
                        "an entry for an account that is not there",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(4711, 1, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "an entry for a terminated account",
                        CONTINUES,
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(ENDED, 1, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "a booking before the last one of the account",
                        CONTINUES,
                        (transaction(9, "TRANSFER")
                                        + entries(
                                                line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                                line(BERT, 3, 9, 10_00, 10_00, "EUR")))
                                .replace("now()", "now() - INTERVAL '1 day'")),
                refused(
                        "a debit of more than is available, what is held counted",
                        "would fall below its floor",
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -70_01, 29_99, "EUR"), line(BERT, 3, 9, 70_01, 70_01, "EUR"))),
                refused(
                        "a debit of more than is available, made good in the same batch",
                        "would fall below its floor",
                        transaction(9, "TRANSFER")
                                + transaction(10, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -70_01, 29_99, "EUR"),
                                        line(BERT, 3, 9, 70_01, 70_01, "EUR"),
                                        line(ANNA, 5, 10, 70_01, 100_00, "EUR"),
                                        line(BERT, 4, 10, -70_01, 0, "EUR"))),
                refused(
                        "a debit of more than is available, beside a charge that may be",
                        "would fall below its floor",
                        transaction(9, "TRANSFER")
                                + transaction(10, "FEE", "unchecked", "true")
                                + entries(
                                        line(ANNA, 4, 9, -70_01, 29_99, "EUR"),
                                        line(BERT, 3, 9, 70_01, 70_01, "EUR"),
                                        line(ANNA, 5, 10, -1, 29_98, "EUR"),
                                        line(CASH, 2, 10, 1, -99_99, "EUR"))),
                refused(
                        "a second reversal of a transaction",
                        "transaction_reversal",
                        transaction(9, "REVERSAL", "reverses", "2")
                                + entries(
                                        line(CASH, 2, 9, -1_00, -101_00, "EUR"), line(BERT, 3, 9, 1_00, 1_00, "EUR"))),
                refused("a reversal of nothing", "transaction_check", transaction(9, "REVERSAL")),
                refused(
                        "a transfer that claims to reverse",
                        "transaction_check",
                        transaction(9, "TRANSFER", "reverses", "1")),
                refused(
                        "a transfer that claims a hold",
                        "transaction_capture",
                        transaction(9, "TRANSFER", "hold_id", "1")),
                refused("a capture of no hold", "transaction_capture", transaction(9, "CAPTURE")),
                refused(
                        "a transfer that claims to be spared the check of funds",
                        "transaction_unchecked",
                        transaction(9, "TRANSFER", "unchecked", "true")),
                refused("a charge that claims to be checked", "transaction_unchecked", transaction(9, "FEE")),
                refused(
                        "a capture of another's hold, for a debit of more than is available",
                        "would fall below its floor",
                        transaction(9, "CAPTURE", "hold_id", "1")
                                + entries(
                                        line(BERT, 3, 9, -10_00, -10_00, "EUR"),
                                        line(CASH, 2, 9, 10_00, -90_00, "EUR"))),
                refused(
                        "a capture of a hold that is not there, for a debit of more than is available",
                        "would fall below its floor",
                        transaction(9, "CAPTURE", "hold_id", "4711")
                                + entries(
                                        line(ANNA, 4, 9, -70_01, 29_99, "EUR"), line(BERT, 3, 9, 70_01, 70_01, "EUR"))),
                refused(
                        "a customer's transfer from a blocked account",
                        "touches a blocked account",
                        change(ANNA, "status", "OPEN", "BLOCKED")
                                + transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "a customer's transfer to a blocked account, beside a charge that may be",
                        "touches a blocked account",
                        change(BERT, "status", "OPEN", "BLOCKED")
                                + transaction(9, "FEE", "unchecked", "true")
                                + transaction(10, "TRANSFER")
                                + entries(
                                        line(BERT, 3, 9, -1_00, -1_00, "EUR"),
                                        line(CASH, 2, 9, 1_00, -99_00, "EUR"),
                                        line(ANNA, 4, 10, -10_00, 90_00, "EUR"),
                                        line(BERT, 4, 10, 10_00, 9_00, "EUR"))),
                refused("a transaction of a kind that is none", "transaction_kind_check", transaction(9, "GIFT")),
                refused("a transaction whose id is taken", "transaction_pkey", transaction(1, "TRANSFER")),
                refused("a second decision on a key", "decision_pkey", decision(1, 2)),
                refused(
                        "a decision of two minds",
                        "decision_check",
                        "INSERT INTO ledger.decision VALUES (gen_random_uuid(), 1, 1, 1, NULL, NULL);"),
                refused(
                        "a decision of no mind",
                        "decision_check",
                        "INSERT INTO ledger.decision VALUES (gen_random_uuid(), 1, NULL, NULL, NULL, NULL);"),
                refused("a hold on an account of the bank", "living customer", hold(9, CASH, 1_00, 0, "ACTIVE")),
                refused("a hold on a terminated account", "living customer", hold(9, ENDED, 1_00, 0, "ACTIVE")),
                refused("a hold on an account that is not there", "living customer", hold(9, 4711, 1_00, 0, "ACTIVE")),
                refused(
                        "a hold placed before the account's last booking",
                        "after its last booking",
                        hold(9, ANNA, 5_00, 0, "ACTIVE").replace("now(), now()", "now() - INTERVAL '1 hour', now()")),
                refused("a hold of nothing", "hold_amount_check", hold(9, ANNA, 0, 0, "ACTIVE")),
                refused("a hold of less than nothing", "hold_amount_check", hold(9, ANNA, -1, 0, "ACTIVE")),
                refused(
                        "a hold placed as captured in part",
                        "placed active and untouched",
                        hold(9, ANNA, 5_00, 1_00, "ACTIVE")),
                refused(
                        "a hold placed as captured in part, hidden behind another",
                        "placed active and untouched",
                        hold(9, ANNA, 5_00, 1_00, "ACTIVE").replace(";", "") + ", "
                                + hold(10, ANNA, 5_00, 0, "ACTIVE").replaceFirst("(?s).*VALUES", "")),
                refused(
                        "a hold that captures more than its amount",
                        "hold_check",
                        "UPDATE ledger.hold SET captured = 3001 WHERE id = 1;"),
                refused(
                        "a hold that takes a capture back",
                        "a hold that has ended never changes",
                        "UPDATE ledger.hold SET captured = 10 WHERE id = 1; UPDATE ledger.hold SET captured = 0 WHERE id = 1;"),
                refused(
                        "a hold that comes back to life",
                        "a hold that has ended never changes",
                        "UPDATE ledger.hold SET status = 'ACTIVE', ended_at = NULL WHERE id = 2;"),
                refused(
                        "a hold that captures after its release",
                        "a hold that has ended never changes",
                        "UPDATE ledger.hold SET captured = 1 WHERE id = 2;"),
                refused(
                        "a terminated account opened again",
                        "no living customer",
                        change(ENDED, "status", "TERMINATED", "OPEN")),
                refused("the limit of a terminated account", "no living customer", change(ENDED, "floor", "0", "-1")),
                refused(
                        "a change that does not start from what is",
                        "no living customer",
                        change(ANNA, "status", "BLOCKED", "OPEN")),
                refused("a limit for an account of the bank", "no living customer", change(CASH, "floor", "0", "-1")),
                refused("a floor above zero", "account_change_floor", change(ANNA, "floor", "0", "1")),
                refused("a floor in other words", "account_change_floor", change(ANNA, "floor", "0", "-007")),
                refused("a floor that is no number", "account_change_floor", opened(ANNA, "floor", "abc")),
                refused(
                        "a second record of what an account opened with",
                        "is recorded once",
                        opened(ANNA, "floor", "0") + opened(ANNA, "floor", "0")),
                refused(
                        "two records of what an account opened with, by one statement",
                        "is recorded once",
                        opened(ANNA, "floor", "0").replace(";", "")
                                + opened(ANNA, "floor", "0").replaceFirst("(?s).*VALUES", ",")),
                refused(
                        "a record of the opening after one of a change",
                        "is recorded once",
                        change(ANNA, "floor", "0", "-5000") + opened(ANNA, "floor", "-5000")),
                refused(
                        "a record of an opening with another floor than the account has",
                        "is recorded once, and as it is",
                        opened(ANNA, "floor", "-1")),
                refused("a record of nobody's opening", "is recorded once, and as it is", opened(4711, "floor", "0")),
                refused(
                        "a change before the account's last booking",
                        "whose last booking is past",
                        change(ANNA, "floor", "0", "-5000").replace("now()", "now() - INTERVAL '1 hour'")),
                refused(
                        "a booking before the account's last change",
                        CONTINUES,
                        change(BERT, "floor", "0", "-5000").replace("now()", "now() + INTERVAL '1 hour'")
                                + transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused(
                        "a booking before the end of a hold",
                        CONTINUES,
                        "UPDATE ledger.hold SET status = 'RELEASED', ended_at = now() + INTERVAL '1 hour' WHERE id = 1;"
                                + transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"), line(BERT, 3, 9, 10_00, 10_00, "EUR"))),
                refused("a status that is none", "account_status_check", change(ANNA, "status", "OPEN", "GONE")),
                refused(
                        "the end of an account that still holds money",
                        "account_check",
                        change(ANNA, "status", "OPEN", "TERMINATED")),
                refused(
                        "an update of an account, even of a column one has the right to",
                        "changes only by entries, holds and recorded changes",
                        "UPDATE ledger.account SET opened_at = now() WHERE id = 2001;"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatNobodyMayDo")
    void isRefusedToTheBank(String what, String words, String sql) {
        assertRefused(bank, words, sql);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatNobodyMayDo")
    void isRefusedToTheOwnerOfTheTables(String what, String words, String sql) {
        assertRefused(owner, words, sql);
    }

    /** What the bank has no right to at all, and by which words the owner is refused it. */
    static Stream<Arguments> whatWouldRewriteTheBooks() {
        List<Arguments> attempts = new ArrayList<>();
        for (String table : List.of("transaction", "entry", "decision", "account_change")) {
            String never = "never updated or deleted";
            attempts.add(refused("deleting from " + table, never, "DELETE FROM ledger." + table + ";"));
            attempts.add(
                    refused("deleting nothing from " + table, never, "DELETE FROM ledger." + table + " WHERE false;"));
            attempts.add(refused("truncating " + table, never, "TRUNCATE ledger." + table + ";"));
        }
        attempts.add(refused(
                "another date for a transaction", "never updated", "UPDATE ledger.transaction SET booked_at = now();"));
        attempts.add(refused(
                "another amount for an entry",
                "never updated",
                "UPDATE ledger.entry SET amount = amount * 2, balance = balance * 2;"));
        attempts.add(refused(
                "another amount for an entry, by inserting it again",
                "never updated",
                entries(line(ANNA, 1, 1, 100_00, 100_00, "EUR")).replace(";", "")
                        + " ON CONFLICT (account_id, number) DO UPDATE SET amount = 1;"));
        attempts.add(refused(
                "another amount for an entry, by merging",
                "never updated",
                "MERGE INTO ledger.entry e USING (VALUES (2001)) v (id) ON e.account_id = v.id"
                        + " WHEN MATCHED THEN UPDATE SET amount = 1;"));
        attempts.add(refused(
                "another fingerprint for a decision", "never updated", "UPDATE ledger.decision SET fingerprint = 2;"));
        attempts.add(refused(
                "another reason for a change",
                "never updated",
                "UPDATE ledger.account_change SET reason = 'another';"));
        String guarded = "changes only by entries, holds and recorded changes";
        attempts.add(
                refused("a balance set by hand", guarded, "UPDATE ledger.account SET balance = 1 WHERE id = 2002;"));
        attempts.add(
                refused("a held amount set by hand", guarded, "UPDATE ledger.account SET held = 0 WHERE id = 2001;"));
        attempts.add(refused("a limit set by hand", guarded, "UPDATE ledger.account SET floor = -1 WHERE id = 2002;"));
        attempts.add(refused(
                "a status set by hand", guarded, "UPDATE ledger.account SET status = 'BLOCKED' WHERE id = 2002;"));
        attempts.add(refused(
                "another currency for an account",
                guarded,
                "UPDATE ledger.account SET currency = 'USD' WHERE id = 2002;"));
        attempts.add(refused("an account deleted", "never deleted", "DELETE FROM ledger.account WHERE id = 2003;"));
        attempts.add(refused("all accounts deleted", "never deleted", "TRUNCATE ledger.account CASCADE;"));
        attempts.add(refused("a hold deleted", "never deleted", "DELETE FROM ledger.hold WHERE id = 2;"));
        attempts.add(refused("all holds deleted", "never deleted", "TRUNCATE ledger.hold;"));
        attempts.add(refused(
                "a hold of another amount",
                "a hold that has ended never changes",
                "UPDATE ledger.hold SET amount = 1 WHERE id = 1;"));
        attempts.add(refused(
                "a hold of another account",
                "a hold that has ended never changes",
                "UPDATE ledger.hold SET account_id = 2002 WHERE id = 1;"));
        attempts.add(refused(
                "an account that opens with money",
                "an account opens empty",
                opening(2009, "EUR").replace("floor,", "balance, floor,").replace("'CREDIT', 0", "'CREDIT', 1, 0")));
        attempts.add(refused(
                "an account that opens with entries",
                "an account opens empty",
                opening(2009, "EUR")
                        .replace("floor,", "entry_count, floor,")
                        .replace("'CREDIT', 0", "'CREDIT', 1, 0")));
        attempts.add(refused("the guard taken away for a moment", DENIED, "SET session_replication_role = 'replica';"));
        return attempts.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatWouldRewriteTheBooks")
    void theBankHasNoRightTo(String what, String words, String sql) {
        assertRefused(bank, DENIED, sql);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatWouldRewriteTheBooks")
    void theOwnerIsKeptFrom(String what, String words, String sql) {
        assertRefused(owner, words, sql);
    }

    /** Ways around the guards that only the bank's own role must be kept from: the owner may change the schema. */
    static Stream<Arguments> waysAround() {
        return Stream.of(
                refused(
                        "a transaction dated to another database transaction, to slip past the journal's readers",
                        DENIED,
                        transaction(9, "TRANSFER", "xact", "'3'::xid8")),
                refused(
                        "the function that books entries, set upon a table of one's own",
                        "permission denied for function ledger.apply_entries",
                        """
                        CREATE TEMPORARY TABLE forged (LIKE ledger.entry);
                        CREATE TRIGGER forge AFTER INSERT ON forged REFERENCING NEW TABLE AS posted
                            FOR EACH STATEMENT EXECUTE FUNCTION ledger.apply_entries();
                        INSERT INTO forged VALUES (2002, 3, 9, 100, 100, now(), current_date, 'EUR');
                        """),
                refused(
                        "the function that places holds, set upon a table of one's own",
                        "permission denied for function ledger.apply_placed_holds",
                        """
                        CREATE TEMPORARY TABLE forged (LIKE ledger.hold);
                        CREATE TRIGGER forge AFTER INSERT ON forged REFERENCING NEW TABLE AS placed
                            FOR EACH STATEMENT EXECUTE FUNCTION ledger.apply_placed_holds();
                        """),
                refused(
                        "the function that changes holds, set upon a table of one's own",
                        "permission denied for function ledger.apply_changed_holds",
                        """
                        CREATE TEMPORARY TABLE forged (LIKE ledger.hold);
                        CREATE TRIGGER forge AFTER UPDATE ON forged REFERENCING OLD TABLE AS before NEW TABLE AS after
                            FOR EACH STATEMENT EXECUTE FUNCTION ledger.apply_changed_holds();
                        """),
                refused(
                        "the function that changes accounts, set upon a table of one's own",
                        "permission denied for function ledger.apply_account_change",
                        """
                        CREATE TEMPORARY TABLE forged (LIKE ledger.account_change);
                        CREATE TRIGGER forge AFTER INSERT ON forged
                            FOR EACH ROW EXECUTE FUNCTION ledger.apply_account_change();
                        INSERT INTO forged
                        VALUES (1, 2002, 'floor', '0', '-100000', now(), 'me', 'TEST', NULL, NULL, 'greed');
                        """),
                refused(
                        "a trigger of one's own on the entries",
                        DENIED,
                        "CREATE TRIGGER mine BEFORE INSERT ON ledger.entry EXECUTE FUNCTION ledger.refuse_change('x');"),
                refused("a guard disabled", "must be owner", "ALTER TABLE ledger.entry DISABLE TRIGGER ALL;"),
                refused("a table of one's own beside the books", DENIED, "CREATE TABLE ledger.mine (id bigint);"),
                refused("the count of transactions set back", DENIED, "SELECT setval('ledger.transaction_id', 1);"),
                refused("a new currency", DENIED, "INSERT INTO ledger.currency VALUES ('XXX', 2);"),
                refused("the record of migrations", DENIED, "DELETE FROM flyway_schema_history;"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysAround")
    void theBankFindsNoWayAround(String what, String words, String sql) {
        assertRefused(bank, words, sql);
    }

    /** The same SQL as above, but right: what is refused is not refused by accident. */
    static Stream<Arguments> whatIsRight() {
        return Stream.of(
                right(
                        "a transfer of all that is available",
                        transaction(9, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -70_00, 30_00, "EUR"), line(BERT, 3, 9, 70_00, 70_00, "EUR"))),
                right(
                        "several transactions of one account at once",
                        transaction(9, "TRANSFER")
                                + transaction(10, "TRANSFER")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(BERT, 3, 9, 10_00, 10_00, "EUR"),
                                        line(ANNA, 5, 10, -10_00, 80_00, "EUR"),
                                        line(BERT, 4, 10, 10_00, 20_00, "EUR"))),
                right(
                        "two currencies, each of which sums to zero",
                        transaction(9, "EXCHANGE")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(CASH, 2, 9, 10_00, -90_00, "EUR"),
                                        line(DOLLAR_CASH, 1, 9, -11_00, -11_00, "USD"),
                                        line(DOLLARS, 1, 9, 11_00, 11_00, "USD"))),
                right(
                        "a charge below the floor",
                        transaction(9, "FEE", "unchecked", "true")
                                + entries(
                                        line(ANNA, 4, 9, -500_00, -400_00, "EUR"),
                                        line(CASH, 2, 9, 500_00, 400_00, "EUR"))),
                right(
                        "a capture of what was held, below the floor since a charge",
                        transaction(9, "FEE", "unchecked", "true")
                                + entries(
                                        line(ANNA, 4, 9, -80_00, 20_00, "EUR"), line(CASH, 2, 9, 80_00, -20_00, "EUR"))
                                + "UPDATE ledger.hold SET captured = 3000, status = 'CAPTURED', ended_at = now() WHERE id = 1;"
                                + transaction(10, "CAPTURE", "hold_id", "1")
                                + entries(
                                        line(ANNA, 5, 10, -30_00, -10_00, "EUR"),
                                        line(CASH, 3, 10, 30_00, 10_00, "EUR"))),
                right(
                        "a charge on a blocked account",
                        change(ANNA, "status", "OPEN", "BLOCKED")
                                + transaction(9, "FEE", "unchecked", "true")
                                + entries(
                                        line(ANNA, 4, 9, -10_00, 90_00, "EUR"),
                                        line(CASH, 2, 9, 10_00, -90_00, "EUR"))),
                right(
                        "a first reversal",
                        transaction(9, "REVERSAL", "reverses", "1")
                                + "UPDATE ledger.hold SET status = 'RELEASED', ended_at = now() WHERE id = 1;"
                                + entries(line(ANNA, 4, 9, -100_00, 0, "EUR"), line(CASH, 2, 9, 100_00, 0, "EUR"))),
                right("a limit", change(ANNA, "floor", "0", "-5000")),
                right(
                        "a record of what an account opened with",
                        opened(ANNA, "floor", "0") + opened(ANNA, "status", "OPEN")),
                right("a block", change(ANNA, "status", "OPEN", "BLOCKED")),
                right("the end of an empty account", change(BERT, "status", "OPEN", "TERMINATED")),
                right("a hold", hold(9, ANNA, 5_00, 0, "ACTIVE")),
                right("an account", opening(2009, "EUR")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsRight")
    void theBankMay(String what, String sql) throws SQLException {
        undone(bank, sql);
    }

    @Test
    void theBankIsNobodySpecial() throws SQLException {
        assertThat(ask("SELECT concat_ws(' ', rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls)"
                        + " FROM pg_roles WHERE rolname = 'bankengine_app'"))
                .isEqualTo("f f f f f");
        assertThat(ask("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
                        + " WHERE r.rolname = 'bankengine_app'"))
                .isEqualTo("0");
    }

    private static void assertRefused(Connection who, String words, String sql) {
        assertThatThrownBy(() -> undone(who, sql))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(words);
    }

    /** Carried out, checked to the last, and rolled back. */
    private static void undone(Connection who, String sql) throws SQLException {
        who.setAutoCommit(false);
        try (Statement statement = who.createStatement()) {
            statement.execute(sql);
        } finally {
            who.rollback();
            who.setAutoCommit(true);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Statement statement = bank.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static Arguments refused(String what, String words, String sql) {
        return Arguments.of(what, words, sql);
    }

    private static Arguments right(String what, String sql) {
        return Arguments.of(what, sql);
    }

    private static String opening(long id, String currency) {
        return """
                INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                VALUES (%d, '%s', 'CUSTOMER', 'CREDIT', 0, now(), now());
                """.formatted(id, currency);
    }

    private static String transaction(long id, String kind) {
        return """
                INSERT INTO ledger.transaction (id, booked_at, value_date, kind, unchecked, scope, key, actor, channel)
                VALUES (%d, now(), current_date, '%s', false, 'test', 'key-%d', 'teller-1', 'TEST');
                """.formatted(id, kind, id);
    }

    /** With one more column, or another value for one. */
    private static String transaction(long id, String kind, String column, String value) {
        return column.equals("unchecked")
                ? transaction(id, kind).replace("false", value)
                : transaction(id, kind)
                        .replace("(id,", "(" + column + ", id,")
                        .replace("VALUES (", "VALUES (" + value + ", ");
    }

    private static String line(
            long account, long number, long transaction, long amount, long balance, String currency) {
        return "(%d, %d, %d, CAST(%d AS bigint), CAST(%d AS bigint), '%s', now(), current_date)"
                .formatted(account, number, transaction, amount, balance, currency);
    }

    private static String entries(String... lines) {
        return """
                INSERT INTO ledger.entry (account_id, number, transaction_id, amount, balance, currency, booked_at, value_date)
                VALUES %s;
                """.formatted(String.join(", ", lines));
    }

    private static String decision(int id, long transaction) {
        return """
                INSERT INTO ledger.decision (id, fingerprint, transaction_id)
                VALUES ('00000000-0000-0000-0000-%012d', 1, %d);
                """.formatted(id, transaction);
    }

    private static String hold(long id, long account, long amount, long captured, String status) {
        return """
                INSERT INTO ledger.hold (id, account_id, amount, captured, status, placed_at, expires_at, actor, channel)
                VALUES (%d, %d, %d, %d, '%s', now(), now() + INTERVAL '1 day', 'teller-1', 'TEST');
                """.formatted(id, account, amount, captured, status);
    }

    private static String opened(long account, String field, String value) {
        return change(account, field, "", value).replace("''", "NULL");
    }

    private static String change(long account, String field, String oldValue, String newValue) {
        return """
                INSERT INTO ledger.account_change (account_id, field, old_value, new_value, changed_at, actor, channel, reason)
                VALUES (%d, '%s', '%s', '%s', now(), 'teller-1', 'TEST', 'a reason');
                """.formatted(account, field, oldValue, newValue);
    }
}
