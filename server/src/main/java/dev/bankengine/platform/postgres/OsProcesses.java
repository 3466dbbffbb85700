package dev.bankengine.platform.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Questions about processes that may not be our children, and the signals PostgreSQL understands. */
final class OsProcesses {

    /** How PostgreSQL is told to stop; each leaves the data intact. */
    enum Signal {
        /** End all sessions, write a checkpoint, stop. */
        FAST_SHUTDOWN("INT"),
        /** Stop at once; the next start recovers from the journal. */
        IMMEDIATE_SHUTDOWN("QUIT");

        private final String name;

        Signal(String name) {
            this.name = name;
        }
    }

    private static final Path PROC = Path.of("/proc");

    private OsProcesses() {}

    /** Whether the process still runs. A zombie, dead but not yet collected by its parent, does not. */
    static boolean runs(long pid) {
        if (ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true)) {
            return false;
        }
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException goneOrNoProcFileSystem) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    /** Whether a process with this id is listed at all, zombies included: that is what PostgreSQL itself looks at. */
    static boolean isListed(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    /**
     * Whether the process is a PostgreSQL that works in this directory. After a restart of the machine the number in an
     * old pid file may belong to any other program.
     */
    static boolean isPostgresIn(Path cluster, long pid) {
        if (!runs(pid)) {
            return false;
        }
        Optional<Path> workingDirectory = workingDirectory(pid);
        if (workingDirectory.isPresent()) {
            return workingDirectory.get().equals(cluster);
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> command.endsWith("postgres"))
                .orElse(true);
    }

    /** Every living process whose working directory is this cluster: a postmaster and the backends it may have left. */
    static List<Long> workingIn(Path cluster) {
        List<Long> found = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (workingDirectory(pid).filter(cluster::equals).isPresent() && runs(pid)) {
                    found.add(pid);
                }
            }
        } catch (IOException noProcFileSystem) {
            return found;
        }
        return found;
    }

    static void send(Signal signal, long pid) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal.name + " \"$0\"", Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = kill.waitFor(5, TimeUnit.SECONDS);
            if (!ended) {
                kill.destroyForcibly();
            }
        } catch (IOException noShell) {
            throw new IllegalStateException("Could not run /bin/sh to stop PostgreSQL, process " + pid, noShell);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Path> workingDirectory(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(PROC.resolve(pid + "/cwd")));
        } catch (IOException | UnsupportedOperationException goneOrForeign) {
            return Optional.empty();
        }
    }
}
