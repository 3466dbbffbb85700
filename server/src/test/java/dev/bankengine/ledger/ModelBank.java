package dev.bankengine.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bank as simple as can be, to predict what the ledger answers: numbers without a limit in maps, one request after the
 * other, and no way of the ledger's own. It finds every rule that a request breaks, each by itself, and answers with the
 * one that stands first in {@link Rule}.
 */
final class ModelBank {

    private static final Set<TransactionKind> SPARED = EnumSet.of(
            TransactionKind.FEE, TransactionKind.INTEREST, TransactionKind.CORRECTION, TransactionKind.IMPORT);
    private static final Set<TransactionKind> BY_CUSTOMER = EnumSet.of(
            TransactionKind.DEPOSIT,
            TransactionKind.WITHDRAWAL,
            TransactionKind.TRANSFER,
            TransactionKind.EXCHANGE,
            TransactionKind.JOURNAL,
            TransactionKind.CAPTURE);

    /** @param floor none for the bank's own accounts */
    record Account(
            Currency currency,
            @Nullable BigInteger floor,
            AccountStatus status,
            BigInteger balance,
            BigInteger held,
            long entries) {

        boolean isCustomers() {
            return floor != null;
        }

        BigInteger available() {
            return floor == null ? balance : balance.subtract(held).subtract(floor);
        }

        Account with(AccountStatus other) {
            return new Account(currency, floor, other, balance, held, entries);
        }

        Account withLimit(long limit) {
            return new Account(currency, BigInteger.valueOf(-limit), status, balance, held, entries);
        }

        Account holding(long more) {
            return new Account(currency, floor, status, balance, held.add(BigInteger.valueOf(more)), entries);
        }

        Account moved(long amount) {
            return new Account(currency, floor, status, balance.add(BigInteger.valueOf(amount)), held, entries + 1);
        }
    }

    record Booked(TransactionKind kind, List<Leg> legs, boolean reversed) {}

    record Reserved(long account, Currency currency, long amount, long captured, Hold.Status status) {

        long remaining() {
            return status == Hold.Status.ACTIVE ? amount - captured : 0;
        }
    }

    sealed interface Answer {
        record Refused(Rule rule) implements Answer {}

        record Posted(long id, TransactionKind kind, Map<Long, Entry> entries) implements Answer {}

        record Held(long id, Reserved hold) implements Answer {}
    }

    /** @param answer what the same request under the same key gets for ever */
    private record Remembered(Instruction instruction, Answer answer) {}

    /** @param replayed whether it had been decided before */
    record Prediction(Answer answer, boolean replayed) {

        boolean isRefused() {
            return answer instanceof Answer.Refused;
        }
    }

    final Map<Long, Account> accounts;
    final Map<Long, Booked> transactions;
    final Map<Long, Reserved> holds;
    private final Map<IdempotencyKey, Remembered> decisions;

