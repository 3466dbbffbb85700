package dev.bankengine.payments.web;

import static dev.bankengine.BankClient.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.Verification;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@BankTest
class HoldsOverHttpTest {

    private static final String HOLDS = "/api/v1/holds";

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
    void capturesAHoldInTwoParts() {
        var account = bank.openAccount("400.00");
        var shop = bank.openAccount("0");
        var placed = hold(account, "300.50");
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.header("Location")).isEqualTo(HOLDS + "/" + placed.at("/id"));
        assertThat(placed.at("/status")).isEqualTo("ACTIVE");
        var balance = bank.get("/api/v1/accounts/" + account + "/balance");
        assertThat(balance.at("/ledger/amount")).isEqualTo("400.00");
        assertThat(balance.at("/held/amount")).isEqualTo("300.50");
        assertThat(balance.at("/available/amount")).isEqualTo("99.50");
        assertThat(bank.transfer(account, shop, "99.51").code()).isEqualTo("INSUFFICIENT_FUNDS");

        var first = capture(placed.at("/id"), shop, "100.25");
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.at("/kind")).isEqualTo("CAPTURE");
        assertThat(first.at("/holdId")).isEqualTo(placed.at("/id"));
        assertThat(bank.get(HOLDS + "/" + placed.at("/id")).at("/remaining/amount"))
                .isEqualTo("200.25");
        assertThat(capture(placed.at("/id"), shop, "200.26").code()).isEqualTo("CAPTURE_EXCEEDS_HOLD");
        assertThat(capture(placed.at("/id"), shop, "200.25").status()).isEqualTo(201);
        assertThat(bank.get(HOLDS + "/" + placed.at("/id")).at("/status")).isEqualTo("CAPTURED");
        assertThat(bank.balance(shop)).isEqualTo("300.50");
        assertThat(capture(placed.at("/id"), shop, "0.01").code()).isEqualTo("HOLD_NOT_ACTIVE");
    }

    @Test
    void releasesTheRestWithTheLastCapture() {
        var account = bank.openAccount("10.00");
        var shop = bank.openAccount("0");
        var placed = hold(account, "10.00");
        var captured = bank.post(
                HOLDS + "/" + placed.at("/id") + "/capture",
                "{\"amount\":%s,\"toAccountId\":\"%s\",\"last\":true}".formatted(money("4.00", "EUR"), shop));
        assertThat(captured.status()).isEqualTo(201);
        assertThat(bank.get("/api/v1/accounts/" + account + "/balance").at("/available/amount"))
                .isEqualTo("6.00");
    }

    @Test
    void releasesAHoldOnce() {
        var account = bank.openAccount("10.00");
        var placed = hold(account, "10.00");
        String release = HOLDS + "/" + placed.at("/id") + "/release";
        var released = bank.post(release, "release-1", null);
        assertThat(released.status()).as(released.text()).isEqualTo(200);
        assertThat(released.at("/status")).isEqualTo("RELEASED");
        var again = bank.post(release, "release-1", null);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(released.text());
        assertThat(bank.post(release, null).status()).isEqualTo(409);
        assertThat(capture(placed.at("/id"), bank.openAccount("0"), "1").code()).isEqualTo("HOLD_NOT_ACTIVE");
    }

    @Test
    void answersARepeatedHoldAsItWasPlaced() {
        var account = bank.openAccount("10.00");
        String body = "{\"accountId\":\"%s\",\"amount\":%s,\"description\":\"Hotel\"}"
                .formatted(account, money("3.00", "EUR"));
        var placed = bank.post(HOLDS, "hold-1", body);
        bank.post(HOLDS + "/" + placed.at("/id") + "/release", null);
        var again = bank.post(HOLDS, "hold-1", body);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(placed.text());
    }

    @Test
    void answersARepeatedHoldWithTheSameExpiryToTheMicrosecond() {
        var account = bank.openAccount("10.00");
        var expiry = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        String body = "{\"accountId\":\"%s\",\"amount\":%s,\"expiresAt\":\"%s\"}"
                .formatted(account, money("3.00", "EUR"), expiry.plusNanos(123_456_789));
        var placed = bank.post(HOLDS, "hold-nanos", body);
        assertThat(placed.at("/expiresAt"))
                .isEqualTo(expiry.plusNanos(123_456_000).toString());
        var again = bank.post(HOLDS, "hold-nanos", body);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(placed.text());
        assertThat(bank.get(HOLDS + "/" + placed.at("/id")).text()).isEqualTo(placed.text());
    }

    @Test
    void refusesAnAccountThatNoCustomerHasInTheOrderOfTheRules() {
        var account = bank.openAccount("10.00");
        var placed = hold(account, "5.00");
        String nobodys = "\"number\":\"DE89370400440532013000\"";
        assertThat(bank.post(HOLDS, "{%s,\"amount\":%s}".formatted(nobodys, money("0", "EUR")))
                        .code())
                .isEqualTo("AMOUNT_NOT_POSITIVE");
        var unknown = bank.post(HOLDS, "{%s,\"amount\":%s}".formatted(nobodys, money("1", "EUR")));
        assertThat(unknown.code()).isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(unknown.at("/detail")).isEqualTo("There is no account of this number.");
        String capture = "{\"amount\":%s,\"toNumber\":\"DE89370400440532013000\"}".formatted(money("9", "EUR"));
        assertThat(bank.post(HOLDS + "/" + placed.at("/id") + "/capture", capture)
                        .code())
                .isEqualTo("CAPTURE_EXCEEDS_HOLD");
        assertThat(bank.post(HOLDS + "/999999/capture", capture).code()).isEqualTo("HOLD_NOT_FOUND");
    }

    @Test
    void listsTheHoldsOfAnAccount() {
        var account = bank.openAccount("10.00");
        hold(account, "1.00");
        bank.post(HOLDS + "/" + hold(account, "2.00").at("/id") + "/release", null);
        String list = "/api/v1/accounts/" + account + "/holds";
        assertThat(bank.get(list).json().get("items").size()).isEqualTo(1);
        assertThat(bank.get(list + "?all=true").json().get("items").size()).isEqualTo(2);
        var first = bank.get(list + "?all=true&limit=1");
        assertThat(first.at("/items/0/amount/amount")).isEqualTo("2.00");
        assertThat(bank.get(list + "?all=true&limit=1&cursor=" + first.at("/next"))
                        .at("/items/0/amount/amount"))
                .isEqualTo("1.00");
    }

    @Test
    void refusesEachByItsRule() {
        var account = bank.openAccount("10.00");
        var shop = bank.openAccount("0");
        assertThat(hold(account, "10.01").code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(hold(account, "0").code()).isEqualTo("AMOUNT_NOT_POSITIVE");
        assertThat(hold("999999", "1").status()).isEqualTo(422);
        assertThat(hold("999999", "1").code()).isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(bank.get(HOLDS + "/999999").status()).isEqualTo(404);
        assertThat(capture("999999", shop, "1").status()).isEqualTo(404);
        assertThat(bank.post(HOLDS + "/999999/release", null).status()).isEqualTo(404);
        var past = Instant.now().minus(1, ChronoUnit.DAYS).toString();
        String until = "{\"accountId\":\"%s\",\"amount\":%s,\"expiresAt\":\"%s\"}";
        assertThat(bank.post(HOLDS, until.formatted(account, money("1", "EUR"), past))
                        .code())
                .isEqualTo("EXPIRY_OUT_OF_RANGE");
        assertThat(bank.post(HOLDS, until.formatted(account, money("1", "EUR"), "9999-01-01T00:00:00Z"))
                        .code())
                .isEqualTo("EXPIRY_OUT_OF_RANGE");
        for (String senseless :
                new String[] {"tomorrow", "+999999999-12-31T23:59:59-18:00", "-999999999-01-01T00:00:00+18:00"}) {
            assertThat(bank.post(HOLDS, until.formatted(account, money("1", "EUR"), senseless))
                            .status())
                    .isEqualTo(400);
        }
        var placed = hold(account, "5.00");
        assertThat(capture(placed.at("/id"), account, "1").code()).isEqualTo("SAME_ACCOUNT");
        assertThat(capture(placed.at("/id"), "3", "1").code()).isEqualTo("ACCOUNT_NOT_FOUND");
        var soon = Instant.now()
                .plus(1, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        assertThat(bank.post(HOLDS, until.formatted(account, money("1", "EUR"), soon))
                        .at("/expiresAt"))
                .isEqualTo(soon);
    }

    private BankClient.Answer hold(String account, String amount) {
        return bank.post(HOLDS, "{\"accountId\":\"%s\",\"amount\":%s}".formatted(account, money(amount, "EUR")));
    }

    private BankClient.Answer capture(String hold, String to, String amount) {
        return bank.post(
                HOLDS + "/" + hold + "/capture",
                "{\"amount\":%s,\"toAccountId\":\"%s\"}".formatted(money(amount, "EUR"), to));
    }
}
