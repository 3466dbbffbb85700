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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Carries out what customers ask for. A payment by account ids goes to the ledger as it is and costs
 * nothing before; numbers are looked up in the directory.
 *
 * <p>A customer who names an account that no customer has, one of the bank's own among them, is
 * refused with {@link Rule#ACCOUNT_NOT_FOUND} before the ledger hears of it; the key stays free.
 * All methods return when the effect is durable and throw {@link LedgerUnavailable} when nothing could
 * be decided. Safe for any number of threads.
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

    /** A payment as the ledger is asked for it, or why it is not asked. */
    private sealed interface Translation {

        record Asked(Instruction instruction) implements Translation {}

        record Refused(Refusal refusal) implements Translation {}
    }

    public Outcome pay(IdempotencyKey key, Origin origin, Payment payment) {
        return ask(key, origin, translate(payment, directory::resolve));
    }

    /**
     * Carries out payments each by itself.
     *
     * @return an outcome for each, in order; {@link Outcome.Undecided} where it is to be sent again
     */
    public List<Outcome> payEach(List<PaymentOrder> orders, Origin origin) {
        var resolve = directory.resolveAll(accounts(orders));
        var outcomes = new ArrayList<@Nullable Outcome>(orders.size());
        var requests = new ArrayList<Request>(orders.size());
        for (var order : orders) {
            switch (translate(order.payment(), resolve)) {
                case Translation.Asked(var instruction) -> {
                    outcomes.add(null);
                    requests.add(new Request(order.key(), origin, instruction));
                }
                case Translation.Refused(var refusal) -> outcomes.add(new Outcome.Refused(refusal, false));
            }
        }
        var decided = requests.isEmpty()
                ? List.<Outcome>of().iterator()
                : ledger.postEach(requests).iterator();
        var all = new ArrayList<Outcome>(orders.size());
        for (var outcome : outcomes) {
            all.add(outcome == null ? decided.next() : outcome);
        }
        return all;
    }

    /**
     * Carries out all payments or none.
     *
     * @return an outcome for each, in order; where one is refused with its rule, the others are with
     *     {@link Rule#GROUP_REFUSED}
     */
    public List<Outcome> payAtomically(List<PaymentOrder> orders, Origin origin) {
        var resolve = directory.resolveAll(accounts(orders));
        var requests = new ArrayList<Request>(orders.size());
        for (int i = 0; i < orders.size(); i++) {
            var order = orders.get(i);
            switch (translate(order.payment(), resolve)) {
                case Translation.Asked(var instruction) -> requests.add(new Request(order.key(), origin, instruction));
                case Translation.Refused(var refusal) -> {
                    return allRefused(orders.size(), i, refusal);
                }
            }
        }
        return requests.isEmpty() ? List.of() : ledger.postAtomically(requests);
    }

    /** As {@link #pay}, for a reversal, a hold, or its capture or release. */
    public Outcome reverse(IdempotencyKey key, Origin origin, Instruction.Reverse reversal) {
        return ledger.post(new Request(key, origin, reversal));
    }

    public Outcome placeHold(IdempotencyKey key, Origin origin, HoldOrder order) {
        var account = directory.resolve(order.account());
        return account.isEmpty()
                ? unknown(order.account())
                : ledger.post(new Request(
                        key,
                        origin,
                        new Instruction.PlaceHold(
                                account.getAsLong(), order.amount(), order.expiresAt(), order.details())));
    }

    public Outcome capture(IdempotencyKey key, Origin origin, CaptureOrder order) {
        var to = directory.resolve(order.to());
        return to.isEmpty()
                ? unknown(order.to())
                : ledger.post(new Request(
                        key,
                        origin,
                        new Instruction.CaptureHold(
                                order.holdId(), order.amount(), to.getAsLong(), order.last(), order.details())));
    }

    public Outcome release(IdempotencyKey key, Origin origin, long holdId) {
        return ledger.post(new Request(key, origin, new Instruction.ReleaseHold(holdId)));
    }

    private Outcome ask(IdempotencyKey key, Origin origin, Translation translation) {
        return switch (translation) {
            case Translation.Asked(var instruction) -> ledger.post(new Request(key, origin, instruction));
            case Translation.Refused(var refusal) -> new Outcome.Refused(refusal, false);
        };
    }

    private Translation translate(Payment payment, Function<AccountReference, OptionalLong> resolve) {
        return switch (payment) {
            case Payment.Transfer transfer -> {
                var from = resolve.apply(transfer.from());
                var to = resolve.apply(transfer.to());
                if (from.isEmpty() || to.isEmpty()) {
                    yield new Translation.Refused(notFound(from.isEmpty() ? transfer.from() : transfer.to()));
                }
                yield new Translation.Asked(new Instruction.Transfer(
                        TransactionKind.TRANSFER,
                        from.getAsLong(),
                        to.getAsLong(),
                        transfer.amount(),
                        transfer.valueDate(),
                        transfer.details()));
            }
            case Payment.Deposit deposit -> {
                var to = resolve.apply(deposit.account());
                var cash = cash(deposit.amount());
                if (to.isEmpty() || cash.isEmpty()) {
                    yield refusedCash(deposit.account(), to, deposit.amount());
                }
                yield new Translation.Asked(new Instruction.Transfer(
                        TransactionKind.DEPOSIT,
                        cash.getAsLong(),
                        to.getAsLong(),
                        deposit.amount(),
                        deposit.valueDate(),
                        deposit.details()));
            }
            case Payment.Withdrawal withdrawal -> {
                var from = resolve.apply(withdrawal.account());
                var cash = cash(withdrawal.amount());
                if (from.isEmpty() || cash.isEmpty()) {
                    yield refusedCash(withdrawal.account(), from, withdrawal.amount());
                }
                yield new Translation.Asked(new Instruction.Transfer(
                        TransactionKind.WITHDRAWAL,
                        from.getAsLong(),
                        cash.getAsLong(),
                        withdrawal.amount(),
                        withdrawal.valueDate(),
                        withdrawal.details()));
            }
            case Payment.MultiLeg multiLeg -> multiLeg(multiLeg, resolve);
        };
    }

    private static Translation multiLeg(Payment.MultiLeg payment, Function<AccountReference, OptionalLong> resolve) {
        var legs = new ArrayList<Leg>(payment.legs().size());
        Currency first = null;
        boolean several = false;
        for (var line : payment.legs()) {
            var account = resolve.apply(line.account());
            if (account.isEmpty()) {
                return new Translation.Refused(notFound(line.account()));
            }
            var currency = line.amount().currency();
            several |= first != null && !first.equals(currency);
            first = currency;
            legs.add(new Leg(account.getAsLong(), line.amount()));
        }
        var kind = several ? TransactionKind.EXCHANGE : TransactionKind.JOURNAL;
        return new Translation.Asked(new Instruction.Post(kind, legs, payment.valueDate(), payment.details()));
    }

    private OptionalLong cash(Money amount) {
        return ledgerAccounts.findInternal(AccountKind.CASH, amount.currency());
    }

    private static Translation refusedCash(AccountReference account, OptionalLong found, Money amount) {
        return new Translation.Refused(
                found.isEmpty()
                        ? notFound(account)
                        : new Refusal(
                                Rule.CURRENCY_MISMATCH,
                                "The bank keeps no accounts in %s."
                                        .formatted(amount.currency().getCurrencyCode())));
    }

    private static List<AccountReference> accounts(List<PaymentOrder> orders) {
        return orders.stream().flatMap(order -> order.payment().accounts()).toList();
    }

    private static Outcome unknown(AccountReference account) {
        return new Outcome.Refused(notFound(account), false);
    }

    private static Refusal notFound(AccountReference reference) {
        return new Refusal(
                Rule.ACCOUNT_NOT_FOUND,
                switch (reference) {
                    case AccountReference.ById(long id) -> "There is no account %d.".formatted(id);
                    case AccountReference.ByNumber _ -> "There is no account of this number.";
                });
    }

    private static List<Outcome> allRefused(int count, int index, Refusal refusal) {
        var others = new Refusal(Rule.GROUP_REFUSED, "Item %d was refused, so none was carried out.".formatted(index));
        var outcomes = new ArrayList<Outcome>(count);
        for (int i = 0; i < count; i++) {
            outcomes.add(new Outcome.Refused(i == index ? refusal : others, false));
        }
        return outcomes;
    }
}
