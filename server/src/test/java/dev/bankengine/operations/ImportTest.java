package dev.bankengine.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.AccountReference.ByNumber;
import dev.bankengine.ledger.History;
import dev.bankengine.ledger.HistoryFilter;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.Money;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** What the import takes, and what it refuses with which reason. */
@BankTest
class ImportTest {

    private static final Origin ORIGIN = new Origin("test", "TEST", null, null);
    private static final String ANNA = "DE02120300000000202051";
    private static final String BERT = "DE02500105170137075030";
    private static final String CARL = "DE02300209000106531065";
    private static final String YEN = "DE02100500000054540402";
    private static final String ACCOUNTS = """
            number,type,currency,overdraft_limit,holder_name
            %s,CURRENT,EUR,100.00,
            %s,SAVINGS,EUR,,
            %s,SAVINGS,EUR,,
            %s,INVESTMENT,JPY,,
            """.formatted(ANNA, BERT, CARL, YEN);
    private static final String COLUMNS =
            "id,account,counter,amount,currency,value_date,description,reference,type,balance\n";

    @Autowired
    private AccountImport accountImport;

    @Autowired
    private TransactionImport transactionImport;

    @Autowired
    private AccountDirectory directory;

    @Autowired
    private LedgerAccounts ledgerAccounts;

    @Autowired
    private History history;

    @Autowired
    private TestBank bank;

    @TempDir
    private Path directoryOfFiles;

    @BeforeEach
    void openAccounts() throws IOException {
        accounts(ACCOUNTS, null);
    }

    @Test
    void opensEachAccountOnce() throws IOException {
        assertThat(accounts(ACCOUNTS, null)).isEqualTo(new AccountImport.Summary(4, 0, 4, 0));
        assertThat(accounts(ACCOUNTS + ANNA + ",CURRENT,EUR,5.00,\n" + ANNA + ",SAVINGS,EUR,100.00,\n", null))
                .isEqualTo(new AccountImport.Summary(6, 0, 4, 2));
        assertThat(refused()).containsExactly("6 ACCOUNT_DIFFERS", "7 ACCOUNT_DIFFERS");
        var anna = ledgerAccounts.find(id(ANNA)).orElseThrow();
        assertThat(anna.overdraftLimit()).isEqualTo(100_00);
        assertThat(ledgerAccounts.find(id(YEN)).orElseThrow().currency().getCurrencyCode())
                .isEqualTo("JPY");
    }

    @Test
    void refusesAccountsThatMakeNoSense() throws IOException {
        assertThat(accounts("""
                number,type,currency,overdraft_limit,holder_name
                ,CURRENT,EUR,,
                DE00120300000000202051,CURRENT,EUR,,
                DE02701500000000594937,GOLD,EUR,,
                DE02701500000000594937,CURRENT,,,
                DE02701500000000594937,CURRENT,EURO,,
                DE02701500000000594937,CURRENT,XOF,,
                DE02701500000000594937,CURRENT,EUR,-1,
                DE02701500000000594937,CURRENT,EUR,1.234,
                DE02701500000000594937,CURRENT,EUR,,%s
                %s,CURRENT,USD,,
                """.formatted("x".repeat(141), ANNA), null))
                .isEqualTo(new AccountImport.Summary(10, 0, 0, 10));
        assertThat(refused())
                .containsExactly(
                        "2 MISSING_VALUE",
                        "3 INVALID_VALUE",
                        "4 INVALID_VALUE",
                        "5 MISSING_VALUE",
                        "6 INVALID_VALUE",
                        "8 INVALID_VALUE",
                        "9 INVALID_VALUE",
                        "10 INVALID_VALUE",
                        "7 CURRENCY_MISMATCH",
                        "11 ACCOUNT_DIFFERS");
    }

