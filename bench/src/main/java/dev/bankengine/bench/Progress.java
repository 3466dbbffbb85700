package dev.bankengine.bench;

import dev.bankengine.bench.measure.Figure;
import java.util.Locale;

/** Says on standard error what goes on, so that standard output holds the results alone. */
final class Progress {
    private Progress() {}

    static void say(String what) {
        System.err.println("bench: " + what);
    }

    static void figure(int round, int rounds, Workload workload, Figure figure) {
        String latency = figure.p99Millis().isPresent()
                ? String.format(Locale.ROOT, ", p99 %.2f ms", figure.p99Millis().getAsDouble())
                : "";
        say(String.format(
                Locale.ROOT,
                "round %d of %d: %s %,.0f %s%s",
                round,
                rounds,
                workload.key(),
                figure.perSecond(),
                workload.unit(),
                latency));
    }
}
