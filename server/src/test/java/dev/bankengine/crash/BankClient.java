package dev.bankengine.crash;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the bank, who knows nothing of it but its HTTP interface. */
final class BankClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    record Reply(int status, JsonNode body) {}

    Reply get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    Reply post(String url, String key, String body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /**
     * Opens an account and gives its id.
     *
     * @param deposit posted from cash, where there is one
     */
    String open(String bank, String key, String overdraftLimit, @Nullable String deposit) throws IOException {
        String body = """
                {"type":"CURRENT","currency":"EUR","overdraftLimit":{"amount":"%s","currency":"EUR"}%s}
                """.formatted(
                        overdraftLimit,
                        deposit == null
                                ? ""
                                : ",\"openingDeposit\":{\"amount\":\"%s\",\"currency\":\"EUR\"}".formatted(deposit));
        Reply reply = post(bank + "/api/v1/accounts", key, body);
        if (reply.status() != 201) {
            throw new AssertionError("the bank opens no account: " + reply);
        }
        return reply.body().path("id").asString();
    }

    Reply transfer(String bank, String key, String from, String to, long cents) throws IOException {
        return post(bank + "/api/v1/transactions/transfer", key, """
                {"fromAccountId":"%s","toAccountId":"%s","amount":{"amount":"%d.%02d","currency":"EUR"}}
                """.formatted(from, to, cents / 100, cents % 100));
    }

    /** An amount of money in a reply, in cents. */
    static long cents(JsonNode money) {
        return new BigDecimal(money.path("amount").asString()).movePointRight(2).longValueExact();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
