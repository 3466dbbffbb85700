package dev.bankengine.platform.postgres;

import dev.bankengine.platform.DatabaseEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL that this machine has installed, as Debian lays it out, on a new cluster with nothing of ours in it. */
public final class InstalledPostgres implements AutoCloseable {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final int LIMIT_SECONDS = 60;

    private final Process server;
    private final int port;
    private final Path log;

    private InstalledPostgres(Process server, int port, Path log) {
        this.server = server;
        this.port = port;
        this.log = log;
    }

    public static boolean has(int version) {
        return Files.isExecutable(programs(version).resolve("postgres"));
    }

    public static InstalledPostgres start(int version) throws Exception {
        Path directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "installed-postgres")).toAbsolutePath(),
                "pg" + version + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        PostgresUser user = PostgresUser.whoCanUse(DataDirectory.at(directory));
        user.own(directory);
        Path log = directory.resolve("log");
        Path cluster = directory.resolve("cluster");
        Process initdb = run(
                user,
                log,
                List.of(
                        programs(version).resolve("initdb").toString(),
                        "--pgdata=" + cluster,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
        if (!initdb.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            initdb.destroyForcibly();
            throw new AssertionError(Files.readString(log));
        }
        int port = freePort();
        Process server = run(
                user,
                log,
                List.of(
                        programs(version).resolve("postgres").toString(),
                        "-D",
                        cluster.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "port=" + port));
        InstalledPostgres started = new InstalledPostgres(server, port, log);
        try {
            started.awaitAnswer();
            return started;
        } catch (Throwable failed) {
            started.close();
            throw failed;
        }
    }

    private static Path programs(int version) {
        return INSTALLED.resolve(version + "/bin");
    }

    private static Process run(PostgresUser user, Path log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(user.command(command)).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            try (Connection connection = as("postgres", "postgres").connect("test")) {
                connection.getMetaData();
                return;
            } catch (SQLException notYet) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError(Files.readString(log), notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    /** A way into one of its databases; every password is the right one. */
    public DatabaseEndpoint as(String user, String database) {
        return new DatabaseEndpoint("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, "any", user);
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = as("postgres", "postgres").connect("test");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            server.destroyForcibly();
            throw new AssertionError("PostgreSQL does not stop: somebody is still connected");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
