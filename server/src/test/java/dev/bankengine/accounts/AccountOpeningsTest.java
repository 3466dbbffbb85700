package dev.bankengine.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.BankTest;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Verification;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Opening an account while an import, elsewhere, takes the very number that the new account would get. */
@BankTest
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccountOpeningsTest {

    private static final Origin ORIGIN = new Origin("test", "TEST", null, null);

    @Autowired
    private AccountOpenings openings;

    @Autowired
    private Accounts accounts;

    @Autowired
    private AccountNumbers numbers;

    @Autowired
    private LedgerAccounts ledgerAccounts;

    @Autowired
    private Verification verification;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @AfterEach
    void theBooksAreRight() {
        assertThat(verification.verify(progress -> {}).findings())
                .allSatisfy(finding -> assertThat(finding.first()).isEmpty());
    }

    @Test
    void takesTheNextIdWhereTheNumberIsTakenMeanwhile() {
        var asked = openWhileTaking(2, "twice");
        assertThat(asked.join()).isInstanceOfSatisfying(AccountOpenings.Result.Opened.class, opened -> {
            assertThat(opened.replayed()).isFalse();
            assertThat(opened.account().number())
                    .isEqualTo(numbers.of(opened.account().id()));
        });
    }

    @Test
    void doesNotTryForEver() {
        var asked = openWhileTaking(3, "thrice");
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LedgerUnavailable.class);
        assertThat(open("thrice")).isInstanceOf(AccountOpenings.Result.Opened.class);
    }

    /** Opens an account while so many of the next numbers are being taken, each committed when it is waited for. */
    private CompletableFuture<AccountOpenings.Result> openWhileTaking(int count, String key) {
        // Each account that takes a number uses up an id, and so does this look.
        long next = ledgerAccounts.newIds(1).getFirst() + 1 + count;
        return take(next, count, key);
    }

    private CompletableFuture<AccountOpenings.Result> take(long next, int count, String key) {
        if (count == 0) {
            return CompletableFuture.supplyAsync(() -> open(key));
        }
        var transaction = new TransactionTemplate(transactions);
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        var asked = transaction.execute(status -> {
            String number = numbers.of(next + count - 1);
            var brought = new NewAccount(AccountType.CURRENT, Currency.getInstance("EUR"), 0, null, number);
            accounts.open(List.of(brought), ORIGIN);
            var opening = take(next, count - 1, key);
            waitUntilItWaitsForUs(opening);
            return opening;
        });
        assertThat(asked).isNotNull();
        return asked;
    }

    private void waitUntilItWaitsForUs(CompletableFuture<?> opening) {
        boolean waits = false;
        while (!waits && !opening.isDone()) {
            waits = jdbc.sql("""
                            SELECT EXISTS (
                                SELECT FROM pg_locks
                                WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
                            """).query(Boolean.class).single();
        }
        assertThat(waits).as("the opening waits for the number").isTrue();
    }

    private AccountOpenings.Result open(String key) {
        var wanted = new NewAccount(AccountType.CURRENT, Currency.getInstance("EUR"), 0, null, null);
        return openings.open(new IdempotencyKey("test", key), ORIGIN, wanted, null);
    }
}
