package dev.bankengine.payments.web;

import static dev.bankengine.BankClient.transferBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@BankTest
@TestPropertySource(properties = {"bankengine.http.bulk-body-within=1s", "bankengine.http.max-bulk-requests=1"})
class SlowBulkTest {

    private static final String BULK = "/api/v1/transactions/bulk";

    @Autowired
    private TestBank testBank;

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"application/json", "application/x-ndjson"})
    void makesRoomAgainWhenABodyTricklesIn(String type) throws Exception {
        var bank = new BankClient(testBank);
        String from = bank.openAccount("100.00");
        String to = bank.openAccount("0");
        try (var socket = new Socket("127.0.0.1", URI.create(testBank.url()).getPort())) {
            socket.setSoTimeout(10);
            send(
                    socket,
                    "POST " + BULK + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                            + "\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(trickleUntilAnswered(socket)).startsWith("HTTP/1.1 408 ").contains("REQUEST_TIMEOUT");
            String item =
                    "{\"idempotencyKey\":\"after-" + type + "\",\"transfer\":" + transferBody(from, to, "1.00") + "}";
            var next = bank.post(BULK, "{\"items\":[" + item + "]}");
            assertThat(next.status()).as(next.text()).isEqualTo(200);
        }
        assertThat(bank.balance(to)).isEqualTo("1.00");
    }

    /** A blank now and then, which both kinds of body may have any number of. */
    private static String trickleUntilAnswered(Socket socket) throws Exception {
        byte[] answer = new byte[4096];
        while (true) {
            send(socket, " ");
            Thread.sleep(50);
            try {
                int length = socket.getInputStream().read(answer);
                return new String(answer, 0, Math.max(length, 0), UTF_8);
            } catch (SocketTimeoutException notYet) {
                // The body is still being waited for.
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }
}
