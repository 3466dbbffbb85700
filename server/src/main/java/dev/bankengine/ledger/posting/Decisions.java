package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.Entry;
import dev.bankengine.ledger.Hold;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.ledger.TransactionKind;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the ledger: decides a request against the books and changes them in memory. Each
 * method is a row of guards in the order of {@link Rule}, and then the effect, which can't fail.
 */
final class Decisions {

    static final int MIN_LEGS = 2;
    static final int MAX_LEGS = 100;
    static final Period MAX_DISTANCE = Period.ofDays(366);

    private static final LocalDate OLDEST_IMPORT = LocalDate.of(1900, 1, 1);

    private final Books books;

    Decisions(Books books) {
        this.books = books;
    }

    Outcome decide(Request request) {
        return switch (request.instruction()) {
            case Instruction.Transfer transfer -> transfer(request, transfer);
            case Instruction.Post post -> post(request, post);
            case Instruction.Reverse reverse -> reverse(request, reverse);
            case Instruction.PlaceHold hold -> placeHold(request, hold);
            case Instruction.CaptureHold capture -> captureHold(request, capture);
            case Instruction.ReleaseHold release -> releaseHold(release);
        };
    }

    private Outcome transfer(Request request, Instruction.Transfer transfer) {
        if (!transfer.amount().isPositive()) {
            return refused(Rule.AMOUNT_NOT_POSITIVE, "The amount must be more than zero.");
        }
        if (transfer.from() == transfer.to()) {
            return refused(
                    Rule.SAME_ACCOUNT, "Both sides are account %d; name two accounts.".formatted(transfer.from()));
        }
        Leg debit = Leg.debit(transfer.from(), transfer.amount());
        Leg credit = Leg.credit(transfer.to(), transfer.amount());
        return book(
                request, new Draft(transfer.kind(), List.of(debit, credit), transfer.valueDate(), transfer.details()));
    }

    private Outcome post(Request request, Instruction.Post post) {
        List<Leg> legs = post.legs();
        if (legs.size() < MIN_LEGS || legs.size() > MAX_LEGS) {
            return refused(
                    Rule.LEG_COUNT,
                    "A transaction has %d to %d legs; this has %d.".formatted(MIN_LEGS, MAX_LEGS, legs.size()));
        }
        Set<Long> accounts = HashSet.newHashSet(legs.size());
        Long twice = null;
        for (Leg leg : legs) {
            if (leg.amount().isZero()) {
                return refused(Rule.AMOUNT_ZERO, "The leg on account %d is zero.".formatted(leg.accountId()));
            }
            if (!accounts.add(leg.accountId())) {
                twice = leg.accountId();
            }
        }
        if (twice != null) {
            return refused(Rule.SAME_ACCOUNT, "Account %d has two legs; add them up.".formatted(twice));
        }
        Currency unbalanced = unbalanced(legs);
        if (unbalanced != null) {
            return refused(
                    Rule.UNBALANCED, "The legs in %s don't sum to zero.".formatted(unbalanced.getCurrencyCode()));
        }
        return book(request, new Draft(post.kind(), sorted(legs), post.valueDate(), post.details()));
    }

    private Outcome reverse(Request request, Instruction.Reverse reverse) {
        long id = reverse.transactionId();
        Original original = books.original(id);
        if (original == null) {
            return refused(Rule.TRANSACTION_NOT_FOUND, "There is no transaction %d.".formatted(id));
        }
        if (original.kind() == TransactionKind.REVERSAL) {
            return refused(
                    Rule.NOT_REVERSIBLE,
                    "Transaction %d is itself a reversal; book a new transaction instead.".formatted(id));
        }
        if (books.isReversed(id)) {
            return refused(Rule.ALREADY_REVERSED, "Transaction %d has been reversed already.".formatted(id));
        }
        List<Leg> mirror = original.legs().stream()
                .map(leg -> new Leg(leg.accountId(), leg.amount().negated()))
                .toList();
        var draft = new Draft(TransactionKind.REVERSAL, sorted(mirror), null, reverse.details(), id, null, 0);
        Outcome outcome = book(request, draft);
        if (outcome instanceof Outcome.Posted) {
            books.markReversed(id);
        }
        return outcome;
    }

