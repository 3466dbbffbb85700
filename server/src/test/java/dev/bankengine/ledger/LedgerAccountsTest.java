package dev.bankengine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.bankengine.BankTest;
import dev.bankengine.ledger.ChangeResult.Changed;
import dev.bankengine.ledger.ChangeResult.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** The life of an account in the ledger. */
@BankTest
class LedgerAccountsTest {

    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Origin CLERK = new Origin("clerk-7", "API", "192.0.2.1", "c-1");

    @Autowired
    private LedgerAccounts accounts;

    @Autowired
    private Holds holds;

    @Autowired
    private HoldExpiry expiry;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void opensEmptyWithItsLimitAndARecordOfIt() {
        long id = open(500_00);
        var account = accounts.find(id).orElseThrow();
        assertThat(account.balance()).isZero();
        assertThat(account.held()).isZero();
        assertThat(account.available()).isEqualTo(500_00);
        assertThat(account.status()).isEqualTo(AccountStatus.OPEN);
        assertThat(account.kind()).isEqualTo(AccountKind.CUSTOMER);
        assertThat(accounts.find(List.of(id, 999_999L))).containsOnlyKeys(id);
        assertThat(recorded(id)).containsExactly("status null -> OPEN: opened", "floor null -> -50000: opened");
        assertThat(accounts.changes(id, null, 10).items())
                .allSatisfy(c -> assertThat(c.origin()).isEqualTo(CLERK));
    }

