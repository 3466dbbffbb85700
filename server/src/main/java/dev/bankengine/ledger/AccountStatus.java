package dev.bankengine.ledger;

/** Whether an account may move. */
public enum AccountStatus {
    /** It takes debits and credits. */
    OPEN,
    /** It takes no customer's debit or credit, and can be opened again. */
    BLOCKED,
    /** It is empty and never changes again. */
    TERMINATED
}
