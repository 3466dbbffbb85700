package dev.bankengine.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RequestsTest {
    private static final long[] ACCOUNTS = {1_000, 1_001, 20_000};
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aSingleTransferHasAKeyOfItsOwnAndTwoAccounts() {
        RequestSource source = Requests.singleTransfers(Transfers.uniform(ACCOUNTS, 1));
        Set<UUID> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Sent sent = write(source);
            keys.add(UUID.fromString(sent.header("Idempotency-Key")));
            assertThat(sent.line()).isEqualTo("POST /api/v1/transactions/transfer HTTP/1.1");
            requireTransfer(JSON.readTree(sent.body()));
        }
        assertThat(keys).hasSize(1_000).allMatch(key -> key.version() == 4 && key.variant() == 2);
    }

    @Test
    void everyHotTransferPaysTheMerchant() {
        RequestSource source = Requests.singleTransfers(Transfers.toMerchant(ACCOUNTS, 7, 1));
        for (int i = 0; i < 100; i++) {
            JsonNode transfer = JSON.readTree(write(source).body());
            assertThat(transfer.get("toAccountId").asString()).isEqualTo("7");
        }
    }

    @Test
    void aBulkRequestCarriesItsItemsEachWithAKey() {
        Sent sent = write(Requests.bulkTransfers(Transfers.uniform(ACCOUNTS, 1), 1_000));
        JsonNode bulk = JSON.readTree(sent.body());
        assertThat(bulk.get("atomic").asBoolean()).isFalse();
        assertThat(bulk.get("items")).hasSize(1_000);
        Set<String> keys = new HashSet<>();
        for (JsonNode item : bulk.get("items")) {
            keys.add(item.get("idempotencyKey").asString());
            requireTransfer(item.get("transfer"));
        }
        assertThat(keys).hasSize(1_000);
    }

    @Test
    void aReadAsksForOneBalance() {
        Sent sent = write(Requests.balanceReads(Transfers.uniform(new long[] {4_711}, 1)));
        assertThat(sent.line()).isEqualTo("GET /api/v1/accounts/4711/balance HTTP/1.1");
        assertThat(sent.body()).isEmpty();
    }

    private static void requireTransfer(JsonNode transfer) {
        assertThat(transfer.get("fromAccountId").asString())
                .isNotEqualTo(transfer.get("toAccountId").asString());
        assertThat(transfer.get("amount").get("amount").asString()).matches("(0|[1-9][0-9]*)\\.[0-9]{2}");
        assertThat(transfer.get("amount").get("currency").asString()).isEqualTo("EUR");
    }

    private static Sent write(RequestSource source) {
        ByteBuffer buffer = ByteBuffer.allocate(source.maxRequestBytes());
        source.writeNext(buffer);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        int end = text.indexOf("\r\n\r\n");
        Sent sent = new Sent(text.substring(0, end), text.substring(end + 4));
        if (!sent.body().isEmpty()) {
            assertThat(sent.header("Content-Length"))
                    .isEqualTo(Integer.toString(sent.body().length()));
        }
        return sent;
    }

    private record Sent(String head, String body) {
        String line() {
            return head.lines().findFirst().orElseThrow();
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