    @Test
    void opensOnlyWithinATransactionAndInACurrencyTheBankKeeps() {
        assertThatExceptionOfType(IllegalTransactionStateException.class)
                .isThrownBy(() -> accounts.open(EUR, 0, CLERK));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> within(() -> accounts.open(Currency.getInstance("XOF"), 0, CLERK)));
        assertThatIllegalArgumentException().isThrownBy(() -> within(() -> accounts.open(EUR, -1, CLERK)));
        assertThat(accounts.currencies()).hasSize(33).contains(EUR);
    }

    @Test
    void theBankHasOneAccountOfEachKindAndCurrency() {
        long cash = accounts.internal(AccountKind.CASH, EUR);
        assertThat(accounts.find(cash).orElseThrow())
                .satisfies(a -> assertThat(a.kind()).isEqualTo(AccountKind.CASH))
                .satisfies(a -> assertThat(a.currency()).isEqualTo(EUR))
                .satisfies(a -> assertThat(a.available()).isEqualTo(Long.MAX_VALUE));
        assertThat(accounts.internal()).hasSize(33 * 7);
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.internal(AccountKind.CUSTOMER, EUR));
        assertThat(refusal(within(() -> accounts.block(cash, CLERK, "why not"))))
                .isEqualTo(AccountRule.NOT_A_CUSTOMER_ACCOUNT);
    }

    @Test
    void aChangeDoesNotWaitForEverForAnAccountThatIsLocked() {
        long id = open(0);
        within(() -> {
            jdbc.sql("SELECT id FROM ledger.account WHERE id = :id FOR NO KEY UPDATE")
                    .param("id", id)
                    .query(Long.class)
                    .single();
            var blocking = CompletableFuture.supplyAsync(() -> within(() -> accounts.block(id, CLERK, "lost card")));
            assertThat(blocking)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(LedgerUnavailable.class);
            return true;
        });
        assertThat(status(id)).isEqualTo(AccountStatus.OPEN);
    }

    @Test
    void blocksAndUnblocks() {
        long id = open(0);
        assertThat(refusal(within(() -> accounts.unblock(id, CLERK, "early")))).isEqualTo(AccountRule.NOT_BLOCKED);
        assertThat(within(() -> accounts.block(id, CLERK, "lost card"))).isInstanceOf(Changed.class);
        assertThat(status(id)).isEqualTo(AccountStatus.BLOCKED);
        assertThat(refusal(within(() -> accounts.block(id, CLERK, "twice")))).isEqualTo(AccountRule.ALREADY_BLOCKED);
        assertThat(within(() -> accounts.unblock(id, CLERK, "found"))).isInstanceOf(Changed.class);
        assertThat(status(id)).isEqualTo(AccountStatus.OPEN);
        assertThat(recorded(id)).endsWith("status OPEN -> BLOCKED: lost card", "status BLOCKED -> OPEN: found");
        assertThat(refusal(within(() -> accounts.block(999_999, CLERK, "who?"))))
                .isEqualTo(AccountRule.ACCOUNT_NOT_FOUND);
    }

    @Test
    void aTerminatedAccountNeverChangesAgain() {
        long id = open(10_00);
        assertThat(within(() -> accounts.terminate(id, CLERK, "moved away"))).isInstanceOf(Changed.class);
        assertThat(status(id)).isEqualTo(AccountStatus.TERMINATED);
        var attempts = List.<Supplier<ChangeResult>>of(
                () -> accounts.block(id, CLERK, "x"),
                () -> accounts.unblock(id, CLERK, "x"),
                () -> accounts.terminate(id, CLERK, "x"),
                () -> accounts.changeOverdraftLimit(id, 5, CLERK, "x"));
        for (var attempt : attempts) {
            assertThat(refusal(within(attempt))).isEqualTo(AccountRule.ACCOUNT_TERMINATED);
        }
        assertThat(recorded(id)).hasSize(3);
    }

    @Test
    void anAccountWithMoneyOrHoldsIsNotTerminated() {
        long id = open(100_00);
        placeHold(id, 40_00, "1 hour");
        assertThat(refusal(within(() -> accounts.terminate(id, CLERK, "x")))).isEqualTo(AccountRule.HOLDS_REMAIN);
        var books = new RandomBooks(jdbc, 1).openAccounts(2).post(1);
        long rich = books.accounts.getFirst();
        assertThat(refusal(within(() -> accounts.terminate(rich, CLERK, "x")))).isEqualTo(AccountRule.BALANCE_REMAINS);
        assertThat(status(rich)).isEqualTo(AccountStatus.OPEN);
    }

    @Test
    void theLimitMustCoverWhatIsUsed() {
        long id = open(100_00);
        placeHold(id, 40_00, "1 hour");
        assertThat(refusal(within(() -> accounts.changeOverdraftLimit(id, 39_99, CLERK, "less"))))
                .isEqualTo(AccountRule.LIMIT_BELOW_USE);
        assertThat(within(() -> accounts.changeOverdraftLimit(id, 40_00, CLERK, "just enough")))
                .isInstanceOfSatisfying(
                        Changed.class, c -> assertThat(c.account().available()).isZero());
        assertThat(within(() -> accounts.changeOverdraftLimit(id, 40_00, CLERK, "the same")))
                .isInstanceOf(Changed.class);
        assertThat(recorded(id)).hasSize(3).last().isEqualTo("floor -10000 -> -4000: just enough");
    }

    @Test
    void aDueHoldNoLongerCounts() throws InterruptedException {
        long id = open(100_00);
        long hold = placeHold(id, 40_00, "1 millisecond");
        Thread.sleep(5);
        assertThat(within(() -> accounts.terminate(id, CLERK, "done"))).isInstanceOf(Changed.class);
        assertThat(holds.find(hold).orElseThrow().status()).isEqualTo(Hold.Status.EXPIRED);
    }

    @Test
    void dueHoldsExpireByThemselves() {
        var due = new ArrayList<Long>();
        var ids = new ArrayList<Long>();
        for (int i = 0; i < 30; i++) {
            long id = open(100_00);
            ids.add(id);
            due.add(placeHold(id, 10_00, "1 millisecond"));
            due.add(placeHold(id, 20_00, "1 millisecond"));
            placeHold(id, 5_00, "1 hour");
        }
        // The bank's own sweep may have some of the accounts at this moment, and ours leaves those to it.
        await().until(() -> expiry.sweep() == 0
                && due.stream().noneMatch(h -> holds.find(h).orElseThrow().status() == Hold.Status.ACTIVE));
        for (long hold : due) {
            assertThat(holds.find(hold).orElseThrow())
                    .satisfies(h -> assertThat(h.status()).isEqualTo(Hold.Status.EXPIRED))
                    .satisfies(h -> assertThat(h.remaining()).isZero())
                    .satisfies(h -> assertThat(h.endedAt())
                            .isBeforeOrEqualTo(Instant.now().plusSeconds(60)));
        }
        for (long id : ids) {
            assertThat(accounts.find(id).orElseThrow().held()).isEqualTo(5_00);
            assertThat(holds.ofAccount(id, true, null, 10).items()).hasSize(1);
            var first = holds.ofAccount(id, false, null, 2);
            assertThat(first.items()).hasSize(2);
            var second = holds.ofAccount(id, false, Objects.requireNonNull(first.next()), 2);
            assertThat(second.items()).hasSize(1);
            assertThat(second.next()).isNull();
        }
    }

    private long open(long limit) {
        return within(() -> accounts.open(EUR, limit, CLERK));
    }

    private long placeHold(long account, long amount, String duration) {
        return jdbc.sql("""
                        INSERT INTO ledger.hold (id, account_id, amount, placed_at, expires_at, actor, channel, reference)
                        VALUES (nextval('ledger.hold_id'), :account, :amount, clock_timestamp(),
                                clock_timestamp() + CAST(:duration AS interval), 'test', 'TEST', :reference)
                        RETURNING id
                        """)
                .param("account", account)
                .param("amount", amount)
                .param("duration", duration)
                .param("reference", UUID.randomUUID().toString())
                .query(Long.class)
                .single();
    }

    private <T> T within(Supplier<T> change) {
        return Objects.requireNonNull(transaction.<T>execute(status -> change.get()));
    }

    private AccountStatus status(long id) {
        return accounts.find(id).orElseThrow().status();
    }

    private List<String> recorded(long id) {
        return accounts.changes(id, null, 100).items().reversed().stream()
                .map(c -> "%s %s -> %s: %s".formatted(c.field(), c.oldValue(), c.newValue(), c.reason()))
                .toList();
    }

    private static AccountRule refusal(ChangeResult result) {
        assertThat(result).isInstanceOf(Refused.class);
        return ((Refused) result).rule();
    }
}
