package dev.bankengine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankClient;
import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@BankTest
class OpenApiTest {

    private static final Path RULES = Path.of("src", "test", "spectral");
    private static final Path WORK = Path.of("target", "spectral");

    @Autowired
    private TestBank bank;

    @Test
    void describesEveryOperationWithItsRefusals() {
        var document = new BankClient(bank).get("/openapi.json").json();
        assertThat(document.at("/openapi").asString()).startsWith("3.1");
        var transfer = document.at("/paths/~1api~1v1~1transactions~1transfer/post");
        assertThat(transfer.at("/responses/422/description").asString()).contains("INSUFFICIENT_FUNDS");
        assertThat(transfer.at("/responses/409/description").asString()).contains("IDEMPOTENCY_KEY_REUSED");
        assertThat(transfer.at("/responses/503").isMissingNode()).isFalse();
        var bulk = document.at("/paths/~1api~1v1~1transactions~1bulk/post");
        assertThat(bulk.at("/responses/408/description").asString()).contains("REQUEST_TIMEOUT");
        for (var path : document.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                assertThat(operation.getValue().at("/responses").propertyNames())
                        .as(operation.getKey() + " " + path.getKey())
                        .anyMatch(status -> status.startsWith("2"))
                        .contains("400", "503");
            }
        }
    }

    /** The demo bank's first accounts are kept in crowns. */
    @Test
    void examplesFitTheDemoBank() {
        var document = new BankClient(bank).get("/openapi.json").json();
        for (String body :
                List.of("TransferMoney", "MoveCash", "PlaceHold", "CaptureHold", "PostTransaction", "BulkPayments")) {
            assertThat(document.at("/components/schemas/" + body + "/example").toString())
                    .as(body)
                    .contains("CZK")
                    .doesNotContain("EUR");
        }
        var id = document.at("/paths/~1api~1v1~1accounts~1{id}/get/parameters/0");
        assertThat(id.at("/name").asString()).isEqualTo("id");
        assertThat(id.at("/example").stringValue()).isEqualTo("1000");
    }

    @Test
    void showsTheDocumentationToPeople() {
        var client = new BankClient(bank);
        var root = client.get("/");
        assertThat(root.status()).isEqualTo(302);
        assertThat(root.header("Location")).endsWith("/docs");
        assertThat(client.get("/docs").status()).isIn(200, 302);
        assertThat(client.get("/swagger-ui/index.html").text()).contains("swagger");
    }

    /** Spectral is installed as the lock file says, once, and reports nothing. */
    @Test
    void spectralsRecommendedRulesReportNothing() throws Exception {
        Files.createDirectories(WORK);
        for (String file : List.of("package.json", "package-lock.json", "ruleset.yaml")) {
            Files.copy(RULES.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path program = WORK.resolve(Path.of("node_modules", ".bin", "spectral"));
        if (!Files.exists(program)) {
            var installed = run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
            assertThat(installed.status()).as(installed.said()).isZero();
        }
        Files.writeString(
                WORK.resolve("openapi.json"),
                new BankClient(bank).get("/openapi.json").text());
        var linted = run(List.of(
                program.toAbsolutePath().toString(),
                "lint",
                "openapi.json",
                "--ruleset",
                "ruleset.yaml",
                "--fail-severity=hint"));
        assertThat(linted.status()).as(linted.said()).isZero();
        assertThat(linted.said()).contains("No results");
    }

    private record Ended(int status, String said) {}

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Path said = WORK.resolve("said.txt");
        var process = new ProcessBuilder(command)
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        return new Ended(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
    }
}
