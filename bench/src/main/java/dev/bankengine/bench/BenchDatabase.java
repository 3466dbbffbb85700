package dev.bankengine.bench;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.database.Schema;
import dev.bankengine.platform.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The fresh database of a run: our embedded PostgreSQL with the settings a bank would have, on a directory that is
 * removed afterwards. It refuses to be measured when a commit could be lost.
 */
final class BenchDatabase implements AutoCloseable {
    /** Each must be on, or a figure would be one of a database that forgets. */
    private static final List<String> DURABLE = List.of("fsync", "full_page_writes", "synchronous_commit");

    private static final List<String> TOLD = List.of(
            "server_version",
            "data_checksums",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "wal_compression");

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final Map<String, Object> facts;
    private final Thread cleaner = Thread.ofPlatform().unstarted(this::cleanUp);

    private BenchDatabase(Path directory, EmbeddedPostgres postgres, Map<String, Object> facts) {
        this.directory = directory;
        this.postgres = postgres;
        this.facts = facts;
    }

    static BenchDatabase start(Path parent) throws IOException, SQLException {
        Path directory = Files.createTempDirectory(parent, "bankengine-bench-");
        Map<String, Object> facts = Machine.facts(directory);
        if ("tmpfs".equals(facts.get("fileSystem"))) {
            Files.delete(directory);
            throw new EnvironmentProblem(
                    parent + " is in memory, where fsync means nothing; give a directory on a disk with --directory");
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.open(directory.resolve("data"));
        BenchDatabase database = new BenchDatabase(directory, postgres, facts);
        Runtime.getRuntime().addShutdownHook(database.cleaner);
        try {
            database.requireDurability();
            Schema.migrate(postgres.owner(), postgres.application());
            return database;
        } catch (SQLException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    /** The data directory, for the server to attach to. */
    Path data() {
        return directory.resolve("data");
    }

    /** A directory for logs and the like, removed with the database. */
    Path directory() {
        return directory;
    }

    DatabaseEndpoint superuser() {
        return postgres.superuser();
    }

    DatabaseEndpoint owner() {
        return postgres.owner();
    }

    DatabaseEndpoint application() {
        return postgres.application();
    }

    /** Machine and database, for the report. */
    Map<String, Object> facts() {
        return facts;
    }

    /** One more database on the same server, for a baseline that wants its own. */
    DatabaseEndpoint createDatabase(String name) throws SQLException {
        DatabaseEndpoint superuser = postgres.superuser();
        try (Connection connection = superuser.connect("bankengine bench");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
        }
        String url = superuser.url().substring(0, superuser.url().lastIndexOf('/') + 1) + name;
        return new DatabaseEndpoint(url, superuser.user(), superuser.password(), superuser.role());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(cleaner);
        cleanUp();
    }

    private void cleanUp() {
        postgres.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + directory, e);
        }
    }

    private void requireDurability() throws SQLException {
        Map<String, Object> told = new LinkedHashMap<>();
        try (Connection connection = postgres.superuser().connect("bankengine bench")) {
            for (String setting : DURABLE) {
                String value = show(connection, setting);
                if (!value.equals("on")) {
                    throw new EnvironmentProblem("The database runs with " + setting + " = " + value
                            + "; what it reaches so proves nothing");
                }
                told.put(setting, value);
            }
            for (String setting : TOLD) {
                told.put(setting, show(connection, setting));
            }
        }
        facts.put("postgresql", told);
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var query = connection.prepareStatement("SELECT current_setting(?)")) {
            query.setString(1, setting);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
