package dev.bankengine.platform.postgres;

import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running main process of PostgreSQL, whether we started it or found it.
 *
 * @param pid its process id
 * @param port where it listens on 127.0.0.1
 */
record Postmaster(long pid, int port) {

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Recovery replays at most what lies between two checkpoints; it is given ample time. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(15);

    private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(90);
    private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration ORPHANS_LIMIT = Duration.ofSeconds(30);
    private static final int LOG_TAIL_BYTES = 3000;

    boolean runs() {
        return OsProcesses.runs(pid);
    }

    /** The server that runs on this cluster right now, ready or not. */
    static Optional<Postmaster> running(DataDirectory data) {
        return PostmasterPid.read(data.cluster())
                .filter(file -> OsProcesses.isPostgresIn(data.cluster(), file.pid()))
                .map(file -> new Postmaster(file.pid(), file.port()));
    }

    /** Whether it answers queries: its own pid file says so, and that file is its own. */
    boolean isReady(DataDirectory data) {
        return PostmasterPid.read(data.cluster())
                .filter(file -> file.pid() == pid && file.ready())
                .isPresent();
    }

    /**
     * Starts PostgreSQL and waits until it answers queries.
     *
     * @param fixedPort the port it must have, because clients already know it; none to use the last one or, if that is
     *     taken, any free one
     */
    static Postmaster start(Cluster cluster, @Nullable Integer fixedPort) throws IOException {
        DataDirectory data = cluster.data();
        clearLeftOvers(data);
        int port = fixedPort == null
                ? data.port().filter(Postmaster::isFree).orElseGet(Postmaster::anyFreePort)
                : fixedPort;
        cluster.writeSettings(port);
        data.rememberPort(port);
        ProcessBuilder builder = new ProcessBuilder(cluster.user()
                .detached(List.of(
                        cluster.binaries().postgres().toString(),
                        "-D",
                        data.cluster().toString())));
        builder.redirectErrorStream(true).redirectOutput(data.startLog().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        builder.directory(data.path().toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        Postmaster postmaster = new Postmaster(process.pid(), port);
        postmaster.awaitReady(data);
        return postmaster;
    }

    void awaitReady(DataDirectory data) {
        long start = System.nanoTime();
        long nextNote = Duration.ofSeconds(5).toNanos();
        while (!isReady(data)) {
            if (!runs()) {
                throw whyItEnded(data);
            }
            long waited = System.nanoTime() - start;
            if (waited > READY_LIMIT.toNanos()) {
                throw new EnvironmentProblem("PostgreSQL (process " + pid + ") was not ready after "
                        + READY_LIMIT.toMinutes() + " minutes. Its log is in " + data.log() + ".");
            }
            if (waited > nextNote) {
                LOG.info("PostgreSQL is replaying its journal after a crash, {} s so far", waited / 1_000_000_000);
                nextNote += Duration.ofSeconds(5).toNanos();
            }
            pause(POLL);
        }
    }

    /** Stops it: politely first, then at once, which costs a recovery at the next start and nothing else. */
    void stop() {
        OsProcesses.send(OsProcesses.Signal.FAST_SHUTDOWN, pid);
        if (!ended(FAST_STOP_LIMIT)) {
            LOG.warn(
                    "PostgreSQL (process {}) did not stop within {} s; stopping it at once",
                    pid,
                    FAST_STOP_LIMIT.toSeconds());
            OsProcesses.send(OsProcesses.Signal.IMMEDIATE_SHUTDOWN, pid);
            if (!ended(IMMEDIATE_STOP_LIMIT)) {
                throw new EnvironmentProblem("PostgreSQL (process " + pid + ") does not stop. Look at what holds it up;"
                        + " the data are intact.");
            }
        }
    }

    private boolean ended(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (runs()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    /**
     * Removes the pid file of a server that is dead though its process id is still listed: as a zombie nobody collects,
     * or because the number now belongs to another program. PostgreSQL would refuse to start. Before that, the backends
     * a killed postmaster leaves must have ended, for two servers on one cluster would destroy it.
     */
    private static void clearLeftOvers(DataDirectory data) throws IOException {
        long deadline = System.nanoTime() + ORPHANS_LIMIT.toNanos();
        List<Long> orphans = OsProcesses.workingIn(data.cluster());
        while (!orphans.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new EnvironmentProblem("Processes of an earlier PostgreSQL still work in " + data.cluster() + ": "
                        + orphans + ". Starting another would endanger the data. Wait for them or end them.");
            }
            pause(POLL);
            orphans = OsProcesses.workingIn(data.cluster());
        }
        Optional<PostmasterPid> left = PostmasterPid.read(data.cluster());
        if (left.isPresent()
                && OsProcesses.isListed(left.get().pid())
                && !OsProcesses.isPostgresIn(data.cluster(), left.get().pid())) {
            Files.deleteIfExists(PostmasterPid.file(data.cluster()));
        }
    }

    private EnvironmentProblem whyItEnded(DataDirectory data) {
        String said = lastWords(data);
        if (DataDirectory.isDiskFull(said)) {
            return DataDirectory.diskFull(data.path());
        }
        if (said.contains("Address already in use")) {
            return new EnvironmentProblem(
                    "Port " + port + " of 127.0.0.1, where PostgreSQL listened before, is taken by"
                            + " another program. The data are intact. Start again: another port is chosen then.");
        }
        return new EnvironmentProblem("PostgreSQL could not start on " + data.cluster()
                + ". Nothing was changed by this attempt. If its files are damaged, restore them from a backup. Its log"
                + " is in " + data.log() + " and ends with:\n" + said.indent(4).stripTrailing());
    }

    /** The end of what it wrote to the terminal and of its newest log file. */
    private static String lastWords(DataDirectory data) {
        try (Stream<Path> logs = Files.list(data.log())) {
            Optional<Path> newest = logs.filter(file -> !file.equals(data.startLog()))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()));
            return (tail(data.startLog()) + newest.map(Postmaster::tail).orElse("")).strip();
        } catch (IOException unreadable) {
            return "(its log cannot be read: " + unreadable.getMessage() + ")";
        }
    }

    private static String tail(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer end = ByteBuffer.allocate(LOG_TAIL_BYTES);
            channel.position(Math.max(0, channel.size() - LOG_TAIL_BYTES)).read(end);
            return StandardCharsets.UTF_8.decode(end.flip()).toString();
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static int anyFreePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new EnvironmentProblem("This machine has no free TCP port on 127.0.0.1.", none);
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for PostgreSQL", interrupted);
        }
    }
}
