package dev.bankengine.payments.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How bulk requests are taken in.
 *
 * @param maxBulkRequests how many are in hand at once, at least 1; absent where it follows from the heap, see
 *     {@link #rooms()}
 * @param bulkBodyWithin how long the body of one may take to come in, 1 ms to a day
 */
@ConfigurationProperties("bankengine.http")
record BulkSettings(
        @Nullable Integer maxBulkRequests,
        @DefaultValue("30s") Duration bulkBodyWithin) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int MOST_BY_ITSELF = 16;

    /** A body of the largest size, what is read from it, and the answer. */
    private static final long HEAP_PER_REQUEST = 64L << 20;

    BulkSettings {
        if (maxBulkRequests != null && maxBulkRequests < 1) {
            throw new IllegalArgumentException(
                    "bankengine.http.max-bulk-requests is %d; it takes 1 or more".formatted(maxBulkRequests));
        }
        if (bulkBodyWithin.compareTo(SHORTEST) < 0 || bulkBodyWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "bankengine.http.bulk-body-within is %s; it takes 1ms to 1d".formatted(bulkBodyWithin));
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
