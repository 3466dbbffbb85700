package dev.bankengine.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Who acted, and how: it stands on every transaction, hold and change of an account.
 *
 * @param actor the user, client or job, by id
 * @param channel how they came, such as {@code API}, {@code CLI} or {@code JOB}
 * @param address the network address they came from, where there is one
 * @param correlationId what ties together all that one request caused, where there is one
 */
public record Origin(
        String actor,
        String channel,
        @Nullable String address,
        @Nullable String correlationId) {}
