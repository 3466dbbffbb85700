package dev.bankengine.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.TestDatabase;
import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The embedded server plays the external one: it is a PostgreSQL like any other. */
class ExternalDatabaseTest {

    private static final Path NOT_USED = Path.of("target", "no-such-directory");

    @Test
    void entersAsTheGivenUserAndActsAsTheRoleOfTheBank() throws SQLException {
        try (TestDatabase database = TestDatabase.empty()) {
            DatabaseEndpoint administrator = database.superuser();
            try (BankDatabase bank = open(administrator.url(), administrator.user(), administrator.password());
                    Connection connection = bank.application().connect("test");
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT session_user, current_user")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("postgres");
                assertThat(row.getString(2)).isEqualTo("bankengine_app");
                assertThat(bank.embedded()).isEmpty();
            }
        }
    }

    @Test
    void entersWithALoginOfTheBanksOwnWhereThereIsOne() throws SQLException {
        try (TestDatabase database = TestDatabase.empty()) {
            DatabaseEndpoint administrator = database.superuser();
            DatabaseEndpoint own = database.application();
            Map<String, String> environment = new HashMap<>(Map.of(
                    "BANKENGINE_DATABASE_URL", administrator.url(),
                    "BANKENGINE_DATABASE_USER", administrator.user(),
                    "BANKENGINE_DATABASE_PASSWORD", administrator.password(),
                    "BANKENGINE_DATABASE_APP_USER", own.user()));
            assertThatThrownBy(() -> BankDatabase.open(NOT_USED, environment, Optional.empty()))
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("BANKENGINE_DATABASE_APP_PASSWORD");
            environment.put("BANKENGINE_DATABASE_APP_PASSWORD", "a-guess");
            assertThatThrownBy(() -> BankDatabase.open(NOT_USED, environment, Optional.empty()))
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("as " + own.user())
                    .hasMessageContaining("refuses user and password");
            environment.put("BANKENGINE_DATABASE_APP_PASSWORD", own.password());
            try (BankDatabase bank = BankDatabase.open(NOT_USED, environment, Optional.empty());
                    Connection connection = bank.application().connect("test");
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT session_user")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo(own.user());
            }
        }
    }

    @Test
    void saysWhatAnAdministratorMustDoWhenTheRoleCannotBeGranted() {
        try (TestDatabase database = TestDatabase.empty()) {
            DatabaseEndpoint owner = database.owner();
            assertThatThrownBy(() -> open(owner.url(), owner.user(), owner.password()))
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("GRANT bankengine_app TO \"bankengine_owner\"");
        }
    }

    @Test
    void refusesAWrongPasswordWithoutShowingIt() {
        try (TestDatabase database = TestDatabase.empty()) {
            DatabaseEndpoint owner = database.owner();
            assertThatThrownBy(() -> open(owner.url(), owner.user(), "a-guess"))
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("refuses user and password")
                    .hasMessageNotContaining("a-guess");
        }
    }

    @Test
    void refusesADatabaseThatIsNotThere() {
        try (TestDatabase database = TestDatabase.empty()) {
            DatabaseEndpoint owner = database.owner();
            assertThatThrownBy(() -> open(owner.url() + "_other", owner.user(), owner.password()))
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("does not have that database");
        }
    }

    @Test
    void refusesAnAddressWhereNothingListens() {
        assertThatThrownBy(() -> open("postgresql://127.0.0.1:1/bank", "someone", "secret"))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("cannot be used")
                .hasMessageNotContaining("secret");
    }

    @Test
    void asksForUserAndPassword() {
        assertThatThrownBy(() -> BankDatabase.open(
                        NOT_USED, Map.of("BANKENGINE_DATABASE_URL", "postgresql://127.0.0.1:1/bank"), Optional.empty()))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("BANKENGINE_DATABASE_USER");
    }

    @Test
    void refusesAnAddressThatIsNotPostgres() {
        assertThatThrownBy(() -> open("jdbc:mysql://127.0.0.1/bank", "someone", "secret"))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("must look like postgresql://");
    }

    @Test
    void refusesAnAddressThatCarriesAPasswordWithoutShowingIt() {
        assertThatThrownBy(() -> open("postgresql://bank:s3cret@db:5432/bank", "bank", "s3cret"))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("BANKENGINE_DATABASE_PASSWORD")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> open("postgresql://db:s3cret/bank", "bank", "s3cret"))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("must look like postgresql://")
                .hasStackTraceContaining("cannot be read")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesASchemaThatANewerProgramHasMade() throws SQLException {
        try (TestDatabase database = TestDatabase.fresh();
                Connection connection = database.owner().connect("test");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO flyway_schema_history
                        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    VALUES (999, '999', 'of the future', 'SQL', 'V999__of_the_future.sql', 1, 'test', 1, true)
                    """);
            assertThatThrownBy(() -> Schema.migrate(database.owner(), database.application()))
                    .isInstanceOf(EnvironmentProblem.class)
                    .hasMessageContaining("Use the version that made it, or a later one")
                    .hasMessageContaining("999");
        }
    }

    private static BankDatabase open(String url, String user, String password) {
        return BankDatabase.open(
                NOT_USED,
                Map.of(
                        "BANKENGINE_DATABASE_URL", url,
                        "BANKENGINE_DATABASE_USER", user,
                        "BANKENGINE_DATABASE_PASSWORD", password),
                Optional.empty());
    }
}
