package dev.bankengine.bench;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What the benchmark is about: ours against a baseline or against itself, with what we must reach and what we aim for.
 * The names are those of the JSON and stay as they are.
 */
enum Ratio {
    HTTP_SINGLE_VS_PGBENCH("httpSingleVsPgbench", 1.3, 2, "single transfers over HTTP / pgbench"),
    HTTP_HOT_VS_UNIFORM("httpHotVsUniform", 0.9, 1.2, "all paying one merchant / evenly spread"),
    HTTP_BULK_VS_PGBENCH("httpBulkVsPgbench", 4, 8, "bulk transfers over HTTP / pgbench"),
    ENGINE_VS_ROW_AT_A_TIME("engineVsRowAtATime", 10, 20, "batches inside the process / fastest row at a time"),
    HTTP_SINGLE_P99("httpSingleP99MillisAtHalfLoad", 15, 5, "99th percentile at half load, ms"),
    READS_VS_SINGLE("readsVsSingle", 2, 4, "balance reads over HTTP / single transfers");

    private final String key;
    private final double atLeast;
    private final double aim;
    private final String meaning;

    Ratio(String key, double atLeast, double aim, String meaning) {
        this.key = key;
        this.atLeast = atLeast;
        this.aim = aim;
        this.meaning = meaning;
    }

    String key() {
        return key;
    }

    double atLeast() {
        return atLeast;
    }

    double aim() {
        return aim;
    }

    String meaning() {
        return meaning;
    }

    /** The value from the medians, or empty when one of its workloads was not measured. */
    OptionalDouble of(Results results) {
        return switch (this) {
            case HTTP_SINGLE_VS_PGBENCH -> quotient(results, Workload.HTTP_SINGLE, Workload.PGBENCH);
            case HTTP_HOT_VS_UNIFORM -> quotient(results, Workload.HTTP_HOT, Workload.HTTP_SINGLE);
            case HTTP_BULK_VS_PGBENCH -> quotient(results, Workload.HTTP_BULK, Workload.PGBENCH);
            case ENGINE_VS_ROW_AT_A_TIME -> engineVsRowAtATime(results);
            case HTTP_SINGLE_P99 -> results.medianP99Millis(Workload.HTTP_HALF_LOAD);
            case READS_VS_SINGLE -> quotient(results, Workload.HTTP_READS, Workload.HTTP_SINGLE);
        };
    }

    /** In a word: how the value stands to the two targets. */
    String verdict(double value) {
        boolean lessIsBetter = this == HTTP_SINGLE_P99;
        if (lessIsBetter ? value <= aim : value >= aim) {
            return "aim reached";
        }
        return (lessIsBetter ? value <= atLeast : value >= atLeast) ? "reached" : "MISSED";
    }

    /** Against whichever way of writing the baseline did best in this run, so that the baseline is never undersold. */
    private static OptionalDouble engineVsRowAtATime(Results results) {
        OptionalDouble fastest = Arrays.stream(Workload.values())
                .filter(Workload::rowAtATime)
                .map(results::medianPerSecond)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        return quotient(results.medianPerSecond(Workload.ENGINE), fastest);
    }

    private static OptionalDouble quotient(Results results, Workload ours, Workload other) {
        return quotient(results.medianPerSecond(ours), results.medianPerSecond(other));
    }

    private static OptionalDouble quotient(OptionalDouble numerator, OptionalDouble denominator) {
        return numerator.isPresent() && denominator.isPresent()
                ? OptionalDouble.of(numerator.getAsDouble() / denominator.getAsDouble())
                : OptionalDouble.empty();
    }
}
