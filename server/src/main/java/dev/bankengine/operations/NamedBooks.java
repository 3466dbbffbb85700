package dev.bankengine.operations;

import dev.bankengine.accounts.Accounts;
import dev.bankengine.ledger.BookSnapshot;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.Transaction;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** The whole of the books together with what the accounts are called outside, as both stand at one moment. */
@Component
class NamedBooks {

    private final BookSnapshot books;
    private final Accounts accounts;

    NamedBooks(BookSnapshot books, Accounts accounts) {
        this.books = books;
        this.accounts = accounts;
    }

    /** As {@link BookSnapshot#read}; one snapshot serves the names and the books. */
    @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
    public void read(
            BiConsumer<LedgerAccount, AccountNames> accountReader, BiConsumer<Transaction, AccountNames> booked) {
        var names = new AccountNames(accounts);
        books.read(
                account -> {
                    names.add(account);
                    accountReader.accept(account, names);
                },
                transaction -> booked.accept(transaction, names));
    }
}
