package dev.bankengine.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * Draws transfers a second over the batch size as an SVG that stands alone: both axes labelled, sizes on a logarithmic
 * axis, readable on a light page and on a dark one.
 */
final class BatchSizeChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 84;
    private static final int RIGHT = 24;
    private static final int TOP = 56;
    private static final int BOTTOM = 64;

    private static final String FRAME = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc">
              <title id="title">Transfers a second over the batch size</title>
              <desc id="desc">%s</desc>
              <style>
                text { font: 13px system-ui, sans-serif; fill: #333; }
                .head { font-size: 16px; font-weight: 600; }
                .value { font-size: 12px; }
                .grid { stroke: #8886; stroke-width: 1; }
                .curve { fill: none; stroke: #0b67c2; stroke-width: 2.5; stroke-linejoin: round; }
                .point { fill: #0b67c2; }
                .spread { stroke: #0b67c2; stroke-width: 1.5; opacity: 0.5; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #ddd; }
                  .curve, .spread { stroke: #6cb6ff; }
                  .point { fill: #6cb6ff; }
                }
              </style>
              <text class="head" x="%d" y="28">Transfers a second over the batch size</text>
            %s%s%s  <text x="%d" y="%d" text-anchor="middle">requests in a batch, one database transaction</text>
              <text transform="translate(18 %d) rotate(-90)" text-anchor="middle">transfers a second, median</text>
            </svg>
            """;
    private static final String HORIZONTAL = """
              <line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>
              <text x="%d" y="%.1f" text-anchor="end">%,d</text>
            """;
    private static final String BELOW = """
              <text x="%.1f" y="%d" text-anchor="middle">%d</text>
            """;
    private static final String POINT = """
              <line class="spread" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>
              <circle class="point" cx="%.1f" cy="%.1f" r="4"/>
              <text class="value" x="%.1f" y="%.1f" text-anchor="middle">%s</text>
            """;
    private static final String CURVE = """
              <polyline class="curve" points="%s"/>
            """;

    private final SortedMap<Integer, SweepPoint> points;
    private final double highest;
    private final long step;

    /** Median, lowest and highest rate at one batch size. */
    record SweepPoint(double median, double min, double max) {}

    private BatchSizeChart(SortedMap<Integer, SweepPoint> points) {
        this.points = points;
        double most = points.values().stream()
                .mapToDouble(SweepPoint::max)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("There is no curve through no points"));
        this.step = niceStep(most / 5);
        this.highest = Math.ceil(most / step) * step;
    }

    /** The SVG of these batch sizes and rates; at least one. */
    static String draw(SortedMap<Integer, SweepPoint> points) {
        return new BatchSizeChart(points).draw();
    }

    private String draw() {
        StringBuilder horizontals = new StringBuilder();
        for (long rate = 0; rate <= highest; rate += step) {
            horizontals.append(format(HORIZONTAL, LEFT, y(rate), WIDTH - RIGHT, y(rate), LEFT - 10, y(rate) + 4, rate));
        }
        StringBuilder below = new StringBuilder();
        StringBuilder drawn = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (Map.Entry<Integer, SweepPoint> entry : points.entrySet()) {
            double x = x(entry.getKey());
            SweepPoint point = entry.getValue();
            below.append(format(BELOW, x, HEIGHT - BOTTOM + 22, entry.getKey()));
            drawn.append(format(
                    POINT,
                    x,
                    y(point.min()),
                    x,
                    y(point.max()),
                    x,
                    y(point.median()),
                    x,
                    y(point.max()) - 9,
                    thousands(point.median())));
            line.append(format("%.1f,%.1f ", x, y(point.median())));
        }
        String curve = format(CURVE, line.toString().strip());
        return format(
                FRAME,
                WIDTH,
                HEIGHT,
                described(),
                LEFT,
                horizontals,
                below,
                curve + drawn,
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 16,
                (TOP + HEIGHT - BOTTOM) / 2);
    }

    private String described() {
        List<String> all = points.entrySet().stream()
                .map(entry ->
                        format("%d: %,.0f", entry.getKey(), entry.getValue().median()))
                .toList();
        return "Batch size and transfers a second. " + String.join("; ", all) + ".";
    }

    private double x(int size) {
        double last = Math.max(1, log2(points.lastKey()) - log2(points.firstKey()));
        return LEFT + 24 + (log2(size) - log2(points.firstKey())) / last * (WIDTH - LEFT - RIGHT - 48);
    }

    private double y(double rate) {
        return HEIGHT - BOTTOM - rate / highest * (HEIGHT - TOP - BOTTOM);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** 1, 2 or 5 times a power of ten, at least the value. */
    private static long niceStep(double value) {
        long power = 1;
        while (power * 10 <= value) {
            power *= 10;
        }
        for (long factor : new long[] {1, 2, 5}) {
            if (factor * power >= value) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String thousands(double rate) {
        return rate >= 10_000 ? format("%.0fk", rate / 1000) : format("%.1fk", rate / 1000);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
