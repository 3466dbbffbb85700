package dev.bankengine.ledger;

/**
 * What became of a request. A decision is final: the same request under the same key gets it again,
 * marked as a replay. Only the refusal of an import is not: what was mended may come under its key again.
 */
public sealed interface Outcome {

    /** Whether this was decided before and is answered again. */
    boolean replayed();

    /** The transaction is booked and durable. */
    record Posted(Transaction transaction, boolean replayed) implements Outcome {}

    /** The hold is placed or released, and durable. A replay shows it as it was then. */
    record Held(Hold hold, boolean replayed) implements Outcome {}

    /** A rule said no, and nothing was changed. */
    record Refused(Refusal refusal, boolean replayed) implements Outcome {}

    /**
     * Nothing could be decided on this one of several requests that each stand for themselves. Sent
     * again under the same key it has one effect at most.
     *
     * @param reason a {@link LedgerUnavailable} where it may do to try again; anything else is a bug
     */
    record Undecided(Throwable reason) implements Outcome {

        @Override
        public boolean replayed() {
            return false;
        }
    }
}
