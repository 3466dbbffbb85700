package dev.bankengine.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankEngine;
import dev.bankengine.TestDatabase;
import dev.bankengine.platform.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Import, verify and export as a script sees them: processes with an exit code and an answer. */
class OperationsCommandsTest {

    private static final Path SAMPLE = Path.of("..", "samples", "berka");

    private record Ended(int code, String out, String err) {

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    @TempDir
    private Path directory;

    @Test
    void bringsAHistoryInProvesItAndTakesItOut() throws Exception {
        try (var database = TestDatabase.empty()) {
            String accounts = SAMPLE.resolve("accounts.csv").toString();
            String transactions = SAMPLE.resolve("transactions.csv").toString();
            String report = directory.resolve("refused.csv").toString();

            var rehearsal = run(
                    database,
                    "import",
                    "--accounts",
                    accounts,
                    "--transactions",
                    transactions,
                    "--report",
                    report,
                    "--dry-run");
            assertThat(rehearsal.code()).as(rehearsal.err()).isEqualTo(ExitCode.OK);
            assertThat(rehearsal.out())
                    .contains(
                            "3,483 would be imported",
                            "3,483 of 3,483 equal the recorded ones",
                            "Nothing was changed.");

            var imported = run(
                    database,
                    "import",
                    "--accounts",
                    accounts,
                    "--transactions",
                    transactions,
                    "--report",
                    report,
                    "--json");
            assertThat(imported.code()).as(imported.err()).isEqualTo(ExitCode.OK);
            assertThat(imported.json().at("/accounts/opened").asInt()).isEqualTo(100);
            assertThat(imported.json().at("/transactions/imported").asInt()).isEqualTo(3_483);
            assertThat(imported.json().at("/transactions/balances/equal").asInt())
                    .isEqualTo(3_483);
            assertThat(imported.err()).contains("a second");

            Path wrong = Files.writeString(directory.resolve("wrong.csv"), "number,type,currency\nX,CURRENT,EUR\n");
            var refused = run(database, "import", "--accounts", wrong.toString(), "--report", report);
            assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.out()).contains("1 refused", "INVALID_VALUE", report);
            assertThat(Files.readAllLines(Path.of(report)))
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("wrong.csv,2,X,INVALID_VALUE,");

            Path exported = directory.resolve("export");
            assertThat(run(database, "export", "--to", exported.toString()).code())
                    .isEqualTo(ExitCode.OK);
            assertThat(Files.readAllLines(exported.resolve("transactions.csv"))).hasSize(3_484);
            assertThat(Files.readAllLines(exported.resolve("entries.csv"))).hasSize(2 * 3_483 + 1);
            assertThat(Files.readAllLines(exported.resolve("accounts.csv"))).hasSize(100 + 33 * 7 + 1);
            var onceMore = run(database, "export", "--to", exported.toString());
            assertThat(onceMore.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(onceMore.err().replaceAll("\\s+", " "))
                    .contains("There is something at " + exported.resolve("accounts.csv")
                            + " already. Name another place. Nothing was written.");

            var proven = run(database, "verify", "--json");
            assertThat(proven.code()).isEqualTo(ExitCode.OK);
            assertThat(proven.json().at("/holds").asBoolean()).isTrue();

            breakABalance(database);
            var broken = run(database, "verify");
            assertThat(broken.code()).isEqualTo(ExitCode.FAILED);
            assertThat(broken.out())
                    .contains("2 balance-is-sum-of-entries", "BROKEN", "account 1000: ", "THE BOOKS ARE BROKEN");
        }
    }

    @Test
    void saysWhatAnImportNeeds() throws Exception {
        try (var database = TestDatabase.empty()) {
            assertThat(run(database, "import").code()).isEqualTo(ExitCode.USAGE);
            for (String file : List.of("--accounts", "--transactions")) {
                var missing = run(database, "import", file, "no-such-file.csv");
                assertThat(missing.code()).isEqualTo(ExitCode.ENVIRONMENT);
                assertThat(missing.err()).isEqualToIgnoringWhitespace("There is no file no-such-file.csv.");
            }
            assertThat(hasSchema(database)).isFalse();
            assertThat(run(database, "import", "--help").out()).contains("value_date", "CLEARING", "--dry-run");
            assertThat(run(database, "verify", "--help").out())
                    .containsIgnoringWhitespaces("Ends with 1", "with 2", "3 when", "4 for a bug");
        }
    }

    private static boolean hasSchema(TestDatabase database) throws Exception {
        try (Connection superuser = database.superuser().connect("test");
                Statement statement = superuser.createStatement();
                var answer = statement.executeQuery("SELECT to_regnamespace('ledger') IS NOT NULL")) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    private static void breakABalance(TestDatabase database) throws Exception {
        try (Connection superuser = database.superuser().connect("test");
                Statement statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("UPDATE ledger.account SET balance = balance + 1 WHERE id = 1000");
        }
    }

    private static Ended run(TestDatabase database, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BankEngine.class.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("bankengine-errors", ".txt");
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        var administrator = database.superuser();
        builder.environment().put("BANKENGINE_DATABASE_URL", administrator.url());
        builder.environment().put("BANKENGINE_DATABASE_USER", administrator.user());
        builder.environment().put("BANKENGINE_DATABASE_PASSWORD", administrator.password());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, Files.readString(errors));
    }
}
