package dev.bankengine.ledger;

/** What an account is in the chart of accounts. The bank has one of each of its own in every currency. */
public enum AccountKind {
    /** What the bank owes a customer. */
    CUSTOMER,
    /** Notes and coins in the tills. */
    CASH,
    /** Money on its way from or to other banks. */
    CLEARING,
    /** Charges earned. */
    FEE,
    /** Interest paid, less interest earned. */
    INTEREST,
    /** The bank's position in a currency. */
    EXCHANGE,
    /** What nobody has been able to place yet. */
    SUSPENSE,
    /** The owners' money. */
    EQUITY
}
