package dev.bankengine.ledger.posting;

import java.util.Arrays;

/** Numbers in a row that grows. */
final class LongColumn {

    private long[] values;
    private int size;

    LongColumn(int expected) {
        values = new long[Math.max(expected, 8)];
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    long[] sortedDistinct() {
        return Arrays.stream(values, 0, size).sorted().distinct().toArray();
    }
}
