package dev.bankengine.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The ledger could not decide now: the database is away, or an account stayed locked for too long.
 * It is unknown or untrue that anything happened; sent again under the same key, the request has one
 * effect at most. It says nothing about funds.
 */
public final class LedgerUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public LedgerUnavailable(String message) {
        super(message);
    }
}
