package dev.bankengine.payments.web;

import static dev.bankengine.BankClient.money;
import static dev.bankengine.BankClient.transferBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import dev.bankengine.ledger.Verification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@BankTest
class BulkOverHttpTest {

    private static final String BULK = "/api/v1/transactions/bulk";

    @Autowired
    private TestBank testBank;

    @Autowired
    private Verification verification;

    @Autowired
    private BulkSettings settings;

    private BankClient bank;
    private String from;
    private String to;

    @BeforeEach
    void accounts() {
        bank = new BankClient(testBank);
        from = bank.openAccount("100.00");
        to = bank.openAccount("0");
    }

    @AfterEach
    void theBooksAreRight() {
        assertThat(verification.verify(progress -> {}).findings())
                .allSatisfy(finding -> assertThat(finding.first()).isEmpty());
    }

    @Test
    void makesPaymentsOfAllKinds() {
        String number = bank.get("/api/v1/accounts/" + to).at("/number");
        var answer = bank.post(
                BULK,
                "{\"items\":[%s,%s,%s,%s,%s]}"
                        .formatted(
                                item("transfer", transferBody(from, to, "10.00")),
                                item("deposit", cash(from, "5.00")),
                                item("withdraw", cash(from, "3.00")),
                                item(
                                        "transaction",
                                        "{\"legs\":[{\"accountId\":\"%s\",\"amount\":%s},{\"number\":\"%s\",\"amount\":%s}]}"
                                                .formatted(from, money("-2", "EUR"), number, money("2", "EUR"))),
                                item(
                                        "transfer",
                                        "{\"fromAccountId\":\"%s\",\"toNumber\":\"%s\",\"amount\":%s}"
                                                .formatted(from, number, money("1", "EUR")))));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("/posted")).isEqualTo("5");
        assertThat(bank.balance(from)).isEqualTo("89.00");
        assertThat(bank.balance(to)).isEqualTo("13.00");
        assertThat(bank.get("/api/v1/transactions/" + answer.at("/items/3/transactionId"))
                        .at("/kind"))
                .isEqualTo("JOURNAL");
    }

    @Test
    void letsTheGoodOnesStandAndNamesTheBad() {
        String unknownField = transferBody(from, to, "1.00").replace("{\"from", "{\"gift\":1,\"from");
        var answer = bank.post(
                BULK,
                "{\"atomic\":false,\"items\":[%s,%s,%s,%s,%s,%s,%s,%s,%s]}"
                        .formatted(
                                item("transfer", transferBody(from, to, "1.00")),
                                item("transfer", transferBody(from, to, "1000.00")),
                                item("transfer", unknownField),
                                "null",
                                "[1,[2,{\"a\":[]}]]",
                                "{\"transfer\":" + transferBody(from, to, "1.00") + "}",
                                "{\"idempotencyKey\":\"x y\",\"transfer\":" + transferBody(from, to, "1.00") + "}",
                                "{\"idempotencyKey\":\"both\",\"transfer\":%s,\"deposit\":%s}"
                                        .formatted(transferBody(from, to, "1.00"), cash(from, "1")),
                                item("transfer", transferBody(from, to, "2.00"))));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("/posted")).isEqualTo("2");
        assertThat(answer.at("/refused")).isEqualTo("1");
        assertThat(answer.at("/malformed")).isEqualTo("6");
        assertThat(answer.at("/items/1/status")).isEqualTo("422");
        assertThat(answer.at("/items/1/problem/code")).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(answer.at("/items/2/problem/code")).isEqualTo("UNKNOWN_FIELD");
        assertThat(answer.at("/items/2/problem/errors/0/field")).isEqualTo("transfer.gift");
        for (int i : new int[] {2, 3, 4, 5, 6, 7}) {
            assertThat(answer.at("/items/" + i + "/status")).isEqualTo("400");
            assertThat(answer.at("/items/" + i + "/index")).isEqualTo(Integer.toString(i));
        }
        assertThat(answer.at("/items/8/status")).isEqualTo("201");
        assertThat(bank.balance(to)).isEqualTo("3.00");
    }

    @Test
    void makesAllOrNone() {
        String good = item("transfer", transferBody(from, to, "1.00"));
        var refused = bank.post(
                BULK,
                "{\"atomic\":true,\"items\":[%s,%s,%s]}"
                        .formatted(
                                good,
                                item("transfer", transferBody(to, from, "1000.00")),
                                item("deposit", cash(to, "1"))));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(refused.at("/index")).isEqualTo("1");
        assertThat(refused.at("/items/0/problem/code")).isEqualTo("GROUP_REFUSED");
        assertThat(bank.balance(to)).isEqualTo("0.00");

        var malformed = bank.post(BULK, "{\"items\":[%s,{}],\"atomic\":true}".formatted(good));
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.code()).isEqualTo("ITEMS_MALFORMED");
        assertThat(malformed.at("/index")).isEqualTo("1");

        var unknown = bank.post(
                BULK,
                "{\"atomic\":true,\"items\":[%s,%s]}"
                        .formatted(item("deposit", cash(to, "1")), item("transfer", transferBody("5", to, "1"))));
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.code()).isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(bank.balance(to)).isEqualTo("0.00");

        var made = bank.post(
                BULK,
                "{\"atomic\":true,\"items\":[%s,%s]}"
                        .formatted(
                                item("transfer", transferBody(from, to, "60.00")),
                                item("transfer", transferBody(to, from, "60.00"))));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(made.at("/posted")).isEqualTo("2");
    }

    @Test
    void tellsTheItemsThatCouldNotBeDecidedToComeAgain() throws SQLException {
        String third = bank.openAccount("10.00");
        String body = "{\"items\":[%s,%s,%s]}"
                .formatted(
                        item("transfer", transferBody(from, to, "1.00")),
                        item("transfer", transferBody(third, to, "2.00")),
                        item("transfer", transferBody(third, to, "2000.00")));
        try (var byHand = testBank.database().superuser().connect("by-hand");
                var lock = byHand.prepareStatement("SELECT id FROM ledger.account WHERE id = ? FOR UPDATE")) {
            byHand.setAutoCommit(false);
            lock.setLong(1, Long.parseLong(from));
            lock.execute();
            var answer = bank.post(BULK, body);
            byHand.rollback();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.at("/items/0/status")).isEqualTo("503");
            assertThat(answer.at("/items/0/problem/code")).isEqualTo("TEMPORARILY_UNAVAILABLE");
            assertThat(answer.at("/items/1/status")).isEqualTo("201");
            assertThat(answer.at("/items/2/problem/code")).isEqualTo("INSUFFICIENT_FUNDS");
            assertThat(answer.at("/undecided")).isEqualTo("1");
            assertThat(answer.at("/posted")).isEqualTo("1");
            assertThat(answer.at("/refused")).isEqualTo("1");
        }
        var again = bank.post(BULK, body);
        assertThat(again.at("/items/0/status")).isEqualTo("201");
        assertThat(again.at("/items/1/replayed")).isEqualTo("true");
        assertThat(bank.balance(to)).isEqualTo("3.00");
    }

    @Test
    void takesAStreamOfLines() {
        String lines = "%s\n\nnonsense\r\n%s\n{\"idempotencyKey\":\"a\"} {}\nnull\n"
                .formatted(
                        item("transfer", transferBody(from, to, "1.00")),
                        item("transfer", transferBody(from, to, "2.00")));
        var answer = bank.postLines(BULK, lines);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("/posted")).isEqualTo("2");
        assertThat(answer.at("/items/1/problem/code")).isEqualTo("MALFORMED_JSON");
        assertThat(answer.at("/items/3/status")).isEqualTo("400");
        assertThat(answer.at("/items/4/status")).isEqualTo("400");
        assertThat(bank.balance(to)).isEqualTo("3.00");
        var atomic = bank.postLines(BULK + "?atomic=true", item("transfer", transferBody(from, to, "1000.00")));
        assertThat(atomic.status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?atomic=true",
                "?atomic=false",
                "?atomic=",
                "?atomic",
                "?atomc=true",
                "?dryRun=true",
            })
    void takesNoParameterWithJson(String query) {
        String items = "{\"items\":[%s,%s]}"
                .formatted(
                        item("transfer", transferBody(from, to, "1.00")),
                        item("transfer", transferBody(from, to, "1000.00")));
        var refused = bank.post(BULK + query, items);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("INVALID_PARAMETER");
        assertThat(bank.balance(to)).isEqualTo("0.00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?atomic=",
                "?atomic",
                "?atomic=yes",
                "?atomic=1",
                "?atomic=TRUE",
                "?atomic=true&atomic=false",
                "?atomic=true&atomic=true",
                "?atomc=true",
                "?Atomic=true",
                "?atomic=true&dryRun=true",
            })
    void takesNoParameterWithLinesButAtomicTrueOrFalse(String query) {
        var refused = bank.postLines(BULK + query, item("transfer", transferBody(from, to, "1.00")));
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("INVALID_PARAMETER");
        assertThat(bank.balance(to)).isEqualTo("0.00");
        assertThat(bank.postLines(BULK + "?atomic=false", item("transfer", transferBody(from, to, "1.00")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void readsLinesOfAnyLengthWhereverTheyAreCut() {
        String padding = " ".repeat(20_000);
        var lines = IntStream.range(0, 200)
                .mapToObj(i -> item("transfer", transferBody(from, to, "0.01")) + (i % 50 == 0 ? padding : ""))
                .collect(Collectors.joining("\n"));
        var answer = bank.postLines(BULK, lines);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("/posted")).isEqualTo("200");
        assertThat(bank.balance(to)).isEqualTo("2.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson"})
    void refusesABodyThatBreaksOff(String type) throws IOException {
        String head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n".formatted(BULK, type);
        String start = type.endsWith("ndjson") ? "" : "{\"items\":[";
        String item = start + item("transfer", transferBody(from, to, "1.00")) + (start.isEmpty() ? "\n" : ",");
        String chunked = "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n".formatted(item.length(), item);
        for (String broken : new String[] {
            chunked + "nonsense\r\n", chunked, chunked + "ff\r\n", "Content-Length: 999999\r\n\r\n" + item
        }) {
            String answer = raw(head + broken);
            assertThat(answer)
                    .as(broken)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "MALFORMED_BODY");
        }
        assertThat(bank.balance(to)).isEqualTo("0.00");
    }

    /** Sends this and nothing more, and reads what is answered. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", URI.create(testBank.url()).getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void takesOnlySoManyRequestsInHandAtOnce() throws IOException, InterruptedException {
        String unfinished =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
                        .formatted(BULK);
        String good = "{\"items\":[%s]}".formatted(item("transfer", transferBody(from, to, "1.00")));
        var held = new ArrayList<Socket>();
        BankClient.Answer refused;
        try {
            do {
                assertThat(held).hasSizeLessThan(64);
                var socket = new Socket("127.0.0.1", URI.create(testBank.url()).getPort());
                held.add(socket);
                socket.getOutputStream().write(unfinished.getBytes(StandardCharsets.UTF_8));
                Thread.sleep(20);
                refused = bank.post(BULK, good);
            } while (refused.status() == 200);
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("TEMPORARILY_UNAVAILABLE");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(held).hasSizeGreaterThanOrEqualTo(settings.rooms());
        var again = bank.post(BULK, good);
        for (int i = 0; i < 100 && again.status() == 503; i++) {
            Thread.sleep(100);
            again = bank.post(BULK, good);
        }
        assertThat(again.at("/posted")).isEqualTo("1");
        assertThat(bank.balance(to)).isEqualTo("1.00");
    }

    @Test
    void mayBeSentAgainAsItIs() {
        String body = "{\"items\":[%s,%s]}"
                .formatted(
                        item("transfer", transferBody(from, to, "1.00")),
                        item("transfer", transferBody(from, to, "2.00")));
        var first = bank.post(BULK, body);
        var again = bank.post(BULK, body);
        assertThat(again.at("/items/0/replayed")).isEqualTo("true");
        assertThat(again.at("/items/1/transactionId")).isEqualTo(first.at("/items/1/transactionId"));
        assertThat(bank.balance(to)).isEqualTo("3.00");
        String twice = item("transfer", transferBody(from, to, "5.00"));
        var inOne = bank.post(BULK, "{\"items\":[%s,%s]}".formatted(twice, twice));
        assertThat(inOne.at("/items/1/replayed")).isEqualTo("true");
        assertThat(bank.balance(to)).isEqualTo("8.00");
    }

    @Test
    void takesTenThousandItemsAndNoMore() {
        String items = IntStream.range(0, 10_000)
                .mapToObj(i -> item("transfer", transferBody(from, to, "0.01")))
                .collect(Collectors.joining(","));
        var made = bank.post(BULK, "{\"items\":[" + items + "]}");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.at("/posted")).isEqualTo("10000");
        assertThat(bank.balance(from)).isEqualTo("0.00");
        var tooMany = bank.post(BULK, "{\"items\":[" + items + "," + item("deposit", cash(to, "1")) + "]}");
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(tooMany.code()).isEqualTo("TOO_MANY_ITEMS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "{}",
                "{\"items\":[]}",
                "{\"items\":{}}",
                "{\"items\":null}",
                "{\"atomic\":\"yes\",\"items\":[{}]}",
                "{\"atomic\":1,\"items\":[{}]}",
                "{\"items\":[{}],\"more\":1}",
                "{\"items\":[{}]} {}",
                "{\"items\":[{}",
                "{\"items\":[{},]}",
                "{\"items\":[NaN]}",
                "{\"items\":[{}],\"items\":[{}]}",
                "{\"items\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
            })
    void refusesWhatCannotBeRead(String body) {
        var refused = bank.post(BULK, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(bank.balance(to)).isEqualTo("0.00");
    }

    @Test
    void refusesOtherContentAndTooMuchOfIt() {
        byte[] body = "idempotencyKey;amount".getBytes(StandardCharsets.UTF_8);
        assertThat(bank.postBytes(BULK, "text/csv", body).status()).isEqualTo(415);
        assertThat(bank.postBytes(BULK, "application/json", new byte[17 * 1024 * 1024])
                        .status())
                .isEqualTo(413);
        assertThat(bank.postLines(BULK, " \n\n").status()).isEqualTo(400);
    }

    private static int keys;

    private static synchronized String item(String kind, String payment) {
        return "{\"idempotencyKey\":\"bulk-%d\",\"%s\":%s}".formatted(++keys, kind, payment);
    }

    private static String cash(String account, String amount) {
        return "{\"accountId\":\"%s\",\"amount\":%s}".formatted(account, money(amount, "EUR"));
    }
}
