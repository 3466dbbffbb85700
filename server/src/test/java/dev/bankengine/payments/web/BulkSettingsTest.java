package dev.bankengine.payments.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkSettingsTest {

    @ParameterizedTest
    @CsvSource({"32, 1", "64, 1", "127, 1", "128, 2", "512, 8", "1024, 16", "65536, 16"})
    void givesEachRequestItsShareOfTheHeap(long megabytes, int rooms) {
        assertThat(BulkSettings.fitting(megabytes << 20)).isEqualTo(rooms);
    }
}
