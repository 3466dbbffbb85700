package dev.bankengine.bench.measure;

import java.util.Arrays;

/**
 * Every latency of one run in nanoseconds, kept exactly: appending to an array disturbs the measured machine less than
 * any histogram, and a percentile of it is a latency that was really seen. Not thread-safe.
 */
public final class Latencies {
    private long[] nanos = new long[1 << 16];
    private int count;
    private boolean sorted;

    /** Appends one latency in nanoseconds. */
    public void add(long latencyNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = latencyNanos;
        sorted = false;
    }

    /** Appends all of another run's. */
    public void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    /** How many latencies were recorded. */
    public int count() {
        return count;
    }

    /**
     * The latency in milliseconds that the given share of the requests did not exceed (nearest rank), or 0 when nothing
     * was recorded.
     *
     * @param share above 0 and at most 1: 0.99 for the 99th percentile
     */
    public double percentileMillis(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("A percentile's share lies above 0 and at most at 1, not at " + share);
        }
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        int rank = (int) Math.ceil(share * count);
        return nanos[Math.max(rank, 1) - 1] / 1e6;
    }
}
