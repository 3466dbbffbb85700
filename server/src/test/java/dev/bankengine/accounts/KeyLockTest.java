package dev.bankengine.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.BankTest;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Origin;
import java.util.Currency;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@BankTest
class KeyLockTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("test", "once");
    private static final NewAccount WANTED =
            new NewAccount(AccountType.CURRENT, Currency.getInstance("EUR"), 0, null, null);

    @Autowired
    private AccountOpenings openings;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aRequestWaitsForAnotherUnderItsKeyButNotForEver() {
        transaction.executeWithoutResult(status -> {
            KeyLock.take(jdbc, KEY);
            try (var elsewhere = Executors.newVirtualThreadPerTaskExecutor()) {
                var duplicate = elsewhere.submit(this::open);
                assertThatThrownBy(duplicate::get).hasCauseInstanceOf(LedgerUnavailable.class);
            }
        });
        assertThat(open()).isInstanceOf(AccountOpenings.Result.Opened.class);
        assertThat(open())
                .isInstanceOfSatisfying(
                        AccountOpenings.Result.Opened.class,
                        o -> assertThat(o.replayed()).isTrue());
    }

    private AccountOpenings.Result open() {
        return openings.open(KEY, new Origin("test", "TEST", null, null), WANTED, null);
    }
}
