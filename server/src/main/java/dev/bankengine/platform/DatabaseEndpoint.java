package dev.bankengine.platform;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the database is and as whom to enter it. Every connection opened here acts as {@code role} from its first
 * statement on, whoever {@code user} is, and waits at every commit until it is durable, whatever the database has as its
 * default. Both are part of the connection's start-up message, cost no round trip and are what {@code RESET ALL} goes
 * back to.
 *
 * @param url a JDBC address, {@code jdbc:postgresql://host:port/database}, which may carry further parameters; limits of
 *     time that it sets take the place of ours, but for work that has none
 * @param user who logs in
 * @param password the password of {@code user}
 * @param role the role all statements run as; {@code user} is that role or a member of it
 */
public record DatabaseEndpoint(String url, String user, String password, String role) {

    /** The role of the running bank. Migrations grant it its rights; it owns nothing. */
    public static final String APPLICATION_ROLE = "bankengine_app";

    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    /**
     * @throws IllegalArgumentException if the address cannot be read, or carries a user or a password of its own; the
     *     message does not repeat it
     */
    public DatabaseEndpoint {
        // Addresses are shown; whatever stands before an at sign is nobody's business.
        if (url.contains("@")) {
            throw new IllegalArgumentException("the address of a database carries a user or a password");
        }
        try {
            at(url);
        } catch (IllegalArgumentException _) {
            // Without its cause, which repeats the address with all its parameters.
            throw new IllegalArgumentException("the address of a database cannot be read");
        }
    }

    /** As {@link #unpooled(String, ConnectionLimits)}, for work that takes the time it takes. */
    public DataSource unpooled(String applicationName) {
        return unpooled(applicationName, ConnectionLimits.NONE);
    }

    /**
     * A source of new connections without a pool: each call opens one, which lives until it is closed.
     *
     * @param applicationName how these connections are called in {@code pg_stat_activity}
     */
    public DataSource unpooled(String applicationName, ConnectionLimits limits) {
        PGSimpleDataSource source = at(url);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName(applicationName);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        if (source.getLoginTimeout() == 0) {
            source.setLoginTimeout(CONNECT_TIMEOUT_SECONDS);
        }
        boolean unlimited = limits == ConnectionLimits.NONE;
        if (unlimited || source.getSocketTimeout() == 0) {
            source.setSocketTimeout(Math.toIntExact(limits.socket().toSeconds()));
        }
        source.setAssumeMinServerVersion("15");
        // The detail of an error quotes the row, which holds what customers own, and errors go to the log.
        source.setLogServerErrorDetail(false);
        String given = source.getOptions() == null ? "" : source.getOptions();
        String limiting = "-c statement_timeout=%d -c idle_in_transaction_session_timeout=%d"
                .formatted(
                        limits.statement().toMillis(),
                        limits.idleInTransaction().toMillis());
        // What comes later wins.
        source.setOptions("%s %s -c synchronous_commit=on -c role=%s"
                .formatted(unlimited ? given : limiting, unlimited ? limiting : given, role));
        return source;
    }

    /** One new connection outside every pool and without limits of time. */
    public Connection connect(String applicationName) throws SQLException {
        return unpooled(applicationName).getConnection();
    }

    /** The same login, acting as another role. */
    public DatabaseEndpoint as(String otherRole) {
        return new DatabaseEndpoint(url, user, password, otherRole);
    }

    private static PGSimpleDataSource at(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** Tells where and who, never the password nor a parameter of the address. */
    @Override
    public String toString() {
        PGSimpleDataSource source = at(url);
        StringBuilder place = new StringBuilder("postgresql://");
        String[] hosts = source.getServerNames();
        int[] ports = source.getPortNumbers();
        for (int i = 0; i < hosts.length; i++) {
            place.append(i == 0 ? "" : ",").append(hosts[i]);
            if (i < ports.length && ports[i] != 0) {
                place.append(':').append(ports[i]);
            }
        }
        place.append('/').append(source.getDatabaseName());
        return place + " as " + user + (role.equals(user) ? "" : " in role " + role);
    }
}
