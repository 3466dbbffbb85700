package dev.bankengine.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bankengine.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting that cannot be used ends the start with a sentence about it, and is no bug. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsTest {

    private final TestServers servers = TestServers.start(0);

    @AfterAll
    void stop() {
        servers.close();
    }

    @ParameterizedTest
    @CsvSource({
        "bankengine.posting.lanes, two, a whole number",
        "bankengine.posting.lanes, 0, 1 or more",
        "bankengine.posting.max-batch, 0, 1 or more",
        "bankengine.posting.queue-capacity, -1, 1 or more",
        "bankengine.posting.remembered-accounts, -1, 0 or more",
        "bankengine.posting.lock-timeout, 0s, 1 or more",
        "bankengine.posting.patience, soon, a length of time",
        "bankengine.database.pool-size, 0, 1 or more",
        "bankengine.database.pool-size, many, a whole number",
        "bankengine.database.connection-wait-millis, 1, 250 or more",
        "bankengine.ledger.hold-expiry-interval, 0s, 1ms to 365d",
        "bankengine.ledger.hold-expiry-interval, 3000000000d, 1ms to 365d",
        "bankengine.ledger.hold-expiry-interval, often, a length of time",
        "bankengine.http.max-bulk-requests, 0, 1 or more",
        "bankengine.http.max-bulk-requests, -1, 1 or more",
        "bankengine.http.max-bulk-requests, many, a whole number",
        "bankengine.http.bulk-body-within, 0s, 1ms to 1d",
        "bankengine.http.max-body, much, a number of bytes",
        "bankengine.iban.country, FR, national check digit",
        "bankengine.iban.country, ZZ, no country with IBANs",
        "bankengine.iban.bank-code, 1, a bank code of 8 digits"
    })
    void namesTheSettingAndWhatItTakes(String name, String value, String takes) {
        Throwable failure = catchThrowable(() -> servers.startAnother("--" + name + "=" + value));
        assertThat(Surroundings.problemIn(failure))
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains(name, takes);
    }
}
