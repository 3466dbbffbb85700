package dev.bankengine.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.datasource.AbstractDataSource;

@Timeout(60)
class HealthEndpointTest {

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    /** A database that takes its time: who asks it waits until the test lets go. */
    private static final class Slow extends AbstractDataSource {

        final AtomicInteger asked = new AtomicInteger();
        final CountDownLatch isAsked = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);
        private final @Nullable Connection connection;

        /** @param connection what is given in the end, or null for a database that is away */
        Slow(@Nullable Connection connection) {
            this.connection = connection;
        }

        @Override
        public Connection getConnection() throws SQLException {
            asked.incrementAndGet();
            isAsked.countDown();
            try {
                letGo.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (connection == null) {
                throw new SQLException("away");
            }
            return connection;
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }

    @Test
    void tellsAllWhoComeDuringAnAskWhatItBrings() throws Exception {
        var valid = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (connection, method, arguments) -> method.getName().equals("isValid") ? true : null);
        assertThat(answersOf(new Slow(valid))).hasSize(21).containsOnly(200);
    }

    @Test
    void tellsAllWhoComeDuringAnAskThatTheDatabaseIsAway() throws Exception {
        assertThat(answersOf(new Slow(null))).hasSize(21).containsOnly(503);
    }

    @Test
    void letsNobodyWaitForADatabaseThatNeverAnswers() throws Exception {
        var never = new Slow(null);
        try {
            assertThat(new HealthEndpoint(never).ready().getStatusCode().value())
                    .isEqualTo(503);
        } finally {
            never.letGo.countDown();
        }
    }

    private List<Integer> answersOf(Slow database) throws Exception {
        var health = new HealthEndpoint(database);
        var answers = new ArrayList<CompletableFuture<Integer>>();
        answers.add(ask(health));
        database.isAsked.await();
        for (int i = 0; i < 20; i++) {
            answers.add(ask(health));
        }
        Thread.sleep(200);
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        database.letGo.countDown();
        var statuses = answers.stream().map(CompletableFuture::join).toList();
        assertThat(database.asked).hasValue(1);
        return statuses;
    }

    private CompletableFuture<Integer> ask(HealthEndpoint health) {
        return CompletableFuture.supplyAsync(
                () -> health.ready().getStatusCode().value(), callers);
    }
}
