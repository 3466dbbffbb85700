package dev.bankengine.operations;

import static dev.bankengine.ledger.TestLedger.EUR;
import static dev.bankengine.ledger.TestLedger.JPY;
import static dev.bankengine.ledger.TestLedger.KWD;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankTest;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.BookSnapshot;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.TestLedger;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.Money;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** An independent program adds up our books and comes to the same balances. */
@BankTest
class HledgerTest {

    @Autowired
    private ApplicationContext context;

    @Autowired
    private BerkaSample sample;

    @Autowired
    private HledgerExport export;

    @Autowired
    private BookSnapshot books;

    @Autowired
    private Accounts accounts;

    @TempDir
    private Path directory;

    @Test
    void hledgerAgreesWithEveryBalance() throws Exception {
        sample.loadOnce();
        var ledger = new TestLedger(context);
        long anna = ledger.openWith("500.00");
        long bert = ledger.openWithOverdraft();
        ledger.posted(new Instruction.Transfer(
                TransactionKind.TRANSFER,
                anna,
                bert,
                eur("12.34"),
                null,
                Details.description("odd ; signs | and\nlines \"quoted\" (here) = 5 EUR")));
        long mistaken = ledger.posted(transfer(bert, anna, eur("1000.01"))).id();
        ledger.posted(TestLedger.reverse(mistaken));
        long dinar = ledger.open(KWD, 0);
        ledger.posted(ledger.deposit(dinar, Money.ofMinor(1_234, KWD)));
        long yen = ledger.open(JPY, 0);
        ledger.posted(ledger.deposit(yen, Money.ofMinor(5_000, JPY)));
        // Euro for yen, over the bank's position in each.
        ledger.posted(new Instruction.Post(
                TransactionKind.EXCHANGE,
                List.of(
                        Leg.debit(anna, eur("10.00")),
                        Leg.credit(position(EUR), eur("10.00")),
                        Leg.debit(position(JPY), Money.ofMinor(1_620, JPY)),
                        Leg.credit(yen, Money.ofMinor(1_620, JPY))),
                null,
                Details.NONE));

        Path journal = directory.resolve("books.journal");
        assertThat(export.write(journal, done -> {})).isEqualTo(3_483 + 7);

        // Each posting of the journal asserts its running balance, which hledger checks as it reads.
        assertThat(hledger("-f", journal.toString(), "check", "commodities")).isEmpty();

        Map<String, String> theirs = new HashMap<>();
        for (String line :
                hledger("-f", journal.toString(), "balance", "--flat", "--empty", "--no-total", "-O", "csv")) {
            String[] fields = line.replace("\"", "").split(",", 2);
            theirs.put(fields[0], fields[1]);
        }
        theirs.remove("account");
        Map<String, String> ours = new HashMap<>();
        var names = new AccountNames(accounts);
        books.read(
                account -> {
                    names.add(account);
                    if (account.entryCount() > 0) {
                        String balance = Money.toDecimal(-account.balance(), account.currency());
                        ours.put(
                                HledgerExport.name(account, names),
                                account.balance() == 0 ? "0" : balance + " " + account.currency());
                    }
                },
                transaction -> {});
        assertThat(ours).hasSizeGreaterThan(105);
        assertThat(theirs).isEqualTo(ours);
    }

    private long position(Currency currency) {
        return context.getBean(LedgerAccounts.class).internal(AccountKind.EXCHANGE, currency);
    }

    private static List<String> hledger(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("hledger"));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("hledger-", ".err");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        } catch (IOException missing) {
            throw new AssertionError(
                    "hledger is not installed, and this test needs it: apt-get install hledger, or run .ci/run",
                    missing);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        Files.delete(errors);
        return output.lines().toList();
    }
}