    @Test
    void booksUnderTheDayOfTheFileAndComparesTheBalance() throws IOException {
        String file = COLUMNS + """
                a-1,%1$s,CASH,100.00,EUR,1999-12-31,"Salt, pepper",R-1,SHOP,100.00
                a-2,%1$s,%2$s,-130.50,EUR,2000-01-01,,,,-30.50
                a-3,%1$s,FEE,-1.00,EUR,2000-01-02,,,,-31.52
                a-4,%1$s,FEE,-1.00,EUR,2000-01-02,,,,-37.52
                """.formatted(CARL, BERT);
        long before = ledgerAccounts.find(id(BERT)).orElseThrow().balance();
        var foretold = transactions(file, "a", new AccountImport.Planned());
        var first = transactions(file, "a", null);
        var balances = new BalanceComparison.Result(
                4, 2, "5.02 EUR", new BalanceComparison.Difference(4, "a-3", "-31.50 EUR", "-31.52 EUR"));
        assertThat(first).isEqualTo(new TransactionImport.Summary(4, 4, 0, 0, balances));
        assertThat(foretold).isEqualTo(first);
        assertThat(ledgerAccounts.find(id(BERT)).orElseThrow().balance()).isEqualTo(before + 130_50);

        var again = transactions(file + "a-5,%s,CASH,32.50,EUR,2000-01-03,,,,\n".formatted(CARL), "a", null);
        assertThat(again).isEqualTo(new TransactionImport.Summary(5, 1, 4, 0, balances));

        var entries = history.page(id(CARL), HistoryFilter.ALL, History.Order.OLDEST_FIRST, null, 10)
                .items();
        assertThat(entries).hasSize(5).first().satisfies(e -> {
            assertThat(e.kind()).isEqualTo(TransactionKind.IMPORT);
            assertThat(e.valueDate()).isEqualTo(LocalDate.of(1999, 12, 31));
            assertThat(e.details().description()).isEqualTo("Salt, pepper");
            assertThat(e.details().reference()).isEqualTo("R-1");
            assertThat(e.details().metadata()).isEqualTo("{\"type\":\"SHOP\"}");
        });
    }

    @Test
    void anIdOfAnotherSourceIsAnotherTransaction() throws IOException {
        String file = COLUMNS + "s-1,%s,CASH,5,JPY,2000-01-01,,,,\n".formatted(YEN);
        long before = ledgerAccounts.find(id(YEN)).orElseThrow().balance();
        assertThat(transactions(file, "one", null).imported()).isEqualTo(1);
        assertThat(transactions(file, "two", null).imported()).isEqualTo(1);
        assertThat(transactions(file, "two", null).imported()).isZero();
        assertThat(ledgerAccounts.find(id(YEN)).orElseThrow().balance()).isEqualTo(before + 10);
    }

    /** A spreadsheet's apostrophe is undone in texts; in ids it would make one transaction of two. */
    @Test
    void anIdIsTakenAsItStands() throws IOException {
        String file = COLUMNS + """
                =7,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                '=7,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                ''=7,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                """.formatted(ANNA);
        assertThat(transactions(file, "apostrophe", new AccountImport.Planned()).imported())
                .isEqualTo(3);
        assertThat(transactions(file, "apostrophe", null).imported()).isEqualTo(3);
        assertThat(transactions(file, "apostrophe", null).alreadyThere()).isEqualTo(3);
    }

    @Test
    void linesWithoutCounterAreTheLegsOfOneTransaction() throws IOException {
        var summary = transactions(COLUMNS + """
                m-1,%1$s,,-10.00,EUR,2000-01-01,,,,
                m-1,%2$s,,7.00,EUR,2000-01-01,,,,
                m-1,FEE,,3.00,EUR,2000-01-01,,,,
                m-2,%1$s,,-10.00,EUR,2000-01-01,,,,
                m-2,%2$s,,7.00,EUR,2000-01-01,,,,
                """.formatted(ANNA, BERT), "legs", null);
        assertThat(summary.transactions()).isEqualTo(2);
        assertThat(summary.imported()).isEqualTo(1);
        assertThat(refused()).containsExactly("5 UNBALANCED", "6 UNBALANCED");
    }

