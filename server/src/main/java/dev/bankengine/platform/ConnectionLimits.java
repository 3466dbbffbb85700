package dev.bankengine.platform;

import java.time.Duration;

/**
 * When a connection gives up. Whoever waits for a database that has vanished without a word would wait for ever, and who
 * stops in the middle of a transaction would keep its rows locked for as long.
 *
 * <p>Each kind of work gives the server less time than the socket, so that it is the server that ends what is too slow,
 * and the socket only what nobody will ever end. Zero means no limit.
 */
public enum ConnectionLimits {
    /**
     * A batch of postings. Its requests are tried again for 15 s, unless told otherwise, so no single statement may take
     * longer than that.
     */
    POSTING(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(20)),

    /** What a server does for a request. */
    REQUEST(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(70)),

    /** A migration, a verification, an export, an import: they take the time they take, and somebody watches them. */
    NONE(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final Duration statement;
    private final Duration idleInTransaction;
    private final Duration socket;

    ConnectionLimits(Duration statement, Duration idleInTransaction, Duration socket) {
        this.statement = statement;
        this.idleInTransaction = idleInTransaction;
        this.socket = socket;
    }

    /** How long the database works on one statement, waiting for locks included. */
    public Duration statement() {
        return statement;
    }

    /** How long the database waits for the next statement of a transaction. */
    public Duration idleInTransaction() {
        return idleInTransaction;
    }

    /** How long this side waits for the next byte of an answer. */
    public Duration socket() {
        return socket;
    }
}
