package dev.bankengine.payments.web;

import static dev.bankengine.BankClient.money;
import static dev.bankengine.BankClient.transferBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.Verification;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@BankTest
class PaymentsOverHttpTest {

    private static final String TRANSACTIONS = "/api/v1/transactions";
    private static final String TRANSFER = TRANSACTIONS + "/transfer";

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
    void transfersMoney() {
        var from = bank.openAccount("EUR", "0", "100.00");
        var to = bank.openAccount("0");
        var paid = bank.transfer(from, to, "12.34");
        assertThat(paid.status()).isEqualTo(201);
        assertThat(paid.replayed()).isFalse();
        assertThat(paid.at("/kind")).isEqualTo("TRANSFER");
        assertThat(paid.at("/entries/0/accountId")).isEqualTo(from);
        assertThat(paid.at("/entries/0/amount/amount")).isEqualTo("-12.34");
        assertThat(paid.at("/entries/0/balance/amount")).isEqualTo("-12.34");
        assertThat(paid.at("/entries/1/balance/amount")).isEqualTo("12.34");
        assertThat(paid.header("Location")).isEqualTo(TRANSACTIONS + "/" + paid.at("/id"));
        assertThat(paid.header("X-Correlation-Id")).isNotEmpty();

        var shown = bank.get(paid.header("Location"));
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.text()).isEqualTo(paid.text());
        assertThat(bank.balance(from)).isEqualTo("-12.34");
        assertThat(bank.balance(to)).isEqualTo("12.34");
    }

    @Test
    void transfersByNumber() {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        String fromNumber = bank.get("/api/v1/accounts/" + from).at("/number");
        String toNumber = bank.get("/api/v1/accounts/" + to).at("/number");
        String body = "{\"fromNumber\":\"%s\",\"toNumber\":\"%s\",\"amount\":%s}"
                .formatted(fromNumber, toNumber.replaceAll("(.{4})", "$1 ").strip(), money("10.00", "EUR"));
        assertThat(bank.post(TRANSFER, "by-number", body).status()).isEqualTo(201);
        assertThat(bank.balance(to)).isEqualTo("10.00");
        // However the account is named, it is the same request.
        var byId = bank.post(TRANSFER, "by-number", transferBody(from, to, "10.00"));
        assertThat(byId.replayed()).isTrue();
        assertThat(bank.balance(to)).isEqualTo("10.00");
    }

    @Test
    void depositsAndWithdraws() {
        var account = bank.openAccount("0");
        String body = "{\"accountId\":\"%s\",\"amount\":%s,\"description\":\"counter\",\"reference\":\"R1\"}"
                .formatted(account, money("20.00", "EUR"));
        var deposited = bank.post(TRANSACTIONS + "/deposit", body);
        assertThat(deposited.status()).isEqualTo(201);
        assertThat(deposited.at("/kind")).isEqualTo("DEPOSIT");
        assertThat(deposited.at("/description")).isEqualTo("counter");
        assertThat(bank.balance(account)).isEqualTo("20.00");
        var withdrawn = bank.post(TRANSACTIONS + "/withdraw", body);
        assertThat(withdrawn.at("/kind")).isEqualTo("WITHDRAWAL");
        assertThat(bank.balance(account)).isEqualTo("0.00");
        assertThat(bank.post(TRANSACTIONS + "/withdraw", body).code()).isEqualTo("INSUFFICIENT_FUNDS");
    }

    @Test
    void keepsWhatIsSaidAboutATransaction() {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        var valueDate = LocalDate.now(ZoneOffset.UTC).plusDays(2);
        String body =
                "{\"fromAccountId\":\"%s\",\"toAccountId\":\"%s\",\"amount\":%s,\"valueDate\":\"%s\",\"description\":\"Käse & Brot 🧀 '; DROP TABLE ledger.entry; --\",\"reference\":\"%%_\",\"metadata\":{\"zz\":{\"b\":[1,2.50,true,null],\"a\":\"é\\n\"},\"y\":-0.10}}"
                        .formatted(from, to, money("1.00", "EUR"), valueDate);
        var paid = bank.post(TRANSFER, "said", body);
        assertThat(paid.status()).as(paid.text()).isEqualTo(201);
        assertThat(paid.at("/valueDate")).isEqualTo(valueDate.toString());
        assertThat(paid.at("/description")).isEqualTo("Käse & Brot 🧀 '; DROP TABLE ledger.entry; --");
        assertThat(paid.text()).contains("\"metadata\":{\"y\":-0.10,\"zz\":{\"a\":\"é\\n\",\"b\":[1,2.50,true,null]}}");
        assertThat(bank.get(TRANSACTIONS + "/" + paid.at("/id")).text()).isEqualTo(paid.text());
        assertThat(bank.post(TRANSFER, "said", body).text()).isEqualTo(paid.text());
    }

    @Test
    void booksManyLegsInSeveralCurrencies() {
        var euros = bank.openAccount("100.00");
        var euroShop = bank.openAccount("0");
        var dollars = bank.openAccount("USD", "120.00", "0");
        var dollarShop = bank.openAccount("USD", "0", "0");
        String body =
                "{\"legs\":[{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s}]}"
                        .formatted(
                                euros,
                                money("-100", "EUR"),
                                euroShop,
                                money("100", "EUR"),
                                dollars,
                                money("-120", "USD"),
                                dollarShop,
                                money("120", "USD"));
        var booked = bank.post(TRANSACTIONS, body);
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        assertThat(booked.at("/kind")).isEqualTo("EXCHANGE");
        assertThat(bank.balance(dollarShop)).isEqualTo("120.00");
    }

    @Test
    void leavesNothingWhenOneOfManyLegsFails() {
        var a = bank.openAccount("30.00");
        var b = bank.openAccount("0");
        var poor = bank.openAccount("0");
        String legs =
                "{\"legs\":[{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s}]}";
        var refused = bank.post(
                TRANSACTIONS, legs.formatted(a, money("-30", "EUR"), b, money("40", "EUR"), poor, money("-10", "EUR")));
        assertThat(refused.code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(bank.balance(a)).isEqualTo("30.00");
        var unbalanced = bank.post(
                TRANSACTIONS,
                legs.formatted(a, money("-99.9", "EUR"), b, money("99.8", "EUR"), poor, money("0.2", "EUR")));
        assertThat(unbalanced.code()).isEqualTo("UNBALANCED");
    }

    @ParameterizedTest
    @CsvSource({
        "10.01, 422, INSUFFICIENT_FUNDS",
        "0, 422, AMOUNT_NOT_POSITIVE",
        "0.00, 422, AMOUNT_NOT_POSITIVE",
        "-1, 422, AMOUNT_NOT_POSITIVE",
        "9999999999999999.99, 422, INSUFFICIENT_FUNDS",
        "10000000000000000.00, 400, INVALID_FIELD",
        "1.234, 400, INVALID_FIELD",
    })
    void refusesAmounts(String amount, int status, String code) {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        var refused = bank.transfer(from, to, amount);
        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.json().get("status").intValue()).isEqualTo(status);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(bank.balance(from)).isEqualTo("10.00");
        assertThat(bank.transfer(from, to, "10.00").status()).isEqualTo(201);
    }

    @Test
    void refusesEachByItsRule() {
        var euros = bank.openAccount("10.00");
        var dollars = bank.openAccount("USD", "0", "0");
        assertThat(bank.transfer(euros, euros, "1").code()).isEqualTo("SAME_ACCOUNT");
        assertThat(bank.transfer(euros, "999999", "1").code()).isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(bank.transfer(euros, dollars, "1").code()).isEqualTo("CURRENCY_MISMATCH");
        String late = "{\"fromAccountId\":\"%s\",\"toAccountId\":\"%s\",\"amount\":%s,\"valueDate\":\"2200-01-01\"}";
        assertThat(bank.post(TRANSFER, late.formatted(euros, bank.openAccount("0"), money("1", "EUR")))
                        .code())
                .isEqualTo("VALUE_DATE_OUT_OF_RANGE");
        var one = "{\"legs\":[{\"accountId\":\"%s\",\"amount\":%s}]}".formatted(euros, money("1", "EUR"));
        assertThat(bank.post(TRANSACTIONS, one).code()).isEqualTo("LEG_COUNT");
        assertThat(bank.post(TRANSACTIONS, "{\"legs\":[]}").code()).isEqualTo("LEG_COUNT");
        var zero = "{\"legs\":[{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s}]}"
                .formatted(euros, money("0", "EUR"), dollars, money("0", "USD"));
        assertThat(bank.post(TRANSACTIONS, zero).code()).isEqualTo("AMOUNT_ZERO");
        var unkept = "{\"accountId\":\"%s\",\"amount\":%s}".formatted(euros, money("1", "XAF"));
        assertThat(bank.post(TRANSACTIONS + "/deposit", unkept).code()).isEqualTo("CURRENCY_MISMATCH");
        assertThat(bank.get(TRANSACTIONS + "/999999").status()).isEqualTo(404);
        assertThat(bank.get(TRANSACTIONS + "/0").status()).isEqualTo(400);
    }

    /** However the accounts are named, the first rule that is broken is the one that is named. */
    @Test
    void refusesAccountsThatNoCustomerHasInTheOrderOfTheRules() {
        var account = bank.openAccount("10.00");
        for (String nobodys : new String[] {
            "\"toAccountId\":\"999999\"", "\"toAccountId\":\"5\"", "\"toNumber\":\"DE89370400440532013000\""
        }) {
            String body = "{\"fromAccountId\":\"" + account + "\"," + nobodys + ",\"amount\":%s%s}";
            assertThat(bank.post(TRANSFER, body.formatted(money("0.00", "EUR"), ""))
                            .code())
                    .isEqualTo("AMOUNT_NOT_POSITIVE");
            assertThat(bank.post(TRANSFER, body.formatted(money("1", "EUR"), ",\"valueDate\":\"2200-01-01\""))
                            .code())
                    .isEqualTo("VALUE_DATE_OUT_OF_RANGE");
            var unknown = bank.post(TRANSFER, "nobodys" + nobodys.hashCode(), body.formatted(money("1", "EUR"), ""));
            assertThat(unknown.code()).isEqualTo("ACCOUNT_NOT_FOUND");
            assertThat(unknown.at("/detail")).matches("There is no account (999999|5|of this number)\\.");
        }
        var twoNumbers =
                "{\"fromNumber\":\"DE89370400440532013000\",\"toNumber\":\"GB82WEST12345698765432\",\"amount\":%s}"
                        .formatted(money("1", "EUR"));
        assertThat(bank.post(TRANSFER, twoNumbers).code()).isEqualTo("ACCOUNT_NOT_FOUND");
        var oneNumber = twoNumbers.replace("GB82WEST12345698765432", "DE89370400440532013000");
        assertThat(bank.post(TRANSFER, oneNumber).code()).isEqualTo("SAME_ACCOUNT");
        var zero =
                "{\"legs\":[{\"number\":\"DE89370400440532013000\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s}]}"
                        .formatted(money("0", "EUR"), account, money("0", "EUR"));
        var refused = bank.post(TRANSACTIONS, zero);
        assertThat(refused.code()).isEqualTo("AMOUNT_ZERO");
        assertThat(refused.at("/detail")).isEqualTo("The leg on account of this number is zero.");
    }

    @Test
    void remembersThatNoCustomerHadTheAccount() {
        var account = bank.openAccount("10.00");
        String body = "{\"fromAccountId\":\"%s\",\"toNumber\":\"%s\",\"amount\":%s}";
        String nobodys = body.formatted(account, "DE89370400440532013000", money("1", "EUR"));
        var refused = bank.post(TRANSFER, "nobodys", nobodys);
        var again = bank.post(TRANSFER, "nobodys", nobodys);
        assertThat(again.replayed()).isTrue();
        assertThat(again.at("/detail"))
                .isEqualTo(refused.at("/detail"))
                .isEqualTo("There is no account of this number.");
        assertThat(bank.post(TRANSFER, "nobodys", transferBody(account, bank.openAccount("0"), "1"))
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(bank.post(TRANSFER, "nobodys", body.formatted(account, "GB82WEST12345698765432", money("1", "EUR")))
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");

        bank.post(TRANSFER, "somebodys", transferBody(account, bank.openAccount("0"), "1"));
        assertThat(bank.post(TRANSFER, "somebodys", nobodys).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void refusesCashOfACurrencyThatIsNotKeptInTheOrderOfTheRules() {
        var account = bank.openAccount("10.00");
        for (String path : new String[] {TRANSACTIONS + "/deposit", TRANSACTIONS + "/withdraw"}) {
            String body = "{\"accountId\":\"%s\",\"amount\":%s}";
            assertThat(bank.post(path, body.formatted(account, money("0", "XAF")))
                            .code())
                    .isEqualTo("AMOUNT_NOT_POSITIVE");
            assertThat(bank.post(path, body.formatted("999999", money("1", "XAF")))
                            .code())
                    .isEqualTo("ACCOUNT_NOT_FOUND");
            String unkept = body.formatted(account, money("1", "XAF"));
            var refused = bank.post(path, path, unkept);
            assertThat(refused.code()).isEqualTo("CURRENCY_MISMATCH");
            assertThat(refused.at("/detail")).isEqualTo("The bank keeps no accounts in XAF.");
            var again = bank.post(path, path, unkept);
            assertThat(again.replayed()).isTrue();
            assertThat(again.at("/detail")).isEqualTo(refused.at("/detail"));
        }
        assertThat(bank.balance(account)).isEqualTo("10.00");
    }

    @Test
    void keepsTheBanksOwnAccountsOutOfReach() {
        var account = bank.openAccount("10.00");
        for (int i = 1; i < 40; i++) {
            String own = Integer.toString(i);
            var refused = bank.transfer(own, account, "1.00");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.code()).isEqualTo("ACCOUNT_NOT_FOUND");
            assertThat(bank.transfer(account, own, "1.00").code()).isEqualTo("ACCOUNT_NOT_FOUND");
        }
        var legs = "{\"legs\":[{\"accountId\":\"64\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s}]}"
                .formatted(money("-5", "EUR"), account, money("5", "EUR"));
        assertThat(bank.post(TRANSACTIONS, legs).code()).isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(bank.post("/api/v1/holds", "{\"accountId\":\"64\",\"amount\":%s}".formatted(money("5", "EUR")))
                        .code())
                .isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(bank.postLines(
                                TRANSACTIONS + "/bulk",
                                "{\"idempotencyKey\":\"own\",\"transfer\":%s}"
                                        .formatted(transferBody("64", account, "1")))
                        .at("/items/0/problem/code"))
                .isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(bank.balance(account)).isEqualTo("10.00");
    }

    @Test
    void answersARepeatedRequestTheSameWithOneEffect() {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        var first = bank.post(TRANSFER, "twice", transferBody(from, to, "4.00"));
        var second = bank.post(TRANSFER, "twice", transferBody(from, to, "4.00"));
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.replayed()).isTrue();
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(bank.balance(to)).isEqualTo("4.00");

        var other = bank.post(TRANSFER, "twice", transferBody(from, to, "5.00"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(bank.balance(to)).isEqualTo("4.00");

        assertThat(bank.postAs("shop", TRANSFER, "twice", transferBody(from, to, "5.00"))
                        .status())
                .isEqualTo(201);
        assertThat(bank.postAs("no good name", TRANSFER, "twice", transferBody(from, to, "5.00"))
                        .status())
                .isEqualTo(400);
        assertThat(bank.balance(to)).isEqualTo("9.00");
    }

    @Test
    void remembersARefusal() {
        var from = bank.openAccount("0");
        var to = bank.openAccount("0");
        var refused = bank.post(TRANSFER, "refused", transferBody(from, to, "1.00"));
        assertThat(refused.status()).isEqualTo(422);
        bank.post(
                TRANSACTIONS + "/deposit",
                "{\"accountId\":\"%s\",\"amount\":%s}".formatted(from, money("1.00", "EUR")));
        var again = bank.post(TRANSFER, "refused", transferBody(from, to, "1.00"));
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.replayed()).isTrue();
        assertThat(again.at("/detail")).isEqualTo(refused.at("/detail"));
        assertThat(bank.balance(to)).isEqualTo("0.00");
    }

    @ParameterizedTest
    @CsvSource({"a b", "a\tb", "''"})
    void refusesABadKey(String key) {
        var from = bank.openAccount("1.00");
        var refused = bank.post(TRANSFER, key, transferBody(from, "1000", "1"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).startsWith("IDEMPOTENCY_KEY_");
        var tooLong = bank.post(TRANSFER, "k".repeat(129), transferBody(from, "1000", "1"));
        assertThat(tooLong.code()).isEqualTo("IDEMPOTENCY_KEY_INVALID");
    }

    @Test
    void hasOneEffectForManyDuplicatesAtOnce() throws Exception {
        var from = bank.openAccount("100.00");
        var to = bank.openAccount("0");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = clients.invokeAll(Collections.nCopies(40, (Callable<BankClient.Answer>)
                    () -> bank.post(TRANSFER, "at-once", transferBody(from, to, "7.00"))));
            var texts = new HashSet<String>();
            for (var answer : answers) {
                assertThat(answer.get().status()).isEqualTo(201);
                texts.add(answer.get().text());
            }
            assertThat(texts).hasSize(1);
        }
        assertThat(bank.balance(to)).isEqualTo("7.00");
    }

    @Test
    void letsExactlyAsManySpendAsTheBalanceCovers() throws Exception {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var spends = IntStream.range(0, 30)
                    .mapToObj(i ->
                            clients.submit(() -> bank.transfer(from, to, "1.00").status()))
                    .toList();
            int paid = 0;
            for (var spend : spends) {
                assertThat(spend.get()).isIn(201, 422);
                paid += spend.get() == 201 ? 1 : 0;
            }
            assertThat(paid).isEqualTo(10);
        }
        assertThat(bank.balance(from)).isEqualTo("0.00");
    }

    @Test
    void reversesOnce() {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        var paid = bank.transfer(from, to, "10.00");
        String reversal = TRANSACTIONS + "/" + paid.at("/id") + "/reversal";
        var reversed = bank.post(reversal, "{\"description\":\"paid twice\"}");
        assertThat(reversed.status()).as(reversed.text()).isEqualTo(201);
        assertThat(reversed.at("/reverses")).isEqualTo(paid.at("/id"));
        assertThat(bank.balance(from)).isEqualTo("10.00");
        assertThat(bank.get(TRANSACTIONS + "/" + paid.at("/id")).at("/reversedBy"))
                .isEqualTo(reversed.at("/id"));
        assertThat(bank.post(reversal, null).status()).isEqualTo(409);
        assertThat(bank.post(reversal, null).code()).isEqualTo("ALREADY_REVERSED");
        assertThat(bank.post(TRANSACTIONS + "/" + reversed.at("/id") + "/reversal", null)
                        .code())
                .isEqualTo("NOT_REVERSIBLE");
        assertThat(bank.post(TRANSACTIONS + "/999999/reversal", null).status()).isEqualTo(404);
    }

    @Test
    void refusesAReversalWhenTheMoneyIsSpent() {
        var from = bank.openAccount("10.00");
        var to = bank.openAccount("0");
        var paid = bank.transfer(from, to, "10.00");
        bank.transfer(to, bank.openAccount("0"), "10.00");
        var refused = bank.post(TRANSACTIONS + "/" + paid.at("/id") + "/reversal", null);
        assertThat(refused.code()).isEqualTo("INSUFFICIENT_FUNDS");
    }
}
