package dev.bankengine.ledger;

/** Why a change of an account is refused. The order is that of precedence. */
public enum AccountRule {
    /** There is no such account. */
    ACCOUNT_NOT_FOUND,
    /** The bank's own accounts have neither limit nor life cycle. */
    NOT_A_CUSTOMER_ACCOUNT,
    /** A terminated account never changes again. */
    ACCOUNT_TERMINATED,
    /** The account is blocked already. */
    ALREADY_BLOCKED,
    /** Only a blocked account can be unblocked. */
    NOT_BLOCKED,
    /** The limit would be less than what is used of it. */
    LIMIT_BELOW_USE,
    /** Money of the account is still held. */
    HOLDS_REMAIN,
    /** The balance is not zero. */
    BALANCE_REMAINS
}
