package dev.bankengine.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.Origin;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Imports of accounts that others open at the same time. */
@BankTest
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccountImportTest {

    private static final Origin ORIGIN = new Origin("test", "TEST", null, null);

    @Autowired
    private AccountImport accountImport;

    @Autowired
    private TestBank bank;

    @TempDir
    private Path directoryOfFiles;

    @Test
    void twoImportsOfTheSameAccountsOpenEachOnce() throws Exception {
        var file = new StringBuilder("number,type,currency\n");
        for (int i = 0; i < 3_000; i++) {
            file.append(iban(i)).append(",CURRENT,EUR\n");
        }
        Path both = Files.writeString(directoryOfFiles.resolve("both.csv"), file);
        var start = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<AccountImport.Summary>> running = new ArrayList<>();
            for (String name : List.of("one.csv", "two.csv")) {
                running.add(threads.submit(() -> {
                    start.await();
                    try (var refused = RefusedLines.into(directoryOfFiles.resolve(name))) {
                        return accountImport.run(both, ORIGIN, null, refused, done -> {});
                    }
                }));
            }
            var one = running.getFirst().get();
            var two = running.getLast().get();
            assertThat(one.opened() + two.opened()).isEqualTo(3_000);
            assertThat(one.alreadyThere() + two.alreadyThere()).isEqualTo(3_000);
        }
    }

    /** Whoever waits for a number holds none that comes after it. */
    @Test
    void takesTheNumbersInTheirOrder() throws Exception {
        List<String> numbers = sorted(10_000);
        try (var other = bank.database().superuser().connect("other")) {
            other.setAutoCommit(false);
            take(other, numbers.getFirst());
            var running = importing(numbers.reversed());
            waitUntilItWaitsFor(other, running);
            // Shorter than it takes PostgreSQL to look for a deadlock and to end it.
            execute(other, "SET LOCAL lock_timeout = '500ms'");
            take(other, numbers.getLast());
            other.rollback();
            assertThat(running.join()).isEqualTo(new AccountImport.Summary(2, 2, 0, 0));
        }
    }

    @Test
    void goesOnAfterADeadlock() throws Exception {
        List<String> numbers = sorted(20_000);
        try (var other = bank.database().superuser().connect("other")) {
            other.setAutoCommit(false);
            execute(other, "SET LOCAL deadlock_timeout = '1min'");
            take(other, numbers.getLast());
            var running = importing(numbers);
            waitUntilItWaitsFor(other, running);
            take(other, numbers.getFirst());
            other.rollback();
            assertThat(running.join()).isEqualTo(new AccountImport.Summary(2, 2, 0, 0));
        }
    }

    private static List<String> sorted(int first) {
        return List.of(iban(first), iban(first + 1)).stream().sorted().toList();
    }

    private CompletableFuture<AccountImport.Summary> importing(List<String> numbers) throws IOException {
        var text = new StringBuilder("number,type,currency\n");
        numbers.forEach(number -> text.append(number).append(",CURRENT,EUR\n"));
        Path file = Files.writeString(directoryOfFiles.resolve("accounts.csv"), text);
        return CompletableFuture.supplyAsync(() -> {
            try (var refused = RefusedLines.into(directoryOfFiles.resolve("refused.csv"))) {
                return accountImport.run(file, ORIGIN, null, refused, done -> {});
            }
        });
    }

    /** As another who opens an account and has not committed it. */
    private static void take(Connection other, String number) throws SQLException {
        try (var insert = other.prepareStatement("""
                INSERT INTO accounts.account (id, number, type, opened_at, actor, channel)
                VALUES (nextval('ledger.account_id'), ?, 'CURRENT', now(), 'other', 'TEST')
                """)) {
            insert.setString(1, number);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void waitUntilItWaitsFor(Connection other, CompletableFuture<?> running) throws SQLException {
        boolean waits = false;
        while (!waits && !running.isDone()) {
            try (var statement = other.createStatement();
                    var answer = statement.executeQuery("""
                            SELECT EXISTS (
                                SELECT FROM pg_locks
                                WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
                            """)) {
                answer.next();
                waits = answer.getBoolean(1);
            }
        }
        assertThat(waits).as("the import waits for the number").isTrue();
    }

    private static String iban(int number) {
        String account = "76543210%010d".formatted(number);
        var digits = new BigInteger(account + "131400");
        return "DE%02d%s".formatted(98 - digits.mod(BigInteger.valueOf(97)).intValueExact(), account);
    }
}
