package dev.bankengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Latencies;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RatioTest {
    @Test
    void theNamesInTheJsonStayAsTheyAre() {
        assertThat(Arrays.stream(Ratio.values()).map(Ratio::key))
                .containsExactly(
                        "httpSingleVsPgbench",
                        "httpHotVsUniform",
                        "httpBulkVsPgbench",
                        "engineVsRowAtATime",
                        "httpSingleP99MillisAtHalfLoad",
                        "readsVsSingle");
    }

    @Test
    void aRatioComparesMedians() {
        Results results = new Results();
        for (double rate : new double[] {1_000, 5_000, 2_000}) {
            results.add(Workload.PGBENCH, Figure.ofRate(rate));
        }
        for (double rate : new double[] {9_000, 3_000, 5_000}) {
            results.add(Workload.HTTP_SINGLE, Figure.ofRate(rate));
        }
        assertThat(Ratio.HTTP_SINGLE_VS_PGBENCH.of(results)).hasValue(2.5);
        assertThat(Ratio.READS_VS_SINGLE.of(results)).isEmpty();
    }

    @Test
    void theEngineIsComparedWithTheFastestWayOfWritingTheBaseline() {
        Results results = new Results();
        results.add(Workload.ENGINE, Figure.ofRate(30_000));
        results.add(Workload.ROW_AT_A_TIME, Figure.ofRate(2_000));
        results.add(Workload.ROW_AT_A_TIME_UPDATE_FIRST, Figure.ofRate(3_000));
        assertThat(Ratio.ENGINE_VS_ROW_AT_A_TIME.of(results)).hasValue(10);
    }

    @Test
    void theLatencyAtHalfLoadIsTheMedianOfThePercentiles() {
        Results results = new Results();
        for (long millis : new long[] {4, 9, 6}) {
            Latencies latencies = new Latencies();
            latencies.add(millis * 1_000_000);
            results.add(Workload.HTTP_HALF_LOAD, Figure.of(100, latencies));
        }
        assertThat(Ratio.HTTP_SINGLE_P99.of(results)).hasValue(6);
    }

    @Test
    void ofALatencyLessIsBetter() {
        assertThat(Ratio.HTTP_SINGLE_P99.verdict(4)).isEqualTo("aim reached");
        assertThat(Ratio.HTTP_SINGLE_P99.verdict(10)).isEqualTo("reached");
        assertThat(Ratio.HTTP_SINGLE_P99.verdict(16)).isEqualTo("MISSED");
        assertThat(Ratio.ENGINE_VS_ROW_AT_A_TIME.verdict(21)).isEqualTo("aim reached");
        assertThat(Ratio.ENGINE_VS_ROW_AT_A_TIME.verdict(9)).isEqualTo("MISSED");
    }
}
