package dev.bankengine.bench.http;

import java.nio.ByteBuffer;

/**
 * Writes one HTTP/1.1 request after another. Called on the load generator's thread alone, so it needs no locks and may
 * reuse its scratch space.
 */
public interface RequestSource {
    /** Writes one complete request, head and body, at the buffer's position. */
    void writeNext(ByteBuffer buffer);

    /** The only status that counts as success. */
    int expectedStatus();

    /** An upper bound for the bytes of one request; the size of each connection's buffer. */
    int maxRequestBytes();
}
