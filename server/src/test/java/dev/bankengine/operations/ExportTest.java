package dev.bankengine.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.bankengine.BankTest;
import dev.bankengine.accounts.Account;
import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.accounts.NewAccount;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.TestLedger;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** What is taken out of the bank is whole, harmless, and the same when it is brought in again. */
@BankTest
class ExportTest {

    private static final Origin ORIGIN = new Origin("test", "TEST", null, null);
    private static final List<String> TEXTS = List.of(
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1+1", "''-", "'tis", "'", "plain, \"quoted\"", "5 = 5");

    @Autowired
    private ApplicationContext context;

    @Autowired
    private CsvExport csv;

    @Autowired
    private HledgerExport hledger;

    @Autowired
    private NamedBooks books;

    @Autowired
    private Accounts accounts;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private TransactionImport transactionImport;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"=1,'=1", "'=1,''=1", "-,'-", "@a,'@a", "+,'+", "'tis,'tis", "a=1,a=1", "'','"})
    void anApostropheTakesTheDangerFromAFormula(String text, String written) {
        if (!text.equals("''")) {
            assertThat(FreeText.written(text)).isEqualTo(written);
        }
        assertThat(FreeText.read(FreeText.written(text))).isEqualTo(text);
    }

    @Test
    void formulasAreHarmlessAndComeBackUnchanged() throws IOException {
        var ledger = new TestLedger(context);
        Account account = open();
        for (String text : TEXTS) {
            ledger.posted(new Instruction.Transfer(
                    TransactionKind.DEPOSIT,
                    ledger.cash(),
                    account.id(),
                    TestLedger.eur("1.00"),
                    null,
                    new Details(text, text, null)));
        }
        csv.write(directory.resolve("books"), done -> {});

        List<NamedCsvRecord> exported = new ArrayList<>();
        try (var records = CsvReader.builder().ofNamedCsvRecord(directory.resolve("books/transactions.csv"))) {
            records.stream()
                    .filter(line -> !line.getField("description").isEmpty())
                    .forEach(exported::add);
        }
        assertThat(exported)
                .hasSize(TEXTS.size())
                .allSatisfy(
                        line -> assertThat(line.getField("description")).doesNotContainPattern("\\A[=+\\-@\\t\\r\\n]"));

        Path again = directory.resolve("again.csv");
        try (var file = CsvWriter.builder().build(again)) {
            file.writeRecord(
                    "id", "account", "counter", "amount", "currency", "value_date", "description", "reference");
            for (var line : exported) {
                file.writeRecord(
                        line.getField("id"),
                        account.number(),
                        "CASH",
                        "1.00",
                        "EUR",
                        line.getField("value_date"),
                        line.getField("description"),
                        line.getField("reference"));
            }
        }
        try (var refused = RefusedLines.into(directory.resolve("refused.csv"))) {
            assertThat(transactionImport
                            .run(again, "again", ORIGIN, null, refused, done -> {})
                            .imported())
                    .isEqualTo(TEXTS.size());
        }
        List<Details> imported = new ArrayList<>();
        books.read((any, names) -> {}, (booked, names) -> {
            if (booked.kind() == TransactionKind.IMPORT) {
                imported.add(booked.details());
            }
        });
        assertThat(imported)
                .isEqualTo(TEXTS.stream()
                        .map(text -> new Details(text, text, null))
                        .toList());
    }

    @Test
    void whatBreaksOffLeavesNothingAndTheNextGoesThrough() throws IOException {
        new TestLedger(context).openWith("1.00");
        Path place = Files.createDirectory(directory.resolve("place"));
        Path journal = directory.resolve("books.journal");
        var broken = new IllegalStateException("the disk is full");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> csv.write(place, done -> {
                    assertThat(place.resolve("accounts.csv")).doesNotExist();
                    throw broken;
                }));
        assertThat(place).isEmptyDirectory();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> hledger.write(journal, done -> {
                    throw broken;
                }));
        assertThat(journal).doesNotExist();

        // A process that was killed leaves its drafts behind.
        Files.writeString(place.resolve("accounts.csv.0.part"), "id,acc");
        assertThat(csv.write(place, done -> {})).isPositive();
        assertThat(hledger.write(journal, done -> {})).isPositive();
        assertThat(place.resolve("entries.csv")).isNotEmptyFile();

        assertThatExceptionOfType(EnvironmentProblem.class).isThrownBy(() -> csv.write(place, done -> {}));
        assertThatExceptionOfType(EnvironmentProblem.class).isThrownBy(() -> hledger.write(journal, done -> {}));
    }

    private Account open() {
        return transaction.execute(status -> accounts.open(
                        List.of(new NewAccount(AccountType.CURRENT, TestLedger.EUR, 0, null, null)), ORIGIN)
                .getFirst());
    }
}