    @Test
    void refusesEachLineForItsOwnReasonAndTakesTheOthers() throws IOException {
        String file = COLUMNS + """
                ,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                x 1,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                r-3,,CASH,1.00,EUR,2000-01-01,,,,
                r-4,nobody,CASH,1.00,EUR,2000-01-01,,,,
                r-5,DE02701500000000594937,CASH,1.00,EUR,2000-01-01,,,,
                r-6,%1$s,CASH,,EUR,2000-01-01,,,,
                r-7,%1$s,CASH,1e3,EUR,2000-01-01,,,,
                r-8,%1$s,CASH,1.001,EUR,2000-01-01,,,,
                r-9,%1$s,CASH,1.00,,2000-01-01,,,,
                r-10,%1$s,CASH,1.00,XYZ,2000-01-01,,,,
                r-11,%1$s,CASH,1.00,EUR,2000-13-01,,,,
                r-12,%1$s,CASH,1.00,EUR,,,,,
                r-13,%1$s,CASH,1.00,USD,2000-01-01,,,,
                r-14,%1$s,%1$s,1.00,EUR,2000-01-01,,,,
                r-15,%1$s,CASH,1.00,EUR,2000-01-01,%2$s,,,
                r-16,%1$s,CASH,1.00,EUR,2000-01-01,,,,none
                good,%1$s,CASH,1.00,EUR,2000-01-01,'; DROP TABLE ledger.entry; --,,,
                good,%1$s,CASH,2.00,EUR,2000-01-01,,,,
                """.formatted(ANNA, "x".repeat(501));
        var expected = List.of(
                "2 MISSING_VALUE",
                "3 INVALID_VALUE",
                "4 MISSING_VALUE",
                "5 INVALID_VALUE",
                "6 ACCOUNT_NOT_FOUND",
                "7 MISSING_VALUE",
                "8 INVALID_VALUE",
                "9 INVALID_VALUE",
                "10 MISSING_VALUE",
                "11 INVALID_VALUE",
                "12 INVALID_VALUE",
                "13 MISSING_VALUE",
                "14 CURRENCY_MISMATCH",
                "15 SAME_ACCOUNT",
                "16 INVALID_VALUE",
                "17 INVALID_VALUE",
                // What the ledger would have decided already when it comes to this line.
                "19 IDEMPOTENCY_KEY_REUSED");
        long before = ledgerAccounts.find(id(ANNA)).orElseThrow().entryCount();
        var rehearsed = transactions(file, "refusals", new AccountImport.Planned());
        assertThat(rehearsed.refusedLines()).isEqualTo(17);
        assertThat(refused()).isEqualTo(expected);
        assertThat(ledgerAccounts.find(id(ANNA)).orElseThrow().entryCount()).isEqualTo(before);

        var summary = transactions(file, "refusals", null);
        assertThat(summary.imported()).isEqualTo(1);
        assertThat(refused()).isEqualTo(expected);
        assertThat(ledgerAccounts.find(id(ANNA)).orElseThrow().entryCount()).isEqualTo(before + 1);
    }

    @Test
    void aRefusedLineIsImportedOnceItIsMended() throws IOException {
        String good = COLUMNS + "mend-1,%s,CASH,1.00,EUR,2000-01-01,,,,\n".formatted(BERT);
        var summary = transactions(good + "mend-2,%s,CASH,2.00,EUR,1812-01-01,,,,\n".formatted(BERT), "mend", null);
        assertThat(summary.imported()).isEqualTo(1);
        assertThat(refused()).containsExactly("3 VALUE_DATE_OUT_OF_RANGE");

        String mended = good + "mend-2,%s,CASH,2.00,EUR,2012-01-01,,,,\n".formatted(BERT);
        summary = transactions(mended, "mend", null);
        assertThat(summary.imported()).isEqualTo(1);
        assertThat(summary.alreadyThere()).isEqualTo(1);
        assertThat(refused()).isEmpty();
        assertThat(transactions(mended, "mend", null).alreadyThere()).isEqualTo(2);
    }

