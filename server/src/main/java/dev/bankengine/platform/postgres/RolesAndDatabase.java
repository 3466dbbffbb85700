package dev.bankengine.platform.postgres;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The two roles and the one database of a new cluster. Made with the first start and marked as done; a crash before the
 * mark has it done again, which changes nothing that is already there.
 */
final class RolesAndDatabase {

    private static final String MAINTENANCE_DATABASE = "postgres";

    private RolesAndDatabase() {}

    static DatabaseEndpoint login(DataDirectory data, int port, String database, String role) {
        String password = data.password(role)
                .orElseThrow(() -> new EnvironmentProblem("The password file " + data.secret(role)
                        + " is missing, and without it nobody can enter the database in " + data.path()
                        + ". Restore the file from a backup. The data are intact."));
        return new DatabaseEndpoint("jdbc:postgresql://127.0.0.1:" + port + "/" + database, role, password, role);
    }

    static void prepare(DataDirectory data, Postmaster server) {
        Path mark = data.preparedMark();
        if (Files.exists(mark)) {
            return;
        }
        DatabaseEndpoint superuser = login(data, server.port(), MAINTENANCE_DATABASE, Cluster.SUPERUSER);
        try (Connection connection = superuser.connect("bankengine setup")) {
            makeRole(connection, EmbeddedPostgres.OWNER_ROLE, data.passwordOrNew(EmbeddedPostgres.OWNER_ROLE));
            makeRole(
                    connection,
                    DatabaseEndpoint.APPLICATION_ROLE,
                    data.passwordOrNew(DatabaseEndpoint.APPLICATION_ROLE));
            makeDatabase(connection);
            Files.writeString(mark, "roles and database exist\n");
        } catch (SQLException refused) {
            throw new EnvironmentProblem(
                    "The new database in " + data.path() + " could not be set up: " + refused.getMessage(), refused);
        } catch (IOException failed) {
            throw DataDirectory.problemWith(mark, failed);
        }
    }

    private static void makeRole(Connection connection, String role, String password) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            execute(connection, "CREATE ROLE %I LOGIN", role, "");
        }
        execute(connection, "ALTER ROLE %I PASSWORD %L", role, password);
    }

    private static void makeDatabase(Connection connection) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", EmbeddedPostgres.DATABASE)) {
            execute(connection, "CREATE DATABASE %I OWNER %I", EmbeddedPostgres.DATABASE, EmbeddedPostgres.OWNER_ROLE);
        }
        execute(connection, "REVOKE ALL ON DATABASE %I FROM PUBLIC", EmbeddedPostgres.DATABASE, "");
        execute(
                connection,
                "GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I",
                EmbeddedPostgres.DATABASE,
                DatabaseEndpoint.APPLICATION_ROLE);
    }

    private static boolean exists(Connection connection, String question, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(question)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** These statements take no parameters, so PostgreSQL itself quotes the names and passwords into them. */
    private static void execute(Connection connection, String pattern, String first, String second)
            throws SQLException {
        String quoted;
        try (PreparedStatement format = connection.prepareStatement("SELECT format(?, ?, ?)")) {
            format.setString(1, pattern);
            format.setString(2, first);
            format.setString(3, second);
            try (ResultSet row = format.executeQuery()) {
                row.next();
                quoted = row.getString(1);
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(quoted);
        }
    }
}
