package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Hold;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers again what was decided before. */
final class Replays {

    private final Map<UUID, Decided> decided;
    private final Map<Long, Transaction> transactions;
    private final Map<Long, Hold> holds;

    Replays(BatchReads reads, Map<UUID, Decided> decided) throws SQLException {
        this.decided = decided;
        this.transactions = reads.transactions(ids(decided.values(), Decided::transactionId));
        this.holds = reads.placedHolds(ids(decided.values(), Decided::holdId));
    }

    /** What an earlier batch decided on the key of this request, as an outcome for it. */
    @Nullable
    Outcome find(KeyedRequest keyed) {
        Decided earlier = decided.get(keyed.decisionId());
        if (earlier == null) {
            return null;
        }
        if (earlier.fingerprint() != keyed.fingerprint()) {
            return reused(keyed);
        }
        if (earlier.refusal() != null) {
            return new Outcome.Refused(earlier.refusal(), true);
        }
        if (earlier.transactionId() != null) {
            return new Outcome.Posted(Objects.requireNonNull(transactions.get(earlier.transactionId())), true);
        }
        Hold hold = Objects.requireNonNull(holds.get(Objects.requireNonNull(earlier.holdId())));
        boolean placed = keyed.request().instruction() instanceof Instruction.PlaceHold;
        return new Outcome.Held(placed ? asPlaced(hold) : hold, true);
    }

    static Outcome again(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Posted posted -> new Outcome.Posted(posted.transaction(), true);
            case Outcome.Held held -> new Outcome.Held(held.hold(), true);
            case Outcome.Refused refused -> new Outcome.Refused(refused.refusal(), true);
            case Outcome.Undecided undecided -> throw new IllegalStateException("there is nothing to repeat");
        };
    }

    static Outcome reused(KeyedRequest keyed) {
        return new Outcome.Refused(
                new Refusal(
                        Rule.IDEMPOTENCY_KEY_REUSED,
                        "The key %s was used for another request; take a new key for a new request."
                                .formatted(keyed.request().key().key())),
                false);
    }

    private static Hold asPlaced(Hold hold) {
        return new Hold(
                hold.id(),
                hold.accountId(),
                hold.currency(),
                hold.amount(),
                0,
                Hold.Status.ACTIVE,
                hold.placedAt(),
                hold.expiresAt(),
                null,
                hold.details(),
                hold.origin());
    }

    private static List<Long> ids(Collection<Decided> decided, Function<Decided, @Nullable Long> column) {
        List<Long> ids = new ArrayList<>();
        for (Decided one : decided) {
            Long id = column.apply(one);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }
}
