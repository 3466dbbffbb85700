package dev.bankengine.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void aPercentileIsALatencyThatWasSeen() {
        Latencies latencies = new Latencies();
        for (int millis = 100; millis >= 1; millis--) {
            latencies.add(millis * 1_000_000L);
        }
        assertThat(latencies.percentileMillis(0.5)).isEqualTo(50);
        assertThat(latencies.percentileMillis(0.99)).isEqualTo(99);
        assertThat(latencies.percentileMillis(1)).isEqualTo(100);
    }

    @Test
    void keepsEveryLatencyHoweverMany() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 300_000; i++) {
            latencies.add(i);
        }
        Latencies all = new Latencies();
        all.addAll(latencies);
        all.addAll(latencies);
        assertThat(all.count()).isEqualTo(600_000);
        assertThat(all.percentileMillis(1)).isEqualTo(0.3);
    }

    @Test
    void takesPartsLaterAddedIntoAccount() {
        Latencies latencies = new Latencies();
        latencies.add(2_000_000);
        assertThat(latencies.percentileMillis(1)).isEqualTo(2);
        latencies.add(1_000_000);
        assertThat(latencies.percentileMillis(0.5)).isEqualTo(1);
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThatThrownBy(() -> new Latencies().percentileMillis(99)).isInstanceOf(IllegalArgumentException.class);
    }
}
