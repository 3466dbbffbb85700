package dev.bankengine.accounts;

import dev.bankengine.ledger.AccountStatus;

/** Where a customer's account is in its life, in the words of those who run accounts. */
public enum LifeCycle {
    /** In use. */
    PROVISIONED,
    /** It takes no customer's debit or credit until it is unblocked. */
    BLOCKED,
    /** It stays readable for ever and never moves again. */
    TERMINATED;

    public static LifeCycle of(AccountStatus status) {
        return switch (status) {
            case OPEN -> PROVISIONED;
            case BLOCKED -> BLOCKED;
            case TERMINATED -> TERMINATED;
        };
    }
}
