package dev.bankengine.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bankengine.BankEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What a reader has before them after {@code ./bankengine demo}: a directory with {@code bankengine} and
 * {@code samples} in it, the bank's data below {@code data}, and the demo bank running in a process of its own. Only
 * the port is another one.
 */
final class DemoBank implements AutoCloseable {

    private static final String DOCUMENTED_ADDRESS = "127.0.0.1:8080";

    /** Runs a block as the reader's one terminal would: with the variables of the blocks before it. */
    private static final String TERMINAL = """
            set -eu -o pipefail
            touch variables
            . ./variables
            %s
            set | { grep '^[[:lower:]]*=' || true; } > variables
            """;

    private final Path directory;
    private final int port;
    private final Process server;

    private DemoBank(Path directory, int port, Process server) {
        this.directory = directory;
        this.port = port;
        this.server = server;
    }

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    static DemoBank start() throws IOException {
        Path directory = newDirectory();
        Path launcher = directory.resolve("bankengine");
        Files.writeString(launcher, """
                #!/usr/bin/env bash
                unset BANKENGINE_DATABASE_URL
                exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        absolute(System.getProperty("java.class.path")),
                        BankEngine.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(directory.resolve("samples"), Document.REPOSITORY.resolve("samples"));
        int port = freePort();
        Path said = directory.resolve("said.txt");
        Process server = new ProcessBuilder("./bankengine", "demo", "--port", Integer.toString(port))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        DemoBank bank = new DemoBank(directory, port, server);
        try {
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> !server.isAlive() || Files.readString(said).contains("BankEngine is ready"));
            assertThat(server.isAlive()).as(Files.readString(said)).isTrue();
            return bank;
        } catch (Throwable failed) {
            bank.close();
            throw failed;
        }
    }

    /** Types a command in, as the document has it. What it keeps in variables of small letters, later ones find. */
    Ended run(String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out-", ".txt");
        Path err = Files.createTempFile(directory, "err-", ".txt");
        String here = command.replace(DOCUMENTED_ADDRESS, "127.0.0.1:" + port);
        Process process = new ProcessBuilder("bash", "-c", TERMINAL.formatted(here.stripTrailing()))
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + command);
        }
        String answer = Files.readString(out, UTF_8).replace("127.0.0.1:" + port, DOCUMENTED_ADDRESS);
        return new Ended(process.exitValue(), answer, Files.readString(err, UTF_8));
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(60, TimeUnit.SECONDS)) {
                server.destroyForcibly();
                throw new AssertionError("the demo bank did not end when told to");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String absolute(String classPath) {
        String separator = System.getProperty("path.separator");
        return Arrays.stream(classPath.split(separator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(separator));
    }

    private static Path newDirectory() throws IOException {
        Path parent = Files.createDirectories(Path.of("target", "document-examples"));
        return Files.createTempDirectory(
                        parent,
                        "bank-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")))
                .toAbsolutePath();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
