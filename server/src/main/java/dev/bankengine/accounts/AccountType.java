package dev.bankengine.accounts;

/** What kind of account a customer has. */
public enum AccountType {
    SAVINGS,
    CURRENT,
    INVESTMENT
}
