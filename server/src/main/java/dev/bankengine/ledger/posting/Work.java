package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a lane carries out whole: an atomic group, or one request of any other.
 *
 * @param accounts the accounts that the requests name; those that only the database knows, of a hold or
 *     of a transaction to be reversed, are missing
 */
record Work(Group group, long[] accounts, Answer answer, int first) {

    int size() {
        return group.requests().size();
    }

    void complete(List<Outcome> outcomes) {
        answer.complete(first, outcomes);
    }

    void fail(Throwable reason) {
        answer.fail(first, size(), reason);
    }

    /**
     * The outcomes of what one caller submitted, as they come in from the lanes. It fails only where none
     * of it was decided: whoever got through has to hear of it.
     */
    static final class Answer {

        final CompletableFuture<List<Outcome>> future = new CompletableFuture<>();
        private final Outcome[] outcomes;
        private int missing;

        Answer(int size) {
            this.outcomes = new Outcome[size];
            this.missing = size;
        }

        void complete(int first, List<Outcome> decided) {
            put(first, decided);
        }

        void fail(int first, int size, Throwable reason) {
            put(first, Collections.nCopies(size, new Outcome.Undecided(reason)));
        }

        private void put(int first, List<Outcome> given) {
            synchronized (this) {
                // What has an answer keeps it: whoever cleans up after a bug may fail it once more.
                if (outcomes[first] != null) {
                    return;
                }
                for (int i = 0; i < given.size(); i++) {
                    outcomes[first + i] = given.get(i);
                }
                missing -= given.size();
                if (missing > 0) {
                    return;
                }
            }
            List<Outcome> whole = List.of(outcomes);
            if (whole.getFirst() instanceof Outcome.Undecided(Throwable reason)
                    && whole.stream().allMatch(Outcome.Undecided.class::isInstance)) {
                future.completeExceptionally(reason);
            } else {
                future.complete(whole);
            }
        }
    }
}
