package dev.bankengine.accounts.web;

import static dev.bankengine.BankClient.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.Verification;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@BankTest
class AccountLifeOverHttpTest {

    private static final String ACCOUNTS = "/api/v1/accounts/";
    private static final String REASON = "{\"reason\":\"asked by phone\"}";

    @Autowired
    private TestBank testBank;

    @Autowired
    private Verification verification;

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
    void aBlockedAccountTakesNoPaymentUntilItIsUnblocked() {
        var account = bank.openAccount("50.00");
        var other = bank.openAccount("50.00");
        var blocked = bank.post(ACCOUNTS + account + "/block", REASON);
        assertThat(blocked.status()).isEqualTo(200);
        assertThat(blocked.at("/status")).isEqualTo("BLOCKED");
        assertThat(bank.transfer(account, other, "1.00").code()).isEqualTo("ACCOUNT_BLOCKED");
        assertThat(bank.transfer(other, account, "1.00").status()).isEqualTo(409);
        assertThat(bank.post(ACCOUNTS + account + "/block", REASON).code()).isEqualTo("ALREADY_BLOCKED");

        assertThat(bank.post(ACCOUNTS + account + "/unblock", REASON).at("/status"))
                .isEqualTo("PROVISIONED");
        assertThat(bank.post(ACCOUNTS + account + "/unblock", REASON).code()).isEqualTo("NOT_BLOCKED");
        assertThat(bank.transfer(account, other, "1.00").status()).isEqualTo(201);
    }

    @Test
    void recordsEveryChangeWithOldAndNewValueAndReason() {
        var account = bank.openAccount("0");
        bank.put(
                ACCOUNTS + account + "/overdraft-limit",
                "{\"overdraftLimit\":%s,\"reason\":\"agreed\"}".formatted(money("250.00", "EUR")));
        bank.post(ACCOUNTS + account + "/block", REASON);
        var changes = bank.get(ACCOUNTS + account + "/changes");
        assertThat(changes.at("/items/0/field")).isEqualTo("status");
        assertThat(changes.at("/items/0/oldValue")).isEqualTo("PROVISIONED");
        assertThat(changes.at("/items/0/newValue")).isEqualTo("BLOCKED");
        assertThat(changes.at("/items/0/reason")).isEqualTo("asked by phone");
        assertThat(changes.at("/items/0/actor")).isEqualTo("operator");
        assertThat(changes.at("/items/1/field")).isEqualTo("overdraftLimit");
        assertThat(changes.at("/items/1/oldValue")).isEqualTo("0.00");
        assertThat(changes.at("/items/1/newValue")).isEqualTo("250.00");
        assertThat(changes.json().get("items").size()).isEqualTo(4);
    }

    @Test
    void anOverdraftLimitIsWhatAPaymentMayUse() {
        var account = bank.openAccount("EUR", "10.00", "20.00");
        var other = bank.openAccount("0");
        assertThat(bank.transfer(account, other, "30.01").code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(bank.transfer(account, other, "30.00").status()).isEqualTo(201);
        String limit = ACCOUNTS + account + "/overdraft-limit";
        var lower = bank.put(limit, "{\"overdraftLimit\":%s,\"reason\":\"r\"}".formatted(money("19.99", "EUR")));
        assertThat(lower.status()).isEqualTo(422);
        assertThat(lower.code()).isEqualTo("LIMIT_BELOW_USE");
        assertThat(bank.put(limit, "{\"overdraftLimit\":%s,\"reason\":\"r\"}".formatted(money("1", "USD")))
                        .code())
                .isEqualTo("CURRENCY_MISMATCH");
        assertThat(bank.put(limit, "{\"overdraftLimit\":%s,\"reason\":\"r\"}".formatted(money("-1", "EUR")))
                        .status())
                .isEqualTo(400);
        assertThat(bank.put(limit, "{\"overdraftLimit\":%s}".formatted(money("1", "EUR")))
                        .status())
                .isEqualTo(400);
        var higher = bank.put(limit, "{\"overdraftLimit\":%s,\"reason\":\"r\"}".formatted(money("20.01", "EUR")));
        assertThat(higher.at("/available/amount")).isEqualTo("0.01");
    }

    @Test
    void terminatesAnEmptyAccountForEver() {
        var account = bank.openAccount("0");
        var ended = bank.post(ACCOUNTS + account + "/terminate", "end-1", REASON);
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.at("/status")).isEqualTo("TERMINATED");

        var again = bank.post(ACCOUNTS + account + "/terminate", "end-1", REASON);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(ended.text());

        assertThat(bank.post(ACCOUNTS + account + "/terminate", REASON).code()).isEqualTo("ACCOUNT_TERMINATED");
        assertThat(bank.post(ACCOUNTS + account + "/unblock", REASON).code()).isEqualTo("ACCOUNT_TERMINATED");
        assertThat(bank.transfer(bank.openAccount("1.00"), account, "1.00").code())
                .isEqualTo("ACCOUNT_TERMINATED");
        var shown = bank.get(ACCOUNTS + account);
        assertThat(shown.at("/status")).isEqualTo("TERMINATED");
        assertThat(shown.at("/closing/reason")).isEqualTo("asked by phone");
        assertThat(bank.get(ACCOUNTS + account + "/history").status()).isEqualTo(200);
    }

