package dev.bankengine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.platform.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.FileSystemUtils;

/**
 * A real server on its real database, both killed at random moments while clients pay. Whatever was acknowledged is
 * there once; whatever was not is there once or not at all, and once when it is sent again.
 */
@Timeout(value = 10 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashTest {

    private static final int CLIENTS = 8;
    private static final int ACCOUNTS = 6;

    /** What is killed, as {@code kill -9} does. */
    private enum Victim {
        SERVER,
        POSTGRES,
        ONE_OF_POSTGRES,
        SERVER_AND_POSTGRES
    }

    /** A payment that a client wants made, and what it knows of it. */
    private static final class Payment {
        final String key;
        final int from;
        final int to;
        final long cents;
        volatile @Nullable String transactionId;

        Payment(String key, int from, int to, long cents) {
            this.key = key;
            this.from = from;
            this.to = to;
            this.cents = cents;
        }

        boolean isAcknowledged() {
            return transactionId != null;
        }
    }

    private final long seed = Long.getLong("bankengine.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final int port = ServerProcess.freePort();
    private final BankClient client = new BankClient();
    private final List<String> accounts = new ArrayList<>();
    private final ConcurrentLinkedQueue<Payment> payments = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> wrongAnswers = new ConcurrentLinkedQueue<>();
    private volatile boolean paying = true;

    private Path data = Path.of("target");
    private Path output = data;
    private @Nullable ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "crash-tests")), "bank-");
        data = directory.resolve("data");
        output = directory.resolve("server.log");
        server = serve();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(client.open(server.url(), "open-" + i, "1000000.00", null));
        }
    }

    private ServerProcess serve() {
        return ServerProcess.serve(data, port, output, Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        if (server != null) {
            server.close();
        }
        postmaster().ifPresent(ProcessHandle::destroyForcibly);
        FileSystemUtils.deleteRecursively(Objects.requireNonNull(data.getParent()));
    }

    @Test
    void losesAndDoublesNothingWhateverIsKilled() throws Exception {
        List<Victim> victims = new ArrayList<>(List.of(
                Victim.SERVER,
                Victim.SERVER,
                Victim.SERVER,
                Victim.SERVER,
                Victim.POSTGRES,
                Victim.POSTGRES,
                Victim.POSTGRES,
                Victim.POSTGRES,
                Victim.ONE_OF_POSTGRES,
                Victim.ONE_OF_POSTGRES,
                Victim.SERVER_AND_POSTGRES));
        Collections.shuffle(victims, random);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                var itsRandom = new Random(random.nextLong());
                int number = i;
                clients.add(threads.submit(() -> pay(number, itsRandom)));
            }
            try {
                for (Victim victim : victims) {
                    long acknowledged = acknowledged();
                    ServerProcess.sleep(random.nextLong(300, 1_200));
                    kill(victim);
                    awaitMoreThan(acknowledged);
                }
            } finally {
                paying = false;
            }
            for (Future<?> one : clients) {
                one.get();
            }
        }

        assertThat(wrongAnswers).as("seed %d", seed).isEmpty();
        assertThat(acknowledged()).as("seed %d", seed).isGreaterThan(100);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data)) {
            Map<String, List<String>> stored = storedTransfers(postgres);
            for (Payment payment : payments) {
                List<String> mine = stored.getOrDefault(payment.key, List.of());
                if (payment.isAcknowledged()) {
                    assertThat(mine).as("seed %d, %s", seed, payment.key).containsExactly(payment.transactionId);
                } else {
                    assertThat(mine).as("seed %d, %s", seed, payment.key).hasSizeLessThan(2);
                }
            }

            List<Payment> unanswered =
                    payments.stream().filter(p -> !p.isAcknowledged()).toList();
            unanswered.forEach(this::payUntilAnswered);

            Map<String, List<String>> after = storedTransfers(postgres);
            assertThat(after.keySet())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            payments.stream().map(p -> p.key).toList());
            for (Payment payment : payments) {
                assertThat(after.get(payment.key))
                        .as("seed %d, %s", seed, payment.key)
                        .containsExactly(payment.transactionId);
            }
            assertThat(balances()).as("seed %d", seed).isEqualTo(expectedBalances());
            assertThat(ask(postgres, "SELECT sum(balance) FROM ledger.account").getFirst())
                    .isEqualTo(List.of("0"));
        }
        assertThat(wrongAnswers).as("seed %d", seed).isEmpty();
        Objects.requireNonNull(server).stop();
        assertThat(ServerProcess.run(output, "verify", "--data", data.toString()))
                .as("seed %d, the exit code of verify%s", seed, ServerProcess.lastWords(output))
                .isZero();
    }

    /** One client: a new payment under a new key each time, some sent again until answered, some left for later. */
    private void pay(int number, Random itsRandom) {
        for (int i = 0; paying; i++) {
            int from = itsRandom.nextInt(ACCOUNTS);
            int to = (from + 1 + itsRandom.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            var payment = new Payment("client-%d-%d".formatted(number, i), from, to, 1 + itsRandom.nextInt(5_000));
            payments.add(payment);
            boolean insists = itsRandom.nextBoolean();
            send(payment);
            while (paying && insists && !payment.isAcknowledged()) {
                ServerProcess.sleep(50);
                send(payment);
            }
            if (payment.isAcknowledged() && itsRandom.nextInt(20) == 0) {
                send(payment);
            }
            if (!payment.isAcknowledged()) {
                ServerProcess.sleep(50);
            }
        }
    }

    private void payUntilAnswered(Payment payment) {
        for (int i = 0; i < 100 && !payment.isAcknowledged(); i++) {
            send(payment);
            if (!payment.isAcknowledged()) {
                ServerProcess.sleep(100);
            }
        }
    }

    /** An answer is 201, always with the same id; no answer is a broken connection, or a 503 that asks for patience. */
    private void send(Payment payment) {
        try {
            BankClient.Reply reply = client.transfer(
                    "http://127.0.0.1:" + port,
                    payment.key,
                    accounts.get(payment.from),
                    accounts.get(payment.to),
                    payment.cents);
            if (reply.status() == 201) {
                String id = reply.body().path("id").asString();
                if (payment.isAcknowledged() && !id.equals(payment.transactionId)) {
                    wrongAnswers.add("%s was %s and is %s".formatted(payment.key, payment.transactionId, id));
                }
                payment.transactionId = id;
            } else if (reply.status() != 503) {
                wrongAnswers.add(payment.key + ": " + reply);
            }
        } catch (IOException unanswered) {
            // The server was killed, or its answer lost with the connection; nobody knows.
        }
    }

    private long acknowledged() {
        return payments.stream().filter(Payment::isAcknowledged).count();
    }

    /** Waits until the bank works again: it has acknowledged more than before. */
    private void awaitMoreThan(long acknowledged) {
        long end = System.nanoTime() + 180_000_000_000L;
        while (acknowledged() <= acknowledged + 10) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "seed %d: the bank does not come back%s".formatted(seed, ServerProcess.lastWords(output)));
            }
            ServerProcess.sleep(10);
        }
    }

    private void kill(Victim victim) throws InterruptedException {
        switch (victim) {
            case SERVER -> {
                Objects.requireNonNull(server).kill();
                server = serve();
            }
            case POSTGRES -> postmaster().orElseThrow().destroyForcibly();
            case ONE_OF_POSTGRES -> {
                List<ProcessHandle> children =
                        postmaster().orElseThrow().children().toList();
                if (!children.isEmpty()) {
                    children.get(random.nextInt(children.size())).destroyForcibly();
                }
            }
            case SERVER_AND_POSTGRES -> {
                var postgres = postmaster();
                Objects.requireNonNull(server).kill();
                postgres.orElseThrow().destroyForcibly();
                server = serve();
            }
        }
    }

    /** PostgreSQL's main process, which writes its id into the first line of its file. */
    private Optional<ProcessHandle> postmaster() {
        try (Stream<Path> files = Files.find(data, 2, (path, attributes) -> path.endsWith("postmaster.pid"))) {
            return files.findFirst()
                    .flatMap(CrashTest::firstLine)
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static Optional<String> firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private List<Long> balances() throws IOException {
        List<Long> balances = new ArrayList<>();
        for (String account : accounts) {
            BankClient.Reply reply = client.get("http://127.0.0.1:" + port + "/api/v1/accounts/" + account);
            balances.add(BankClient.cents(reply.body().path("balance")));
        }
        return balances;
    }

    private List<Long> expectedBalances() {
        Long[] expected = new Long[ACCOUNTS];
        Arrays.fill(expected, 0L);
        for (Payment payment : payments) {
            expected[payment.from] -= payment.cents;
            expected[payment.to] += payment.cents;
        }
        return List.of(expected);
    }

    private static Map<String, List<String>> storedTransfers(EmbeddedPostgres postgres) throws Exception {
        Map<String, List<String>> stored = new HashMap<>();
        for (List<String> row : ask(postgres, "SELECT key, id FROM ledger.transaction WHERE kind = 'TRANSFER'")) {
            stored.computeIfAbsent(row.getFirst(), key -> new ArrayList<>()).add(row.getLast());
        }
        return stored;
    }

    /** Asks until the database, which may still be coming back from the last kill, answers. */
    private static List<List<String>> ask(EmbeddedPostgres postgres, String sql) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return askOnce(postgres, sql);
            } catch (SQLException away) {
                if (System.nanoTime() > deadline) {
                    throw away;
                }
                Thread.sleep(100);
            }
        }
    }

    private static List<List<String>> askOnce(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.application().connect("test");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
            return all;
        }
    }
}
