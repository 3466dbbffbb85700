package dev.bankengine.ledger;

/** What became of a change of an account. */
public sealed interface ChangeResult {

    /**
     * It is as asked for, when the caller's transaction commits.
     *
     * @param account the account after the change, still locked
     */
    record Changed(LedgerAccount account) implements ChangeResult {}

    /**
     * A rule said no, and nothing was changed.
     *
     * @param message a sentence for the person who asked
     */
    record Refused(AccountRule rule, String message) implements ChangeResult {}
}
