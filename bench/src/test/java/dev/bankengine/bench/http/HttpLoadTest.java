package dev.bankengine.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bankengine.bench.measure.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTest {
    private static final Span SHORT = new Span(Duration.ofMillis(100), Duration.ofMillis(400));

    private final AtomicInteger received = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    HttpLoadTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void countsEveryAnswerThatTheServerGave() {
        server.createContext("/", exchange -> answer(exchange, 201));
        try (HttpLoad load = load(8)) {
            LoadResult result = load.closedLoop(SHORT).requireOnlyExpected("test");
            assertThat(result.acknowledged()).isEqualTo(received.get());
            assertThat(result.measured()).isPositive().isLessThanOrEqualTo(result.acknowledged());
            assertThat(result.latencies().count()).isEqualTo(result.measured());
        }
    }

    @Test
    void sendsBulkRequestsLargerThanASocketTakesAtOnce() {
        server.createContext("/", exchange -> answer(exchange, 200));
        Transfers transfers = Transfers.uniform(new long[] {1, 2}, 1);
        try (HttpLoad load = new HttpLoad(server.getAddress(), 2, Requests.bulkTransfers(transfers, 10_000))) {
            LoadResult result = load.closedLoop(SHORT).requireOnlyExpected("test");
            assertThat(result.acknowledged()).isEqualTo(received.get()).isPositive();
        }
    }

    @Test
    void failsOnAnUnexpectedStatusAndNamesIt() {
        server.createContext("/", exchange -> answer(exchange, received.get() % 3 == 2 ? 422 : 201));
        try (HttpLoad load = load(2)) {
            LoadResult result = load.closedLoop(SHORT);
            assertThat(result.unexpected()).containsOnlyKeys(422);
            assertThatThrownBy(() -> result.requireOnlyExpected("test"))
                    .hasMessageContaining("422")
                    .hasMessageContaining("an answer");
        }
    }

    @Test
    void aPacedRunSendsWhatIsDueAndNoMore() {
        server.createContext("/", exchange -> answer(exchange, 201));
        try (HttpLoad load = load(8)) {
            LoadResult result = load.paced(200, SHORT).requireOnlyExpected("test");
            assertThat(result.acknowledged()).isEqualTo(received.get()).isBetween(1L, 101L);
        }
    }

    @Test
    void aStallIsSeenByEveryRequestItDelayed() {
        server.createContext("/", exchange -> {
            if (received.get() == 0) {
                pause(300);
            }
            answer(exchange, 201);
        });
        try (HttpLoad load = load(1)) {
            LoadResult result = load.paced(100, new Span(Duration.ZERO, Duration.ofMillis(600)));
            // The first request took 300 ms; the next ones waited nearly as long since they were due.
            assertThat(result.latencies().percentileMillis(0.8)).isGreaterThan(50);
        }
    }

    @Test
    void aStallAtTheEndOfAPacedRunIsCountedWithAllThatItDelayed() {
        server.createContext("/", exchange -> {
            if (received.get() == 20) {
                pause(500);
            }
            answer(exchange, 201);
        });
        try (HttpLoad load = load(1)) {
            LoadResult result = load.paced(100, new Span(Duration.ZERO, Duration.ofMillis(400)));
            assertThat(received.get()).isEqualTo(40);
            assertThat(result.measured()).isEqualTo(40);
            // The one that met the stall and the nineteen behind it.
            assertThat(result.latencies().percentileMillis(0.52)).isGreaterThan(250);
        }
    }

    @Test
    void reconnectsWhenTheServerClosesBetweenRequests() {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            answer(exchange, 201);
        });
        try (HttpLoad load = load(2)) {
            LoadResult result = load.closedLoop(SHORT).requireOnlyExpected("test");
            assertThat(result.acknowledged()).isEqualTo(received.get());
            assertThat(result.reconnects()).isPositive();
        }
    }

    private HttpLoad load(int connections) {
        Transfers transfers = Transfers.uniform(new long[] {1, 2, 3}, 1);
        return new HttpLoad(server.getAddress(), connections, Requests.singleTransfers(transfers));
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = "an answer".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        received.incrementAndGet();
        exchange.sendResponseHeaders(status, status == 201 ? body.length : 0);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
