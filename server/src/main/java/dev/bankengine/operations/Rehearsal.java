package dev.bankengine.operations;

import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import dev.bankengine.operations.ImportedTransaction.Recorded;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an import would do, without doing it: which lines the ledger has already, which of the rules that
 * an import can break the others would, and the balances after them. Nothing is locked, so what is booked
 * meanwhile may make a difference. Remembers every id of the file. For one thread.
 */
final class Rehearsal {

    private static final int FEWEST_LEGS = 2;
    private static final int MOST_LEGS = 100;
    private static final LocalDate EARLIEST_VALUE_DATE = LocalDate.of(1900, 1, 1);
    private static final int MOST_DAYS_AHEAD = 366;

    /** What the import would make of a transaction. */
    sealed interface Foretold {

        record Refused(LineRefusal refusal) implements Foretold {}

        /** The ledger has decided on its key. */
        record Decided(Outcome outcome) implements Foretold {}

        /** It stands further up in the file. */
        record AlreadyThere() implements Foretold {}

        record Imported() implements Foretold {}
    }

    /** @param balance what was foretold for the account whose balance is recorded, if one is */
    private record Taken(Instruction instruction, @Nullable Recorded balance) {}

    private final Ledger ledger;
    private final LedgerAccounts ledgerAccounts;
    private final KnownAccounts known;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final Map<Long, LedgerAccount> accounts = new HashMap<>();
    private final Map<Long, Long> balances = new HashMap<>();
    private final Map<Request, Outcome> decided = new HashMap<>();
    private final Map<IdempotencyKey, Taken> taken = new HashMap<>();

    Rehearsal(Ledger ledger, LedgerAccounts ledgerAccounts, KnownAccounts known) {
        this.ledger = ledger;
        this.ledgerAccounts = ledgerAccounts;
        this.known = known;
    }

    /** Looks up at once what the transactions will need. */
    void learn(List<ImportedTransaction> transactions) {
        Set<Long> unknown = new HashSet<>();
        for (var transaction : transactions) {
            for (var leg : legs(transaction.request())) {
                if (leg.accountId() > 0 && !accounts.containsKey(leg.accountId())) {
                    unknown.add(leg.accountId());
                }
            }
        }
        if (!unknown.isEmpty()) {
            ledgerAccounts.find(unknown).forEach((id, account) -> {
                accounts.put(id, account);
                balances.put(id, account.balance());
            });
        }
        decided.clear();
        var requests = transactions.stream()
                .filter(transaction -> transaction.request() != null)
                .map(transaction -> Objects.requireNonNull(transaction.request()))
                .toList();
        var before = ledger.decidedBefore(requests).iterator();
        for (var request : requests) {
            before.next().ifPresent(outcome -> decided.put(request, outcome));
        }
    }

    /** Moves the balances by what would be imported, and compares the one that was recorded. */
    Foretold foretell(ImportedTransaction transaction, BalanceComparison comparison) {
        Request request = transaction.request();
        if (request == null) {
            return new Foretold.Refused(Objects.requireNonNull(transaction.refusal()));
        }
        Outcome before = decided.get(request);
        if (before != null) {
            return new Foretold.Decided(before);
        }
        Recorded recorded = transaction.recorded();
        Taken twin = taken.get(request.key());
        if (twin != null) {
            if (!twin.instruction().equals(request.instruction())) {
                return refused(
                        Rule.IDEMPOTENCY_KEY_REUSED, "The id stands in the file before, with another transaction.");
            }
            Recorded ours = twin.balance();
            if (recorded != null && ours != null && ours.accountId() == recorded.accountId()) {
                comparison.add(transaction, ours.balance(), recorded, currency(recorded.accountId()));
            }
            return new Foretold.AlreadyThere();
        }
        Foretold refusal = refusal(request.instruction());
        if (refusal != null) {
            return refusal;
        }
        for (var leg : legs(request)) {
            balances.merge(leg.accountId(), leg.amount().minorUnits(), Math::addExact);
        }
        Recorded ours = null;
        if (recorded != null) {
            ours = new Recorded(recorded.accountId(), balances.getOrDefault(recorded.accountId(), 0L));
            comparison.add(transaction, ours.balance(), recorded, currency(recorded.accountId()));
        }
        taken.put(request.key(), new Taken(request.instruction(), ours));
        return new Foretold.Imported();
    }

