package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Outcome;
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
        answer.fail(reason);
    }

    /** The outcomes of what one caller submitted, as they come in from the lanes. */
    static final class Answer {

        final CompletableFuture<List<Outcome>> future = new CompletableFuture<>();
        private final Outcome[] outcomes;
        private int missing;

        Answer(int size) {
            this.outcomes = new Outcome[size];
            this.missing = size;
        }

        void complete(int first, List<Outcome> decided) {
            boolean whole;
            synchronized (this) {
                for (int i = 0; i < decided.size(); i++) {
                    outcomes[first + i] = decided.get(i);
                }
                missing -= decided.size();
                whole = missing == 0;
            }
            if (whole) {
                future.complete(List.of(outcomes));
            }
        }

        void fail(Throwable reason) {
            future.completeExceptionally(reason);
        }
    }
}
