package dev.bankengine.operations;

import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.AccountNumbers;
import dev.bankengine.accounts.AccountReference;
import dev.bankengine.accounts.AccountReference.ByNumber;
import dev.bankengine.accounts.InvalidAccountNumber;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Rule;
import dev.bankengine.operations.AccountImport.Planned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the names of accounts in a file stand for. Looked up many at a time, and remembered. For one thread. */
final class KnownAccounts {

    private static final int MAX_REMEMBERED = 1_000_000;

    /** The bank's own accounts, by what they are called. */
    private static final SortedMap<String, AccountKind> OWN = own();

    /** What a name stands for. */
    sealed interface Found {

        /** An account of the bank. */
        record InBank(long id) implements Found {}

        /** An account that a dry run would have opened; its id is made up, and negative. */
        record ToBeOpened(long id) implements Found {}

        record Nothing(LineRefusal refusal) implements Found {}
    }

    private final AccountDirectory directory;
    private final LedgerAccounts ledgerAccounts;
    private final @Nullable Planned planned;
    private final Map<String, Found> remembered = new HashMap<>();
    /** By number, since one number may be written in several ways. */
    private final Map<String, Found.ToBeOpened> toBeOpened = new HashMap<>();

    private final List<Currency> currenciesToBe = new ArrayList<>();

    KnownAccounts(AccountDirectory directory, LedgerAccounts ledgerAccounts, @Nullable Planned planned) {
        this.directory = directory;
        this.ledgerAccounts = ledgerAccounts;
        this.planned = planned;
    }

    private static SortedMap<String, AccountKind> own() {
        var own = new TreeMap<String, AccountKind>();
        for (AccountKind kind : AccountKind.values()) {
            if (kind != AccountKind.CUSTOMER) {
                own.put(kind.name(), kind);
            }
        }
        return Collections.unmodifiableSortedMap(own);
    }

    /** Looks up at once what will be asked for. */
    void learn(Collection<String> names) {
        if (planned == null && remembered.size() > MAX_REMEMBERED) {
            remembered.clear();
        }
        var numbers = new HashMap<String, String>();
        for (String name : names) {
            if (!remembered.containsKey(name) && !OWN.containsKey(name)) {
                try {
                    numbers.put(name, AccountNumbers.parse(name));
                } catch (InvalidAccountNumber invalid) {
                    String reason = "\"%s\" is neither an IBAN nor one of %s".formatted(name, OWN.keySet());
                    remembered.put(name, new Found.Nothing(LineRefusal.invalid("account", reason)));
                }
            }
        }
        if (!numbers.isEmpty()) {
            Set<AccountReference> references = new HashSet<>();
            numbers.values().forEach(number -> references.add(new ByNumber(number)));
            Function<AccountReference, OptionalLong> resolved = directory.resolveAll(references);
            numbers.forEach((name, number) -> remembered.put(name, found(resolved, number)));
        }
    }

    private Found found(Function<AccountReference, OptionalLong> resolved, String number) {
        var id = resolved.apply(new ByNumber(number));
        if (id.isPresent()) {
            return new Found.InBank(id.getAsLong());
        }
        Currency currency = planned == null ? null : planned.currency(number);
        if (currency == null) {
            return new Found.Nothing(
                    LineRefusal.of(Rule.ACCOUNT_NOT_FOUND, "There is no account %s.".formatted(number)));
        }
        return toBeOpened.computeIfAbsent(number, _ -> {
            currenciesToBe.add(currency);
            return new Found.ToBeOpened(-currenciesToBe.size());
        });
    }

    /** The currency of an account that would be opened, by the id that was made up for it. */
    Currency currencyToBe(long madeUpId) {
        return currenciesToBe.get((int) (-madeUpId - 1));
    }

    /** What a name that was learnt stands for; the bank's own accounts are told apart by the currency. */
    Found get(String name, Currency currency) {
        AccountKind kind = OWN.get(name);
        if (kind != null) {
            return ledgerAccounts.currencies().contains(currency)
                    ? new Found.InBank(ledgerAccounts.internal(kind, currency))
                    : new Found.Nothing(LineRefusal.of(
                            Rule.CURRENCY_MISMATCH, "The bank keeps no accounts in %s.".formatted(currency)));
        }
        Found found = remembered.get(name);
        if (found == null) {
            throw new IllegalStateException("the account was not looked up");
        }
        return found;
    }
}