    /** In the ledger's order of precedence. */
    private @Nullable Foretold refusal(Instruction instruction) {
        LocalDate valueDate;
        List<Leg> legs;
        switch (instruction) {
            case Instruction.Transfer transfer -> {
                if (!transfer.amount().isPositive()) {
                    return refused(Rule.AMOUNT_NOT_POSITIVE, "The amount must be more than zero.");
                }
                if (transfer.from() == transfer.to()) {
                    return refused(Rule.SAME_ACCOUNT, "Both sides are the same account.");
                }
                valueDate = transfer.valueDate();
                legs = legs(instruction);
            }
            case Instruction.Post post -> {
                Foretold shape = shape(post.legs());
                if (shape != null) {
                    return shape;
                }
                valueDate = post.valueDate();
                legs = post.legs();
            }
            case Instruction.Reverse _, Instruction.PlaceHold _, Instruction.CaptureHold _, Instruction.ReleaseHold _ ->
                throw new IllegalStateException("an import only books");
        }
        if (valueDate != null
                && (valueDate.isBefore(EARLIEST_VALUE_DATE) || valueDate.isAfter(today.plusDays(MOST_DAYS_AHEAD)))) {
            return refused(
                    Rule.VALUE_DATE_OUT_OF_RANGE,
                    "The value date is before 1900 or more than %d days from now.".formatted(MOST_DAYS_AHEAD));
        }
        return state(legs);
    }

    private static @Nullable Foretold shape(List<Leg> legs) {
        if (legs.size() < FEWEST_LEGS || legs.size() > MOST_LEGS) {
            return refused(Rule.LEG_COUNT, "A transaction has 2 to 100 legs; this has %d.".formatted(legs.size()));
        }
        Set<Long> ids = new HashSet<>();
        Map<Currency, BigInteger> sums = new HashMap<>();
        for (var leg : legs) {
            if (leg.amount().isZero()) {
                return refused(Rule.AMOUNT_ZERO, "The amount is zero.");
            }
            ids.add(leg.accountId());
            sums.merge(leg.amount().currency(), BigInteger.valueOf(leg.amount().minorUnits()), BigInteger::add);
        }
        if (ids.size() < legs.size()) {
            return refused(Rule.SAME_ACCOUNT, "An account takes part twice.");
        }
        return sums.values().stream().anyMatch(sum -> sum.signum() != 0)
                ? refused(Rule.UNBALANCED, "The legs don't sum to zero.")
                : null;
    }

    private @Nullable Foretold state(List<Leg> legs) {
        for (var leg : legs) {
            Currency currency = currency(leg.accountId());
            if (!leg.amount().currency().equals(currency)) {
                return refused(Rule.CURRENCY_MISMATCH, "An account is kept in %s.".formatted(currency));
            }
        }
        for (var leg : legs) {
            var account = accounts.get(leg.accountId());
            if (account != null && account.status() == AccountStatus.TERMINATED) {
                return refused(Rule.ACCOUNT_TERMINATED, "An account is terminated.");
            }
        }
        for (var leg : legs) {
            long balance = balances.getOrDefault(leg.accountId(), 0L);
            var after = BigInteger.valueOf(balance)
                    .add(BigInteger.valueOf(leg.amount().minorUnits()));
            if (after.bitLength() >= Long.SIZE) {
                return refused(Rule.BALANCE_OUT_OF_RANGE, "A balance would be larger than can be kept.");
            }
        }
        return null;
    }

    private static Foretold refused(Rule rule, String reason) {
        return new Foretold.Refused(LineRefusal.of(rule, reason));
    }

    private Currency currency(long accountId) {
        var account = accounts.get(accountId);
        return account == null ? known.currencyToBe(accountId) : account.currency();
    }

    private static List<Leg> legs(@Nullable Request request) {
        return request == null ? List.of() : legs(request.instruction());
    }

    private static List<Leg> legs(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Transfer transfer ->
                List.of(Leg.debit(transfer.from(), transfer.amount()), Leg.credit(transfer.to(), transfer.amount()));
            case Instruction.Post post -> post.legs();
            case Instruction.Reverse _, Instruction.PlaceHold _, Instruction.CaptureHold _, Instruction.ReleaseHold _ ->
                throw new IllegalStateException("an import only books");
        };
    }
}
