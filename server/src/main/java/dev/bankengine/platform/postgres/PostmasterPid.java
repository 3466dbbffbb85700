package dev.bankengine.platform.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says: PostgreSQL's own lock file, which it writes line by line while it starts.
 *
 * @param pid the process that wrote it, which need not be alive any more
 * @param port the TCP port, 0 while it is not yet known
 * @param ready whether that process says it answers queries
 */
record PostmasterPid(long pid, int port, boolean ready) {

    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    static Path file(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    static Optional<PostmasterPid> read(Path cluster) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(cluster));
        } catch (NoSuchFileException noServerHere) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw DataDirectory.problemWith(file(cluster), unreadable);
        }
        try {
            long pid = Math.abs(Long.parseLong(line(lines, PID_LINE)));
            String port = line(lines, PORT_LINE);
            return Optional.of(new PostmasterPid(
                    pid,
                    port.isEmpty() ? 0 : Integer.parseInt(port),
                    line(lines, STATUS_LINE).equals("ready")));
        } catch (NumberFormatException halfWritten) {
            return Optional.empty();
        }
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }
}
