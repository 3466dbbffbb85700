package dev.bankengine.ledger.posting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostingSettingsTest {

    @ParameterizedTest
    @CsvSource({"64, 46603", "512, 372827", "2048, 1000000", "65536, 1000000"})
    void remembersNoMoreThanAnEighthOfTheHeapHolds(long megabytes, int accounts) {
        assertThat(PostingSettings.fitting(megabytes << 20)).isEqualTo(accounts);
    }
}
