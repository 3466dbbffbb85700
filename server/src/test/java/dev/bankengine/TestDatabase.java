package dev.bankengine;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.database.Schema;
import dev.bankengine.platform.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A migrated database of its own, copied from a template within a fraction of a second. All of them live in the one
 * embedded PostgreSQL that this test run starts under {@code target/}; closing one drops it.
 *
 * <p>For a test without Spring: {@code try (TestDatabase database = TestDatabase.fresh()) { … }}.
 */
public final class TestDatabase implements AutoCloseable {

    private static final String PREFIX = "test_";

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new database with the current schema and nothing posted. */
    public static TestDatabase fresh() {
        return copyOf(Server.TEMPLATE);
    }

    /** A new database with nothing in it, not even a schema. */
    public static TestDatabase empty() {
        return copyOf("template1");
    }

    private static TestDatabase copyOf(String template) {
        TestDatabase database = new TestDatabase(newName());
        Server.execute("CREATE DATABASE " + database.name + " TEMPLATE " + template + " OWNER bankengine_owner");
        return database;
    }

    /** As whom the bank runs. */
    public DatabaseEndpoint application() {
        return here(Server.POSTGRES.application());
    }

    /** As whom the schema is made. */
    public DatabaseEndpoint owner() {
        return here(Server.POSTGRES.owner());
    }

    /** As whom a test may break by hand what the bank itself cannot. */
    public DatabaseEndpoint superuser() {
        return here(Server.POSTGRES.superuser());
    }

    /** The server all test databases share, for tests that kill it. */
    public static EmbeddedPostgres server() {
        return Server.POSTGRES;
    }

    private DatabaseEndpoint here(DatabaseEndpoint elsewhere) {
        return Server.in(name, elsewhere);
    }

    @Override
    public void close() {
        Server.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private static String newName() {
        return PREFIX + UUID.randomUUID().toString().replace("-", "");
    }

    /** Started with the first database a test asks for, stopped with the test run. */
    private static final class Server {

        private static final EmbeddedPostgres POSTGRES = start();
        private static final String TEMPLATE = makeTemplate();

        private static EmbeddedPostgres start() {
            EmbeddedPostgres postgres = EmbeddedPostgres.open(Path.of("target", "test-postgres"));
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-test-postgres"));
            return postgres;
        }

        private static String makeTemplate() {
            if (POSTGRES.isOwner()) {
                for (String leftOver : databasesOfEarlierRuns()) {
                    execute("DROP DATABASE IF EXISTS " + leftOver + " WITH (FORCE)");
                }
            }
            String name = newName();
            execute("CREATE DATABASE " + name + " OWNER bankengine_owner");
            Schema.migrate(in(name, POSTGRES.owner()), in(name, POSTGRES.application()));
            return name;
        }

        private static List<String> databasesOfEarlierRuns() {
            List<String> names = new ArrayList<>();
            try (Connection connection = POSTGRES.superuser().connect("tests");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT datname FROM pg_database WHERE starts_with(datname, 'test_')")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            } catch (SQLException failed) {
                throw new EnvironmentProblem("The test server does not answer", failed);
            }
        }

        private static DatabaseEndpoint in(String database, DatabaseEndpoint endpoint) {
            String url = endpoint.url().substring(0, endpoint.url().lastIndexOf('/') + 1) + database;
            return new DatabaseEndpoint(url, endpoint.user(), endpoint.password(), endpoint.role());
        }

        private static void execute(String sql) {
            try (Connection connection = POSTGRES.superuser().connect("tests");
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException failed) {
                throw new EnvironmentProblem("The test server refused: " + sql, failed);
            }
        }
    }
}
