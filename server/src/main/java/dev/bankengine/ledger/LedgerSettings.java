package dev.bankengine.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the ledger does by itself.
 *
 * @param holdExpiryInterval how long after a sweep of expired holds the next one begins, 1 ms to 365 days
 */
@ConfigurationProperties("bankengine.ledger")
record LedgerSettings(@DefaultValue("1s") Duration holdExpiryInterval) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    LedgerSettings {
        if (holdExpiryInterval.compareTo(SHORTEST) < 0 || holdExpiryInterval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "bankengine.ledger.hold-expiry-interval is %s; it takes 1ms to 365d".formatted(holdExpiryInterval));
        }
    }
}
