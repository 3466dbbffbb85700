package dev.bankengine.bench.measure;

import java.util.Arrays;
import java.util.List;

/** Several rounds in three numbers. The median is what ratios are made of; minimum and maximum say how far to trust it. */
public record Spread(double median, double min, double max) {

    /** Sums up at least one value. */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no median of nothing");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }
}
