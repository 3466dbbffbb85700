package dev.bankengine.operations;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.money.Money;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the whole of the books as three CSV files: accounts, transactions, entries. */
@Component
class CsvExport {

    private static final String ACCOUNTS = "accounts.csv";
    private static final String TRANSACTIONS = "transactions.csv";
    private static final String ENTRIES = "entries.csv";

    private final NamedBooks books;

    CsvExport(NamedBooks books) {
        this.books = books;
    }

    /** What would be written to a directory. */
    static List<Path> files(Path directory) {
        return Stream.of(ACCOUNTS, TRANSACTIONS, ENTRIES)
                .map(directory::resolve)
                .toList();
    }

    /**
     * The files appear under their names once all three are whole and on the disk.
     *
     * @param directory where the files go, none of which may be there yet; made where it is missing
     * @return how many transactions were written
     */
    long write(Path directory, LongConsumer done) {
        long[] count = {0};
        try {
            Files.createDirectories(directory);
            try (var newAccounts = NewFile.create(directory.resolve(ACCOUNTS));
                    var newTransactions = NewFile.create(directory.resolve(TRANSACTIONS));
                    var newEntries = NewFile.create(directory.resolve(ENTRIES))) {
                var accountFile = CsvWriter.builder().build(newAccounts.writer());
                var transactionFile = CsvWriter.builder().build(newTransactions.writer());
                var entryFile = CsvWriter.builder().build(newEntries.writer());
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
                books.read((account, names) -> write(accountFile, account, names), (transaction, names) -> {
                    write(transactionFile, entryFile, transaction, names);
                    count[0]++;
                    done.accept(1);
                });
                accountFile.flush();
                transactionFile.flush();
                entryFile.flush();
                NewFile.keep(List.of(newTransactions, newEntries, newAccounts));
            }
        } catch (IOException | UncheckedIOException unwritable) {
            throw new EnvironmentProblem(
                    "The books can't be written to %s: %s".formatted(directory, unwritable), unwritable);
        }
        return count[0];
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
                FreeText.written(transaction.details().description()),
                FreeText.written(transaction.details().reference()),
                text(transaction.reverses()),
                text(transaction.holdId()),
                FreeText.written(origin.actor()),
                FreeText.written(origin.channel()),
                FreeText.written(origin.address()),
                FreeText.written(origin.correlationId()),
                FreeText.written(transaction.key().scope()),
                FreeText.written(transaction.key().key()),
                FreeText.written(transaction.details().metadata()));
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

    private static String text(@Nullable Long value) {
        return value == null ? "" : value.toString();
    }
}
