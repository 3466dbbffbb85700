package dev.bankengine.payments.web;

import static dev.bankengine.BankClient.money;
import static dev.bankengine.BankClient.transferBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.Verification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every door through which a body comes in, tried with everything that should not pass: the answer is a
 * 4xx that is a problem, nothing is changed, and the next good request succeeds.
 */
@BankTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {

    private static final String BULK = "/api/v1/transactions/bulk";
    private static final String HUGE_TEXT = "x".repeat(70_000);
    private static final String MEGABYTE = "x".repeat(1_100_000);

    @Autowired
    private TestBank testBank;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Verification verification;

    private BankClient bank;
    private String from;
    private String to;
    private String hold;
    private String transaction;
    private String stranger;
    private String friend;

    @BeforeAll
    void accounts() {
        bank = new BankClient(testBank);
        from = bank.openAccount("EUR", "1000.00", "500.00");
        to = bank.openAccount("0");
        hold = bank.post("/api/v1/holds", "{\"accountId\":\"%s\",\"amount\":%s}".formatted(from, money("10", "EUR")))
                .at("/id");
        transaction = bank.transfer(from, to, "1.00").at("/id");
        stranger = bank.openAccount("1.00");
        friend = bank.openAccount("0");
    }

    /** A good request of each endpoint; the hostile ones are made from it. */
    private Map<String, String> doors() {
        var doors = new LinkedHashMap<String, String>();
        String euro = money("1.00", "EUR");
        doors.put(
                "/api/v1/accounts",
                "{\"type\":\"CURRENT\",\"currency\":\"EUR\",\"holderName\":\"Jane\",\"openingDeposit\":%s}"
                        .formatted(euro));
        doors.put("/api/v1/transactions/transfer", transferBody(from, to, "1.00"));
        doors.put("/api/v1/transactions/deposit", "{\"accountId\":\"%s\",\"amount\":%s}".formatted(from, euro));
        doors.put("/api/v1/transactions/withdraw", "{\"accountId\":\"%s\",\"amount\":%s}".formatted(from, euro));
        doors.put(
                "/api/v1/transactions",
                "{\"legs\":[{\"accountId\":\"%s\",\"amount\":%s},{\"accountId\":\"%s\",\"amount\":%s}]}"
                        .formatted(from, money("-1.00", "EUR"), to, euro));
        doors.put(
                BULK,
                "{\"items\":[{\"idempotencyKey\":\"hostile\",\"transfer\":%s}]}"
                        .formatted(transferBody(from, to, "1.00")));
        doors.put("/api/v1/holds", "{\"accountId\":\"%s\",\"amount\":%s}".formatted(from, euro));
        doors.put("/api/v1/holds/" + hold + "/capture", "{\"amount\":%s,\"toAccountId\":\"%s\"}".formatted(euro, to));
        doors.put("/api/v1/transactions/" + transaction + "/reversal", "{\"description\":\"paid twice\"}");
        doors.put(
                "/api/v1/accounts/" + from + "/terminate",
                "{\"reason\":\"r\",\"payoutAccountId\":\"%s\"}".formatted(to));
        doors.put("/api/v1/accounts/" + from + "/block", "{\"reason\":\"r\"}");
        doors.put("/api/v1/accounts/" + from + "/unblock", "{\"reason\":\"r\"}");
        doors.put(
                "/api/v1/accounts/" + from + "/overdraft-limit",
                "{\"overdraftLimit\":%s,\"reason\":\"r\"}".formatted(euro));
        return doors;
    }

    /** What no endpoint that needs a body may take, whatever it is for. */
    private static List<String> nonsense() {
        return List.of(
                "null",
                "true",
                "0",
                "\"text\"",
                "[]",
                "[{}]",
                "{",
                "}",
                "{\"",
                "{}{}",
                "{\"a\":1}",
                "{\"__proto__\":{}}",
                "{'amount':1}",
                "{\"amount\":}",
                "{\"amount\":NaN}",
                "{\"amount\":Infinity}",
                "{\"amount\":-Infinity}",
                "{\"amount\":01}",
                "{\"amount\":+1}",
                "{\"amount\":1e400}",
                "{\"amount\":1" + "0".repeat(5_000) + "}",
                "/* comment */ {}",
                "{\"description\":\"\u0000\"}",
                "{\"description\":\"line\nbreak\"}",
                "<xml/>",
                "amount=1&currency=EUR",
                "[".repeat(10_000),
                "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                "\uFEFF\uFEFF{}",
                "{\"description\":\"" + HUGE_TEXT + "\"}",
                "{\"" + HUGE_TEXT + "\":1}",
                "{\"description\":\"" + MEGABYTE + "\"}");
    }

    /** What may stand in no field of the given name. */
    private static Map<String, List<String>> hostileValues() {
        var texts = List.of(
                "1",
                "true",
                "{}",
                "[]",
                "[\"1000\"]",
                "\"\"",
                "\" \"",
                "\"\\u0000\"",
                "\"\\u0007\"",
                "\"\\ud800\"",
                "\"\\udc00x\"",
                "\"" + "x".repeat(501) + "\"");
        var ids = List.of(
                "1000",
                "1.5",
                "true",
                "{}",
                "[]",
                "\"\"",
                "\"0\"",
                "\"-1000\"",
                "\"+1000\"",
                "\"1000.0\"",
                "\"1e3\"",
                "\" 1000\"",
                "\"0x3e8\"",
                "\"٣\"",
                "\"99999999999999999999\"",
                "\"1000 OR 1=1\"",
                "\"1'; DROP TABLE ledger.account; --\"",
                "\"\\u0000\"",
                "\"null\"");
        var amounts = new ArrayList<>(List.of(
                "12.34",
                "1",
                "\"12.34\"",
                "true",
                "[]",
                "{}",
                "{\"amount\":\"1\"}",
                "{\"currency\":\"EUR\"}",
                "{\"amount\":1,\"currency\":\"EUR\"}",
                "{\"amount\":\"1\",\"currency\":978}",
                "{\"amount\":null,\"currency\":\"EUR\"}",
                "{\"amount\":\"1\",\"currency\":null}",
                "{\"amount\":\"1\",\"currency\":\"EUR\",\"rate\":\"1\"}",
                "{\"amount\":\"1\",\"amount\":\"2\",\"currency\":\"EUR\"}"));
        for (String amount : List.of(
                "",
                " ",
                "1,00",
                "1.234",
                "1.",
                ".5",
                "+1",
                "--1",
                "01",
                "1e2",
                "1E400",
                "NaN",
                "Infinity",
                "0x10",
                "１",
                "1_000",
                "1 000",
                "9".repeat(40),
                "0." + "1".repeat(40),
                "999999999999999999.99",
                "\\u0000",
                "1\\n",
                "$1")) {
            amounts.add("{\"amount\":\"%s\",\"currency\":\"EUR\"}".formatted(amount));
        }
        for (String currency : List.of("", "eur", "EURO", "E", "ZZZ", "€", "XXX", "\\u0000", "E R", "'; --")) {
            amounts.add("{\"amount\":\"1.00\",\"currency\":\"%s\"}".formatted(currency));
        }
        var dates = List.of(
                "1",
                "\"\"",
                "\"today\"",
                "\"2026-13-01\"",
                "\"2026-02-30\"",
                "\"+999999999-01-01\"",
                "\"-0001-01-01\"",
                "\"2026-1-1\"",
                "\"2026-01-01T00:00:00Z\"",
                "{}",
                "[]",
                "[2026,1,1]");
        var metadata = List.of(
                "1",
                "\"text\"",
                "[]",
                "true",
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":1e400}",
                "{\"a\":1e5}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":" + "9".repeat(50) + "}",
                "{\"a\":NaN}",
                "{\"a\":\"" + "x".repeat(9_000) + "\"}",
                "{\"a\":".repeat(9) + "1" + "}".repeat(9));
        var times = List.of(
                "1",
                "\"\"",
                "\"soon\"",
                "\"2026-01-01\"",
                "\"2026-01-01T00:00:00\"",
                "\"2026-13-01T00:00:00Z\"",
                "\"2026-01-01T24:00:01Z\"",
                "\"+999999999-12-31T23:59:59-18:00\"",
                "\"-999999999-01-01T00:00:00+18:00\"",
                "\"1970-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59Z\"",
                "\"\\u0000\"",
                "{}",
                "[]");
        return Map.ofEntries(
                Map.entry("description", texts),
                Map.entry("reference", texts),
                Map.entry("holderName", texts),
                Map.entry("reason", texts),
                Map.entry("accountId", ids),
                Map.entry("fromAccountId", ids),
                Map.entry("toAccountId", ids),
                Map.entry("payoutAccountId", ids),
                Map.entry("amount", amounts),
                Map.entry("overdraftLimit", amounts),
                Map.entry("openingDeposit", amounts),
                Map.entry("valueDate", dates),
                Map.entry("expiresAt", times),
                Map.entry("last", List.of("1", "0", "\"true\"", "\"\"", "{}", "[]", "[true]")),
                Map.entry("metadata", metadata),
                Map.entry(
                        "number",
                        List.of(
                                "1",
                                "\"\"",
                                "\"DE89\"",
                                "\"DE89370400440532013001\"",
                                "\"GB01BARC20714583608387\"",
                                "\"de89370400440532013000\"",
                                "\"' OR 1=1\"",
                                "\"" + "D".repeat(500) + "\"")));
    }

    /** The doors are those of the documentation; a release takes no body. */
    @Test
    void knowsEveryDoor() {
        var documented = new HashSet<String>();
        for (var path : bank.get("/openapi.json").json().get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (operation.getValue().has("requestBody")) {
                    documented.add(path.getKey());
                }
            }
        }
        assertThat(doors().keySet())
                .extracting(path -> path.replaceAll("/[0-9]+", "/{id}"))
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    @TestFactory
    Stream<DynamicTest> refusesNonsenseAtEveryDoor() {
        return doors().keySet().stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var before = everything();
                    for (String body : nonsense()) {
                        // A reversal needs no body, and null is none.
                        if (path.endsWith("/reversal") && body.equals("null")) {
                            continue;
                        }
                        requireRefused(send(path, body), path, body);
                    }
                    for (String type : List.of("text/plain", "application/xml", "text/html", "application/cbor")) {
                        var other = sendBytes(path, type, door(path).getBytes(StandardCharsets.UTF_8));
                        assertThat(other.status()).as(type).isEqualTo(415);
                    }
                    byte[] broken = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'};
                    requireRefused(sendBytes(path, "application/json", broken), path, "broken UTF-8");
                    assertThat(everything()).isEqualTo(before);
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryHostileValueInEveryField() {
        return hostileCases().entrySet().stream()
                .map(door -> DynamicTest.dynamicTest(door.getKey(), () -> {
                    var before = everything();
                    for (String body : door.getValue()) {
                        requireRefused(send(door.getKey().split(" ")[0], body), door.getKey(), body);
                    }
                    assertThat(everything()).isEqualTo(before);
                }));
    }

    /** Each item of a bulk request is refused by itself: with the same nonsense, and with the same hostile values. */
    @TestFactory
    Stream<DynamicTest> refusesEveryHostileItem() {
        var items = new LinkedHashMap<String, String>();
        items.put("transfer", door("/api/v1/transactions/transfer"));
        items.put("deposit", door("/api/v1/transactions/deposit"));
        items.put("withdraw", door("/api/v1/transactions/withdraw"));
        items.put("transaction", door("/api/v1/transactions"));
        var fields =
                List.of("amount", "fromAccountId", "accountId", "description", "reference", "valueDate", "metadata");
        return items.entrySet().stream()
                .map(good -> DynamicTest.dynamicTest(good.getKey(), () -> {
                    var before = everything();
                    var hostile = new ArrayList<String>();
                    for (String key : List.of(
                            "1", "null", "\"\"", "\"a b\"", "\"\\u0000\"", "{}", "\"" + "k".repeat(129) + "\"")) {
                        hostile.add("{\"idempotencyKey\":%s,\"%s\":%s}".formatted(key, good.getKey(), good.getValue()));
                    }
                    for (String field : fields) {
                        for (String value : hostile(field)) {
                            hostile.add("{\"idempotencyKey\":\"%s-%d\",\"%s\":%s}"
                                    .formatted(
                                            good.getKey(),
                                            hostile.size(),
                                            good.getKey(),
                                            with(good.getValue(), field, value)));
                        }
                    }
                    for (String item : hostile) {
                        requireItemRefused(bank.postLines(BULK, item), item);
                        requireItemRefused(bank.post(BULK, "{\"items\":[" + item + "]}"), item);
                        requireRefused(bank.postLines(BULK + "?atomic=true", item), BULK, item);
                        requireRefused(bank.post(BULK, "{\"atomic\":true,\"items\":[" + item + "]}"), BULK, item);
                    }
                    assertThat(everything()).isEqualTo(before);
                }));
    }

    @Test
    void refusesEveryLineOfNonsense() {
        var before = everything();
        for (String body : nonsense()) {
            var answer = bank.postLines(BULK, body);
            if (answer.status() == 200) {
                answer.json().get("items").forEach(item -> requireItemRefused(answer, body));
            } else {
                requireRefused(answer, BULK, body);
            }
            requireRefused(bank.postLines(BULK + "?atomic=true", body), BULK, body);
        }
        assertThat(everything()).isEqualTo(before);
    }

    /** A body that is broken as a whole is refused as a whole; one that is not, for its only item. */
    private void requireItemRefused(BankClient.Answer answer, String item) {
        if (answer.status() != 200) {
            requireRefused(answer, BULK, item);
            return;
        }
        assertThat(answer.at("/posted")).as(item + " -> " + answer.text()).isEqualTo("0");
        for (var result : answer.json().get("items")) {
            assertThat(result.get("status").intValue())
                    .as(item + " -> " + answer.text())
                    .isBetween(400, 499);
            assertThat(result.at("/problem/code").asString()).matches("[A-Z_]+");
        }
        assertThat(answer.text()).doesNotContain("Exception").doesNotContain("dev.bankengine");
    }

    private BankClient.Answer send(String path, String body) {
        return path.endsWith("/overdraft-limit") ? bank.put(path, body) : bank.post(path, body);
    }

    private BankClient.Answer sendBytes(String path, String type, byte[] body) {
        return path.endsWith("/overdraft-limit") ? bank.putBytes(path, type, body) : bank.postBytes(path, type, body);
    }

    private String door(String path) {
        return Objects.requireNonNull(doors().get(path));
    }

    private static List<String> hostile(String field) {
        return Objects.requireNonNull(hostileValues().get(field));
    }

    /** Each good request with one field put in or replaced. */
    private Map<String, List<String>> hostileCases() {
        var cases = new LinkedHashMap<String, List<String>>();
        var fields = new LinkedHashMap<String, List<String>>(Map.of(
                "/api/v1/accounts",
                List.of("holderName", "openingDeposit", "overdraftLimit"),
                "/api/v1/transactions/transfer",
                List.of("fromAccountId", "toAccountId", "amount", "description", "reference", "valueDate", "metadata"),
                "/api/v1/transactions/deposit",
                List.of("accountId", "amount", "description", "reference", "valueDate", "metadata"),
                "/api/v1/transactions/withdraw",
                List.of("accountId", "amount", "description", "reference", "valueDate", "metadata"),
                "/api/v1/transactions",
                List.of("description", "reference", "valueDate", "metadata"),
                "/api/v1/holds",
                List.of("accountId", "amount", "description", "reference", "expiresAt"),
                "/api/v1/holds/" + hold + "/capture",
                List.of("amount", "toAccountId", "last", "description", "reference", "metadata"),
                "/api/v1/transactions/" + transaction + "/reversal",
                List.of("description", "reference", "metadata")));
        String account = "/api/v1/accounts/" + from;
        fields.put(account + "/terminate", List.of("reason", "payoutAccountId"));
        fields.put(account + "/block", List.of("reason"));
        fields.put(account + "/unblock", List.of("reason"));
        fields.put(account + "/overdraft-limit", List.of("reason", "overdraftLimit"));
        fields.forEach((path, names) -> names.forEach(name -> cases.put(
                path + " " + name,
                hostile(name).stream()
                        .map(value -> with(door(path), name, value))
                        .toList())));
        cases.put(
                "/api/v1/transactions/deposit number",
                hostile("number").stream()
                        .map(number -> "{\"number\":%s,\"amount\":%s}".formatted(number, money("1", "EUR")))
                        .toList());
        cases.put(
                account + "/terminate payoutNumber",
                hostile("number").stream()
                        .map("{\"reason\":\"r\",\"payoutNumber\":%s}"::formatted)
                        .toList());
        cases.put(
                "/api/v1/transactions legs",
                Stream.concat(
                                hostile("amount").stream()
                                        .map(amount -> "{\"accountId\":\"1000\",\"amount\":" + amount + "}"),
                                hostile("accountId").stream()
                                        .map(id -> "{\"accountId\":" + id + ",\"amount\":" + money("1", "EUR") + "}"))
                        .map(leg -> "{\"legs\":[%s,%s]}".formatted(leg, leg))
                        .toList());
        return cases;
    }

    /** The body with the field set to the value, in its place or at the end. */
    private static String with(String body, String field, String value) {
        var tree = (ObjectNode) JsonMapper.shared().readTree(body);
        tree.remove(field);
        String rest = tree.toString();
        String separator = tree.isEmpty() ? "" : ",";
        return rest.substring(0, rest.length() - 1) + separator + "\"" + field + "\":" + value + "}";
    }

    @Test
    void refusesToMoveMoneyWithoutAKey() {
        var before = everything();
        doors().forEach((path, body) -> {
            // These may be sent again as they are; each item of a bulk request has a key of its own.
            if (!path.endsWith("block") && !path.endsWith("/overdraft-limit") && !path.equals(BULK)) {
                var refused = bank.postWithoutKey(path, body);
                assertThat(refused.status()).as(path).isEqualTo(400);
                assertThat(refused.code()).isEqualTo("IDEMPOTENCY_KEY_MISSING");
            }
        });
        assertThat(bank.postWithoutKey("/api/v1/holds/" + hold + "/release", null)
                        .status())
                .isEqualTo(400);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void storesSqlInTextAsText() {
        String text = "Robert'); DELETE FROM ledger.entry; -- \\\" $1 :id ? % _";
        var paid = bank.post(
                "/api/v1/transactions/transfer",
                with(
                        transferBody(from, to, "0.01"),
                        "description",
                        "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
        assertThat(paid.status()).as(paid.text()).isEqualTo(201);
        assertThat(paid.at("/description")).isEqualTo(text);
    }

    private void requireRefused(BankClient.Answer answer, String path, String body) {
        String shown =
                path + " <- " + (body.length() > 200 ? body.substring(0, 200) + "…" : body) + " -> " + answer.text();
        assertThat(answer.status()).as(shown).isBetween(400, 499);
        assertThat(answer.header("Content-Type")).as(shown).startsWith("application/problem+json");
        assertThat(answer.code()).as(shown).matches("[A-Z_]+");
        assertThat(answer.at("/detail")).as(shown).isNotBlank();
        assertThat(answer.text()).as(shown).doesNotContain("Exception").doesNotContain("dev.bankengine");
    }

    /** Enough to see whether anything was changed, after good requests between others, which must still be taken. */
    private List<String> everything() {
        assertThat(bank.transfer(stranger, friend, "0.01").status()).isEqualTo(201);
        assertThat(bank.transfer(friend, stranger, "0.01").status()).isEqualTo(201);
        assertThat(verification.verify(progress -> {}).holds()).isTrue();
        return jdbc.sql("""
                        SELECT concat_ws('|', 'account', id, status, balance, held, floor, entry_count) FROM ledger.account
                        WHERE NOT id = ANY(:others)
                        UNION ALL SELECT concat_ws('|', 'hold', id, status, captured) FROM ledger.hold
                        UNION ALL SELECT concat_ws('|', 'transactions', count(DISTINCT transaction_id)) FROM ledger.entry
                        WHERE NOT account_id = ANY(:others)
                        UNION ALL SELECT concat_ws('|', 'changes', count(*)) FROM ledger.account_change
                        UNION ALL SELECT concat_ws('|', 'closings', count(*)) FROM accounts.closing_request
                        ORDER BY 1
                        """)
                .param("others", new long[] {Long.parseLong(stranger), Long.parseLong(friend)})
                .query((row, n) -> row.getString(1))
                .list();
    }
}
