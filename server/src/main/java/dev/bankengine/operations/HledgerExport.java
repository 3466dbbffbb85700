package dev.bankengine.operations;

import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.Entry;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.money.Money;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.springframework.stereotype.Component;

/**
 * Writes the whole of the books as a journal for hledger, the plain text accounting program. There a
 * debit is positive, so every sign is turned. Each posting asserts the running balance after it: hledger
 * adds up by itself and refuses a journal in which one of them is not so.
 */
@Component
class HledgerExport {

    private final NamedBooks books;

    HledgerExport(NamedBooks books) {
        this.books = books;
    }

    /**
     * The journal appears under its name once it is whole and on the disk.
     *
     * @param file where the journal goes, which must not be there yet
     * @return how many transactions were written
     */
    long write(Path file, LongConsumer done) {
        long[] count = {0};
        try (var newFile = NewFile.create(file)) {
            var out = new PrintWriter(newFile.writer());
            out.print("; The books of BankEngine. Debits are positive; the date is the day of booking in UTC.\n\n");
            Set<Currency> declared =
                    new TreeSet<>((one, other) -> one.getCurrencyCode().compareTo(other.getCurrencyCode()));
            books.read(
                    (account, names) -> {
                        if (declared.add(account.currency())) {
                            out.print(commodity(account.currency()));
                        }
                    },
                    (transaction, names) -> {
                        out.print(journalEntry(transaction, names));
                        count[0]++;
                        done.accept(1);
                    });
            if (out.checkError()) {
                throw new IOException("the disk may be full");
            }
            NewFile.keep(List.of(newFile));
        } catch (IOException unwritable) {
            throw new EnvironmentProblem(
                    "The journal can't be written to %s: %s".formatted(file, unwritable), unwritable);
        }
        return count[0];
    }

    private static String commodity(Currency currency) {
        String example = currency.getDefaultFractionDigits() == 0 ? "1000." : Money.toDecimal(1_000_000, currency);
        return "commodity %s %s%n".formatted(example, currency.getCurrencyCode());
    }

    private static String journalEntry(Transaction transaction, AccountNames names) {
        var day = transaction.bookedAt().atZone(ZoneOffset.UTC).toLocalDate();
        var text = new StringBuilder("\n")
                .append(day)
                .append(" (")
                .append(transaction.id())
                .append(") ")
                .append(description(transaction))
                .append("  ; kind:")
                .append(transaction.kind())
                .append(", valueDate:")
                .append(transaction.valueDate())
                .append('\n');
        for (Entry entry : transaction.entries()) {
            text.append("    ")
                    .append(name(names.ledgerAccount(entry.accountId()), names))
                    .append("  ")
                    .append(amount(-entry.amount(), entry.currency()))
                    .append(" = ")
                    .append(amount(-entry.balance(), entry.currency()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String amount(long minorUnits, Currency currency) {
        return Money.toDecimal(minorUnits, currency) + " " + currency.getCurrencyCode();
    }

    /** Where the account stands in hledger's tree, whose roots say of which type it is. */
    static String name(LedgerAccount account, AccountNames names) {
        String root = switch (account.kind()) {
            case CUSTOMER -> "liabilities:customers:" + names.of(account.id());
            case CASH -> "assets:cash";
            case CLEARING -> "assets:clearing";
            case FEE -> "income:fees";
            case INTEREST -> "expenses:interest";
            case EXCHANGE -> "equity:exchange";
            case SUSPENSE -> "liabilities:suspense";
            case EQUITY -> "equity:capital";
        };
        return account.kind() == AccountKind.CUSTOMER
                ? root
                : root + ":" + account.currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }

    /** On one line, and without the signs that mean something to hledger. */
    private static String description(Transaction transaction) {
        String description = transaction.details().description();
        return description == null
                ? transaction.kind().name()
                : description
                        .replaceAll("\\p{Cntrl}+", " ")
                        .replace(';', ',')
                        .replace('|', '/')
                        .strip();
    }
}
