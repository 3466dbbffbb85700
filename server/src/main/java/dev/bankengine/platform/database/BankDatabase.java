package dev.bankengine.platform.database;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one database of a bank, migrated and ready: either the embedded one of a data directory or an external PostgreSQL
 * that the environment names. Whoever opens it closes it, after everything that uses its connections.
 */
public final class BankDatabase implements AutoCloseable {

    private static final String URL_VARIABLE = "BANKENGINE_DATABASE_URL";
    private static final String USER_VARIABLE = "BANKENGINE_DATABASE_USER";
    private static final String PASSWORD_VARIABLE = "BANKENGINE_DATABASE_PASSWORD";
    private static final String APP_USER_VARIABLE = "BANKENGINE_DATABASE_APP_USER";
    private static final String APP_PASSWORD_VARIABLE = "BANKENGINE_DATABASE_APP_PASSWORD";

    private final DatabaseEndpoint application;
    private final Optional<EmbeddedPostgres> embedded;

    private BankDatabase(DatabaseEndpoint application, Optional<EmbeddedPostgres> embedded) {
        this.application = application;
        this.embedded = embedded;
    }

    /**
     * Opens the external database if the environment names one, else the embedded one, and migrates it.
     *
     * @param environment the variables of the process; {@value #URL_VARIABLE} decides
     * @param serverNote for the HTTP server, of which an embedded database has one at a time: what a second one is told
     *     about this one; none for any other use
     * @throws EnvironmentProblem if the database cannot be had; nothing is changed then
     */
    public static BankDatabase open(Path dataDirectory, Map<String, String> environment, Optional<String> serverNote) {
        String url = environment.getOrDefault(URL_VARIABLE, "").strip();
        return url.isEmpty() ? embedded(dataDirectory, serverNote) : external(url, environment);
    }

    /**
     * Looks, before anything is started, whether a server already runs on this database that suffers no second one.
     *
     * @throws EnvironmentProblem if so
     */
    public static void refuseIfServed(Path dataDirectory, Map<String, String> environment) {
        if (environment.getOrDefault(URL_VARIABLE, "").isBlank()) {
            EmbeddedPostgres.refuseIfServed(dataDirectory);
        }
    }

    /**
     * Looks, before anything is made, whether there is a bank to work on. An external database is made by hand, so the one
     * that is named is meant.
     *
     * @throws EnvironmentProblem if the directory holds none
     */
    public static void refuseIfNone(Path dataDirectory, Map<String, String> environment) {
        if (environment.getOrDefault(URL_VARIABLE, "").isBlank() && !EmbeddedPostgres.isIn(dataDirectory)) {
            throw new EnvironmentProblem("There is no bank in " + dataDirectory
                    + ". Name the directory that holds one with --data, or make one there with serve or demo."
                    + " Nothing was made.");
        }
    }

    private static BankDatabase embedded(Path dataDirectory, Optional<String> serverNote) {
        EmbeddedPostgres postgres = EmbeddedPostgres.open(dataDirectory);
        try {
            // Before the schema is touched: a newer program must not change it under a server that runs.
            serverNote.ifPresent(postgres::claimServer);
            Schema.migrate(postgres.owner(), postgres.application());
            return new BankDatabase(postgres.application(), Optional.of(postgres));
        } catch (RuntimeException failed) {
            postgres.close();
            throw failed;
        }
    }

    private static BankDatabase external(String url, Map<String, String> environment) {
        if (url.contains("@")) {
            throw new EnvironmentProblem(URL_VARIABLE + " carries a user or a password. Give them in " + USER_VARIABLE
                    + " and " + PASSWORD_VARIABLE
                    + ", where nothing shows them, and leave postgresql://host:5432/database"
                    + " here. Nothing was started.");
        }
        String user = required(environment, USER_VARIABLE);
        String password = required(environment, PASSWORD_VARIABLE);
        String jdbcUrl = url.startsWith("jdbc:") ? url : "jdbc:" + url.replaceFirst("^postgres:", "postgresql:");
        DatabaseEndpoint owner = at(jdbcUrl, user, password);
        DatabaseEndpoint application = owner.as(DatabaseEndpoint.APPLICATION_ROLE);
        String applicationUser = environment.getOrDefault(APP_USER_VARIABLE, "");
        if (!applicationUser.isEmpty()) {
            application = new DatabaseEndpoint(
                    jdbcUrl,
                    applicationUser,
                    required(environment, APP_PASSWORD_VARIABLE),
                    DatabaseEndpoint.APPLICATION_ROLE);
        }
        Schema.migrate(owner, application);
        return new BankDatabase(application, Optional.empty());
    }

    private static DatabaseEndpoint at(String jdbcUrl, String user, String password) {
        if (jdbcUrl.startsWith("jdbc:postgresql://")) {
            try {
                return new DatabaseEndpoint(jdbcUrl, user, password, user);
            } catch (IllegalArgumentException unreadable) {
                throw unlikeAnAddress(unreadable);
            }
        }
        throw unlikeAnAddress(null);
    }

    private static EnvironmentProblem unlikeAnAddress(@Nullable Throwable cause) {
        return new EnvironmentProblem(
                URL_VARIABLE + " must look like postgresql://host:5432/database; it does not. Nothing was started.",
                cause);
    }

    private static String required(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            throw new EnvironmentProblem(URL_VARIABLE + " names an external database, so " + variable
                    + " must be set as well; it is not. Nothing was started.");
        }
        return value;
    }

    /** As whom the bank runs: with the rights the migrations grant, and no other. */
    public DatabaseEndpoint application() {
        return application;
    }

    /** The embedded server, unless the database is an external one. */
    public Optional<EmbeddedPostgres> embedded() {
        return embedded;
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedPostgres::close);
    }
}
