package dev.bankengine.bench;

import dev.bankengine.bench.BatchSizeChart.SweepPoint;
import dev.bankengine.bench.measure.Span;
import dev.bankengine.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rate inside the process over the batch size: 1, 2, 4 … 8,192, every size once in each round. */
final class Sweep {
    private static final int LARGEST = 8_192;
    private static final int LONGEST_SECONDS = 3;

    private final EnginePosting engine;
    private final Books books;
    private final Settings settings;

    Sweep(EnginePosting engine, Books books, Settings settings) {
        this.engine = engine;
        this.books = books;
        this.settings = settings;
    }

    /** Measures, draws the curve if a file is named, and returns the points for the JSON. */
    Map<String, Object> measure(@Nullable Path chart) throws SQLException, IOException {
        Span span = new Span(Duration.ofSeconds(1), Duration.ofSeconds(Math.min(LONGEST_SECONDS, settings.seconds())));
        SortedMap<Integer, List<Double>> rates = new TreeMap<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (int size = 1; size <= LARGEST; size *= 2) {
                books.mark();
                EnginePosting.Posted posted = engine.post(size, span);
                books.prove("batches of " + size, posted.acknowledged());
                rates.computeIfAbsent(size, unused -> new ArrayList<>()).add(posted.perSecond());
                Progress.say("sweep, round %d of %d: batches of %d: %,.0f transfers/s"
                        .formatted(round, settings.rounds(), size, posted.perSecond()));
            }
        }
        SortedMap<Integer, SweepPoint> points = new TreeMap<>();
        rates.forEach((size, values) -> {
            Spread spread = Spread.of(values);
            points.put(size, new SweepPoint(spread.median(), spread.min(), spread.max()));
        });
        if (chart != null) {
            Files.writeString(chart, BatchSizeChart.draw(points));
            Progress.say("the curve is drawn in " + chart);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        points.forEach((size, point) -> tree.put(Integer.toString(size), Report.rounded(point.median())));
        return tree;
    }
}
