package dev.bankengine.ledger.posting;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the posting engine works. What was measured of it is in {@code docs/internals/performance.md}.
 *
 * @param lanes how many batches may be under way at once, each on a connection of its own
 * @param maxBatch the most requests in a batch, but for a single group that is larger
 * @param queueCapacity how many requests may wait; past it the ledger is unavailable
 * @param rememberedAccounts how many accounts are kept in memory as the latest postings left them, and as
 *     many keys, about 180 bytes for both; absent where it follows from the heap, see {@link #accountsToRemember()}
 * @param lockTimeout how long a batch waits for an account that somebody else has locked
 * @param patience how long a request is tried again when the database fails it
 */
@ConfigurationProperties("bankengine.posting")
record PostingSettings(
        @DefaultValue("2") int lanes,
        @DefaultValue("1024") int maxBatch,
        @DefaultValue("100000") int queueCapacity,
        @Nullable Integer rememberedAccounts,
        @DefaultValue("3s") Duration lockTimeout,
        @DefaultValue("15s") Duration patience) {

    private static final int MOST_REMEMBERED_BY_ITSELF = 1_000_000;
    private static final int BYTES_PER_ACCOUNT = 180;
    private static final int SHARE_OF_HEAP = 8;

    PostingSettings {
        requireAtLeast(1, lanes, "lanes");
        requireAtLeast(1, maxBatch, "max-batch");
        requireAtLeast(1, queueCapacity, "queue-capacity");
        if (rememberedAccounts != null) {
            requireAtLeast(0, rememberedAccounts, "remembered-accounts");
        }
        // To PostgreSQL, no time at all is for ever.
        requireAtLeast(1, lockTimeout.toMillis(), "lock-timeout in milliseconds");
        requireAtLeast(1, patience.toMillis(), "patience in milliseconds");
    }

    /** How many accounts are kept in memory. */
    int accountsToRemember() {
        return rememberedAccounts == null ? fitting(Runtime.getRuntime().maxMemory()) : rememberedAccounts;
    }

    /** How many accounts fit in an eighth of a heap of so many bytes; a million at most. */
    static int fitting(long heap) {
        return (int) Math.min(heap / SHARE_OF_HEAP / BYTES_PER_ACCOUNT, MOST_REMEMBERED_BY_ITSELF);
    }

    private static void requireAtLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "bankengine.posting.%s is %d; it takes %d or more".formatted(name, value, least));
        }
    }
}
