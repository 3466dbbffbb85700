package dev.bankengine.ledger;

/**
 * Why the ledger refuses a request. The order is that of precedence: a request that breaks several
 * rules is refused by the first of them. What was refused is remembered under the request's key, but
 * for {@link #IDEMPOTENCY_KEY_REUSED}, where the first decision stands.
 */
public enum Rule {
    /** The key was used before for something else. The earlier effect stands. */
    IDEMPOTENCY_KEY_REUSED,
    /** A transaction has 2 to 100 legs. */
    LEG_COUNT,
    /** A leg of zero moves nothing. */
    AMOUNT_ZERO,
    /** A transfer, hold or capture is of a positive amount. */
    AMOUNT_NOT_POSITIVE,
    /** An account takes part in a transaction once. */
    SAME_ACCOUNT,
    /** In every currency the legs sum to zero. */
    UNBALANCED,
    /** A value date lies at most a year from today; an import's may lie earlier. */
    VALUE_DATE_OUT_OF_RANGE,
    /** A hold ends in the future, at most a year from now. */
    EXPIRY_OUT_OF_RANGE,
    /** There is no such transaction to reverse. */
    TRANSACTION_NOT_FOUND,
    /** A reversal can't be reversed; book a new transaction. */
    NOT_REVERSIBLE,
    /** The transaction has been reversed already. */
    ALREADY_REVERSED,
    /** There is no such hold. */
    HOLD_NOT_FOUND,
    /** The hold was captured in full, released, or has expired. */
    HOLD_NOT_ACTIVE,
    /** A capture takes at most what is left of the hold. */
    CAPTURE_EXCEEDS_HOLD,
    /** There is no such account. */
    ACCOUNT_NOT_FOUND,
    /** An account takes only its own currency. */
    CURRENCY_MISMATCH,
    /** A hold is placed on a customer's account. */
    NOT_A_CUSTOMER_ACCOUNT,
    /** A terminated account never moves again. */
    ACCOUNT_TERMINATED,
    /** A blocked account takes no customer's debit or credit. */
    ACCOUNT_BLOCKED,
    /** The debit is more than what is available: balance − held + overdraft limit. */
    INSUFFICIENT_FUNDS,
    /** The balance would not fit 64 bits. */
    BALANCE_OUT_OF_RANGE,
    /** Another request of the same atomic group was refused, so this one was not carried out either. */
    GROUP_REFUSED
}