    private Outcome placeHold(Request request, Instruction.PlaceHold place) {
        if (!place.amount().isPositive()) {
            return refused(Rule.AMOUNT_NOT_POSITIVE, "The amount must be more than zero.");
        }
        Instant expiresAt =
                place.expiresAt() == null ? books.bookedAt.plus(Instruction.PlaceHold.DEFAULT_TERM) : place.expiresAt();
        if (!expiresAt.isAfter(books.bookedAt) || expiresAt.isAfter(books.bookedAt.plus(MAX_DISTANCE))) {
            return refused(Rule.EXPIRY_OUT_OF_RANGE, "A hold must end in the future, within 366 days.");
        }
        long amount = place.amount().minorUnits();
        var leg = Leg.debit(place.accountId(), place.amount());
        Outcome.Refused unknown = refuseUnknown(List.of(leg));
        if (unknown != null) {
            return unknown;
        }
        AccountState account = books.known(place.accountId());
        if (!account.customer) {
            return refused(
                    Rule.NOT_A_CUSTOMER_ACCOUNT,
                    "Account %d is the bank's own; it takes no hold.".formatted(account.id));
        }
        Outcome.Refused closed = refuseClosed(List.of(leg), true);
        if (closed != null) {
            return closed;
        }
        if (!account.covers(amount)) {
            return refused(Rule.INSUFFICIENT_FUNDS, insufficient(account));
        }
        if (willOverflow(account.held, amount)) {
            return refused(Rule.BALANCE_OUT_OF_RANGE, outOfRange(account));
        }
        // From here on the hold must succeed.
        account.held += amount;
        var hold = new Hold(
                books.nextHoldId(),
                account.id,
                account.currency,
                amount,
                0,
                Hold.Status.ACTIVE,
                books.bookedAt,
                expiresAt,
                null,
                place.details(),
                request.origin());
        books.placed.add(hold);
        return new Outcome.Held(hold, false);
    }

    private Outcome captureHold(Request request, Instruction.CaptureHold capture) {
        if (!capture.amount().isPositive()) {
            return refused(Rule.AMOUNT_NOT_POSITIVE, "The amount must be more than zero.");
        }
        HoldState hold = books.hold(capture.holdId());
        if (hold == null) {
            return refused(Rule.HOLD_NOT_FOUND, "There is no hold %d.".formatted(capture.holdId()));
        }
        long from = hold.before.accountId();
        if (from == capture.toAccountId()) {
            return refused(Rule.SAME_ACCOUNT, "The hold is on account %d itself; name another.".formatted(from));
        }
        if (hold.status != Hold.Status.ACTIVE) {
            return refusedAsEnded(hold);
        }
        long amount = capture.amount().minorUnits();
        boolean sameCurrency = capture.amount().currency().equals(hold.before.currency());
        if (sameCurrency && amount > hold.remaining()) {
            return refused(Rule.CAPTURE_EXCEEDS_HOLD, "Less than that is left of hold %d.".formatted(hold.before.id()));
        }
        List<Leg> legs =
                sorted(List.of(Leg.debit(from, capture.amount()), Leg.credit(capture.toAccountId(), capture.amount())));
        boolean ended = capture.last() || amount == hold.remaining();
        long unheld = ended ? hold.remaining() : amount;
        var draft = new Draft(TransactionKind.CAPTURE, legs, null, capture.details(), null, hold.before.id(), unheld);
        Outcome outcome = book(request, draft);
        if (outcome instanceof Outcome.Posted) {
            books.known(from).held -= unheld;
            hold.captured += amount;
            hold.status = ended ? Hold.Status.CAPTURED : Hold.Status.ACTIVE;
        }
        return outcome;
    }

    private Outcome releaseHold(Instruction.ReleaseHold release) {
        HoldState hold = books.hold(release.holdId());
        if (hold == null) {
            return refused(Rule.HOLD_NOT_FOUND, "There is no hold %d.".formatted(release.holdId()));
        }
        if (hold.status != Hold.Status.ACTIVE) {
            return refusedAsEnded(hold);
        }
        // From here on the release must succeed.
        books.known(hold.before.accountId()).held -= hold.remaining();
        hold.status = Hold.Status.RELEASED;
        return new Outcome.Held(hold.after(books.bookedAt), false);
    }

    /**
     * A transaction that has passed the guards of its own instruction.
     *
     * @param legs balanced, debits first, each account once
     * @param unheld what the hold gives back with this transaction, minor units
     */
    private record Draft(
            TransactionKind kind,
            List<Leg> legs,
            @Nullable LocalDate valueDate,
            Details details,
            @Nullable Long reverses,
            @Nullable Long holdId,
            long unheld) {

        Draft(TransactionKind kind, List<Leg> legs, @Nullable LocalDate valueDate, Details details) {
            this(kind, legs, valueDate, details, null, null, 0);
        }
    }

