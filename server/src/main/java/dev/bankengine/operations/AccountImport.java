package dev.bankengine.operations;

import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.AccountNumbers;
import dev.bankengine.accounts.AccountReference;
import dev.bankengine.accounts.AccountReference.ByNumber;
import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.accounts.InvalidAccountNumber;
import dev.bankengine.accounts.NewAccount;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Rule;
import dev.bankengine.money.InvalidMoney;
import dev.bankengine.money.Money;
import dev.bankengine.platform.EnvironmentProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens the accounts of a CSV file, each under the number it brings along. An account that is there
 * already is left as it is, so a file may be imported again, whole or longer; where it is of another type,
 * currency or overdraft limit than the line says, the line is refused.
 */
@Component
class AccountImport {

    static final List<String> REQUIRED = List.of("number", "type", "currency");
    static final List<String> OPTIONAL = List.of("overdraft_limit", "holder_name");

    private static final int CHUNK = 1_000;

    /** An attempt fails only where somebody else got on, so as many imports at once may overlap. */
    private static final int MAX_ATTEMPTS = 10;

    private final Accounts accounts;
    private final AccountDirectory directory;
    private final LedgerAccounts ledgerAccounts;
    private final TransactionTemplate transaction;

    AccountImport(
            Accounts accounts,
            AccountDirectory directory,
            LedgerAccounts ledgerAccounts,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.directory = directory;
        this.ledgerAccounts = ledgerAccounts;
        this.transaction = transaction;
    }

    /**
     * What became of the file.
     *
     * @param alreadyThere how many had been opened before
     */
    record Summary(long lines, long opened, long alreadyThere, long refused) {}

    /** A line that says what it should. */
    private record Wanted(long line, NewAccount account, String number) {}

    /** On which an account of the file and the one that is there must agree; the limit in minor units. */
    private record Terms(AccountType type, Currency currency, long overdraftLimit) {

        static Terms of(NewAccount account) {
            return new Terms(account.type(), account.currency(), account.overdraftLimit());
        }

        @Override
        public String toString() {
            return "%s, %s, with an overdraft limit of %s"
                    .formatted(type, currency, Money.toDecimal(overdraftLimit, currency));
        }
    }

    /** The accounts that the file would open, by number; what a dry run of its transactions may count on. */
    static final class Planned {

        private final Map<String, Terms> byNumber = new HashMap<>();

        @Nullable
        Currency currency(String number) {
            Terms terms = byNumber.get(number);
            return terms == null ? null : terms.currency();
        }
    }

    /**
     * @param planned where to note what would be opened, instead of opening it; {@code null} to open
     */
    Summary run(Path file, Origin origin, @Nullable Planned planned, RefusedLines refused, LongConsumer done) {
        long refusedBefore = refused.count();
        long lines = 0;
        long opened = 0;
        try (var table = CsvTable.open(file, REQUIRED, OPTIONAL)) {
            var chunk = new ArrayList<Wanted>();
            var line = table.next();
            while (line != null) {
                lines++;
                read(file, line, chunk, refused);
                line = table.next();
                if (chunk.size() == CHUNK || line == null) {
                    opened += open(file, chunk, origin, planned, refused);
                    chunk.clear();
                }
                done.accept(1);
            }
        }
        long refusedHere = refused.count() - refusedBefore;
        // Whoever differs from what is there was refused and is not counted as already there.
        return new Summary(lines, opened, lines - opened - refusedHere, refusedHere);
    }

    private static void read(Path file, CsvTable.Line line, List<Wanted> chunk, RefusedLines refused) {
        String number = line.get("number");
        LineRefusal refusal;
        try {
            refusal = line.misshapen()
                    ? line.misshape()
                    : number == null ? LineRefusal.missing("number") : take(line, number, chunk);
        } catch (InvalidAccountNumber invalid) {
            refusal = LineRefusal.invalid("number", String.valueOf(invalid.getMessage()));
        } catch (InvalidMoney invalid) {
            refusal = LineRefusal.invalid("currency or overdraft_limit", String.valueOf(invalid.getMessage()));
        }
        if (refusal != null) {
            refused.add(file, line.number(), number == null ? "" : number, refusal);
        }
    }

