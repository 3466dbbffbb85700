package dev.bankengine.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@BankTest
@Import(CurrentBalancesTest.FailingReaders.class)
class CurrentBalancesTest {

    private static final AtomicInteger ERRORS = new AtomicInteger();

    @Autowired
    private TestBank testBank;

    @Autowired
    private CurrentBalances balances;

    /** Lets as many of the readers' next connections as wanted end in an error. */
    static final class FailingReaders implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource pool && name.equals("dataSource") ? new Failing(pool) : bean;
        }
    }

    private static final class Failing extends DelegatingDataSource {

        Failing(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (Thread.currentThread().getName().startsWith("balances-")
                    && ERRORS.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
                throw new StackOverflowError("planted");
            }
            return super.getConnection();
        }
    }

    @Test
    @Timeout(60)
    void goesOnAfterAnError() {
        long account = Long.parseLong(new BankClient(testBank).openAccount("3.00"));
        ERRORS.set(5);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> balances.find(account)).hasRootCauseMessage("planted");
        }
        assertThat(balances.find(account))
                .hasValueSatisfying(a -> assertThat(a.balance()).isEqualTo(300));
    }
}
