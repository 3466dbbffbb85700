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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * A real server on its real database, both killed at random moments while clients pay, hold, reverse and open accounts.
 * Whatever was answered stays so; whatever was not is there once, whole, or not at all, and is answered when it is sent
 * again.
 */
@Timeout(value = 10 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashTest {

    private static final int CLIENTS = 8;
    private static final int ACCOUNTS = 6;
    private static final int TIGHT_ACCOUNTS = 2;
    private static final String TIGHT_DEPOSIT = "200.00";

    /** What a bank may answer here although it is in order: funds are tight, and a hold may have ended meanwhile. */
    private static final Set<String> REFUSALS = Set.of("INSUFFICIENT_FUNDS", "HOLD_NOT_ACTIVE");

    /** What is killed, as {@code kill -9} does. */
    private enum Victim {
        SERVER,
        POSTGRES,
        ONE_OF_POSTGRES,
        SERVER_AND_POSTGRES
    }

    /** Money from one account to another, under the key that its transaction has. */
    private record Move(String key, String from, String to, long cents) {}

    /** What a client wants done, and what it knows of it. */
    private static final class Order {
        final String key;
        final String path;
        final String body;

        /** What it books, all of it or nothing. */
        final List<Move> moves;

        /** Status and id, or the code of the refusal. */
        volatile @Nullable String answer;

        Order(String key, String path, String body, List<Move> moves) {
            this.key = key;
            this.path = path;
            this.body = body;
            this.moves = moves;
        }

        boolean isAnswered() {
            return answer != null;
        }

        boolean isDone() {
            return answer != null && answer.startsWith("20");
        }

        /** What it made, once it is done. */
        String id() {
            return Objects.requireNonNull(answer).substring("201 ".length());
        }

        boolean isOpening() {
            return path.equals("/accounts");
        }
    }

    private final long seed = Long.getLong("bankengine.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final int port = ServerProcess.freePort();
    private final BankClient client = new BankClient();
    private final List<String> accounts = new ArrayList<>();
    private final List<String> tight = new ArrayList<>();
    private final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();
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
        for (int i = 0; i < TIGHT_ACCOUNTS; i++) {
            tight.add(client.open(server.url(), "open-tight-" + i, "0.00", TIGHT_DEPOSIT));
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
                    ServerProcess.sleep(random.nextLong(300, 1_200));
                    kill(victim);
                    awaitMoreThan(answered());
                }
            } finally {
                paying = false;
            }
            for (Future<?> one : clients) {
                one.get();
            }
        }

        assertThat(wrongAnswers).as("seed %d", seed).isEmpty();
        assertThat(answered()).as("seed %d", seed).isGreaterThan(100);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data)) {
            assertStoredAsAnswered(storedTransactions(postgres));
            assertThat(openedAccounts(postgres))
                    .as("seed %d", seed)
                    .isBetween(
                            openings().filter(Order::isDone).count(), openings().count());

            orders.stream().filter(order -> !order.isAnswered()).forEach(this::sendUntilAnswered);

            assertThat(orders).as("seed %d", seed).allMatch(Order::isAnswered);
            assertStoredAsAnswered(storedTransactions(postgres));
            assertThat(openedAccounts(postgres))
                    .as("seed %d", seed)
                    .isEqualTo(openings().count());
            assertThat(balances()).as("seed %d", seed).isEqualTo(expectedBalances());
            assertThat(ask(postgres, "SELECT sum(balance) FROM ledger.account").getFirst())
                    .isEqualTo(List.of("0"));
        }
        assertThat(wrongAnswers).as("seed %d", seed).isEmpty();
        Objects.requireNonNull(server).stop();
        assertThat(ServerProcess.run(output, Map.of(), "verify", "--data", data.toString()))
                .as("seed %d, the exit code of verify%s", seed, ServerProcess.lastWords(output))
                .isZero();
    }

    /** One client: one order after the other, each under a new key. */
    private void pay(int number, Random itsRandom) {
        Order reversible = null;
        for (int i = 0; paying; i++) {
            String key = "client-%d-%d".formatted(number, i);
            int kind = itsRandom.nextInt(20);
            if (kind < 10) {
                Order transfer = transfer(key, any(accounts, itsRandom), any(accounts, itsRandom), itsRandom);
                place(transfer, itsRandom);
                reversible = transfer.isDone() ? transfer : reversible;
            } else if (kind < 14) {
                boolean out = itsRandom.nextInt(3) > 0;
                String from = any(out ? tight : accounts, itsRandom);
                place(transfer(key, from, any(out ? accounts : tight, itsRandom), itsRandom), itsRandom);
            } else if (kind < 16) {
                place(atomicBulk(key, itsRandom), itsRandom);
            } else if (kind < 18) {
                holdAndCapture(key, itsRandom);
            } else if (kind < 19 && reversible != null) {
                place(reversal(key, reversible), itsRandom);
                reversible = null;
            } else {
                place(opening(key, itsRandom), itsRandom);
            }
        }
    }

    /** Sends it; some until they are answered, some again after that, some are left for later. */
    private void place(Order order, Random itsRandom) {
        orders.add(order);
        boolean insists = itsRandom.nextBoolean();
        send(order);
        while (paying && insists && !order.isAnswered()) {
            ServerProcess.sleep(50);
            send(order);
        }
        if (order.isAnswered() && itsRandom.nextInt(20) == 0) {
            send(order);
        }
        if (!order.isAnswered()) {
            ServerProcess.sleep(50);
        }
    }

    private static String any(List<String> accounts, Random itsRandom) {
        return accounts.get(itsRandom.nextInt(accounts.size()));
    }

    /** To the account after, where it would be to the same one. */
    private Order transfer(String key, String from, String to, Random itsRandom) {
        String other = from.equals(to) ? accounts.get((accounts.indexOf(to) + 1) % ACCOUNTS) : to;
        var move = new Move(key, from, other, 1 + itsRandom.nextInt(5_000));
        return new Order(key, "/transactions/transfer", body(move), List.of(move));
    }

    /** Three payments, of which the second takes from where funds are tight. */
    private Order atomicBulk(String key, Random itsRandom) {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String from = i == 1 ? any(tight, itsRandom) : accounts.get(i);
            moves.add(new Move(key + "-" + i, from, accounts.get(i + 1), 1 + itsRandom.nextInt(5_000)));
        }
        String items = moves.stream()
                .map(move -> "{\"idempotencyKey\":\"%s\",\"transfer\":%s}".formatted(move.key, body(move)))
                .collect(Collectors.joining(","));
        return new Order(key, "/transactions/bulk", "{\"atomic\":true,\"items\":[%s]}".formatted(items), moves);
    }

    private static Order reversal(String key, Order original) {
        Move move = original.moves.getFirst();
        return new Order(
                key,
                "/transactions/%s/reversal".formatted(original.id()),
                "{}",
                List.of(new Move(key, move.to, move.from, move.cents)));
    }

    private static Order opening(String key, Random itsRandom) {
        return new Order(key, "/accounts", """
                {"type":"CURRENT","currency":"EUR","openingDeposit":{"amount":"%d.00","currency":"EUR"}}
                """.formatted(1 + itsRandom.nextInt(100)), List.of());
    }

    /** Sets money aside, pays a part of it, and gives the rest back. */
    private void holdAndCapture(String key, Random itsRandom) {
        String from = any(itsRandom.nextBoolean() ? tight : accounts, itsRandom);
        long cents = 2 + itsRandom.nextInt(5_000);
        var hold = new Order(key, "/holds", """
                {"accountId":"%s","amount":%s}
                """.formatted(from, money(cents)), List.of());
        place(hold, itsRandom);
        if (!hold.isDone()) {
            return;
        }
        String to = any(tight, itsRandom);
        if (!from.equals(to) && itsRandom.nextInt(4) > 0) {
            var move = new Move(key + "-capture", from, to, 1 + itsRandom.nextLong(cents - 1));
            place(
                    new Order(
                            move.key,
                            "/holds/%s/capture".formatted(hold.id()),
                            """
                            {"toAccountId":"%s","amount":%s,"last":%b}
                            """.formatted(to, money(move.cents), itsRandom.nextBoolean()),
                            List.of(move)),
                    itsRandom);
        }
        place(new Order(key + "-release", "/holds/%s/release".formatted(hold.id()), "{}", List.of()), itsRandom);
    }

    private static String body(Move move) {
        return "{\"fromAccountId\":\"%s\",\"toAccountId\":\"%s\",\"amount\":%s}"
                .formatted(move.from, move.to, money(move.cents));
    }

    private static String money(long cents) {
        return "{\"amount\":\"%d.%02d\",\"currency\":\"EUR\"}".formatted(cents / 100, cents % 100);
    }

    private void sendUntilAnswered(Order order) {
        for (int i = 0; i < 100 && !order.isAnswered(); i++) {
            send(order);
            if (!order.isAnswered()) {
                ServerProcess.sleep(100);
            }
        }
    }

    /** An answer is always the same; no answer is a broken connection, or a 503 that asks for patience. */
    private void send(Order order) {
        try {
            BankClient.Reply reply =
                    client.post("http://127.0.0.1:" + port + "/api/v1" + order.path, order.key, order.body);
            if (reply.status() == 503) {
                return;
            }
            boolean done = reply.status() == 200 || reply.status() == 201;
            String code = reply.body().path("code").asString("");
            String answer = reply.status() + " " + (done ? ids(reply.body()) : code);
            if (!done && !REFUSALS.contains(code)) {
                wrongAnswers.add(order.key + ": " + reply);
            }
            if (order.isAnswered() && !answer.equals(order.answer)) {
                wrongAnswers.add("%s was %s and is %s".formatted(order.key, order.answer, answer));
            }
            order.answer = answer;
        } catch (IOException unanswered) {
            // The server was killed, or its answer lost with the connection; nobody knows.
        }
    }

    /** Of what was made: one id, or those of a bulk's transactions. */
    private static String ids(JsonNode body) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : body.path("items")) {
            ids.add(item.path("transactionId").asString());
        }
        return ids.isEmpty() ? body.path("id").asString() : String.join(" ", ids);
    }

    private long answered() {
        return orders.stream().filter(Order::isAnswered).count();
    }

    private Stream<Order> openings() {
        return orders.stream().filter(Order::isOpening);
    }

    /** What was answered is stored as it was answered, and nothing is stored twice or in part. */
    private void assertStoredAsAnswered(Map<String, List<String>> stored) {
        Set<String> known = new HashSet<>();
        for (Order order : orders) {
            List<String> ids = new ArrayList<>();
            for (Move move : order.moves) {
                known.add(move.key);
                ids.addAll(stored.getOrDefault(move.key, List.of()));
            }
            if (order.isDone() && !order.moves.isEmpty()) {
                assertThat(String.join(" ", ids))
                        .as("seed %d, %s", seed, order.key)
                        .isEqualTo(order.id());
            } else if (order.isAnswered()) {
                assertThat(ids).as("seed %d, %s", seed, order.key).isEmpty();
            } else {
                assertThat(ids.size()).as("seed %d, %s", seed, order.key).isIn(0, order.moves.size());
            }
        }
        assertThat(known).as("seed %d", seed).containsAll(stored.keySet());
    }

    /** Waits until the bank works again: it has answered more than those could still be told whom the kill met. */
    private void awaitMoreThan(long answered) {
        long end = System.nanoTime() + 180_000_000_000L;
        while (answered() <= answered + CLIENTS + 2) {
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

    private Map<String, Long> balances() throws IOException {
        Map<String, Long> balances = new HashMap<>();
        for (String account : expectedBalances().keySet()) {
            BankClient.Reply reply = client.get("http://127.0.0.1:" + port + "/api/v1/accounts/" + account);
            balances.put(account, BankClient.cents(reply.body().path("balance")));
        }
        return balances;
    }

    private Map<String, Long> expectedBalances() {
        Map<String, Long> expected = new HashMap<>();
        accounts.forEach(account -> expected.put(account, 0L));
        tight.forEach(account -> expected.put(account, 200_00L));
        for (Order order : orders) {
            if (order.isDone()) {
                for (Move move : order.moves) {
                    expected.merge(move.from, -move.cents, Long::sum);
                    expected.merge(move.to, move.cents, Long::sum);
                }
            }
        }
        return expected;
    }

    /** By their keys; all but the deposits that accounts were opened with, which are counted by their accounts. */
    private static Map<String, List<String>> storedTransactions(EmbeddedPostgres postgres) throws Exception {
        Map<String, List<String>> stored = new HashMap<>();
        for (List<String> row : ask(postgres, "SELECT key, id FROM ledger.transaction WHERE kind <> 'DEPOSIT'")) {
            stored.computeIfAbsent(row.getFirst(), key -> new ArrayList<>()).add(row.getLast());
        }
        return stored;
    }

    /** How many accounts the clients have opened, each with its deposit and nothing else. */
    private static long openedAccounts(EmbeddedPostgres postgres) throws Exception {
        List<String> counts = ask(postgres, """
                SELECT (SELECT count(*) FROM accounts.account),
                       (SELECT count(*) FROM ledger.account WHERE kind = 'CUSTOMER'),
                       (SELECT count(*) FROM ledger.transaction WHERE kind = 'DEPOSIT') + %d
                """.formatted(ACCOUNTS)).getFirst();
        assertThat(Set.copyOf(counts))
                .as("accounts at both places, and deposits: %s", counts)
                .hasSize(1);
        return Long.parseLong(counts.getFirst()) - ACCOUNTS - TIGHT_ACCOUNTS;
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