    ModelBank() {
        this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new HashMap<>());
    }

    private ModelBank(
            Map<Long, Account> accounts,
            Map<Long, Booked> transactions,
            Map<Long, Reserved> holds,
            Map<IdempotencyKey, Remembered> decisions) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.holds = holds;
        this.decisions = decisions;
    }

    ModelBank copy() {
        return new ModelBank(
                new TreeMap<>(accounts), new TreeMap<>(transactions), new TreeMap<>(holds), new HashMap<>(decisions));
    }

    private void become(ModelBank other) {
        replace(accounts, other.accounts);
        replace(transactions, other.transactions);
        replace(holds, other.holds);
        replace(decisions, other.decisions);
    }

    private static <K, V> void replace(Map<K, V> map, Map<K, V> by) {
        map.clear();
        map.putAll(by);
    }

    void open(LedgerAccount opened) {
        accounts.put(
                opened.id(),
                new Account(
                        opened.currency(),
                        opened.floor() == null ? null : BigInteger.valueOf(opened.floor()),
                        opened.status(),
                        BigInteger.valueOf(opened.balance()),
                        BigInteger.valueOf(opened.held()),
                        opened.entryCount()));
    }

    /** @param id what the ledger called the transaction or hold, if it accepted the request */
    Prediction decide(Request request, long id) {
        Remembered earlier = decisions.get(request.key());
        if (earlier != null) {
            return earlier.instruction().equals(request.instruction())
                    ? new Prediction(earlier.answer(), true)
                    : new Prediction(new Answer.Refused(Rule.IDEMPOTENCY_KEY_REUSED), false);
        }
        Rule rule = firstBroken(request.instruction());
        Answer answer = rule == null ? carryOut(request.instruction(), id) : new Answer.Refused(rule);
        remember(request, answer);
        return new Prediction(answer, false);
    }

    /** What the request would be answered now if that changes nothing; {@code null} if it would be carried out. */
    @Nullable
    Prediction withoutEffect(Request request) {
        if (decisions.containsKey(request.key())) {
            return decide(request, 0);
        }
        Rule rule = firstBroken(request.instruction());
        return rule == null ? null : new Prediction(new Answer.Refused(rule), false);
    }

    List<Prediction> decideAtomically(List<Request> requests, List<Long> ids) {
        ModelBank before = copy();
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Prediction prediction = decide(requests.get(i), ids.get(i));
            predictions.add(prediction);
            if (prediction.isRefused()) {
                become(before);
                return refuseAll(requests, i, prediction);
            }
        }
        return predictions;
    }

    private List<Prediction> refuseAll(List<Request> requests, int culprit, Prediction because) {
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            boolean known = decisions.containsKey(request.key());
            if (i == culprit) {
                predictions.add(because);
                if (!known) {
                    remember(request, because.answer());
                }
            } else if (known) {
                predictions.add(decide(request, 0));
            } else {
                var answer = new Answer.Refused(Rule.GROUP_REFUSED);
                remember(request, answer);
                predictions.add(new Prediction(answer, false));
            }
        }
        return predictions;
    }

    /** The refusal of an import is forgotten: the line comes again when it is mended. */
    private void remember(Request request, Answer answer) {
        boolean isImport = switch (request.instruction()) {
            case Instruction.Transfer transfer -> transfer.kind() == TransactionKind.IMPORT;
            case Instruction.Post post -> post.kind() == TransactionKind.IMPORT;
            default -> false;
        };
        if (!(isImport && answer instanceof Answer.Refused)) {
            decisions.put(request.key(), new Remembered(request.instruction(), answer));
        }
    }

    @Nullable
    AccountRule block(long id) {
        AccountRule rule = notLiving(id);
        if (rule == null && account(id).status() == AccountStatus.BLOCKED) {
            return AccountRule.ALREADY_BLOCKED;
        }
        return rule == null ? become(id, account(id).with(AccountStatus.BLOCKED)) : rule;
    }

    @Nullable
    AccountRule unblock(long id) {
        AccountRule rule = notLiving(id);
        if (rule == null && account(id).status() != AccountStatus.BLOCKED) {
            return AccountRule.NOT_BLOCKED;
        }
        return rule == null ? become(id, account(id).with(AccountStatus.OPEN)) : rule;
    }

    @Nullable
    AccountRule terminate(long id) {
        AccountRule rule = notLiving(id);
        if (rule != null) {
            return rule;
        }
        if (account(id).held().signum() != 0) {
            return AccountRule.HOLDS_REMAIN;
        }
        return account(id).balance().signum() == 0
                ? become(id, account(id).with(AccountStatus.TERMINATED))
                : AccountRule.BALANCE_REMAINS;
    }

    @Nullable
    AccountRule limit(long id, long limit) {
        AccountRule rule = notLiving(id);
        if (rule != null) {
            return rule;
        }
        Account after = account(id).withLimit(limit);
        boolean lower = after.available().compareTo(account(id).available()) < 0;
        return lower && after.available().signum() < 0 ? AccountRule.LIMIT_BELOW_USE : become(id, after);
    }

    private @Nullable AccountRule notLiving(long id) {
        if (!accounts.containsKey(id)) {
            return AccountRule.ACCOUNT_NOT_FOUND;
        }
        if (!account(id).isCustomers()) {
            return AccountRule.NOT_A_CUSTOMER_ACCOUNT;
        }
        return account(id).status() == AccountStatus.TERMINATED ? AccountRule.ACCOUNT_TERMINATED : null;
    }

    private @Nullable AccountRule become(long id, Account account) {
        accounts.put(id, account);
        return null;
    }

    Account account(long id) {
        return Objects.requireNonNull(accounts.get(id));
    }

    private @Nullable Rule firstBroken(Instruction instruction) {
        Set<Rule> broken = EnumSet.noneOf(Rule.class);
        switch (instruction) {
            case Instruction.Transfer transfer -> {
                breakIf(transfer.amount().minorUnits() <= 0, Rule.AMOUNT_NOT_POSITIVE, broken);
                breakIf(transfer.from() == transfer.to(), Rule.SAME_ACCOUNT, broken);
                breakAsBooking(legs(instruction), transfer.kind(), transfer.valueDate(), broken);
            }
            case Instruction.Post post -> {
                breakAsLegs(post.legs(), broken);
                breakAsBooking(post.legs(), post.kind(), post.valueDate(), broken);
            }
            case Instruction.Reverse reverse -> {
                Booked original = transactions.get(reverse.transactionId());
                if (original == null) {
                    return Rule.TRANSACTION_NOT_FOUND;
                }
                breakIf(original.kind() == TransactionKind.REVERSAL, Rule.NOT_REVERSIBLE, broken);
                breakIf(original.reversed(), Rule.ALREADY_REVERSED, broken);
                breakAsBooking(legs(instruction), TransactionKind.REVERSAL, null, broken);
            }
            case Instruction.PlaceHold place -> breakAsHold(place, broken);
            case Instruction.CaptureHold capture -> breakAsCapture(capture, broken);
            case Instruction.ReleaseHold release -> {
                Reserved hold = holds.get(release.holdId());
                breakIf(hold == null, Rule.HOLD_NOT_FOUND, broken);
                breakIf(hold != null && hold.status() != Hold.Status.ACTIVE, Rule.HOLD_NOT_ACTIVE, broken);
            }
        }
        return broken.stream().findFirst().orElse(null);
    }

    private static void breakIf(boolean isBroken, Rule rule, Set<Rule> broken) {
        if (isBroken) {
            broken.add(rule);
        }
    }

    private static void breakAsLegs(List<Leg> legs, Set<Rule> broken) {
        Map<Currency, BigInteger> sums = new HashMap<>();
        Set<Long> named = new HashSet<>();
        breakIf(legs.size() < 2 || legs.size() > 100, Rule.LEG_COUNT, broken);
        for (Leg leg : legs) {
            breakIf(leg.amount().minorUnits() == 0, Rule.AMOUNT_ZERO, broken);
            breakIf(!named.add(leg.accountId()), Rule.SAME_ACCOUNT, broken);
            sums.merge(leg.amount().currency(), BigInteger.valueOf(leg.amount().minorUnits()), BigInteger::add);
        }
        breakIf(sums.values().stream().anyMatch(sum -> sum.signum() != 0), Rule.UNBALANCED, broken);
    }

    private void breakAsHold(Instruction.PlaceHold place, Set<Rule> broken) {
        long amount = place.amount().minorUnits();
        Account account = accounts.get(place.accountId());
        breakIf(amount <= 0, Rule.AMOUNT_NOT_POSITIVE, broken);
        Instant expires = place.expiresAt();
        if (expires != null) {
            Instant now = Instant.now();
            breakIf(
                    expires.isBefore(now) || expires.isAfter(now.plus(366, ChronoUnit.DAYS)),
                    Rule.EXPIRY_OUT_OF_RANGE,
                    broken);
        }
        if (account == null) {
            broken.add(Rule.ACCOUNT_NOT_FOUND);
            return;
        }
        breakIf(!account.currency().equals(place.amount().currency()), Rule.CURRENCY_MISMATCH, broken);
        breakIf(!account.isCustomers(), Rule.NOT_A_CUSTOMER_ACCOUNT, broken);
        breakIf(account.status() == AccountStatus.TERMINATED, Rule.ACCOUNT_TERMINATED, broken);
        breakIf(account.status() == AccountStatus.BLOCKED, Rule.ACCOUNT_BLOCKED, broken);
        breakIf(account.available().compareTo(BigInteger.valueOf(amount)) < 0, Rule.INSUFFICIENT_FUNDS, broken);
        breakIf(!fits(account.held().add(BigInteger.valueOf(amount))), Rule.BALANCE_OUT_OF_RANGE, broken);
    }

    private void breakAsCapture(Instruction.CaptureHold capture, Set<Rule> broken) {
        breakIf(capture.amount().minorUnits() <= 0, Rule.AMOUNT_NOT_POSITIVE, broken);
        Reserved hold = holds.get(capture.holdId());
        if (hold == null) {
            broken.add(Rule.HOLD_NOT_FOUND);
            return;
        }
        breakIf(hold.account() == capture.toAccountId(), Rule.SAME_ACCOUNT, broken);
        breakIf(hold.status() != Hold.Status.ACTIVE, Rule.HOLD_NOT_ACTIVE, broken);
        breakIf(
                hold.currency().equals(capture.amount().currency())
                        && capture.amount().minorUnits() > hold.amount() - hold.captured(),
                Rule.CAPTURE_EXCEEDS_HOLD,
                broken);
        breakAsBooking(legs(capture), TransactionKind.CAPTURE, null, broken);
    }

    private void breakAsBooking(List<Leg> legs, TransactionKind kind, @Nullable LocalDate valueDate, Set<Rule> broken) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (valueDate != null) {
            LocalDate first = kind == TransactionKind.IMPORT ? LocalDate.of(1900, 1, 1) : today.minusDays(366);
            breakIf(
                    valueDate.isBefore(first) || valueDate.isAfter(today.plusDays(366)),
                    Rule.VALUE_DATE_OUT_OF_RANGE,
                    broken);
        }
        for (Leg leg : legs) {
            Account account = accounts.get(leg.accountId());
            if (account == null) {
                broken.add(Rule.ACCOUNT_NOT_FOUND);
                continue;
            }
            BigInteger amount = BigInteger.valueOf(leg.amount().minorUnits());
            boolean checked = account.isCustomers() && !SPARED.contains(kind) && kind != TransactionKind.CAPTURE;
            breakIf(!account.currency().equals(leg.amount().currency()), Rule.CURRENCY_MISMATCH, broken);
            breakIf(account.status() == AccountStatus.TERMINATED, Rule.ACCOUNT_TERMINATED, broken);
            breakIf(
                    account.status() == AccountStatus.BLOCKED && BY_CUSTOMER.contains(kind),
                    Rule.ACCOUNT_BLOCKED,
                    broken);
            breakIf(
                    checked
                            && amount.signum() < 0
                            && account.available().add(amount).signum() < 0,
                    Rule.INSUFFICIENT_FUNDS,
                    broken);
            breakIf(!fits(account.balance().add(amount)), Rule.BALANCE_OUT_OF_RANGE, broken);
        }
    }

    private static boolean fits(BigInteger sum) {
        return sum.bitLength() < Long.SIZE;
    }

    /** The legs of what is booked; of what is not there, none. */
    private List<Leg> legs(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Transfer t -> List.of(Leg.debit(t.from(), t.amount()), Leg.credit(t.to(), t.amount()));
            case Instruction.Post post -> post.legs();
            case Instruction.Reverse reverse ->
                Objects.requireNonNull(transactions.get(reverse.transactionId())).legs().stream()
                        .map(leg -> new Leg(leg.accountId(), leg.amount().negated()))
                        .toList();
            case Instruction.CaptureHold capture ->
                List.of(
                        Leg.debit(
                                Objects.requireNonNull(holds.get(capture.holdId()))
                                        .account(),
                                capture.amount()),
                        Leg.credit(capture.toAccountId(), capture.amount()));
            case Instruction.PlaceHold hold -> List.of();
            case Instruction.ReleaseHold release -> List.of();
        };
    }

    private Answer carryOut(Instruction instruction, long id) {
        return switch (instruction) {
            case Instruction.Transfer transfer -> book(id, transfer.kind(), legs(transfer));
            case Instruction.Post post -> book(id, post.kind(), post.legs());
            case Instruction.Reverse reverse -> {
                Answer answer = book(id, TransactionKind.REVERSAL, legs(reverse));
                transactions.computeIfPresent(
                        reverse.transactionId(), (key, original) -> new Booked(original.kind(), original.legs(), true));
                yield answer;
            }
            case Instruction.PlaceHold place -> {
                long amount = place.amount().minorUnits();
                accounts.put(place.accountId(), account(place.accountId()).holding(amount));
                yield held(
                        id, new Reserved(place.accountId(), place.amount().currency(), amount, 0, Hold.Status.ACTIVE));
            }
            case Instruction.CaptureHold capture -> {
                Answer answer = book(id, TransactionKind.CAPTURE, legs(capture));
                Reserved hold = Objects.requireNonNull(holds.get(capture.holdId()));
                long captured = hold.captured() + capture.amount().minorUnits();
                boolean ended = capture.last() || captured == hold.amount();
                var after = new Reserved(
                        hold.account(),
                        hold.currency(),
                        hold.amount(),
                        captured,
                        ended ? Hold.Status.CAPTURED : Hold.Status.ACTIVE);
                accounts.put(hold.account(), account(hold.account()).holding(after.remaining() - hold.remaining()));
                holds.put(capture.holdId(), after);
                yield answer;
            }
            case Instruction.ReleaseHold release -> {
                Reserved hold = Objects.requireNonNull(holds.get(release.holdId()));
                accounts.put(hold.account(), account(hold.account()).holding(-hold.remaining()));
                yield held(
                        release.holdId(),
                        new Reserved(
                                hold.account(), hold.currency(), hold.amount(), hold.captured(), Hold.Status.RELEASED));
            }
        };
    }

    private Answer held(long id, Reserved hold) {
        holds.put(id, hold);
        return new Answer.Held(id, hold);
    }

    private Answer book(long id, TransactionKind kind, List<Leg> legs) {
        Map<Long, Entry> entries = new TreeMap<>();
        for (Leg leg : legs) {
            Account after = account(leg.accountId()).moved(leg.amount().minorUnits());
            accounts.put(leg.accountId(), after);
            entries.put(
                    leg.accountId(),
                    new Entry(
                            leg.accountId(),
                            after.entries(),
                            leg.amount().minorUnits(),
                            after.balance().longValueExact(),
                            after.currency()));
        }
        transactions.put(id, new Booked(kind, List.copyOf(legs), false));
        return new Answer.Posted(id, kind, entries);
    }
}
