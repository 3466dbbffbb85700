package dev.bankengine.platform.database;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Brings the schema of a database to the version of this program. It runs as the owner, before anything else connects;
 * the role of the running bank exists by then, so that migrations can grant it its rights.
 */
public final class Schema {

    private static final int OLDEST_VERSION = 15;
    private static final int NEWEST_VERSION = 18;
    private static final String INVALID_LOGIN_CLASS = "28";
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String DUPLICATE_OBJECT = "42710";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String INTERNAL_ERROR = "XX000";

    private Schema() {}

    /**
     * Applies every migration that is missing. Several processes may call this at once.
     *
     * @param owner as whom the schema is changed
     * @param application as whom the bank will run
     * @throws EnvironmentProblem if the database is out of reach, of an unknown version, or its schema is not ours
     */
    public static void migrate(DatabaseEndpoint owner, DatabaseEndpoint application) {
        try (Connection connection = owner.connect("bankengine migration")) {
            refuseUnknownVersions(connection);
            provideApplicationRole(connection, owner, application);
        } catch (SQLException failed) {
            throw problem(owner, failed);
        }
        try {
            Flyway.configure()
                    .dataSource(owner.unpooled("bankengine migration"))
                    .locations("classpath:db/migration")
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    // By default it overlooks what a newer program has done, which an older one knows nothing of.
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayValidateException otherHistory) {
            throw new EnvironmentProblem(
                    "The schema in " + owner + " was not made by this version of BankEngine; it was left as it is."
                            + " Use the version that made it, or a later one. " + otherHistory.getMessage(),
                    otherHistory);
        } catch (FlywayException failed) {
            throw new EnvironmentProblem(
                    "The schema in " + owner + " could not be brought up to date; the step that failed was undone. "
                            + failed.getMessage(),
                    failed);
        }
        if (!application.user().equals(owner.user())) {
            requireToEnter(application);
        }
    }

    /** The bank has a login of its own, which nobody has tried yet. */
    private static void requireToEnter(DatabaseEndpoint application) {
        try (Connection connection = application.connect("bankengine migration")) {
            connection.getMetaData();
        } catch (SQLException refused) {
            throw problem(application, refused);
        }
    }

    private static void refuseUnknownVersions(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new EnvironmentProblem("The database server is PostgreSQL " + version + "; BankEngine works with "
                    + OLDEST_VERSION + " to " + NEWEST_VERSION + ". Nothing was changed.");
        }
    }

    /** The embedded database has made the role with its own login; elsewhere the owner makes it, and the bank's login joins it. */
    private static void provideApplicationRole(
            Connection connection, DatabaseEndpoint owner, DatabaseEndpoint application) throws SQLException {
        if (application.user().equals(application.role())) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            makeRole(connection, statement);
            joinRole(connection, statement, application.user());
        } catch (SQLException refused) {
            if (INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                throw new EnvironmentProblem(
                        "The user " + owner.user() + " may not create the role the bank runs as. Have an administrator"
                                + " of the database run: CREATE ROLE bankengine_app NOLOGIN; GRANT bankengine_app TO \""
                                + application.user() + "\"; and start again. Nothing was changed.",
                        refused);
            }
            throw refused;
        }
    }

    private static void makeRole(Connection connection, Statement statement) throws SQLException {
        if (isYes(
                connection,
                "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ?)",
                DatabaseEndpoint.APPLICATION_ROLE)) {
            return;
        }
        try {
            statement.execute("CREATE ROLE bankengine_app NOLOGIN");
        } catch (SQLException refused) {
            // Another program was faster: its role was to be seen already, or only its name was taken.
            if (!DUPLICATE_OBJECT.equals(refused.getSQLState()) && !UNIQUE_VIOLATION.equals(refused.getSQLState())) {
                throw refused;
            }
        }
    }

    private static void joinRole(Connection connection, Statement statement, String user) throws SQLException {
        if (isMember(connection, user)) {
            return;
        }
        try {
            // The statement takes no parameters, so PostgreSQL itself quotes the name into it.
            statement.execute(ask(connection, "SELECT format('GRANT bankengine_app TO %I', ?::text)", user));
        } catch (SQLException refused) {
            // PostgreSQL has no code of its own for "tuple concurrently updated".
            boolean raced =
                    UNIQUE_VIOLATION.equals(refused.getSQLState()) || INTERNAL_ERROR.equals(refused.getSQLState());
            if (!raced || !isMember(connection, user)) {
                throw refused;
            }
        }
    }

    private static boolean isMember(Connection connection, String user) throws SQLException {
        return isYes(connection, "SELECT pg_has_role(?::name, 'bankengine_app', 'MEMBER')", user);
    }

    private static boolean isYes(Connection connection, String question, String name) throws SQLException {
        return "t".equals(ask(connection, question, name));
    }

    private static String ask(Connection connection, String question, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(question)) {
            query.setString(1, name);
            try (ResultSet answer = query.executeQuery()) {
                answer.next();
                return answer.getString(1);
            }
        }
    }

    /** What a refused connection means to the person who started the program. */
    static EnvironmentProblem problem(DatabaseEndpoint endpoint, SQLException failed) {
        String state = String.valueOf(failed.getSQLState());
        String reason;
        if (state.startsWith(INVALID_LOGIN_CLASS)) {
            reason = "refuses user and password. Correct them and start again.";
        } else if (state.equals(NO_SUCH_DATABASE)) {
            reason = "does not have that database. Create it and start again.";
        } else {
            reason = "cannot be used: " + failed.getMessage();
        }
        return new EnvironmentProblem(
                "The database " + endpoint + " " + reason + " The data are as they were.", failed);
    }
}