    @Test
    void blocksAnAccountThatStillHoldsMoneyAndSaysWhatRemains() {
        var account = bank.openAccount("12.34");
        var asked = bank.post(ACCOUNTS + account + "/terminate", "end-2", REASON);
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.at("/status")).isEqualTo("BLOCKED");
        assertThat(asked.at("/remaining/amount")).isEqualTo("12.34");
        assertThat(bank.get(ACCOUNTS + account).at("/status")).isEqualTo("BLOCKED");
        assertThat(bank.get(ACCOUNTS + account).at("/closing/balance/amount")).isEqualTo("12.34");

        var heir = bank.openAccount("0");
        var paidOut = bank.post(
                ACCOUNTS + account + "/terminate",
                "{\"reason\":\"moved away\",\"payoutAccountId\":\"%s\"}".formatted(heir));
        assertThat(paidOut.at("/status")).isEqualTo("TERMINATED");
        assertThat(bank.balance(account)).isEqualTo("0.00");
        assertThat(bank.balance(heir)).isEqualTo("12.34");
        assertThat(bank.get("/api/v1/transactions/" + paidOut.at("/transactionId"))
                        .at("/kind"))
                .isEqualTo("CLOSING");
        assertThat(bank.post(ACCOUNTS + account + "/terminate", "end-2", REASON).text())
                .isEqualTo(asked.text());
    }

    @Test
    void paysOutByNumber() {
        var account = bank.openAccount("5.00");
        var heir = bank.openAccount("0");
        String number = bank.get(ACCOUNTS + heir).at("/number");
        var ended = bank.post(
                ACCOUNTS + account + "/terminate",
                "{\"reason\":\"moved away\",\"payoutNumber\":\"%s\"}".formatted(number));
        assertThat(ended.at("/status")).isEqualTo("TERMINATED");
        assertThat(bank.balance(heir)).isEqualTo("5.00");
    }

    @Test
    void blocksAnAccountWithAHoldEvenWhenToldWhereTheMoneyGoes() {
        var account = bank.openAccount("5.00");
        bank.post("/api/v1/holds", "{\"accountId\":\"%s\",\"amount\":%s}".formatted(account, money("1.00", "EUR")));
        var asked = bank.post(
                ACCOUNTS + account + "/terminate",
                "{\"reason\":\"r\",\"payoutAccountId\":\"%s\"}".formatted(bank.openAccount("0")));
        assertThat(asked.at("/status")).isEqualTo("BLOCKED");
        assertThat(asked.at("/held/amount")).isEqualTo("1.00");
        assertThat(bank.balance(account)).isEqualTo("5.00");
    }

    @Test
    void changesNothingWhenThePayoutIsRefused() {
        var account = bank.openAccount("5.00");
        var dollars = bank.openAccount("USD", "0", "0");
        var closed = bank.openAccount("0");
        bank.post(ACCOUNTS + closed + "/terminate", REASON);
        record Case(String payout, int status, String code) {}
        for (var refused : new Case[] {
            new Case("\"payoutAccountId\":\"999999\"", 422, "ACCOUNT_NOT_FOUND"),
            new Case("\"payoutAccountId\":\"1\"", 422, "ACCOUNT_NOT_FOUND"),
            new Case("\"payoutAccountId\":\"" + account + "\"", 422, "SAME_ACCOUNT"),
            new Case("\"payoutAccountId\":\"" + dollars + "\"", 422, "CURRENCY_MISMATCH"),
            new Case("\"payoutAccountId\":\"" + closed + "\"", 409, "ACCOUNT_TERMINATED"),
            new Case("\"payoutNumber\":\"DE89370400440532013000\"", 422, "ACCOUNT_NOT_FOUND"),
            new Case("\"payoutNumber\":\"DE89370400440532013001\"", 400, "INVALID_FIELD"),
            new Case("\"payoutAccountId\":\"1000\",\"payoutNumber\":\"x\"", 400, "INVALID_FIELD"),
        }) {
            var answer = bank.post(ACCOUNTS + account + "/terminate", "{\"reason\":\"r\"," + refused.payout() + "}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(refused.status());
            assertThat(answer.code()).isEqualTo(refused.code());
        }
        assertThat(bank.get(ACCOUNTS + account).at("/status")).isEqualTo("PROVISIONED");
        assertThat(bank.balance(account)).isEqualTo("5.00");
    }

    @Test
    void losesNoCentWhenPaymentsRaceWithTheClosing() throws Exception {
        var account = bank.openAccount("100.00");
        var shop = bank.openAccount("0");
        var heir = bank.openAccount("0");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var payments = IntStream.range(0, 20)
                    .mapToObj(i -> clients.submit(() -> bank.transfer(account, shop, "1.00")))
                    .toList();
            var closing = clients.submit((Callable<BankClient.Answer>) () -> bank.post(
                    ACCOUNTS + account + "/terminate",
                    "{\"reason\":\"r\",\"payoutAccountId\":\"%s\"}".formatted(heir)));
            assertThat(closing.get().status()).isIn(200, 503);
            int paid = 0;
            for (var payment : payments) {
                paid += payment.get().status() == 201 ? 1 : 0;
            }
            assertThat(bank.balance(shop)).isEqualTo(paid + ".00");
            if (closing.get().status() == 200) {
                assertThat(bank.balance(account)).isEqualTo("0.00");
                assertThat(bank.balance(heir)).isEqualTo(100 - paid + ".00");
            }
        }
    }
}
