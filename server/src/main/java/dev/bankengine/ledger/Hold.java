package dev.bankengine.ledger;

import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * Money of an account set aside for a later payment.
 *
 * @param amount what was set aside, minor units, positive
 * @param captured what has been paid out of it so far, minor units
 * @param endedAt when it was captured in full, released or expired
 */
public record Hold(
        long id,
        long accountId,
        Currency currency,
        long amount,
        long captured,
        Status status,
        Instant placedAt,
        Instant expiresAt,
        @Nullable Instant endedAt,
        Details details,
        Origin origin) {

    /** Only an active hold keeps money aside; the others have ended for good. */
    public enum Status {
        ACTIVE,
        CAPTURED,
        RELEASED,
        EXPIRED
    }

    /** What is still set aside, minor units. */
    public long remaining() {
        return status == Status.ACTIVE ? amount - captured : 0;
    }
}
