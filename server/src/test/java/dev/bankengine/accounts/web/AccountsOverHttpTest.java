package dev.bankengine.accounts.web;

import static dev.bankengine.BankClient.money;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.accounts.AccountNumbers;
import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.accounts.NewAccount;
import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.ledger.Verification;
import dev.bankengine.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@BankTest
class AccountsOverHttpTest {

    private static final String ACCOUNTS = "/api/v1/accounts";
    private static final String OPENING = """
            {"type":"SAVINGS","currency":"EUR","overdraftLimit":{"amount":"50.00","currency":"EUR"},\
            "openingDeposit":{"amount":"100.00","currency":"EUR"},"holderName":"Jane Doe"}""";

    @Autowired
    private TestBank testBank;

    @Autowired
    private Verification verification;

    @Autowired
    private Ledger ledger;

    @Autowired
    private LedgerAccounts ledgerAccounts;

    @Autowired
    private Accounts accounts;

    @Autowired
    private AccountNumbers numbers;

    @Autowired
    private TransactionTemplate transaction;

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
    void saysInSentencesWhatIsNotThereAndWhatIsNotTaken() {
        var missing = bank.get("/api/v1/accounts/999999");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.at("/detail")).isEqualTo("There is no account 999999.");
        var yaml = bank.postBytes(
                "/api/v1/accounts",
                "application/yaml",
                "type: CURRENT\ncurrency: EUR\n".getBytes(StandardCharsets.UTF_8));
        assertThat(yaml.status()).isEqualTo(415);
        assertThat(yaml.at("/detail")).contains("application/json").doesNotContain("yaml");
    }

    @Test
    void opensAnAccountWithADepositPostedFromCash() {
        var opened = bank.post(ACCOUNTS, OPENING);
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.header("Location")).isEqualTo(ACCOUNTS + "/" + opened.at("/id"));
        assertThat(opened.at("/status")).isEqualTo("PROVISIONED");
        assertThat(opened.at("/number")).matches("DE[0-9]{20}");
        assertThat(opened.at("/balance/amount")).isEqualTo("100.00");
        assertThat(opened.at("/available/amount")).isEqualTo("150.00");

        var shown = bank.get(ACCOUNTS + "/" + opened.at("/id"));
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.at("/balance/amount")).isEqualTo("100.00");
        assertThat(shown.at("/type")).isEqualTo("SAVINGS");
        assertThat(shown.at("/holderName")).isEqualTo("Jane Doe");
        assertThat(shown.at("/openedBy")).isEqualTo("operator");

        var byNumber = bank.get(ACCOUNTS + "/by-number/" + opened.at("/number"));
        assertThat(byNumber.json()).isEqualTo(shown.json());

        var deposit = bank.get("/api/v1/transactions/" + opened.at("/openingTransactionId"));
        assertThat(deposit.at("/kind")).isEqualTo("DEPOSIT");
        assertThat(deposit.at("/entries/0/amount/amount")).isEqualTo("-100.00");
        assertThat(deposit.at("/entries/1/accountId")).isEqualTo(opened.at("/id"));
    }

    @Test
    void opensOneAccountForTheSameKeyAndAnswersTheSame() {
        var first = bank.post(ACCOUNTS, "open-1", OPENING);
        bank.transfer(first.at("/id"), bank.openAccount("0"), "20.00");
        bank.post(ACCOUNTS + "/" + first.at("/id") + "/block", "{\"reason\":\"test\"}");

        var again = bank.post(ACCOUNTS, "open-1", OPENING);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.replayed()).isTrue();
        assertThat(first.replayed()).isFalse();
        assertThat(again.text()).isEqualTo(first.text());

        var other = bank.post(ACCOUNTS, "open-1", OPENING.replace("SAVINGS", "CURRENT"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");

        var anotherClient = bank.postAs("shop", ACCOUNTS, "open-1", OPENING);
        assertThat(anotherClient.status()).isEqualTo(201);
        assertThat(anotherClient.at("/id")).isNotEqualTo(first.at("/id"));
        assertThat(anotherClient.at("/openedBy")).isEqualTo("client:shop");
    }

    @Test
    void opensOneAccountForManyRequestsAtOnce() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = clients.invokeAll(java.util.Collections.nCopies(
                    12, (Callable<BankClient.Answer>) () -> bank.post(ACCOUNTS, "open-at-once", OPENING)));
            var ids = new HashSet<String>();
            int replays = 0;
            for (var answer : answers) {
                assertThat(answer.get().status()).isEqualTo(201);
                ids.add(answer.get().at("/id"));
                replays += answer.get().replayed() ? 1 : 0;
            }
            assertThat(ids).hasSize(1);
            assertThat(replays).isEqualTo(11);
        }
    }

    @Test
    void opensAccountsThoughOthersHaveBroughtTheirNumbersAlong() {
        long next = Long.parseLong(bank.openAccount("0")) + 1;
        for (long taken : new long[] {next + 1, next + 2, next + 3, next + 4, next + 9}) {
            bring(numbers.of(taken));
        }
        for (int i = 0; i < 5; i++) {
            var opened = bank.post(ACCOUNTS, OPENING);
            assertThat(opened.status()).as(opened.text()).isEqualTo(201);
            assertThat(opened.at("/number")).isEqualTo(numbers.of(Long.parseLong(opened.at("/id"))));
        }
    }

    /** As an import does. */
    private void bring(String number) {
        var brought = new NewAccount(AccountType.CURRENT, Currency.getInstance("EUR"), 0, null, number);
        transaction.executeWithoutResult(
                status -> accounts.open(List.of(brought), new Origin("import", "IMPORT", null, null)));
    }

    @Test
    void showsAHistoryWhoseMetadataCouldNotBeSent() {
        var account = bank.openAccount("0");
        String imported = "{\"type\": \"a\\u0007b\", \"n\": 1%s, \"deep\": %s}"
                .formatted("0".repeat(40), "[".repeat(20) + "]".repeat(20));
        var deposit = new Instruction.Transfer(
                TransactionKind.IMPORT,
                ledgerAccounts
                        .findInternal(AccountKind.CASH, Currency.getInstance("EUR"))
                        .orElseThrow(),
                Long.parseLong(account),
                Money.parse("1.00", Currency.getInstance("EUR")),
                null,
                new Details(null, null, imported));
        var key = new IdempotencyKey("import", "metadata");
        ledger.post(new Request(key, new Origin("import", "IMPORT", null, null), deposit));

        var history = bank.get(ACCOUNTS + "/" + account + "/history");
        assertThat(history.status()).as(history.text()).isEqualTo(200);
        assertThat(history.at("/items/0/metadata/type")).isEqualTo("a\u0007b");
        var transactionId = history.at("/items/0/transactionId");
        assertThat(bank.get("/api/v1/transactions/" + transactionId).status()).isEqualTo(200);
    }

    @Test
    void refusesAKeyThatAPaymentHas() {
        var account = bank.openAccount("10.00");
        var paid = bank.post(
                "/api/v1/transactions/transfer",
                "shared",
                BankClient.transferBody(account, bank.openAccount("0"), "1.00"));
        assertThat(paid.status()).isEqualTo(201);
        var refused = bank.post(ACCOUNTS, "shared", OPENING);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"CURRENT\",\"currency\":\"XAF\"} | 422 | CURRENCY_MISMATCH",
                "{\"type\":\"CURRENT\",\"currency\":\"XXX\"} | 422 | CURRENCY_MISMATCH",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"openingDeposit\":{\"amount\":\"0\",\"currency\":\"EUR\"}} | 422 | AMOUNT_NOT_POSITIVE",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"openingDeposit\":{\"amount\":\"-1\",\"currency\":\"EUR\"}} | 422 | AMOUNT_NOT_POSITIVE",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"openingDeposit\":{\"amount\":\"1\",\"currency\":\"USD\"}} | 400 | INVALID_FIELD",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"overdraftLimit\":{\"amount\":\"-1\",\"currency\":\"EUR\"}} | 400 | INVALID_FIELD",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"overdraftLimit\":{\"amount\":\"1\",\"currency\":\"USD\"}} | 400 | INVALID_FIELD",
                "{\"type\":\"CHEQUE\",\"currency\":\"EUR\"} | 400 | INVALID_FIELD",
                "{\"currency\":\"EUR\"} | 400 | INVALID_FIELD",
                "{\"type\":\"CURRENT\"} | 400 | INVALID_FIELD",
                "{\"type\":\"CURRENT\",\"currency\":\"eur\"} | 400 | INVALID_FIELD",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"holderName\":\" \"} | 400 | INVALID_FIELD",
            })
    void refusesToOpen(String body, int status, String code) {
        int before = openAccounts();
        var refused = bank.post(ACCOUNTS, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(openAccounts()).isEqualTo(before);
    }

    @Test
    void listsAllAccountsPageByPage() {
        for (int i = 0; i < 5; i++) {
            bank.openAccount("0");
        }
        var seen = new ArrayList<String>();
        String next = "";
        do {
            var page = bank.get(ACCOUNTS + "?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next));
            assertThat(page.status()).isEqualTo(200);
            page.json().get("items").forEach(item -> seen.add(item.get("id").asString()));
            next = page.at("/next");
        } while (!next.isEmpty());
        assertThat(seen)
                .hasSizeGreaterThanOrEqualTo(5)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=-1",
                "?limit=201",
                "?limit=999999999999",
                "?limit=1e2",
                "?limit=ten",
                "?limit=",
                "?cursor=x",
                "?cursor=AAAA",
                "?cursor=%00",
                "?cursor=AAAAAAAAAAAAAAAA",
                "?cursor=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
            })
    void refusesAbsurdPagesAndForgedCursors(String query) {
        var account = bank.openAccount("0");
        for (String list : new String[] {
            ACCOUNTS,
            ACCOUNTS + "/" + account + "/history",
            ACCOUNTS + "/" + account + "/changes",
            ACCOUNTS + "/" + account + "/holds"
        }) {
            var refused = bank.get(list + query);
            assertThat(refused.status()).as(list + query + refused.text()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/999999, 404, ACCOUNT_NOT_FOUND",
        "/1, 404, ACCOUNT_NOT_FOUND",
        "/0, 400, INVALID_FIELD",
        "/-1, 400, INVALID_FIELD",
        "/abc, 400, INVALID_FIELD",
        "/99999999999999999999, 400, INVALID_FIELD",
        "/1/balance, 404, ACCOUNT_NOT_FOUND",
        "/999999/balance, 404, ACCOUNT_NOT_FOUND",
        "/1/history, 404, ACCOUNT_NOT_FOUND",
        "/999999/history, 404, ACCOUNT_NOT_FOUND",
        "/1/changes, 404, ACCOUNT_NOT_FOUND",
        "/1/holds, 404, ACCOUNT_NOT_FOUND",
        "/by-number/DE89370400440532013000, 404, ACCOUNT_NOT_FOUND",
        "/by-number/GB01BARC20714583608387, 400, INVALID_FIELD",
        "/by-number/DE89370400440532013001, 400, INVALID_FIELD",
        "/recipient?number=DE89370400440532013000, 404, ACCOUNT_NOT_FOUND",
        "/recipient?number=x, 400, INVALID_FIELD",
        "/recipient, 400, MISSING_PARAMETER",
        "/999999/statistics?from=2026-01-01&to=2026-01-31, 404, ACCOUNT_NOT_FOUND",
    })
    void refusesToShow(String path, int status, String code) {
        var refused = bank.get(ACCOUNTS + path);
        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo(code);
    }

    @Test
    void showsOnlyEnoughOfARecipientToRecogniseThem() {
        var opened = bank.post(ACCOUNTS, OPENING);
        String number = opened.at("/number");
        String grouped = number.replaceAll("(.{4})", "$1%20");
        var found = bank.get(ACCOUNTS + "/recipient?number=" + grouped);
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.text()).isEqualTo("{\"number\":\"%s\",\"name\":\"J*** D***\"}".formatted(number));
    }

    @Test
    void tellsTheBalanceNowThenAndAtAValueDate() {
        var account = bank.openAccount("100.00");
        String history = bank.get(ACCOUNTS + "/" + account + "/history").at("/items/0/bookedAt");
        var today = LocalDate.now(ZoneOffset.UTC);
        bank.post(
                "/api/v1/transactions/withdraw",
                "{\"accountId\":\"%s\",\"amount\":%s,\"valueDate\":\"%s\"}"
                        .formatted(account, money("30.00", "EUR"), today.plusDays(3)));

        assertThat(bank.balance(account)).isEqualTo("70.00");
        String balance = ACCOUNTS + "/" + account + "/balance";
        assertThat(bank.get(balance + "?at=" + history).at("/ledger/amount")).isEqualTo("100.00");
        assertThat(bank.get(balance + "?at=2000-01-01T00:00:00Z").at("/ledger/amount"))
                .isEqualTo("0.00");
        assertThat(bank.get(balance + "?valueDate=" + today).at("/ledger/amount"))
                .isEqualTo("100.00");
        assertThat(bank.get(balance + "?valueDate=" + today.plusDays(3)).at("/ledger/amount"))
                .isEqualTo("70.00");
        assertThat(bank.get(balance + "?valueDate=9999-12-31").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/balance?at=yesterday",
                "/balance?at=2026-01-01",
                "/balance?at=+1000000000-01-01T00:00:00Z",
                "/balance?at=%2B999999999-12-31T23:59:59-18:00",
                "/balance?at=-999999999-01-01T00:00:00%2B18:00",
                "/balance?at=-999999999-01-01T00:00:00Z",
                "/balance?at=0001-01-01T00:00:00%2B18:00",
                "/balance?at=9999-12-31T23:59:59-18:00",
                "/balance?valueDate=2026-02-30",
                "/balance?valueDate=+99999-01-01",
                "/balance?valueDate=0000-01-01",
                "/balance?at=2026-01-01T00:00:00Z&valueDate=2026-01-01",
                "/statistics",
                "/statistics?from=2026-02-01&to=2026-01-01",
                "/statistics?from=2026-02-01",
                "/history?kind=GIFT",
                "/history?order=UP",
                "/history?from=x",
                "/history?minAmount=1.234",
                "/history?minAmount=NaN",
                "/history?maxAmount=1e400",
                "/history?text=%00",
                "/history?text=%20",
                "/history?reference=%01",
                "/history?valueTo=9",
                "/holds?all=maybe",
            })
    void refusesParametersThatMakeNoSense(String path) {
        var account = bank.openAccount("0");
        var refused = bank.get(ACCOUNTS + "/" + account + path);
        assertThat(refused.status()).as(path + refused.text()).isEqualTo(400);
    }

    @Test
    void readsTheHistoryInBothDirectionsAndFiltered() {
        var account = bank.openAccount("100.00");
        var other = bank.openAccount("0");
        for (int i = 1; i <= 4; i++) {
            bank.post(
                    "/api/v1/transactions/transfer",
                    "{\"fromAccountId\":\"%s\",\"toAccountId\":\"%s\",\"amount\":%s,\"description\":\"Rent 100%% no. %d\",\"reference\":\"R-%d\",\"metadata\":{\"b\":1,\"a\":[1.50,\"x\"]}}"
                            .formatted(account, other, money(i + ".00", "EUR"), i, i));
        }
        String history = ACCOUNTS + "/" + account + "/history";
        assertThat(bank.get(history + "?limit=1").at("/items/0/balance/amount")).isEqualTo("90.00");
        assertThat(bank.get(history + "?limit=1&order=OLDEST_FIRST").at("/items/0/balance/amount"))
                .isEqualTo("100.00");
        assertThat(bank.get(history).json().get("items").size()).isEqualTo(5);
        assertThat(bank.get(history + "?kind=DEPOSIT").json().get("items").size())
                .isEqualTo(1);
        assertThat(bank.get(history + "?minAmount=2.00&maxAmount=3.00")
                        .json()
                        .get("items")
                        .size())
                .isEqualTo(2);
        assertThat(bank.get(history + "?reference=R-3").at("/items/0/amount/amount"))
                .isEqualTo("-3.00");
        assertThat(bank.get(history + "?text=100%25%20NO").json().get("items").size())
                .isEqualTo(4);
        assertThat(bank.get(history + "?reference=R-3").text()).contains("{\"a\":[1.50,\"x\"],\"b\":1}");

        var first = bank.get(history + "?limit=2");
        var second = bank.get(history + "?limit=2&cursor=" + first.at("/next"));
        var back = bank.get(history + "?limit=2&cursor=" + second.at("/previous"));
        assertThat(second.at("/items/0/number")).isEqualTo("3");
        assertThat(back.json().get("items")).isEqualTo(first.json().get("items"));
        assertThat(bank.get(history + "?limit=2&order=OLDEST_FIRST&cursor=" + first.at("/next"))
                        .code())
                .isEqualTo("INVALID_CURSOR");
    }

    @Test
    void addsUpAPeriod() {
        var account = bank.openAccount("100.00");
        bank.transfer(account, bank.openAccount("0"), "12.34");
        var today = LocalDate.now(ZoneOffset.UTC);
        var statistics = bank.get(
                ACCOUNTS + "/%s/statistics?from=%s&to=%s".formatted(account, today.minusDays(1), today.plusDays(1)));
        assertThat(statistics.at("/in/amount")).isEqualTo("100.00");
        assertThat(statistics.at("/out/amount")).isEqualTo("12.34");
        assertThat(statistics.at("/closing/amount")).isEqualTo("87.66");
        assertThat(statistics.at("/count")).isEqualTo("2");
    }

    private int openAccounts() {
        int count = 0;
        String next = "";
        do {
            var page = bank.get(ACCOUNTS + "?limit=200" + (next.isEmpty() ? "" : "&cursor=" + next));
            count += page.json().get("items").size();
            next = page.at("/next");
        } while (!next.isEmpty());
        return count;
    }
}
