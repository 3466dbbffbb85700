package dev.bankengine.ledger;

import dev.bankengine.ledger.ModelBank.Prediction;
import dev.bankengine.ledger.ModelTest.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order in which the model, one request after the other, gives the very answers that were given to many at
 * once. What has an effect is ordered by its booking time; only what has the same one, so was decided in one batch, must
 * be tried out. What has no effect may stand wherever the model answers it so.
 */
final class SerialOrder {

    private static final int MOST_TRIES = 100_000;

    private final ModelBank before;
    private int tries;

    SerialOrder(ModelBank before) {
        this.before = before;
    }

    /** The model after all of them, or {@code null} when no order explains them. */
    @Nullable
    ModelBank explaining(List<Event> events) {
        List<Event> effects = events.stream()
                .filter(SerialOrder::hasEffect)
                .sorted(Comparator.comparing(SerialOrder::bookedAt).thenComparing(SerialOrder::id))
                .toList();
        List<Event> others = events.stream().filter(e -> !hasEffect(e)).toList();
        return goOn(before.copy(), effects, others);
    }

    private @Nullable ModelBank goOn(ModelBank model, List<Event> effects, List<Event> others) {
        if (tries++ > MOST_TRIES) {
            throw new AssertionError("no order was found in " + MOST_TRIES + " tries");
        }
        List<Event> unexplained = new ArrayList<>(others);
        // An answer without effect explains a replay of it, wherever that stands in the list.
        boolean progress;
        do {
            // A refused import is not remembered, so it goes before whatever else came under its key.
            unexplained.removeIf(event -> isRefusedImport(event) && explains(model, event));
            progress = unexplained.removeIf(event -> explains(model, event));
        } while (progress);
        if (effects.isEmpty()) {
            return unexplained.isEmpty() ? model : null;
        }
        Instant first = bookedAt(effects.getFirst());
        for (Event event : effects) {
            if (bookedAt(event).isAfter(first)) {
                break;
            }
            ModelBank after = model.copy();
            if (!explainsEffect(after, event)) {
                continue;
            }
            List<Event> rest = new ArrayList<>(effects);
            rest.remove(event);
            ModelBank end = goOn(after, rest, unexplained);
            if (end != null) {
                return end;
            }
        }
        return null;
    }

    private static boolean isRefusedImport(Event event) {
        TransactionKind kind = switch (event.requests().getFirst().instruction()) {
            case Instruction.Transfer transfer -> transfer.kind();
            case Instruction.Post post -> post.kind();
            default -> null;
        };
        return !event.atomic() && kind == TransactionKind.IMPORT;
    }

    private static boolean explains(ModelBank model, Event event) {
        if (event.atomic()) {
            ModelBank after = model.copy();
            if (!explainsEffect(after, event)) {
                return false;
            }
            return explainsEffect(model, event);
        }
        Request request = event.requests().getFirst();
        Prediction prediction = model.withoutEffect(request);
        if (!ModelTest.asPredicted(event.outcomes().getFirst()).equals(prediction)) {
            return false;
        }
        var unused = model.decide(request, 0);
        return true;
    }

    private static boolean explainsEffect(ModelBank model, Event event) {
        List<Long> ids = ModelTest.ids(event.outcomes());
        List<Prediction> predictions = event.atomic()
                ? model.decideAtomically(event.requests(), ids)
                : List.of(model.decide(event.requests().getFirst(), ids.getFirst()));
        return predictions.equals(
                event.outcomes().stream().map(ModelTest::asPredicted).toList());
    }

    private static boolean hasEffect(Event event) {
        return effects(event).findFirst().isPresent();
    }

    private static Stream<Outcome> effects(Event event) {
        return event.outcomes().stream().filter(o -> !o.replayed() && !(o instanceof Outcome.Refused));
    }

    private static Instant bookedAt(Event event) {
        return switch (effects(event).findFirst().orElseThrow()) {
            case Outcome.Posted posted -> posted.transaction().bookedAt();
            case Outcome.Held held ->
                held.hold().endedAt() == null
                        ? held.hold().placedAt()
                        : Objects.requireNonNull(held.hold().endedAt());
            case Outcome.Refused refused -> throw new IllegalStateException("a refusal has no effect");
            case Outcome.Undecided undecided -> throw new AssertionError(undecided.reason());
        };
    }

    /** Within a batch transactions are numbered in the order in which they were decided, and so are holds. */
    private static long id(Event event) {
        return ModelTest.ids(effects(event).toList()).getFirst();
    }
}
