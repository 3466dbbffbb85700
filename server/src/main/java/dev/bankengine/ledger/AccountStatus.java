package dev.bankengine.ledger;

/** Where an account is in its life: it opens, may be blocked and unblocked, and terminates for ever. */
public enum AccountStatus {
    OPEN,
    /** It takes no customer's debit or credit; the bank's own bookings go on. */
    BLOCKED,
    /** It holds nothing and never moves again. */
    TERMINATED
}
