package dev.bankengine.ledger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The one way to move money. Every method decides its requests in the order given, each against the
 * effects of those before it, and all of them under the locks of the accounts they touch. Safe for any
 * number of threads, and of servers on one database.
 *
 * <p>All but {@link #postWithin} return when the effect is durable.
 */
public interface Ledger {

    /** The most requests that one call takes. */
    int MAX_REQUESTS = 10_000;

    /**
     * Decides one request; it joins others that wait for the same commit.
     *
     * @throws LedgerUnavailable when nothing could be decided; to be sent again under the same key
     */
    Outcome post(Request request);

    /**
     * Decides requests each by itself: what one is refused, or could not be decided, costs the others
     * nothing. Imports, whose order matters more than that, are decided together in one commit or not at
     * all.
     *
     * @return an outcome for each, in order; {@link Outcome.Undecided} to be sent again under its key
     * @throws LedgerUnavailable when none could be decided; to be sent again under the same keys
     */
    List<Outcome> postEach(List<Request> requests);

    /**
     * Carries out all requests or none of them. Where one is refused, it is refused with its rule and
     * the others with {@link Rule#GROUP_REFUSED}.
     *
     * @return an outcome for each, in order
     * @throws LedgerUnavailable when nothing could be decided; to be sent again under the same keys
     */
    List<Outcome> postAtomically(List<Request> requests);

    /** As {@link #postEach} or {@link #postAtomically}, without waiting. Never blocks but for a full queue. */
    CompletableFuture<List<Outcome>> submit(List<Request> requests, boolean atomic);

    /**
     * What the requests would be answered because of their keys alone: the outcome that was decided
     * before, or {@link Rule#IDEMPOTENCY_KEY_REUSED}; empty for one that is still to be decided. Decides
     * nothing and waits for nobody.
     *
     * @throws LedgerUnavailable when the database could not tell
     */
    List<Optional<Outcome>> decidedBefore(List<Request> requests);

    /**
     * Carries out all requests or none of them inside the caller's own database transaction, which
     * decides by its commit whether they happened. Where one is refused nothing is written, not even
     * the refusal, and the caller must roll back what it did itself.
     *
     * @throws IllegalStateException outside a transaction
     * @throws LedgerUnavailable when nothing could be decided
     */
    List<Outcome> postWithin(List<Request> requests);
}
