package dev.bankengine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseEndpointTest {

    @Test
    void showsHostPortAndDatabaseAndNothingElse() {
        var endpoint = new DatabaseEndpoint(
                "jdbc:postgresql://one:5433,two:5434/bank?sslpassword=s3cret&ssl=true",
                "owner",
                "hidden",
                "bankengine_app");
        assertThat(endpoint).hasToString("postgresql://one:5433,two:5434/bank as owner in role bankengine_app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://bank:s3cret@db:5432/bank",
                "jdbc:postgresql://bank:s3/cret@db/bank",
                "jdbc:postgresql://bank:s3?cret@db/bank",
                "jdbc:postgresql://db:s3cret/bank"
            })
    void refusesAnAddressThatCarriesAPasswordOrCannotBeReadWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> new DatabaseEndpoint(url, "user", "password", "user"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContaining("cret");
    }

    @Test
    void limitsWhatAServerWaitsForAndNotWhatSomebodyWatches() throws SQLException {
        try (TestDatabase database = TestDatabase.empty()) {
            for (ConnectionLimits limits : ConnectionLimits.values()) {
                try (Connection connection =
                        database.application().unpooled("test", limits).getConnection()) {
                    assertThat(connection.getNetworkTimeout())
                            .isEqualTo((int) limits.socket().toMillis());
                    assertThat(milliseconds(connection, "statement_timeout"))
                            .isEqualTo(limits.statement().toMillis());
                    assertThat(milliseconds(connection, "idle_in_transaction_session_timeout"))
                            .isEqualTo(limits.idleInTransaction().toMillis());
                }
            }
        }
    }

    @Test
    void takesOtherLimitsFromTheAddressButNeitherAnotherRoleNorLessDurability() throws SQLException {
        try (TestDatabase database = TestDatabase.empty()) {
            DatabaseEndpoint given = database.application();
            String parameters =
                    "?socketTimeout=7&options=-c%20statement_timeout=7s%20-c%20synchronous_commit=off%20-c%20role=none";
            var endpoint = new DatabaseEndpoint(given.url() + parameters, given.user(), given.password(), given.role());
            try (Connection connection =
                    endpoint.unpooled("test", ConnectionLimits.REQUEST).getConnection()) {
                assertThat(connection.getNetworkTimeout()).isEqualTo(7_000);
                assertThat(milliseconds(connection, "statement_timeout")).isEqualTo(7_000);
                assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
                assertThat(setting(connection, "role")).isEqualTo(given.role());
            }
            try (Connection connection = endpoint.connect("test")) {
                assertThat(connection.getNetworkTimeout()).isZero();
                assertThat(milliseconds(connection, "statement_timeout")).isZero();
                assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            }
        }
    }

    @Test
    void saysOfAnErrorNothingThatTheRowHolds() throws SQLException {
        try (TestDatabase database = TestDatabase.empty();
                Connection connection = database.owner().connect("test");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE account (number text PRIMARY KEY)");
            statement.execute("INSERT INTO account VALUES ('DE89370400440532013000')");
            assertThatThrownBy(() -> statement.execute("INSERT INTO account VALUES ('DE89370400440532013000')"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("account_pkey")
                    .hasMessageNotContaining("DE89370400440532013000");
        }
    }

    private static long milliseconds(Connection connection, String name) throws SQLException {
        try (var query = connection.prepareStatement("SELECT setting::bigint FROM pg_settings WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var query = connection.prepareStatement("SELECT current_setting(?)")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
