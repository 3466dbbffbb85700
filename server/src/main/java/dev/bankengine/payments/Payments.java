package dev.bankengine.payments;

import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.AccountReference;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * Carries out what customers ask for. A payment by account ids goes to the ledger as it is and costs
 * nothing before; numbers are looked up in the directory, all of a request at once.
 *
 * <p>An account that no customer has, one of the bank's own among them, does not exist for customers:
 * naming it is refused with {@link Rule#ACCOUNT_NOT_FOUND}, at its place in the order of the rules, and
 * remembered under the key. All methods return when the effect is durable and throw
 * {@link LedgerUnavailable} when nothing could be decided. Safe for any number of threads.
 */
@Component
public class Payments {

    private final Ledger ledger;
    private final LedgerAccounts ledgerAccounts;
    private final AccountDirectory directory;

    Payments(Ledger ledger, LedgerAccounts ledgerAccounts, AccountDirectory directory) {
        this.ledger = ledger;
        this.ledgerAccounts = ledgerAccounts;
        this.directory = directory;
    }

    public Outcome pay(IdempotencyKey key, Origin origin, Payment payment) {
        var ids = ids(payment.accounts().toList());
        return told(payment, ids, ledger.post(new Request(key, origin, instruction(payment, ids))));
    }

    /**
     * Carries out payments each by itself.
     *
     * @return an outcome for each, in order; {@link Outcome.Undecided} where it is to be sent again
     */
    public List<Outcome> payEach(List<PaymentOrder> orders, Origin origin) {
        var ids = ids(accounts(orders));
        return orders.isEmpty() ? List.of() : told(orders, ids, ledger.postEach(requests(orders, ids, origin)));
    }

    /**
     * Carries out all payments or none.
     *
     * @return an outcome for each, in order; where one is refused with its rule, the others are with
     *     {@link Rule#GROUP_REFUSED}
     */
    public List<Outcome> payAtomically(List<PaymentOrder> orders, Origin origin) {
        var ids = ids(accounts(orders));
        return orders.isEmpty() ? List.of() : told(orders, ids, ledger.postAtomically(requests(orders, ids, origin)));
    }

    /** As {@link #pay}, for a reversal, a hold, or its capture or release. */
    public Outcome reverse(IdempotencyKey key, Origin origin, Instruction.Reverse reversal) {
        return ledger.post(new Request(key, origin, reversal));
    }

    public Outcome placeHold(IdempotencyKey key, Origin origin, HoldOrder order) {
        var ids = ids(List.of(order.account()));
        var hold =
                new Instruction.PlaceHold(ids.of(order.account()), order.amount(), order.expiresAt(), order.details());
        return ids.inWordsOfTheCustomer(ledger.post(new Request(key, origin, hold)));
    }

    public Outcome capture(IdempotencyKey key, Origin origin, CaptureOrder order) {
        var ids = ids(List.of(order.to()));
        var capture = new Instruction.CaptureHold(
                order.holdId(), order.amount(), ids.of(order.to()), order.last(), order.details());
        return ids.inWordsOfTheCustomer(ledger.post(new Request(key, origin, capture)));
    }

    public Outcome release(IdempotencyKey key, Origin origin, long holdId) {
        return ledger.post(new Request(key, origin, new Instruction.ReleaseHold(holdId)));
    }

    private LedgerIds ids(List<AccountReference> accounts) {
        return new LedgerIds(directory.resolveAll(accounts));
    }

    private List<Request> requests(List<PaymentOrder> orders, LedgerIds ids, Origin origin) {
        return orders.stream()
                .map(order -> new Request(order.key(), origin, instruction(order.payment(), ids)))
                .toList();
    }

    private Instruction instruction(Payment payment, LedgerIds ids) {
        return switch (payment) {
            case Payment.Transfer transfer ->
                new Instruction.Transfer(
                        TransactionKind.TRANSFER,
                        ids.of(transfer.from()),
                        ids.of(transfer.to()),
                        transfer.amount(),
                        transfer.valueDate(),
                        transfer.details());
            case Payment.Deposit deposit ->
                new Instruction.Transfer(
                        TransactionKind.DEPOSIT,
                        cash(deposit.amount()),
                        ids.of(deposit.account()),
                        deposit.amount(),
                        deposit.valueDate(),
                        deposit.details());
            case Payment.Withdrawal withdrawal ->
                new Instruction.Transfer(
                        TransactionKind.WITHDRAWAL,
                        ids.of(withdrawal.account()),
                        cash(withdrawal.amount()),
                        withdrawal.amount(),
                        withdrawal.valueDate(),
                        withdrawal.details());
            case Payment.MultiLeg multiLeg -> multiLeg(multiLeg, ids);
        };
    }

    private static Instruction multiLeg(Payment.MultiLeg payment, LedgerIds ids) {
        var legs = new ArrayList<Leg>(payment.legs().size());
        Currency first = null;
        boolean several = false;
        for (var line : payment.legs()) {
            var currency = line.amount().currency();
            several |= first != null && !first.equals(currency);
            first = currency;
            legs.add(new Leg(ids.of(line.account()), line.amount()));
        }
        var kind = several ? TransactionKind.EXCHANGE : TransactionKind.JOURNAL;
        return new Instruction.Post(kind, legs, payment.valueDate(), payment.details());
    }

    /**
     * The cash of a currency. Where the bank keeps no accounts in it, the cash of another: the ledger
     * refuses that, in the order of its rules.
     */
    private long cash(Money amount) {
        return cashIn(amount.currency())
                .orElseGet(() -> ledgerAccounts.currencies().stream()
                        .mapToLong(currency -> cashIn(currency).orElseThrow())
                        .min()
                        .orElseThrow());
    }

    private OptionalLong cashIn(Currency currency) {
        return ledgerAccounts.findInternal(AccountKind.CASH, currency);
    }

    private List<Outcome> told(List<PaymentOrder> orders, LedgerIds ids, List<Outcome> outcomes) {
        var told = new ArrayList<Outcome>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            told.add(told(orders.get(i).payment(), ids, outcomes.get(i)));
        }
        return told;
    }

    private Outcome told(Payment payment, LedgerIds ids, Outcome outcome) {
        return switch (payment) {
            case Payment.Deposit deposit -> toldOfCash(deposit.amount(), ids, outcome);
            case Payment.Withdrawal withdrawal -> toldOfCash(withdrawal.amount(), ids, outcome);
            case Payment.Transfer _, Payment.MultiLeg _ -> ids.inWordsOfTheCustomer(outcome);
        };
    }

    /** Nobody outside the bank named its cash, so no refusal may speak of that. */
    private Outcome toldOfCash(Money amount, LedgerIds ids, Outcome outcome) {
        if (outcome instanceof Outcome.Refused(var refusal, var replayed)
                && refusal.rule() == Rule.CURRENCY_MISMATCH
                && cashIn(amount.currency()).isEmpty()) {
            String message = "The bank keeps no accounts in %s."
                    .formatted(amount.currency().getCurrencyCode());
            return new Outcome.Refused(new Refusal(refusal.rule(), message), replayed);
        }
        return ids.inWordsOfTheCustomer(outcome);
    }

    private static List<AccountReference> accounts(List<PaymentOrder> orders) {
        return orders.stream().flatMap(order -> order.payment().accounts()).toList();
    }
}
