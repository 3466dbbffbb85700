package dev.bankengine.ledger;

/** What a transaction is for, and with it which checks it is spared. */
public enum TransactionKind {
    /** Money brought in by a customer. */
    DEPOSIT(true, true),
    /** Money taken out by a customer. */
    WITHDRAWAL(true, true),
    /** From one account to another. */
    TRANSFER(true, true),
    /** Legs in several currencies. */
    EXCHANGE(true, true),
    /** Any other balanced set of legs. */
    JOURNAL(true, true),
    /** A hold turned into a payment. */
    CAPTURE(true, true),
    /** A charge by the bank. */
    FEE(false, false),
    /** Interest, of either sign. */
    INTEREST(false, false),
    /** A correction that two people approved. */
    CORRECTION(false, false),
    /** The mirror of an earlier transaction. */
    REVERSAL(true, false),
    /** What is left of an account that is being terminated. */
    CLOSING(true, false),
    /** A history brought over from another system. */
    IMPORT(false, false);

    private final boolean checksFunds;
    private final boolean byCustomer;

    TransactionKind(boolean checksFunds, boolean byCustomer) {
        this.checksFunds = checksFunds;
        this.byCustomer = byCustomer;
    }

    /** Whether a debit may take no more than what is available. Where not, the transaction is marked so. */
    public boolean checksFunds() {
        return checksFunds;
    }

    /** Whether it is a customer's doing, which a blocked account refuses. */
    public boolean byCustomer() {
        return byCustomer;
    }
}
