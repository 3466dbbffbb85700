package dev.bankengine.platform.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bankengine.BankEngine;
import dev.bankengine.platform.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as a script sees it: a process with an exit code and two streams. */
class CommandLineTest {

    private record Ended(int code, String out, String err) {}

    @Test
    void explainsItself() throws Exception {
        Ended help = run("--help");
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains("demo", "serve", "bench", "test", "Exit codes");
        assertThat(run("--version").out()).startsWith("BankEngine ");
        assertThat(run("serve", "--help").out()).contains("--data", "--port", "BANKENGINE_DATABASE_URL");
    }

    @Test
    void endsWithTwoWhenTheCommandLineMakesNoSense() throws Exception {
        assertThat(run().code()).isEqualTo(ExitCode.USAGE);
        misunderstood("There is no command 'rob'. See ./bankengine --help.", "rob");
        misunderstood("There is no command 'dmeo'. Did you mean demo? See ./bankengine --help.", "dmeo");
        misunderstood("There is no command 'bnech'. Did you mean bench? See ./bankengine --help.", "bnech");
        misunderstood(
                "There is no option '--dta'. Did you mean --data? See ./bankengine verify --help.",
                "verify",
                "--dta",
                "books");
        misunderstood(
                "There is no option '--prot'. Did you mean --port? See ./bankengine serve --help.",
                "serve",
                "--prot=8081");
        misunderstood("verify takes no 'books'. See ./bankengine verify --help.", "verify", "books");
        assertThat(run("serve", "--port", "99999").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("serve", "--port", "http").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void servesUntilToldToEndAndRefusesAPortOrDirectoryThatIsTaken() throws Exception {
        Path directory = newDirectory();
        int port = freePort();
        Process server = start("serve", "--data", directory.toString(), "--port", Integer.toString(port));
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> !server.isAlive() || isHealthy(port));
            assertThat(server.isAlive()).isTrue();
            // It was told to listen everywhere, which would be at 127.0.0.2 as well.
            assertThatThrownBy(() -> new Socket("127.0.0.2", port).close()).isInstanceOf(ConnectException.class);

            Ended sameDirectory = run("serve", "--data", directory.toString(), "--port", Integer.toString(freePort()));
            assertThat(sameDirectory.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(sameDirectory.err())
                    .contains("already serves")
                    .contains("http://127.0.0.1:" + port)
                    .doesNotContain("Exception");

            Ended beside = run("who-am-i", "--data", directory.toString());
            assertThat(beside.code()).isEqualTo(ExitCode.OK);
            assertThat(beside.out()).isEqualToIgnoringNewLines("bankengine_app");
            assertThat(isHealthy(port)).isTrue();

            Ended samePort = run("serve", "--data", newDirectory().toString(), "--port", Integer.toString(port));
            assertThat(samePort.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(samePort.err())
                    .contains("Port " + port + " of 127.0.0.1 is taken")
                    .doesNotContain("Exception");
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(directory.resolve("postgres-18/postmaster.pid")).doesNotExist();
    }

    @Test
    void carriesOutACommandOfAModuleAndPassesItsVerdictOn() throws Exception {
        Path directory = newDirectory();
        EmbeddedPostgres.open(directory).close();
        Ended refused = run("who-am-i", "--refuse", "--data", directory.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.out()).isEqualToIgnoringNewLines("bankengine_app");
        assertThat(refused.err()).doesNotContain("DbMigrate");
        assertThat(directory.resolve("postgres-18/postmaster.pid")).doesNotExist();
        assertThat(run("who-am-i", "--help").out()).contains("--refuse", "--data");

        // Somebody watches a command, and an export takes the time it takes.
        assertThat(run("who-am-i", "--limit", "--data", directory.toString()).out())
                .isEqualToIgnoringNewLines("0");
    }

    @Test
    void aCommandMakesNoBank() throws Exception {
        Path parent = newDirectory();
        Path csv = Files.writeString(parent.resolve("accounts.csv"), "number,type,currency\n");
        Path missing = parent.resolve("no-bank");
        Path empty = Files.createDirectory(parent.resolve("empty"));
        Path books = parent.resolve("books");
        Path report = parent.resolve("refused.csv");
        for (Path directory : List.of(missing, empty)) {
            for (List<String> command : List.of(
                    List.of("verify"),
                    List.of("export", "--to", books.toString()),
                    List.of("import", "--accounts", csv.toString(), "--report", report.toString()),
                    List.of("import", "--accounts", csv.toString(), "--report", report.toString(), "--dry-run"))) {
                List<String> words = new ArrayList<>(command);
                words.addAll(List.of("--data", directory.toString()));
                Ended refused = run(words.toArray(String[]::new));
                assertThat(refused.code()).as("%s", words).isEqualTo(ExitCode.ENVIRONMENT);
                assertThat(refused.err())
                        .as("%s", words)
                        .contains("There is no bank in " + directory + ".")
                        .doesNotContain("Exception");
                assertThat(refused.out()).isEmpty();
            }
        }
        assertThat(missing).doesNotExist();
        assertThat(empty).isEmptyDirectory();
        assertThat(books).doesNotExist();
        assertThat(report).doesNotExist();
    }

    @Test
    void refusesADirectoryItCannotUse() throws Exception {
        Path file = Files.writeString(newDirectory().resolve("file"), "not a directory");
        Ended refused = run("serve", "--data", file.toString(), "--port", Integer.toString(freePort()));
        assertThat(refused.code()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused.err()).contains("there is a file in its place").doesNotContain("Exception");
    }

    @Test
    void callsASettingThatCannotBeUsedBySayingSoAndNotABug() throws Exception {
        ProcessBuilder serve =
                builder("serve", "--data", newDirectory().toString(), "--port", Integer.toString(freePort()));
        serve.environment().put("BANKENGINE_POSTING_LANES", "two");
        Ended refused = run(serve);
        assertThat(refused.code()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused.err())
                .contains("bankengine.posting.lanes is \"two\"", "a whole number")
                .doesNotContain("Exception");
    }

    @Test
    void breaksAParagraphIntoLinesAndLeavesALogAsItIs() {
        String text = CommandLineOfBank.paragraph("word ".repeat(30).strip() + "\n    as it was " + "x".repeat(120));
        assertThat(text.lines()).hasSize(3);
        assertThat(text.lines().limit(2)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(text).endsWith("    as it was " + "x".repeat(120));
    }

    private static void misunderstood(String message, String... arguments) throws Exception {
        Ended ended = run(arguments);
        assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).isEqualToIgnoringWhitespace(message);
    }

    private static boolean isHealthy(int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI health = URI.create("http://127.0.0.1:" + port + "/health");
            return client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Ended run(String... arguments) throws Exception {
        return run(builder(arguments));
    }

    private static Ended run(ProcessBuilder builder) throws Exception {
        Path errors = Files.createTempFile("bankengine-errors", ".txt");
        Process process = builder.redirectError(errors.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // A paragraph is broken into lines wherever it happens to be.
        return new Ended(process.exitValue(), out, Files.readString(errors).replaceAll("\\s+", " "));
    }

    private static Process start(String... arguments) throws IOException {
        ProcessBuilder builder = builder(arguments);
        builder.environment().put("SERVER_ADDRESS", "0.0.0.0");
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BankEngine.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("BANKENGINE_DATABASE"));
        return builder;
    }

    private static Path newDirectory() throws IOException {
        Path parent = Files.createDirectories(Path.of("target", "command-line-tests"));
        return Files.createTempDirectory(
                parent, "bank-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
