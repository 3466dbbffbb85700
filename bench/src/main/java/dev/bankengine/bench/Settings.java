package dev.bankengine.bench;

import dev.bankengine.bench.measure.Span;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a run is made.
 *
 * @param seconds measured in each workload of each round
 * @param warmUpSeconds before each of them, not counted; four times as long before the first of each
 * @param rounds how often all workloads take their turn
 * @param accounts funded accounts that transfers are drawn from
 * @param clients HTTP connections of the single and reading workloads
 * @param bulkClients HTTP connections of the bulk workload
 * @param baselineClients connections of the baselines
 * @param batch requests that the engine is given at once inside the process
 * @param scale pgbench's scale factor
 * @param workloads what is measured
 */
record Settings(
        int seconds,
        int warmUpSeconds,
        int rounds,
        int accounts,
        int clients,
        int bulkClients,
        int baselineClients,
        int batch,
        int scale,
        Set<Workload> workloads) {

    static final int BULK_ITEMS = 1_000;

    /** Java's compilers take some ten seconds of work until code runs as fast as it ever will. */
    static final int FIRST_WARM_UPS = 4;

    Span span() {
        return new Span(Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(seconds));
    }

    /** As {@link #span}, for the first time that a workload runs. */
    Span firstSpan() {
        return new Span(span().warmUp().multipliedBy(FIRST_WARM_UPS), span().measured());
    }

    /** For the JSON. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("seconds", seconds);
        tree.put("warmUpSeconds", warmUpSeconds);
        tree.put("firstWarmUpSeconds", firstSpan().warmUp().toSeconds());
        tree.put("rounds", rounds);
        tree.put("accounts", accounts);
        tree.put("clients", clients);
        tree.put("bulkClients", bulkClients);
        tree.put("bulkItems", BULK_ITEMS);
        tree.put("baselineClients", baselineClients);
        tree.put("batch", batch);
        tree.put("pgbenchScale", scale);
        return tree;
    }
}
