package dev.bankengine.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.platform.DatabaseEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@BankTest
class DatabaseWiringTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DatabaseEndpoint endpoint;

    @Autowired
    private TestBank bank;

    @Test
    void thePoolActsAsTheRoleOfTheBankOnTheDatabaseOfThisTest() {
        assertThat(jdbc.sql("SELECT current_user").query(String.class).single())
                .isEqualTo(DatabaseEndpoint.APPLICATION_ROLE);
        assertThat(bank.database().application().url())
                .endsWith(jdbc.sql("SELECT current_database()")
                        .query(String.class)
                        .single())
                .isEqualTo(endpoint.url());
    }

    @Test
    void theRoleSurvivesAResetOfAllSettings() {
        jdbc.sql("RESET ALL").update();
        assertThat(jdbc.sql("SELECT current_user").query(String.class).single())
                .isEqualTo(DatabaseEndpoint.APPLICATION_ROLE);
    }

    @Test
    void passwordsDoNotShow() {
        assertThat(endpoint.toString()).doesNotContain(endpoint.password());
    }
}
