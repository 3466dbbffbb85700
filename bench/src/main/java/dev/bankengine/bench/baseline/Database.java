package dev.bankengine.bench.baseline;

import dev.bankengine.platform.DatabaseEndpoint;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is and who signs in; everything here goes over TCP, ours and the baselines alike. */
public record Database(String host, int port, String name, String user, String password) {

    /** Where this endpoint leads, as the same user. */
    public static Database at(DatabaseEndpoint endpoint) {
        URI address = URI.create(endpoint.url().substring("jdbc:".length()));
        return new Database(
                address.getHost(),
                address.getPort(),
                address.getPath().substring(1),
                endpoint.user(),
                endpoint.password());
    }

    /** The same server, another database. */
    public Database named(String otherName) {
        return new Database(host, port, otherName, user, password);
    }

    /** The address as JDBC has it. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /**
     * A new connection on which every statement is prepared on the server from its first use, as any pool of a serious
     * program would have it after a moment.
     */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("ApplicationName", "bankengine-bench");
        return DriverManager.getConnection(jdbcUrl(), properties);
    }
}
