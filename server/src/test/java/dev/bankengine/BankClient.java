package dev.bankengine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of a running bank that sends exactly what it is given and shows what came back. Where no
 * idempotency key is given it takes a new one.
 */
public final class BankClient {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;

    public BankClient(TestBank bank) {
        this(bank.url());
    }

    public BankClient(String url) {
        this.url = url;
    }

    /** What the bank answered. */
    public record Answer(int status, String text, HttpResponse<byte[]> response) {

        public JsonNode json() {
            return JSON.readTree(text);
        }

        /** The text at a JSON pointer such as {@code /available/amount}. */
        public String at(String pointer) {
            return json().at(pointer).asString();
        }

        public String code() {
            return at("/code");
        }

        public boolean replayed() {
            return response.headers()
                    .firstValue("Idempotent-Replayed")
                    .orElse("false")
                    .equals("true");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, @Nullable String body) {
        return post(path, UUID.randomUUID().toString(), body);
    }

    public Answer post(String path, String key, @Nullable String body) {
        return send(withBody(path, body).header("Idempotency-Key", key));
    }

    /** As another client, whose keys are its own. */
    public Answer postAs(String client, String path, String key, String body) {
        return send(withBody(path, body).header("Idempotency-Key", key).header("X-Client-Id", client));
    }

    public Answer postWithoutKey(String path, @Nullable String body) {
        return send(withBody(path, body));
    }

    public Answer postBytes(String path, String contentType, byte[] body) {
        return send(request(path)
                .header("Content-Type", contentType)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofByteArray(body)));
    }

    public Answer postLines(String path, String lines) {
        return postBytes(path, "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
    }

    public Answer put(String path, String body) {
        return putBytes(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer putBytes(String path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofByteArray(body)));
    }

    /** Opens a euro account and returns its id. */
    public String openAccount(String deposit) {
        return openAccount("EUR", deposit, "0");
    }

    /** Opens an account with a deposit and an overdraft limit, each {@code "0"} for none. */
    public String openAccount(String currency, String deposit, String limit) {
        String opening = deposit.equals("0") ? "" : ",\"openingDeposit\":" + money(deposit, currency);
        String overdraft = limit.equals("0") ? "" : ",\"overdraftLimit\":" + money(limit, currency);
        Answer answer = post(
                "/api/v1/accounts",
                "{\"type\":\"CURRENT\",\"currency\":\"%s\",\"holderName\":\"Jane Doe\"%s%s}"
                        .formatted(currency, opening, overdraft));
        if (answer.status() != 201) {
            throw new AssertionError("the account was not opened: " + answer.text());
        }
        return answer.at("/id");
    }

    public Answer transfer(String from, String to, String amount) {
        return post("/api/v1/transactions/transfer", transferBody(from, to, amount));
    }

    public static String transferBody(String from, String to, String amount) {
        return "{\"fromAccountId\":\"%s\",\"toAccountId\":\"%s\",\"amount\":%s}"
                .formatted(from, to, money(amount, "EUR"));
    }

    public static String money(String amount, String currency) {
        return "{\"amount\":\"%s\",\"currency\":\"%s\"}".formatted(amount, currency);
    }

    /** The ledger balance of an account. */
    public String balance(String account) {
        return get("/api/v1/accounts/" + account + "/balance").at("/ledger/amount");
    }

    private HttpRequest.Builder withBody(String path, @Nullable String body) {
        return body == null
                ? request(path).POST(BodyPublishers.noBody())
                : request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
        } catch (IOException failure) {
            throw new AssertionError("the bank did not answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
