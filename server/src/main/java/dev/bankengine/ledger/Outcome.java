package dev.bankengine.ledger;

/**
 * What was decided on a request. A decision is final: the same request under the same key gets it
 * again, marked as a replay.
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
}
