package dev.bankengine.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bankengine.TestServers;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.SoundBooks;
import dev.bankengine.ledger.TestLedger;
import dev.bankengine.platform.ConnectionLimits;
import dev.bankengine.platform.DatabaseEndpoint;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What guards the money does not depend on how somebody has set up the database, nor on the network being polite. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardedConnectionsTest {

    @Test
    void everyConnectionCommitsDurablyOnADatabaseThatDoesNot() throws SQLException {
        try (TestServers servers = TestServers.start(0)) {
            try (Connection superuser = servers.database().superuser().connect("test");
                    Statement statement = superuser.createStatement()) {
                String name = superuser.getCatalog();
                statement.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
                statement.execute("ALTER DATABASE " + name + " SET statement_timeout = '7s'");
            }
            var bank = servers.startAnother();

            assertThat(setting(bank, "dataSource", "synchronous_commit")).isEqualTo("on");
            assertThat(setting(bank, "unpooledDataSource", "synchronous_commit"))
                    .isEqualTo("on");
            assertThat(setting(bank, "patientDataSource", "synchronous_commit")).isEqualTo("on");

            assertLimits(bank, "dataSource", ConnectionLimits.REQUEST);
            assertLimits(bank, "unpooledDataSource", ConnectionLimits.POSTING);
            assertLimits(bank, "patientDataSource", ConnectionLimits.NONE);
        }
    }

    @Test
    void aDatabaseThatVanishesWithoutAWordIsGivenUpAndFoundAgain() throws Exception {
        try (TestServers servers = TestServers.start(0)) {
            DatabaseEndpoint direct = servers.database().application();
            URI address = URI.create(direct.url().substring("jdbc:".length()));
            try (SilentProxy proxy = new SilentProxy(address.getPort())) {
                String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + address.getPath()
                        + "?socketTimeout=1&loginTimeout=1";
                var bank = servers.startAnother(
                        new DatabaseEndpoint(url, direct.user(), direct.password(), direct.role()),
                        "--bankengine.posting.patience=1s",
                        "--bankengine.database.connection-wait-millis=1000",
                        "--bankengine.database.pool-size=2");
                TestLedger books = new TestLedger(bank);
                long payer = books.openWith("100.00");
                long payee = books.openWith("0.00");
                Request during =
                        TestLedger.request("during", TestLedger.transfer(payer, payee, TestLedger.eur("1.00")));
                Ledger ledger = bank.getBean(Ledger.class);
                JdbcClient jdbc = bank.getBean(JdbcClient.class);

                proxy.fallSilent();
                assertThatThrownBy(() -> ledger.post(during)).isInstanceOf(LedgerUnavailable.class);
                assertThatThrownBy(
                                () -> jdbc.sql("SELECT 1").query(Integer.class).single())
                        .isInstanceOf(DataAccessException.class);

                proxy.speakAgain();
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> ledger.post(during) instanceof Outcome.Posted);
                assertThat(books.balance(payee)).isEqualTo("1.00");
                SoundBooks.assertSound(bank);
            }
        }
    }

    private static void assertLimits(ConfigurableApplicationContext bank, String source, ConnectionLimits limits)
            throws SQLException {
        assertThat(setting(bank, source, "statement_timeout")).isEqualTo(text(limits.statement()));
        assertThat(setting(bank, source, "idle_in_transaction_session_timeout"))
                .isEqualTo(text(limits.idleInTransaction()));
        try (Connection connection = bank.getBean(source, DataSource.class).getConnection()) {
            assertThat(connection.getNetworkTimeout())
                    .isEqualTo((int) limits.socket().toMillis());
        }
    }

    /** As PostgreSQL writes it. */
    private static String text(Duration limit) {
        if (limit.isZero()) {
            return "0";
        }
        return limit.toSecondsPart() == 0 ? limit.toMinutes() + "min" : limit.toSeconds() + "s";
    }

    private static String setting(ConfigurableApplicationContext bank, String source, String name) {
        return JdbcClient.create(bank.getBean(source, DataSource.class))
                .sql("SELECT current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }
}
