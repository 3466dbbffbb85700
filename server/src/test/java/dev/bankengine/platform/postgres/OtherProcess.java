package dev.bankengine.platform.postgres;

import dev.bankengine.platform.EnvironmentProblem;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A second Java process that opens a data directory, tells what it found and keeps it open until it is told to leave or
 * is killed. File locks between processes cannot be tested inside one.
 */
final class OtherProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    private OtherProcess(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static OtherProcess opening(Path dataDirectory) throws IOException {
        return new OtherProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ":"),
                        OtherProcess.class.getName(),
                        dataDirectory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** What it says next: {@code owner}, {@code attached}, or {@code refused: why}. */
    String answer() {
        try {
            String line = answers.readLine();
            return line == null ? "(ended)" : line;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String leave() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return answer();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(Path.of(arguments[0]))) {
            try {
                postgres.claimServer("process " + ProcessHandle.current().pid());
                System.out.println((postgres.isOwner() ? "owner" : "attached") + " and server");
            } catch (EnvironmentProblem taken) {
                System.out.println((postgres.isOwner() ? "owner" : "attached") + ", " + taken.getMessage());
            }
            int told = System.in.read();
            System.out.println(told < 0 ? "alone" : postgres.isOwner() ? "left as owner" : "left as user");
        }
    }
}
