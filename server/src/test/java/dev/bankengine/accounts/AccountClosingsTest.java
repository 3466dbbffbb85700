package dev.bankengine.accounts;

import static dev.bankengine.BankClient.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.ledger.Verification;
import dev.bankengine.money.Money;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Terminating with a payout, when what was read of the account is not what is found under its lock. */
@BankTest
@TestPropertySource(properties = "bankengine.ledger.hold-expiry-interval=1h")
class AccountClosingsTest {

    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Origin TELLER = new Origin("teller-1", "TEST", null, null);

    @Autowired
    private TestBank testBank;

    @Autowired
    private Verification verification;

    @Autowired
    private Ledger ledger;

    @Autowired
    private LedgerAccounts ledgerAccounts;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    private BankClient bank;

    @BeforeEach
    void client() {
        bank = new BankClient(testBank);
    }

    @AfterEach
    void theBooksAreRight() {
        assertThat(verification.verify(progress -> {}).findings())
                .allSatisfy(finding -> assertThat(finding.first()).isEmpty());
    }

    @Test
    void paysOutADepositThatIsCommittedBetweenReadingAndLocking() {
        var account = bank.openAccount("0");
        var heir = bank.openAccount("0");
        var closing = transaction.execute(status -> {
            var deposit = new Instruction.Transfer(
                    TransactionKind.DEPOSIT,
                    ledgerAccounts.findInternal(AccountKind.CASH, EUR).orElseThrow(),
                    Long.parseLong(account),
                    Money.parse("7.00", EUR),
                    null,
                    Details.NONE);
            var posted = ledger.postWithin(List.of(new Request(new IdempotencyKey("teller", "late"), TELLER, deposit)));
            assertThat(posted.getFirst()).isInstanceOf(Outcome.Posted.class);
            var asked = CompletableFuture.supplyAsync(() -> terminate(account, heir));
            waitUntilSomebodyWaitsForALock();
            return asked;
        });
        assertThat(closing).isNotNull();
        requirePaidOut(closing.join(), account, heir, "7.00");
    }

    @Test
    void paysOutPastAHoldThatHasExpiredAndWasNotSwept() {
        var account = bank.openAccount("EUR", "7.00", "100.00");
        var heir = bank.openAccount("0");
        var placed = bank.post(
                "/api/v1/holds",
                "{\"accountId\":\"%s\",\"amount\":%s,\"expiresAt\":\"%s\"}"
                        .formatted(account, money("5.00", "EUR"), Instant.now().plusSeconds(2)));
        assertThat(placed.status()).as(placed.text()).isEqualTo(201);
        jdbc.sql("SELECT pg_sleep_until(CAST(:expiry AS timestamptz))")
                .param("expiry", placed.at("/expiresAt"))
                .query(row -> {});
        assertThat(bank.get("/api/v1/accounts/" + account + "/balance").at("/held/amount"))
                .isEqualTo("5.00");
        requirePaidOut(terminate(account, heir), account, heir, "7.00");
    }

    private BankClient.Answer terminate(String account, String heir) {
        return bank.post(
                "/api/v1/accounts/" + account + "/terminate",
                "{\"reason\":\"moved away\",\"payoutAccountId\":\"%s\"}".formatted(heir));
    }

    private void requirePaidOut(BankClient.Answer closing, String account, String heir, String amount) {
        assertThat(closing.status()).as(closing.text()).isEqualTo(200);
        assertThat(closing.at("/status")).as(closing.text()).isEqualTo("TERMINATED");
        assertThat(bank.balance(account)).isEqualTo("0.00");
        assertThat(bank.balance(heir)).isEqualTo(amount);
        assertThat(bank.get("/api/v1/transactions/" + closing.at("/transactionId"))
                        .at("/kind"))
                .isEqualTo("CLOSING");
    }

    private void waitUntilSomebodyWaitsForALock() {
        boolean waits = false;
        while (!waits) {
            waits = jdbc.sql("""
                            SELECT EXISTS (
                                SELECT FROM pg_locks
                                WHERE NOT granted AND locktype IN ('transactionid', 'tuple')
                                  AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
                            """).query(Boolean.class).single();
        }
    }
}
