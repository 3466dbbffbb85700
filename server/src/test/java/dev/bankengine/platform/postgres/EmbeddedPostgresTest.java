package dev.bankengine.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    private Path directory = Path.of("target");

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "postgres-tests")), "bank-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        directory = directory.toRealPath();
    }

    @AfterEach
    void removeDirectory() throws IOException {
        Path cluster = directory.resolve("postgres-18");
        for (long left : OsProcesses.workingIn(cluster)) {
            OsProcesses.send(OsProcesses.Signal.IMMEDIATE_SHUTDOWN, left);
        }
        await().until(() -> OsProcesses.workingIn(cluster).isEmpty());
        DataDirectory.deleteRecursively(directory);
    }

    @Test
    void keepsWhatWasCommittedFromOneStartToTheNext() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            execute(postgres.owner(), "CREATE TABLE kept (amount bigint)");
            execute(postgres.owner(), "INSERT INTO kept VALUES (1234)");
        }
        assertThat(Postmaster.running(new DataDirectory(directory))).isEmpty();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(ask(postgres.owner(), "SELECT amount FROM kept")).isEqualTo("1234");
        }
    }

    @Test
    void runsDurablyAndForThisMachineOnly() throws SQLException, IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            DatabaseEndpoint bank = postgres.application();
            assertThat(ask(bank, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(bank, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(bank, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(bank, "SHOW data_checksums")).isEqualTo("on");
            assertThat(ask(bank, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres.superuser(), "SHOW unix_socket_directories"))
                    .isEmpty();
            assertThat(ask(
                            bank,
                            "SELECT concat_ws(' ', datcollate, datlocprovider, datlocale) FROM pg_database"
                                    + " WHERE datname = current_database()"))
                    .isEqualTo("C b C.UTF-8");
            assertThat(ask(postgres.superuser(), "SELECT rolpassword FROM pg_authid WHERE rolname = 'bankengine_app'"))
                    .startsWith("SCRAM-SHA-256$");
            for (String role : new String[] {"postgres", "bankengine_owner", "bankengine_app"}) {
                Path secret = directory.resolve("secrets").resolve(role + ".password");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void letsTheBankOwnNothing() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            execute(postgres.owner(), "CREATE TABLE journal (amount bigint)");
            assertThatThrownBy(() -> execute(postgres.application(), "DELETE FROM journal"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> execute(postgres.application(), "CREATE TABLE mine (x int)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> execute(postgres.application(), "SET ROLE bankengine_owner"))
                    .hasMessageContaining("permission denied");
            assertThat(ask(postgres.owner(), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    @Test
    void refusesAWrongPassword() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            DatabaseEndpoint bank = postgres.application();
            DatabaseEndpoint guess = new DatabaseEndpoint(bank.url(), bank.user(), "guess", bank.role());
            assertThatThrownBy(() -> ask(guess, "SELECT 1")).hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void startsAKilledServerAgainOnTheSamePort() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            DatabaseEndpoint before = postgres.owner();
            execute(before, "CREATE TABLE kept AS SELECT 5 AS amount");
            long killed = postgres.processId();
            ProcessHandle.of(killed).ifPresent(ProcessHandle::destroyForcibly);
            await().atMost(Duration.ofSeconds(60)).until(() -> postgres.processId() != killed);
            assertThat(postgres.owner()).isEqualTo(before);
            assertThat(ask(before, "SELECT amount FROM kept")).isEqualTo("5");
        }
    }

    @Test
    void takesOverWhatAKilledProcessHasLeft() throws Exception {
        long left;
        try (OtherProcess other = OtherProcess.opening(directory)) {
            assertThat(other.answer()).isEqualTo("owner and server");
            other.kill();
            left = Postmaster.running(new DataDirectory(directory))
                    .orElseThrow()
                    .pid();
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(postgres.processId()).isEqualTo(left);
            assertThat(ask(postgres.application(), "SELECT 1")).isEqualTo("1");
        }
        assertThat(OsProcesses.runs(left)).isFalse();
    }

    @Test
    void startsAnewWhenTheLeftOverHasOtherSettings() throws Exception {
        long left;
        try (OtherProcess other = OtherProcess.opening(directory)) {
            other.answer();
            other.kill();
            left = Postmaster.running(new DataDirectory(directory))
                    .orElseThrow()
                    .pid();
        }
        Files.writeString(directory.resolve("postgres-18/bankengine.conf"), "# of an older version\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(postgres.processId()).isNotEqualTo(left);
            assertThat(ask(postgres.application(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void attachesToTheServerOfAnotherProcessAndInheritsIt() throws Exception {
        try (OtherProcess other = OtherProcess.opening(directory)) {
            assertThat(other.answer()).isEqualTo("owner and server");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
                assertThat(postgres.isOwner()).isFalse();
                long pid = postgres.processId();
                assertThat(ask(postgres.application(), "SELECT 1")).isEqualTo("1");
                assertThat(other.leave()).isEqualTo("left as owner");
                await().until(postgres::isOwner);
                assertThat(postgres.processId()).isEqualTo(pid);
                assertThat(ask(postgres.application(), "SELECT 2")).isEqualTo("2");
            }
        }
        assertThat(Postmaster.running(new DataDirectory(directory))).isEmpty();
    }

    @Test
    void refusesASecondServerOnOneDirectory() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            postgres.claimServer("http://127.0.0.1:8080");
            try (OtherProcess other = OtherProcess.opening(directory)) {
                assertThat(other.answer()).contains("attached, ", "already serves", "http://127.0.0.1:8080");
            }
        }
    }

    @Test
    void movesToAnotherPortWhenTheOldOneIsTaken() throws Exception {
        int old;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            old = Postmaster.running(new DataDirectory(directory)).orElseThrow().port();
            assertThat(ask(postgres.application(), "SELECT 1")).isEqualTo("1");
        }
        try (var squatter = new java.net.ServerSocket(old, 1, java.net.InetAddress.getLoopbackAddress());
                EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(squatter.isBound()).isTrue();
            assertThat(postgres.application().url()).doesNotContain(":" + old + "/");
            assertThat(ask(postgres.application(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void ignoresAPidFileWhoseNumberBelongsToAnotherProgram() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(postgres.isOwner()).isTrue();
        }
        Path pidFile = directory.resolve("postgres-18/postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + directory.resolve("postgres-18") + "\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(ask(postgres.application(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void leavesADamagedDirectoryAsItIs() throws IOException {
        Files.createDirectories(directory.resolve("postgres-18"));
        Files.writeString(directory.resolve("postgres-18/precious"), "untouched");
        assertThatThrownBy(() -> EmbeddedPostgres.open(directory))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("not a PostgreSQL directory");
        assertThat(directory.resolve("postgres-18/precious")).hasContent("untouched");
    }

    @Test
    void saysWhyADamagedServerDoesNotStart() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            assertThat(postgres.isOwner()).isTrue();
        }
        Files.delete(directory.resolve("postgres-18/global/pg_control"));
        assertThatThrownBy(() -> EmbeddedPostgres.open(directory))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("could not start")
                .hasMessageContaining("pg_control");
    }

    @Test
    void missesALostPasswordFile() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory)) {
            Files.delete(directory.resolve("secrets/bankengine_app.password"));
            assertThatThrownBy(postgres::application)
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("password file");
        }
    }

    private static void execute(DatabaseEndpoint endpoint, String sql) throws SQLException {
        try (Connection connection = endpoint.connect("test");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(DatabaseEndpoint endpoint, String sql) throws SQLException {
        try (Connection connection = endpoint.connect("test");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
