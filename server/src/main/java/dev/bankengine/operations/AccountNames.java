package dev.bankengine.operations;

import dev.bankengine.accounts.Account;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.LedgerAccount;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the accounts are called outside: a customer's by its number, the bank's own by what it is for. */
final class AccountNames {

    private final Map<Long, Account> customers = new HashMap<>();
    private final Map<Long, LedgerAccount> ledger = new HashMap<>();

    /** Reads the customers' accounts; within a transaction those that its snapshot has. */
    AccountNames(Accounts accounts) {
        String cursor = null;
        do {
            var page = accounts.page(cursor, Accounts.MAX_PER_PAGE);
            page.items().forEach(account -> customers.put(account.id(), account));
            cursor = page.next();
        } while (cursor != null);
    }

    void add(LedgerAccount account) {
        ledger.put(account.id(), account);
    }

    LedgerAccount ledgerAccount(long id) {
        return Objects.requireNonNull(ledger.get(id));
    }

    @Nullable
    Account customer(long id) {
        return customers.get(id);
    }

    /** The number of a customer's account; the kind of the bank's own; the id where there is no number. */
    String of(long id) {
        var account = ledgerAccount(id);
        var customer = customers.get(id);
        if (account.kind() != AccountKind.CUSTOMER) {
            return account.kind().name();
        }
        return customer == null ? Long.toString(id) : customer.number();
    }
}
