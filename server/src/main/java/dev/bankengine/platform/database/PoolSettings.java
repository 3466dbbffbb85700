package dev.bankengine.platform.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pool of connections.
 *
 * @param poolSize how many connections there are for everything but posting
 * @param connectionWaitMillis how long a request waits for one of them
 */
@ConfigurationProperties("bankengine.database")
record PoolSettings(
        @DefaultValue("16") int poolSize,
        @DefaultValue("3000") long connectionWaitMillis) {

    private static final long SHORTEST_WAIT_MILLIS = 250;

    PoolSettings {
        if (poolSize < 1) {
            throw new IllegalArgumentException(
                    "bankengine.database.pool-size is %d; it takes 1 or more".formatted(poolSize));
        }
        if (connectionWaitMillis < SHORTEST_WAIT_MILLIS) {
            throw new IllegalArgumentException("bankengine.database.connection-wait-millis is %d; it takes %d or more"
                    .formatted(connectionWaitMillis, SHORTEST_WAIT_MILLIS));
        }
    }
}
