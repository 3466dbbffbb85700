package dev.bankengine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.TestDatabase;
import dev.bankengine.platform.DatabaseEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Two servers on one database, eight accounts, and random transfers through both: whoever reads all balances at once
 * always finds the same sum. The workload is the one Jepsen calls "bank".
 */
@Timeout(value = 5 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BankWorkloadTest {

    private static final int ACCOUNTS = 8;
    private static final long TOTAL = ACCOUNTS * 100_00L;
    private static final long NANOS = 8_000_000_000L;

    private final long seed = Long.getLong("bankengine.seed", System.nanoTime());
    private final List<String> accounts = new ArrayList<>();

    /** What each acknowledged transaction moved out of an account, by id. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    @Test
    void allBalancesReadAtOnceAlwaysSumToTheSame() throws Exception {
        Path directory =
                Files.createTempDirectory(Files.createDirectories(Path.of("target", "crash-tests")), "workload-");
        try (TestDatabase database = TestDatabase.fresh();
                ServerProcess one = serve(database, directory.resolve("one"));
                ServerProcess two = serve(database, directory.resolve("two"));
                BankClient client = new BankClient()) {
            List<String> servers = List.of(one.url(), two.url());
            for (int i = 0; i < ACCOUNTS; i++) {
                accounts.add(client.open(servers.get(i % 2), "open-" + i, "0.00", "100.00"));
            }
            var random = new Random(seed);
            long end = System.nanoTime() + NANOS;
            List<Future<Integer>> work = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 10; i++) {
                    String server = servers.get(i % 2);
                    int number = i;
                    var itsRandom = new Random(random.nextLong());
                    work.add(threads.submit(() -> transferUntil(end, client, server, number, itsRandom)));
                }
                for (int i = 0; i < 4; i++) {
                    String server = servers.get(i % 2);
                    work.add(threads.submit(() -> readUntil(end, client, server)));
                }
            }
            for (Future<Integer> done : work) {
                assertThat(done.get()).as("seed %d", seed).isPositive();
            }

            for (String server : servers) {
                historiesAddUp(client, server);
            }
            Path output = directory.resolve("verify.log");
            assertThat(ServerProcess.run(output, access(database), "verify"))
                    .as("seed %d, the exit code of verify%s", seed, ServerProcess.lastWords(output))
                    .isZero();
        }
    }

    private static ServerProcess serve(TestDatabase database, Path directory) throws IOException {
        Files.createDirectories(directory);
        return ServerProcess.serve(
                directory.resolve("data"), ServerProcess.freePort(), directory.resolve("server.log"), access(database));
    }

    private static Map<String, String> access(TestDatabase database) {
        DatabaseEndpoint administrator = database.superuser();
        return Map.of(
                "BANKENGINE_DATABASE_URL", administrator.url(),
                "BANKENGINE_DATABASE_USER", administrator.user(),
                "BANKENGINE_DATABASE_PASSWORD", administrator.password());
    }

    private int transferUntil(long end, BankClient client, String server, int number, Random random)
            throws IOException {
        int done = 0;
        for (int i = 0; System.nanoTime() < end; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long cents = 1 + random.nextInt(60_00);
            BankClient.Reply reply = client.transfer(
                    server, "transfer-%d-%d".formatted(number, i), accounts.get(from), accounts.get(to), cents);
            if (reply.status() == 201) {
                String id = reply.body().path("id").asString();
                assertThat(acknowledged.put(id, accounts.get(from) + " " + cents))
                        .isNull();
                done++;
            } else {
                assertThat(reply.status()).as("%s", reply).isEqualTo(422);
                assertThat(reply.body().path("code").asString()).isEqualTo("INSUFFICIENT_FUNDS");
            }
        }
        return done;
    }

    private int readUntil(long end, BankClient client, String server) throws IOException {
        int read = 0;
        while (System.nanoTime() < end) {
            BankClient.Reply reply = client.get(server + "/api/v1/accounts?limit=100");
            assertThat(reply.status()).isEqualTo(200);
            List<Long> balances = new ArrayList<>();
            for (JsonNode account : reply.body().path("items")) {
                balances.add(BankClient.cents(account.path("balance")));
            }
            assertThat(balances).as("seed %d", seed).hasSize(ACCOUNTS).allMatch(balance -> balance >= 0);
            assertThat(balances.stream().mapToLong(Long::longValue).sum())
                    .as("seed %d, %s", seed, balances)
                    .isEqualTo(TOTAL);
            read++;
        }
        return read;
    }

    /** Numbers and running balances have no gap, the last is the balance, and what was acknowledged is there once. */
    private void historiesAddUp(BankClient client, String server) throws IOException {
        Map<String, String> debits = new HashMap<>();
        for (String account : accounts) {
            long number = 0;
            long balance = 0;
            String next = "";
            do {
                BankClient.Reply page = client.get(server + "/api/v1/accounts/" + account
                        + "/history?order=OLDEST_FIRST&limit=200" + (next.isEmpty() ? "" : "&cursor=" + next));
                assertThat(page.status()).as("%s", page).isEqualTo(200);
                for (JsonNode entry : page.body().path("items")) {
                    long amount = BankClient.cents(entry.path("amount"));
                    balance += amount;
                    number++;
                    assertThat(entry.path("number").asLong()).as("%s", entry).isEqualTo(number);
                    assertThat(BankClient.cents(entry.path("balance")))
                            .as("%s", entry)
                            .isEqualTo(balance);
                    assertThat(balance).as("%s", entry).isNotNegative();
                    if (amount < 0) {
                        assertThat(debits.put(entry.path("transactionId").asString(), account + " " + -amount))
                                .isNull();
                    }
                }
                next = page.body().path("next").asString("");
            } while (!next.isEmpty());
            BankClient.Reply now = client.get(server + "/api/v1/accounts/" + account);
            assertThat(BankClient.cents(now.body().path("balance"))).isEqualTo(balance);
        }
        assertThat(debits).as("seed %d", seed).isEqualTo(acknowledged);
    }
}
