package dev.bankengine.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.TestServers;
import dev.bankengine.accounts.AccountOpenings;
import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.accounts.NewAccount;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Origin;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Currency;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample belongs into a bank of its own, and is there before anybody can ask for it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SampleBankTest {

    private static final String DEMO = "--spring.profiles.active=demo";

    @Test
    void isNotLoadedIntoABankThatHasCustomers() {
        try (TestServers servers = TestServers.start(1)) {
            open(servers.first());
            assertThatThrownBy(() -> servers.startAnother(DEMO))
                    .hasRootCauseInstanceOf(EnvironmentProblem.class)
                    .rootCause()
                    .hasMessageContaining("Start it with serve");
            assertThat(servers.first().getBean(Accounts.class).page(null, 10).items())
                    .hasSize(1);
        }
    }

    @Test
    void isThereWithTheFirstAnswerAndStaysWhenCustomersComeLater() throws Exception {
        try (TestServers servers = TestServers.start(0)) {
            int port = freePort();
            var firstAnswer = CompletableFuture.supplyAsync(() -> firstAnswer(port));
            var demo = servers.startAnother(DEMO, "--server.port=" + port);
            // What the last line of the sample leaves on its account.
            assertThat(firstAnswer.get()).contains("38567.50");
            assertThat(demo.getBean(Accounts.class).page(null, 200).items()).hasSize(100);

            open(demo);
            var again = servers.startAnother(DEMO);
            assertThat(again.getBean(Accounts.class).page(null, 200).items()).hasSize(101);
        }
    }

    private static void open(ConfigurableApplicationContext bank) {
        var wanted = new NewAccount(AccountType.CURRENT, Currency.getInstance("EUR"), 0, null, null);
        var key = new IdempotencyKey("test", "a-customer");
        assertThat(bank.getBean(AccountOpenings.class).open(key, new Origin("test", "TEST", null, null), wanted, null))
                .isInstanceOf(AccountOpenings.Result.Opened.class);
    }

    /** What the server says as soon as it says anything. */
    private static String firstAnswer(int port) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/accounts/by-number/CZ5599990000000000036505"))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    return client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
                } catch (IOException notYet) {
                    Thread.sleep(2);
                }
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
