package dev.bankengine.platform;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the database is and as whom to enter it. Every connection opened here acts as {@code role} from its first
 * statement on, whoever {@code user} is: the role is part of the connection's start-up message, costs no round trip and
 * is what {@code RESET ALL} goes back to.
 *
 * @param url a JDBC address, {@code jdbc:postgresql://host:port/database}, which may carry further parameters
 * @param user who logs in
 * @param password the password of {@code user}
 * @param role the role all statements run as; {@code user} is that role or a member of it
 */
public record DatabaseEndpoint(String url, String user, String password, String role) {

    /** The role of the running bank. Migrations grant it its rights; it owns nothing. */
    public static final String APPLICATION_ROLE = "bankengine_app";

    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    /**
     * A source of new connections without a pool: each call opens one, which lives until it is closed.
     *
     * @param applicationName how these connections are called in {@code pg_stat_activity}
     */
    public DataSource unpooled(String applicationName) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName(applicationName);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        source.setAssumeMinServerVersion("15");
        String givenOptions = source.getOptions();
        String roleOption = "-c role=" + role;
        source.setOptions(givenOptions == null ? roleOption : givenOptions + " " + roleOption);
        return source;
    }

    /** One new connection outside every pool. */
    public Connection connect(String applicationName) throws SQLException {
        return unpooled(applicationName).getConnection();
    }

    /** The same login, acting as another role. */
    public DatabaseEndpoint as(String otherRole) {
        return new DatabaseEndpoint(url, user, password, otherRole);
    }

    /** Tells where, never the password. */
    @Override
    public String toString() {
        int parameters = url.indexOf('?');
        String place = parameters < 0 ? url : url.substring(0, parameters);
        return place + " as " + user + (role.equals(user) ? "" : " in role " + role);
    }
}