    private Outcome book(Request request, Draft draft) {
        LocalDate valueDate = draft.valueDate() == null ? books.today : draft.valueDate();
        if (isOutOfRange(valueDate, draft.kind())) {
            return refused(
                    Rule.VALUE_DATE_OUT_OF_RANGE, "The value date is too far from today; 366 days are the most.");
        }
        Outcome.Refused unknown = refuseUnknown(draft.legs());
        if (unknown != null) {
            return unknown;
        }
        Outcome.Refused closed = refuseClosed(draft.legs(), draft.kind().byCustomer());
        if (closed != null) {
            return closed;
        }
        // What a hold has set aside is there to be captured, whatever was charged since.
        boolean checksFunds = draft.kind().checksFunds() && draft.holdId() == null;
        AccountState overflowing = null;
        for (Leg leg : draft.legs()) {
            AccountState account = books.known(leg.accountId());
            long amount = leg.amount().minorUnits();
            if (checksFunds && amount < 0 && !account.covers(-amount)) {
                return refused(Rule.INSUFFICIENT_FUNDS, insufficient(account));
            }
            if (willOverflow(account.balance, amount)) {
                overflowing = account;
            }
        }
        if (overflowing != null) {
            return refused(Rule.BALANCE_OUT_OF_RANGE, outOfRange(overflowing));
        }
        // From here on the posting must succeed.
        List<Entry> entries = new ArrayList<>(draft.legs().size());
        for (Leg leg : draft.legs()) {
            AccountState account = books.known(leg.accountId());
            long amount = leg.amount().minorUnits();
            account.balance += amount;
            account.entryCount++;
            entries.add(new Entry(account.id, account.entryCount, amount, account.balance, account.currency));
        }
        var transaction = new Transaction(
                books.nextTransactionId(),
                draft.kind(),
                books.bookedAt,
                valueDate,
                entries,
                draft.details(),
                request.origin(),
                request.key(),
                draft.reverses(),
                draft.holdId());
        books.booked.add(transaction);
        return new Outcome.Posted(transaction, false);
    }

    private Outcome.@Nullable Refused refuseUnknown(List<Leg> legs) {
        for (Leg leg : legs) {
            if (books.account(leg.accountId()) == null) {
                return refused(Rule.ACCOUNT_NOT_FOUND, "There is no account %d.".formatted(leg.accountId()));
            }
        }
        for (Leg leg : legs) {
            AccountState account = books.known(leg.accountId());
            if (!account.currency.equals(leg.amount().currency())) {
                return refused(
                        Rule.CURRENCY_MISMATCH,
                        "Account %d is kept in %s.".formatted(account.id, account.currency.getCurrencyCode()));
            }
        }
        return null;
    }

    private Outcome.@Nullable Refused refuseClosed(List<Leg> legs, boolean byCustomer) {
        for (Leg leg : legs) {
            if (books.known(leg.accountId()).status == AccountStatus.TERMINATED) {
                return refused(Rule.ACCOUNT_TERMINATED, "Account %d is terminated.".formatted(leg.accountId()));
            }
        }
        for (Leg leg : legs) {
            if (byCustomer && books.known(leg.accountId()).status == AccountStatus.BLOCKED) {
                return refused(Rule.ACCOUNT_BLOCKED, "Account %d is blocked.".formatted(leg.accountId()));
            }
        }
        return null;
    }

    private boolean isOutOfRange(LocalDate valueDate, TransactionKind kind) {
        LocalDate earliest = kind == TransactionKind.IMPORT ? OLDEST_IMPORT : books.today.minus(MAX_DISTANCE);
        return valueDate.isBefore(earliest) || valueDate.isAfter(books.today.plus(MAX_DISTANCE));
    }

    private static @Nullable Currency unbalanced(List<Leg> legs) {
        Map<Currency, BigInteger> sums = new HashMap<>();
        for (Leg leg : legs) {
            sums.merge(leg.amount().currency(), BigInteger.valueOf(leg.amount().minorUnits()), BigInteger::add);
        }
        for (var sum : sums.entrySet()) {
            if (sum.getValue().signum() != 0) {
                return sum.getKey();
            }
        }
        return null;
    }

    private static List<Leg> sorted(List<Leg> legs) {
        return legs.stream()
                .sorted(Comparator.comparingLong((Leg leg) -> leg.amount().minorUnits())
                        .thenComparingLong(Leg::accountId))
                .toList();
    }

    private static boolean willOverflow(long sum, long amount) {
        long total = sum + amount;
        return ((sum ^ total) & (amount ^ total)) < 0;
    }

    private static Outcome.Refused refusedAsEnded(HoldState hold) {
        return refused(
                Rule.HOLD_NOT_ACTIVE,
                "Hold %d is %s.".formatted(hold.before.id(), hold.status.name().toLowerCase(Locale.ROOT)));
    }

    private static String insufficient(AccountState account) {
        return "Less than that is available on account %d.".formatted(account.id);
    }

    private static String outOfRange(AccountState account) {
        return "The balance of account %d would become larger than can be kept.".formatted(account.id);
    }

    private static Outcome.Refused refused(Rule rule, String message) {
        return new Outcome.Refused(new Refusal(rule, message), false);
    }
}