    /** Whatever a locked account held up, what came after it in the file waits too. */
    @Test
    void keepsTheOrderOfTheFileAcrossAFailure() throws Exception {
        String dora = "DE88100900001234567892";
        accounts("number,type,currency\n%s,CURRENT,EUR\n".formatted(dora), null);
        var file = new StringBuilder(COLUMNS);
        for (int i = 1; i <= 2_500; i++) {
            file.append("order-%d,%s,%s,0.01,EUR,2000-01-01,,%d,,\n".formatted(i, dora, i == 700 ? ANNA : "CASH", i));
        }
        try (var byHand = bank.database().superuser().connect("by-hand");
                var lock = byHand.prepareStatement("SELECT id FROM ledger.account WHERE id = ? FOR UPDATE")) {
            byHand.setAutoCommit(false);
            lock.setLong(1, id(ANNA));
            lock.execute();
            assertThatExceptionOfType(EnvironmentProblem.class)
                    .isThrownBy(() -> transactions(file.toString(), "order", null))
                    .withMessageContaining("stopped at line 2:")
                    .withMessageContaining("Run the same command again");
            byHand.rollback();
        }
        assertThat(transactions(file.toString(), "order", null).imported()).isEqualTo(2_500);
        List<String> references = new ArrayList<>();
        String cursor = null;
        do {
            var page = history.page(id(dora), HistoryFilter.ALL, History.Order.OLDEST_FIRST, cursor, 200);
            page.items().forEach(entry -> references.add(entry.details().reference()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(references)
                .isEqualTo(IntStream.rangeClosed(1, 2_500)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void aDryRunTellsWhatTheImportThenDoes() throws IOException {
        String first = COLUMNS + """
                t-1,%1$s,CASH,10.00,EUR,2000-01-01,,,,
                t-2,%1$s,CASH,20.00,EUR,2000-01-01,,,,
                """.formatted(BERT);
        transactions(first, "told", null);
        long balance = ledgerAccounts.find(id(BERT)).orElseThrow().balance();
        String file = first
                + """
                t-1,%1$s,CASH,11.00,EUR,2000-01-01,,,,
                t-3,%1$s,CASH,1.00,EUR,1899-12-31,,,,
                t-4,%1$s,CASH,1.00,EUR,9999-12-31,,,,
                t-5,%1$s,CASH,0,EUR,2000-01-01,,,,
                %3$s
                t-7,%1$s,CASH,2.00,EUR,2000-01-01,,,,%2$s
                t-7,%1$s,CASH,2.00,EUR,2000-01-01,,,,%2$s
                t-7,%1$s,CASH,3.00,EUR,2000-01-01,,,,
                t-8,%1$s,,0,EUR,2000-01-01,,,,
                t-8,CASH,,0,EUR,2000-01-01,,,,
                """.formatted(
                        BERT, Money.toDecimal(balance + 2_00, Money.currency("EUR")), tenOfTheLargestAndNineBack());
        var foretold = transactions(file, "told", new AccountImport.Planned());
        var refusals = refused();
        assertThat(refusals)
                .containsExactly(
                        "4 IDEMPOTENCY_KEY_REUSED",
                        "5 VALUE_DATE_OUT_OF_RANGE",
                        "6 VALUE_DATE_OUT_OF_RANGE",
                        "7 AMOUNT_NOT_POSITIVE",
                        "17 BALANCE_OUT_OF_RANGE",
                        "29 IDEMPOTENCY_KEY_REUSED",
                        "30 AMOUNT_ZERO",
                        "31 AMOUNT_ZERO");
        assertThat(foretold)
                .isEqualTo(new TransactionImport.Summary(29, 19, 3, 8, new BalanceComparison.Result(2, 2, null, null)));
        assertThat(ledgerAccounts.find(id(BERT)).orElseThrow().balance()).isEqualTo(balance);

        assertThat(transactions(file, "told", null)).isEqualTo(foretold);
        assertThat(refused()).isEqualTo(refusals);
    }

    private static String tenOfTheLargestAndNineBack() {
        return IntStream.rangeClosed(1, 19)
                .mapToObj(i -> "t-6-%d,%s,CASH,%s,EUR,2000-01-01,,,,"
                        .formatted(i, BERT, i <= 10 ? "9999999999999999.99" : "-9999999999999999.99"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void refusesALineOfAnotherShapeAndGoesOn() throws IOException {
        var summary = transactions(COLUMNS + """
                n-1,%1$s,CASH,1.00,EUR,2000-01-01,,,
                n-2,%1$s,CASH,1.00,EUR,2000-01-01,one, too many,,,
                n-3,%1$s,,-2.00,EUR,2000-01-01,,,,
                n-3,CASH,,2.00,EUR,2000-01-01,,,,
                %1$s,,5.00,EUR,2000-01-01,,,,
                n-4,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                """.formatted(BERT), "shape", null);
        assertThat(refused()).containsExactly("2 INVALID_VALUE", "3 INVALID_VALUE", "6 INVALID_VALUE");
        assertThat(summary.imported()).isEqualTo(2);

        assertThat(accounts("number,type,currency\n%1$s,CURRENT\n%1$s,CURRENT,EUR,\n".formatted(ANNA), null))
                .isEqualTo(new AccountImport.Summary(2, 0, 0, 2));
        assertThat(refused()).containsExactly("2 INVALID_VALUE", "3 INVALID_VALUE");
    }

    @Test
    void aShortLineTakesOnlyLegsOfItsOwnIdDown() throws IOException {
        String file = COLUMNS + """
                s-1,%1$s,,-2.00,EUR,2000-01-01,,,,
                s-1,CASH,,2.00,EUR,2000-01-01,,,,
                s-2,%1$s,CASH
                s-3,%1$s,,-2.00,EUR,2000-01-01,,,,
                s-3,CASH,,2.00,EUR,2000-01-01,,,,
                s-3,%1$s
                s-4,%1$s
                s-4,%1$s,,-2.00,EUR,2000-01-01,,,,
                s-4,CASH,,2.00,EUR,2000-01-01,,,,
                s-5,%1$s,CASH,1.00,EUR,2000-01-01,,,,
                s-6,CASH
                """.formatted(BERT);
        for (var planned : Arrays.asList(new AccountImport.Planned(), null)) {
            var summary = transactions(file, "short", planned);
            assertThat(Files.readAllLines(report()).stream().skip(1))
                    .extracting(line ->
                            String.join(" ", Arrays.asList(line.split(",")).subList(1, 4)))
                    .containsExactly(
                            "4 s-2 INVALID_VALUE",
                            "5 s-3 INVALID_VALUE",
                            "6 s-3 INVALID_VALUE",
                            "7 s-3 INVALID_VALUE",
                            "8 s-4 INVALID_VALUE",
                            "9 s-4 INVALID_VALUE",
                            "10 s-4 INVALID_VALUE",
                            "12 s-6 INVALID_VALUE");
            assertThat(summary.imported()).isEqualTo(2);
        }
    }

    @Test
    void refusesLegsThatContradictEachOther() throws IOException {
        var summary = transactions(COLUMNS + """
                l-1,%1$s,,-1.00,EUR,2000-01-01,Rent,,,
                l-1,CASH,,1.00,EUR,2000-01-02,Rent,,,
                l-2,%1$s,,-1.00,EUR,2000-01-01,Rent,,,
                l-2,CASH,,1.00,EUR,2000-01-01,Food,,,
                l-3,%1$s,,-1.00,EUR,2000-01-01,,,,
                l-3,CASH,,1.00,EUR,2000-01-01,,R-1,,
                l-4,%1$s,,-1.00,EUR,2000-01-01,Rent,R-1,RENT,
                l-4,CASH,,1.00,EUR,,,R-1,,
                l-5,%1$s,CASH,1.00,EUR,2000-01-01,,,"A\u0007B",
                """.formatted(BERT), "contradiction", null);
        assertThat(refused())
                .containsExactly(
                        "2 INVALID_VALUE",
                        "3 INVALID_VALUE",
                        "4 INVALID_VALUE",
                        "5 INVALID_VALUE",
                        "6 INVALID_VALUE",
                        "7 INVALID_VALUE",
                        "10 INVALID_VALUE");
        assertThat(summary.imported()).isEqualTo(1);
    }

    @Test
    void theReportNeverTakesThePlaceOfAnInputNorOfAnEarlierOneTooSoon() throws IOException {
        Path input = Files.writeString(directoryOfFiles.resolve("input.csv"), ACCOUNTS);
        Path link = Files.createSymbolicLink(directoryOfFiles.resolve("link.csv"), input);
        assertThatExceptionOfType(EnvironmentProblem.class)
                .isThrownBy(() -> RefusedLines.into(link, List.of(input)))
                .withMessageContaining("--report");
        assertThat(input).hasContent(ACCOUNTS);

        Files.writeString(report(), "an earlier report");
        assertThatExceptionOfType(EnvironmentProblem.class)
                .isThrownBy(() -> run(directoryOfFiles.resolve("missing.csv")));
        assertThat(report()).hasContent("an earlier report");
        run(input);
        assertThat(report()).hasContent("file,line,id,code,reason");
        try (var files = Files.list(directoryOfFiles)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    void whereNothingIsRefusedNoReportIsLeftBehind() throws IOException {
        accounts(ACCOUNTS, null);
        assertThat(report()).doesNotExist();
        accounts("number,type,currency\nnonsense,CURRENT,EUR\n", null);
        assertThat(refused()).hasSize(1);
    }

    @Test
    void aDryRunCountsOnTheAccountsItWouldOpen() throws IOException {
        var planned = new AccountImport.Planned();
        String number = "DE02701500000000594937";
        accounts("number,type,currency\n%s,CURRENT,EUR\n".formatted(number), planned);
        var summary = transactions(COLUMNS + """
                d-1,%1$s,CASH,4.00,EUR,2000-01-01,,,,4.00
                d-2,%1$s,CASH,1.00,USD,2000-01-01,,,,
                d-3,%1$s,CASH,2.00,EUR,2000-01-01,,,,6.00
                """.formatted(number), "dry", planned);
        assertThat(summary.balances()).isEqualTo(new BalanceComparison.Result(2, 2, null, null));
        assertThat(refused()).containsExactly("3 CURRENCY_MISMATCH");
        assertThat(directory.resolve(new ByNumber(number))).isEmpty();
    }

    @Test
    void aDryRunTakesTwoSpellingsOfANumberForOneAccount() throws IOException {
        var planned = new AccountImport.Planned();
        String number = "DE02701500000000594937";
        accounts("number,type,currency\n%s,CURRENT,EUR\n".formatted(number), planned);
        var summary = transactions(COLUMNS + """
                b-1,%1$s,CASH,4.00,EUR,2000-01-01,,,,4.00
                b-2,DE02 7015 0000 0000 5949 37,CASH,2.00,EUR,2000-01-01,,,,6.00
                b-3,%1$s,DE02 7015 0000 0000 5949 37,1.00,EUR,2000-01-01,,,,
                """.formatted(number), "blanks", planned);
        assertThat(summary.balances()).isEqualTo(new BalanceComparison.Result(2, 2, null, null));
        assertThat(refused()).containsExactly("4 SAME_ACCOUNT");
    }

    @Test
    void whatIsNoSuchFileChangesNothing() throws IOException {
        for (String text :
                List.of("", "number,type\n", "number,type,currency,colour\n", "number,number,type,currency\n")) {
            assertThatExceptionOfType(EnvironmentProblem.class).as(text).isThrownBy(() -> accounts(text, null));
        }
        Path latin = directoryOfFiles.resolve("latin.csv");
        Files.write(
                latin,
                "number,type,currency,holder_name\n%s,CURRENT,EUR,M\u00fcller\n"
                        .formatted(ANNA)
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(EnvironmentProblem.class)
                .isThrownBy(() -> run(latin))
                .withMessageContaining("UTF-8");
        assertThatExceptionOfType(EnvironmentProblem.class)
                .isThrownBy(() -> run(directoryOfFiles.resolve("missing.csv")));
    }

    private void run(Path file) {
        try (var refused = RefusedLines.into(report())) {
            accountImport.run(file, ORIGIN, null, refused, done -> {});
            refused.end();
        }
    }

    private AccountImport.Summary accounts(String text, AccountImport.@Nullable Planned planned) throws IOException {
        Path file = Files.writeString(directoryOfFiles.resolve("accounts.csv"), text);
        try (var refused = RefusedLines.into(report())) {
            var summary = accountImport.run(file, ORIGIN, planned, refused, done -> {});
            refused.end();
            return summary;
        }
    }

    private TransactionImport.Summary transactions(String text, String source, AccountImport.@Nullable Planned planned)
            throws IOException {
        Path file = Files.writeString(directoryOfFiles.resolve("transactions.csv"), text);
        try (var refused = RefusedLines.into(report())) {
            var summary = transactionImport.run(file, source, ORIGIN, planned, refused, done -> {});
            refused.end();
            return summary;
        }
    }

    private Path report() {
        return directoryOfFiles.resolve("refused.csv");
    }

    /** The lines of the last report, as line and code. */
    private List<String> refused() throws IOException {
        return Files.readAllLines(report()).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(fields -> fields[1] + " " + fields[3])
                .toList();
    }

    private long id(String number) {
        return directory.resolve(new ByNumber(number)).orElseThrow();
    }
}
