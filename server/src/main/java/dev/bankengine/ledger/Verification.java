package dev.bankengine.ledger;

import java.util.function.Consumer;

/**
 * Proves the invariants of the ledger from what is stored: every transaction, entry, hold, decision and
 * account of one moment. It only reads, and may run beside a server that posts.
 */
public interface Verification {

    /**
     * Checks everything. It takes a minute for ten million entries on two processors, and room for
     * sorting in the database's temporary files.
     *
     * @param progress is told after each step how far it is
     */
    VerificationReport verify(Consumer<Progress> progress);

    /** How many of the steps are done; they take about the same time each. */
    record Progress(int done, int steps) {}
}
