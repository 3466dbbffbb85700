package dev.bankengine.bench.http;

import dev.bankengine.bench.measure.Latencies;
import java.util.Map;

/**
 * What one run of the load generator saw.
 *
 * @param acknowledged requests answered with the expected status, those of the warm-up and of the end included: the
 *     number that the ledger must agree with
 * @param measured the part of them answered inside the measured time; in a paced run, the part that was due inside it
 * @param seconds the measured time
 * @param latencies of the measured requests; in a paced run counted from the moment the request was due
 * @param unexpected how often each other status came; its presence fails the run
 * @param firstUnexpected the beginning of the first such answer, empty when there was none
 * @param cpuMicrosPerRequest processor time the generator itself took for each request, which the server did without
 * @param reconnects how often the server closed a connection between two requests
 */
public record LoadResult(
        long acknowledged,
        long measured,
        double seconds,
        Latencies latencies,
        Map<Integer, Long> unexpected,
        String firstUnexpected,
        double cpuMicrosPerRequest,
        long reconnects) {

    /** Requests answered a second. */
    public double perSecond() {
        return measured / seconds;
    }

    /** Fails with the codes and the first such answer when any status but the expected one was seen. */
    public LoadResult requireOnlyExpected(String workload) {
        if (!unexpected.isEmpty()) {
            throw new IllegalStateException(
                    "%s got unexpected answers %s; the first one: %s".formatted(workload, unexpected, firstUnexpected));
        }
        return this;
    }
}
