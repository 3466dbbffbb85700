package dev.bankengine.bench.measure;

import java.util.OptionalDouble;

/**
 * What one workload reached in one round.
 *
 * @param perSecond operations a second: transfers, transactions or reads, also where a request carries many
 * @param p50Millis the median latency of a request, where it was measured
 * @param p99Millis the 99th percentile of it
 * @param maxMillis the longest
 */
public record Figure(double perSecond, OptionalDouble p50Millis, OptionalDouble p99Millis, OptionalDouble maxMillis) {

    /** A figure without latencies. */
    public static Figure ofRate(double perSecond) {
        return new Figure(perSecond, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** A figure with the latencies of the same requests. */
    public static Figure of(double perSecond, Latencies latencies) {
        return new Figure(
                perSecond,
                OptionalDouble.of(latencies.percentileMillis(0.5)),
                OptionalDouble.of(latencies.percentileMillis(0.99)),
                OptionalDouble.of(latencies.percentileMillis(1)));
    }
}
