package dev.bankengine.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankTest;
import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.AccountReference.ByNumber;
import dev.bankengine.ledger.History;
import dev.bankengine.ledger.HistoryEntry;
import dev.bankengine.ledger.HistoryFilter;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Verification;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** A real bank's history, replayed: after every transaction our running balance is the one that bank recorded. */
@BankTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BerkaTest {

    private static final Path SAMPLE = Path.of("..", "samples", "berka");
    private static final Origin ORIGIN = new Origin("test", "TEST", null, null);

    @Autowired
    private BerkaSample sample;

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
    private Verification verification;

    private final Path temporary;

    private final List<String[]> source = new ArrayList<>();

    /** By the source's account id, which is also the order of the lines in accounts.csv. */
    private final Map<String, String> numbers = new LinkedHashMap<>();

    /** What the published amounts would give is foretold before the history fills the accounts. */
    private TransactionImport.Summary asPublished;

    BerkaTest(@TempDir Path temporary) {
        this.temporary = temporary;
        asPublished = new TransactionImport.Summary(0, 0, 0, 0, new BalanceComparison.Result(0, 0, null, null));
    }

    @BeforeAll
    void replay() throws Exception {
        Files.readAllLines(SAMPLE.resolve("trans_ordered.csv")).stream()
                .skip(1)
                .map(line -> line.split(";", -1))
                .forEach(source::add);
        var accountLines = Files.readAllLines(SAMPLE.resolve("accounts.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1)[0])
                .iterator();
        for (String[] line : source) {
            numbers.computeIfAbsent(line[0], id -> accountLines.next());
        }
        convert("amount");
        asPublished = dryRun(temporary.resolve("amount"));
        sample.loadOnce();
    }

    @Test
    void everyRunningBalanceIsTheOneTheBankRecorded() {
        Map<String, List<String>> recorded = new HashMap<>();
        for (String[] line : source) {
            recorded.computeIfAbsent(line[0], id -> new ArrayList<>()).add(line[7]);
        }
        assertThat(recorded).hasSize(100);
        assertThat(source).hasSize(3_483);
        numbers.forEach((account, number) ->
                assertThat(runningBalances(number)).as("account %s", account).isEqualTo(recorded.get(account)));
    }

    @Test
    void everyTransactionKeepsItsDay() {
        Map<String, List<String>> days = new HashMap<>();
        for (String[] line : source) {
            days.computeIfAbsent(line[0], id -> new ArrayList<>()).add(line[3]);
        }
        numbers.forEach((account, number) -> assertThat(entries(number))
                .extracting(e -> e.valueDate().toString())
                .isEqualTo(days.get(account)));
    }

    @Test
    void theBooksAreProven() {
        assertThat(verification.verify(progress -> {}).holds()).isTrue();
    }

    @Test
    void loadedAgainItChangesNothing() {
        long before = entryCount();
        sample.loadOnce();
        assertThat(entryCount()).isEqualTo(before).isEqualTo(source.size());
        var again = transactionImport.run(
                SAMPLE.resolve("transactions.csv"), "import:berka", ORIGIN, null, refused("again.csv"), done -> {});
        assertThat(again.imported()).isZero();
        assertThat(again.alreadyThere()).isEqualTo(source.size());
        assertThat(again.balances()).isEqualTo(new BalanceComparison.Result(source.size(), source.size(), null, null));
        assertThat(entryCount()).isEqualTo(before);
    }

    @Test
    void theConverterMakesTheFilesThatAreLoaded() throws Exception {
        convert("exact");
        for (String file : List.of("accounts.csv", "transactions.csv", "account.asc", "trans_ordered.csv")) {
            assertThat(temporary.resolve("exact").resolve(file))
                    .usingCharset("UTF-8")
                    .hasSameTextualContentAs(SAMPLE.resolve(file));
        }
    }

    /** Rounding to 0.10 hides some of the published amounts; what that leaves apart is counted by hand here. */
    @Test
    void amountsAsPublishedGiveTheDifferencesThatAddingUpGives() {
        Map<String, BigDecimal> sums = new HashMap<>();
        long equal = 0;
        var largest = BigDecimal.ZERO;
        for (String[] line : source) {
            var amount = new BigDecimal(line[6]);
            var sum = sums.merge(line[0], line[4].equals("PRIJEM") ? amount : amount.negate(), BigDecimal::add);
            var difference = sum.subtract(new BigDecimal(line[7])).abs();
            equal += difference.signum() == 0 ? 1 : 0;
            largest = largest.max(difference);
        }
        assertThat(asPublished.balances())
                .isEqualTo(new BalanceComparison.Result(
                        source.size(),
                        equal,
                        largest.toPlainString() + " CZK",
                        asPublished.balances().firstDifference()));
        assertThat(largest).isLessThanOrEqualTo(new BigDecimal("0.70"));
    }

    private TransactionImport.Summary dryRun(Path files) {
        var planned = new AccountImport.Planned();
        try (var refused = refused("dry.csv")) {
            accountImport.run(files.resolve("accounts.csv"), ORIGIN, planned, refused, done -> {});
            var summary = transactionImport.run(
                    files.resolve("transactions.csv"), "import:berka", ORIGIN, planned, refused, done -> {});
            assertThat(refused.count()).isZero();
            assertThat(directory.resolve(
                            new ByNumber(numbers.values().iterator().next())))
                    .isEmpty();
            return summary;
        }
    }

    private void convert(String how) throws IOException, InterruptedException {
        var converter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        SAMPLE.resolve("Convert.java").toString(),
                        SAMPLE.toString(),
                        temporary.resolve(how).toString(),
                        how,
                        "100")
                .redirectErrorStream(true)
                .start();
        String said = new String(converter.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(converter.waitFor()).as(said).isZero();
    }

    private RefusedLines refused(String name) {
        return RefusedLines.into(temporary.resolve(name));
    }

    private long entryCount() {
        return ids().stream()
                .mapToLong(id -> ledgerAccounts.find(id).orElseThrow().entryCount())
                .sum();
    }

    private List<Long> ids() {
        return numbers.values().stream().map(this::id).toList();
    }

    private long id(String number) {
        return directory.resolve(new ByNumber(number)).orElseThrow();
    }

    private List<String> runningBalances(String number) {
        return entries(number).stream()
                .map(e -> BigDecimal.valueOf(e.entry().balance(), 2).toPlainString())
                .toList();
    }

    private List<HistoryEntry> entries(String number) {
        var entries = new ArrayList<HistoryEntry>();
        String cursor = null;
        do {
            var page = history.page(id(number), HistoryFilter.ALL, History.Order.OLDEST_FIRST, cursor, 100);
            entries.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return entries;
    }
}
