package dev.bankengine.rest;

import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.platform.web.Problem;
import org.springframework.http.HttpStatus;

/** What a client is told on whose request nothing was decided. */
public final class Undecided {

    private Undecided() {}

    /** @param reason a {@link LedgerUnavailable} where trying again may do; anything else is a bug */
    public static Problem problem(Throwable reason) {
        return reason instanceof LedgerUnavailable
                ? Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "TEMPORARILY_UNAVAILABLE",
                        "The ledger could not decide just now. Send the same request again in a moment under the same key;"
                                + " it has one effect at most.")
                : Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INTERNAL_ERROR",
                        "Something is wrong on our side. The correlation id finds it in the log. The request may be sent"
                                + " again under the same key.");
    }
}
