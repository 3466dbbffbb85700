package dev.bankengine.bench;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Spread;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Tells the results: a table for people and a tree of plain values for the JSON. */
final class Report {
    private final Map<String, Object> machine;
    private final Map<String, Object> settings;
    private final Map<Workload, String> descriptions;
    private final Results results;
    private final Map<String, Object> extras;

    /** The extras stand at the root of the JSON: what is measured only when asked for. */
    Report(
            Map<String, Object> machine,
            Map<String, Object> settings,
            Map<Workload, String> descriptions,
            Results results,
            Map<String, Object> extras) {
        this.machine = machine;
        this.settings = settings;
        this.descriptions = descriptions;
        this.results = results;
        this.extras = extras;
    }

    void print(PrintStream out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%-22s %10s %10s %10s  %-14s %8s %8s%n",
                "",
                "median",
                "min",
                "max",
                "",
                "p50 ms",
                "p99 ms");
        for (Workload workload : Workload.values()) {
            Optional<Spread> spread = results.perSecond(workload);
            if (spread.isPresent()) {
                Spread perSecond = spread.get();
                out.printf(
                        Locale.ROOT,
                        "%-22s %,10.0f %,10.0f %,10.0f  %-14s %8s %8s%n",
                        workload.key(),
                        perSecond.median(),
                        perSecond.min(),
                        perSecond.max(),
                        workload.unit(),
                        millis(results.medianP50Millis(workload)),
                        millis(results.medianP99Millis(workload)));
            }
        }
        out.println();
        out.printf(Locale.ROOT, "%-30s %8s %9s %6s%n", "", "value", "at least", "aim");
        for (Ratio ratio : Ratio.values()) {
            OptionalDouble value = ratio.of(results);
            if (value.isPresent()) {
                out.printf(
                        Locale.ROOT,
                        "%-30s %8.2f %9.1f %6.1f  %-11s  %s%n",
                        ratio.key(),
                        value.getAsDouble(),
                        ratio.atLeast(),
                        ratio.aim(),
                        ratio.verdict(value.getAsDouble()),
                        ratio.meaning());
            }
        }
        out.println();
        descriptions.forEach((workload, description) -> out.printf("%s: %s%n", workload.key(), description));
        extras.forEach((name, value) -> out.printf("%s: %s%n", name, value));
    }

    /** Everything, for the JSON. A ratio whose workloads were not measured is null. */
    Map<String, @Nullable Object> tree() {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("machine", machine);
        root.put("settings", settings);
        root.put("workloads", workloads());
        Map<String, @Nullable Object> ratios = new LinkedHashMap<>();
        for (Ratio ratio : Ratio.values()) {
            OptionalDouble value = ratio.of(results);
            ratios.put(ratio.key(), value.isPresent() ? rounded(value.getAsDouble()) : null);
        }
        root.put("ratios", ratios);
        root.putAll(extras);
        return root;
    }

    /** Writes {@link #tree} as JSON. */
    void write(Path file) throws IOException {
        Files.writeString(
                file,
                JsonMapper.builder()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .build()
                                .writeValueAsString(tree()) + "\n");
    }

    private Map<String, Object> workloads() {
        Map<String, Object> workloads = new LinkedHashMap<>();
        for (Workload workload : Workload.values()) {
            results.perSecond(workload).ifPresent(spread -> workloads.put(workload.key(), workload(workload, spread)));
        }
        return workloads;
    }

    private Map<String, Object> workload(Workload workload, Spread spread) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("what", descriptions.getOrDefault(workload, ""));
        values.put("unit", workload.unit());
        values.put("median", rounded(spread.median()));
        values.put("min", rounded(spread.min()));
        values.put("max", rounded(spread.max()));
        List<Map<String, Object>> rounds = new ArrayList<>();
        for (Figure figure : results.of(workload)) {
            Map<String, Object> round = new LinkedHashMap<>();
            round.put("perSecond", rounded(figure.perSecond()));
            figure.p50Millis().ifPresent(millis -> round.put("p50Millis", rounded(millis)));
            figure.p99Millis().ifPresent(millis -> round.put("p99Millis", rounded(millis)));
            figure.maxMillis().ifPresent(millis -> round.put("maxMillis", rounded(millis)));
            rounds.add(round);
        }
        values.put("rounds", rounds);
        return values;
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static String millis(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "";
    }
}
