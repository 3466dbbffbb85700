package dev.bankengine.ledger.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A statement over a part of the ledger. It answers rows of check, checked, broken and first.
 *
 * @param parameters what says which part
 */
record Step(String sql, Map<String, Object> parameters) {

    static Step whole(String sql) {
        return new Step(sql, Map.of());
    }

    /** Cuts into parts by remainder: each part reads the whole table once, and sorts or hashes a part of it. */
    static List<Step> slices(String sql, int slices) {
        List<Step> steps = new ArrayList<>();
        for (int slice = 0; slice < slices; slice++) {
            steps.add(new Step(sql, Map.of("slices", slices, "slice", slice)));
        }
        return steps;
    }

    /** Cuts into ranges of ids that together cover every number there is. */
    static List<Step> ranges(String sql, long lowest, long highest, long size, int most) {
        long span = Math.max(1, highest - lowest);
        long width = Math.max(size, span / most + 1);
        List<Step> steps = new ArrayList<>();
        long first = Long.MIN_VALUE;
        for (long end = lowest + width; end < highest && end > lowest; end += width) {
            steps.add(new Step(sql, Map.of("first", first, "last", end - 1)));
            first = end;
        }
        steps.add(new Step(sql, Map.of("first", first, "last", Long.MAX_VALUE)));
        return steps;
    }
}