    private static @Nullable LineRefusal take(CsvTable.Line line, String number, List<Wanted> chunk) {
        String parsed = AccountNumbers.parse(number);
        String type = line.get("type");
        if (type == null) {
            return LineRefusal.missing("type");
        }
        String currencyCode = line.get("currency");
        if (currencyCode == null) {
            return LineRefusal.missing("currency");
        }
        AccountType accountType;
        try {
            accountType = AccountType.valueOf(type);
        } catch (IllegalArgumentException unknown) {
            return LineRefusal.invalid("type", "one of " + List.of(AccountType.values()));
        }
        Currency currency = Money.currency(currencyCode);
        String limitText = line.get("overdraft_limit");
        Money limit = limitText == null ? Money.zero(currency) : Money.parse(limitText, currency);
        if (limit.isNegative()) {
            return LineRefusal.invalid("overdraft_limit", "not less than zero");
        }
        String holder = line.text("holder_name");
        if (holder != null && holder.codePointCount(0, holder.length()) > NewAccount.MAX_HOLDER_NAME) {
            return LineRefusal.invalid("holder_name", "at most %d characters".formatted(NewAccount.MAX_HOLDER_NAME));
        }
        chunk.add(new Wanted(
                line.number(), new NewAccount(accountType, currency, limit.minorUnits(), holder, parsed), parsed));
        return null;
    }

    /** @return how many were opened, or would be */
    private long open(Path file, List<Wanted> chunk, Origin origin, @Nullable Planned planned, RefusedLines refused) {
        Sorted sorted;
        if (planned != null) {
            sorted = sort(chunk, planned);
            sorted.fresh().forEach((number, account) -> planned.byNumber.put(number, Terms.of(account)));
        } else {
            sorted = open(chunk, origin);
        }
        sorted.refusals().forEach((wanted, refusal) -> refused.add(file, wanted.line(), wanted.number(), refusal));
        return sorted.fresh().size();
    }

    /** Looks again at what is there whenever somebody else has opened some of them meanwhile. */
    private Sorted open(List<Wanted> chunk, Origin origin) {
        for (int attempt = 1; ; attempt++) {
            var sorted = sort(chunk, null);
            var fresh = List.copyOf(sorted.fresh().values());
            if (fresh.isEmpty()) {
                return sorted;
            }
            try {
                transaction.executeWithoutResult(status -> accounts.open(fresh, origin));
                return sorted;
            } catch (DuplicateKeyException | PessimisticLockingFailureException inTheWay) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new EnvironmentProblem(
                            "The import stopped at line %d: others open the same accounts. Run the same command again and it goes on from there."
                                    .formatted(chunk.getFirst().line()),
                            inTheWay);
                }
            }
        }
    }

    /**
     * What has to be done with a chunk; the rest is there already.
     *
     * @param fresh what is left to be opened, each number once
     */
    private record Sorted(Map<String, NewAccount> fresh, Map<Wanted, LineRefusal> refusals) {}

    private Sorted sort(List<Wanted> chunk, @Nullable Planned planned) {
        var known = known(chunk);
        if (planned != null) {
            chunk.forEach(wanted -> {
                Terms terms = planned.byNumber.get(wanted.number());
                if (terms != null) {
                    known.put(wanted.number(), terms);
                }
            });
        }
        var kept = ledgerAccounts.currencies();
        var sorted = new Sorted(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (var wanted : chunk) {
            Terms terms = Terms.of(wanted.account());
            Terms there = known.get(wanted.number());
            if (!kept.contains(terms.currency())) {
                sorted.refusals()
                        .put(
                                wanted,
                                LineRefusal.of(
                                        Rule.CURRENCY_MISMATCH,
                                        "The bank keeps no accounts in %s.".formatted(terms.currency())));
            } else if (there == null) {
                sorted.fresh().put(wanted.number(), wanted.account());
                known.put(wanted.number(), terms);
            } else if (!there.equals(terms)) {
                sorted.refusals()
                        .put(
                                wanted,
                                new LineRefusal(
                                        "ACCOUNT_DIFFERS", "There is such an account already: %s.".formatted(there)));
            }
        }
        return sorted;
    }

    /** The accounts that are there, by number. */
    private Map<String, Terms> known(List<Wanted> chunk) {
        var references = chunk.stream()
                .<AccountReference>map(w -> new ByNumber(w.number()))
                .collect(Collectors.toSet());
        var resolved = directory.resolveAll(references);
        var ids = new HashMap<String, Long>();
        for (var wanted : chunk) {
            resolved.apply(new ByNumber(wanted.number())).ifPresent(id -> ids.put(wanted.number(), id));
        }
        var found = ledgerAccounts.find(ids.values());
        var types = accounts.types(ids.values());
        var known = new HashMap<String, Terms>();
        ids.forEach((number, id) -> {
            LedgerAccount account = found.get(id);
            AccountType type = types.get(id);
            if (account != null && type != null) {
                known.put(number, new Terms(type, account.currency(), account.overdraftLimit()));
            }
        });
        return known;
    }
}
