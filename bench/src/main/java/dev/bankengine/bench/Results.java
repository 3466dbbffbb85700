package dev.bankengine.bench;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures of every workload, round by round. */
final class Results {
    private final Map<Workload, List<Figure>> figures = new EnumMap<>(Workload.class);

    void add(Workload workload, Figure figure) {
        figures.computeIfAbsent(workload, unused -> new ArrayList<>()).add(figure);
    }

    /** In the order of the rounds; empty when it was not measured. */
    List<Figure> of(Workload workload) {
        return List.copyOf(figures.getOrDefault(workload, List.of()));
    }

    Optional<Spread> perSecond(Workload workload) {
        List<Double> values = of(workload).stream().map(Figure::perSecond).toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    OptionalDouble medianPerSecond(Workload workload) {
        return perSecond(workload)
                .map(spread -> OptionalDouble.of(spread.median()))
                .orElse(OptionalDouble.empty());
    }

    OptionalDouble medianP50Millis(Workload workload) {
        return median(of(workload).stream().map(Figure::p50Millis).toList());
    }

    OptionalDouble medianP99Millis(Workload workload) {
        return median(of(workload).stream().map(Figure::p99Millis).toList());
    }

    private static OptionalDouble median(List<OptionalDouble> values) {
        List<Double> present = values.stream()
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList();
        return present.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Spread.of(present).median());
    }
}
