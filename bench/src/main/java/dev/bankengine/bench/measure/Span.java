package dev.bankengine.bench.measure;

import java.time.Duration;

/** How long a workload runs: a warm-up that is not counted, then the measured time. */
public record Span(Duration warmUp, Duration measured) {}
