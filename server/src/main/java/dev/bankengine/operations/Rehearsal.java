package dev.bankengine.operations;

import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import java.math.BigInteger;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an import would do, without doing it. It knows the rules that an import can break by itself; the
 * ledger has the last word. Balances are foretold for accounts that have no entries yet. For one thread.
 */
final class Rehearsal {

    private static final int FEWEST_LEGS = 2;
    private static final int MOST_LEGS = 100;

    private final LedgerAccounts ledgerAccounts;
    private final KnownAccounts known;
    private final Map<Long, LedgerAccount> accounts = new HashMap<>();
    private final Map<Long, Long> balances = new HashMap<>();

    Rehearsal(LedgerAccounts ledgerAccounts, KnownAccounts known) {
        this.ledgerAccounts = ledgerAccounts;
        this.known = known;
    }

    /** Looks up at once what the transactions will need. */
    void learn(List<ImportedTransaction> transactions) {
        Set<Long> unknown = new HashSet<>();
        for (var transaction : transactions) {
            for (var leg : legs(transaction)) {
                if (leg.accountId() > 0 && !accounts.containsKey(leg.accountId())) {
                    unknown.add(leg.accountId());
                }
            }
        }
        if (!unknown.isEmpty()) {
            accounts.putAll(ledgerAccounts.find(unknown));
        }
    }

    @Nullable
    LineRefusal refusal(ImportedTransaction transaction) {
        if (transaction.refusal() != null) {
            return transaction.refusal();
        }
        var legs = legs(transaction);
        if (legs.size() < FEWEST_LEGS || legs.size() > MOST_LEGS) {
            return LineRefusal.of(
                    Rule.LEG_COUNT, "A transaction has 2 to 100 legs; this has %d.".formatted(legs.size()));
        }
        Set<Long> ids = new HashSet<>();
        Map<Currency, BigInteger> sums = new HashMap<>();
        for (var leg : legs) {
            if (leg.amount().isZero()) {
                return LineRefusal.of(Rule.AMOUNT_ZERO, "The amount is zero.");
            }
            if (!ids.add(leg.accountId())) {
                return LineRefusal.of(Rule.SAME_ACCOUNT, "An account takes part twice.");
            }
            sums.merge(leg.amount().currency(), BigInteger.valueOf(leg.amount().minorUnits()), BigInteger::add);
        }
        if (sums.values().stream().anyMatch(sum -> sum.signum() != 0)) {
            return LineRefusal.of(Rule.UNBALANCED, "The legs don't sum to zero.");
        }
        for (var leg : legs) {
            Currency currency = currency(leg.accountId());
            if (!leg.amount().currency().equals(currency)) {
                return LineRefusal.of(Rule.CURRENCY_MISMATCH, "An account is kept in %s.".formatted(currency));
            }
            var account = accounts.get(leg.accountId());
            if (account != null && account.status() == AccountStatus.TERMINATED) {
                return LineRefusal.of(Rule.ACCOUNT_TERMINATED, "An account is terminated.");
            }
        }
        return null;
    }

    /** Moves the balances and compares the one that was recorded, where it can be foretold. */
    void carryOut(ImportedTransaction transaction, BalanceComparison comparison) {
        for (var leg : legs(transaction)) {
            balances.merge(leg.accountId(), leg.amount().minorUnits(), Long::sum);
        }
        var recorded = transaction.recorded();
        if (recorded != null) {
            var account = accounts.get(recorded.accountId());
            if (account == null || account.entryCount() == 0) {
                long foretold = balances.getOrDefault(recorded.accountId(), 0L);
                comparison.add(foretold, recorded.balance(), currency(recorded.accountId()));
            }
        }
    }

    private Currency currency(long accountId) {
        var account = accounts.get(accountId);
        return account == null ? known.currencyToBe(accountId) : account.currency();
    }

    private static List<Leg> legs(ImportedTransaction transaction) {
        Request request = transaction.request();
        return request == null
                ? List.of()
                : switch (request.instruction()) {
                    case Instruction.Transfer transfer ->
                        List.of(
                                Leg.debit(transfer.from(), transfer.amount()),
                                Leg.credit(transfer.to(), transfer.amount()));
                    case Instruction.Post post -> post.legs();
                    case Instruction.Reverse _,
                            Instruction.PlaceHold _,
                            Instruction.CaptureHold _,
                            Instruction.ReleaseHold _ -> throw new IllegalStateException("an import only books");
                };
    }
}
