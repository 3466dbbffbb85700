package dev.bankengine.operations;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.ledger.BookSnapshot;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.money.Money;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the whole of the books as three CSV files: accounts, transactions, entries. */
@Component
class CsvExport {

    private final BookSnapshot books;
    private final Accounts accounts;

    CsvExport(BookSnapshot books, Accounts accounts) {
        this.books = books;
        this.accounts = accounts;
    }

    /**
     * @param directory where the files go, which must not be there yet
     * @return how many transactions were written
     */
    long write(Path directory, LongConsumer done) {
        var names = new AccountNames(accounts);
        long[] count = {0};
        try {
            Files.createDirectories(directory);
            try (var accountFile = open(directory.resolve("accounts.csv"));
                    var transactionFile = open(directory.resolve("transactions.csv"));
                    var entryFile = open(directory.resolve("entries.csv"))) {
                accountFile.writeRecord(
                        "id",
                        "account",
                        "kind",
                        "type",
                        "currency",
                        "status",
                        "balance",
                        "held",
                        "overdraft_limit",
                        "opened_at");
                transactionFile.writeRecord(
                        "id",
                        "kind",
                        "booked_at",
                        "value_date",
                        "description",
                        "reference",
                        "reverses",
                        "hold_id",
                        "actor",
                        "channel",
                        "address",
                        "correlation_id",
                        "scope",
                        "key",
                        "metadata");
                entryFile.writeRecord(
                        "transaction_id", "account_id", "account", "number", "amount", "balance", "currency");
                books.read(
                        account -> {
                            names.add(account);
                            write(accountFile, account, names);
                        },
                        transaction -> {
                            write(transactionFile, entryFile, transaction, names);
                            count[0]++;
                            done.accept(1);
                        });
            }
        } catch (IOException unwritable) {
            throw new EnvironmentProblem(
                    "The books can't be written to %s: %s".formatted(directory, unwritable), unwritable);
        }
        return count[0];
    }

    private static CsvWriter open(Path file) throws IOException {
        return CsvWriter.builder().build(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    }

    private static void write(CsvWriter file, LedgerAccount account, AccountNames names) {
        var customer = names.customer(account.id());
        file.writeRecord(
                Long.toString(account.id()),
                names.of(account.id()),
                account.kind().name(),
                customer == null ? "" : customer.type().name(),
                account.currency().getCurrencyCode(),
                account.status().name(),
                Money.toDecimal(account.balance(), account.currency()),
                Money.toDecimal(account.held(), account.currency()),
                account.floor() == null ? "" : Money.toDecimal(account.overdraftLimit(), account.currency()),
                account.openedAt().toString());
    }

    private static void write(CsvWriter file, CsvWriter entryFile, Transaction transaction, AccountNames names) {
        var origin = transaction.origin();
        file.writeRecord(
                Long.toString(transaction.id()),
                transaction.kind().name(),
                transaction.bookedAt().toString(),
                transaction.valueDate().toString(),
                text(transaction.details().description()),
                text(transaction.details().reference()),
                text(transaction.reverses()),
                text(transaction.holdId()),
                origin.actor(),
                origin.channel(),
                text(origin.address()),
                text(origin.correlationId()),
                transaction.key().scope(),
                transaction.key().key(),
                text(transaction.details().metadata()));
        for (var entry : transaction.entries()) {
            entryFile.writeRecord(
                    Long.toString(transaction.id()),
                    Long.toString(entry.accountId()),
                    names.of(entry.accountId()),
                    Long.toString(entry.number()),
                    Money.toDecimal(entry.amount(), entry.currency()),
                    Money.toDecimal(entry.balance(), entry.currency()),
                    entry.currency().getCurrencyCode());
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
