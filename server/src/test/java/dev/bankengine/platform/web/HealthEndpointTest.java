package dev.bankengine.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.datasource.AbstractDataSource;

class HealthEndpointTest {

    /** A database that is away: who asks it waits until the test lets go. */
    private static final class Away extends AbstractDataSource {

        final AtomicInteger asked = new AtomicInteger();
        final CountDownLatch isAsked = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public Connection getConnection() throws SQLException {
            asked.incrementAndGet();
            isAsked.countDown();
            try {
                letGo.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new SQLException("away");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }

    @Test
    @Timeout(60)
    void letsOneCallerAskADatabaseThatIsAwayAndAnswersTheOthers() throws Exception {
        var away = new Away();
        var health = new HealthEndpoint(away);
        var first = CompletableFuture.supplyAsync(health::ready);
        away.isAsked.await();
        for (int i = 0; i < 20; i++) {
            assertThat(health.ready().getStatusCode().value()).isEqualTo(503);
        }
        assertThat(first).isNotDone();
        away.letGo.countDown();
        assertThat(first.get().getStatusCode().value()).isEqualTo(503);
        assertThat(away.asked).hasValue(1);
    }
}
