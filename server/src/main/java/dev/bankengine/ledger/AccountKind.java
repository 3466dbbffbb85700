package dev.bankengine.ledger;

/** Whose account it is: a customer's, or the bank's own of which there is one for each currency. */
public enum AccountKind {
    CUSTOMER,
    /** Notes and coins. */
    CASH,
    /** What is on its way to or from other banks. */
    CLEARING,
    /** What the bank earns by charges. */
    FEE,
    /** What the bank pays and takes for the use of money. */
    INTEREST,
    /** The bank's position in a currency. */
    EXCHANGE,
    /** What waits for a person to say where it belongs. */
    SUSPENSE,
    /** The owners' part. */
    EQUITY
}
