package dev.bankengine.payments.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How bulk requests are taken in.
 *
 * @param maxBulkRequests how many are in hand at once, at least 1; absent where it follows from the heap, see
 *     {@link #rooms()}
 */
@ConfigurationProperties("bankengine.http")
record BulkSettings(@Nullable Integer maxBulkRequests) {

    private static final int MOST_BY_ITSELF = 16;

    /** A body of the largest size, what is read from it, and the answer. */
    private static final long HEAP_PER_REQUEST = 64L << 20;

    BulkSettings {
        if (maxBulkRequests != null && maxBulkRequests < 1) {
            throw new IllegalArgumentException(
                    "bankengine.http.max-bulk-requests is %d; it takes 1 or more".formatted(maxBulkRequests));
        }
    }

    /** How many bulk requests are in hand at once. */
    int rooms() {
        return maxBulkRequests == null ? fitting(Runtime.getRuntime().maxMemory()) : maxBulkRequests;
    }

    /** What a heap of so many bytes has room for: 1 to 16. */
    static int fitting(long heap) {
        return (int) Math.clamp(heap / HEAP_PER_REQUEST, 1, MOST_BY_ITSELF);
    }
}
