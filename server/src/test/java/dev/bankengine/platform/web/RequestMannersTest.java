package dev.bankengine.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankTest;
import dev.bankengine.TestBank;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@BankTest
@Import(RequestMannersTest.Desk.class)
class RequestMannersTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private TestBank bank;

    @Autowired
    private JsonMapper json;

    enum Colour {
        RED,
        GREEN
    }

    record Amount(String amount, String currency) {
        Amount {
            if (amount != null && amount.startsWith("-")) {
                throw new IllegalArgumentException("must not be negative");
            }
        }
    }

    record Form(
            String text,
            long number,
            boolean flag,
            Colour colour,
            LocalDate date,
            List<Amount> amounts,
            Map<String, String> metadata) {}

    /** A controller that has a bit of everything. */
    @RestController
    static final class Desk {

        private final JdbcClient jdbc;

        Desk(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @PostMapping(path = "/desk", consumes = "application/json")
        Form form(@RequestBody Form form) {
            return form;
        }

        @GetMapping("/desk/{number}")
        String read(
                @PathVariable("number") long number,
                @RequestParam("at") Instant at,
                @RequestParam(name = "colour", required = false) @Nullable Colour colour,
                @RequestHeader("X-Must") String must) {
            return number + " " + at + " " + colour + " " + must;
        }

        @GetMapping("/desk/fail/{how}")
        String fail(@PathVariable("how") String how) throws Exception {
            switch (how) {
                case "timeout" -> throw new QueryTimeoutException("too slow");
                case "pool" ->
                    throw new CannotGetJdbcConnectionException("no", new SQLTransientConnectionException("pool"));
                case "bug" -> throw new IllegalStateException("secret of Jane Doe");
                case "refused" ->
                    throw new RefusedRequest(Problem.of(
                            org.springframework.http.HttpStatus.BAD_REQUEST, "BAD_CURSOR", "The cursor is not one."));
                case "nul" ->
                    jdbc.sql("SELECT ?::text")
                            .param("a\u0000b")
                            .query(String.class)
                            .single();
                case "cancelled" ->
                    jdbc.sql("SELECT pg_terminate_backend(pg_backend_pid())")
                            .query(Boolean.class)
                            .single();
                default -> throw new IOException("unknown " + how);
            }
            return how;
        }
    }

    private static final String GOOD = """
            {"text":"a","number":1,"flag":true,"colour":"RED","date":"2026-03-31",
             "amounts":[{"amount":"1","currency":"EUR"}],"metadata":{"k":"v"}}""";

    @Test
    void takesWhatIsWellFormed() throws Exception {
        HttpResponse<String> answer = post(GOOD);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Correlation-Id"))
                .hasValueSatisfying(id -> assertThat(id).hasSize(32));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    {"text":1}                                | INVALID_FIELD       | text               | must be a string
                    {"text":true}                             | INVALID_FIELD       | text               | must be a string
                    {"text":{}}                               | INVALID_FIELD       | text               | must be a string
                    {"text":"a\\u0000b"}                      | INVALID_FIELD       | text               | control characters
                    {"text":"\\ud800"}                        | INVALID_FIELD       | text               | surrogate
                    {"metadata":{"k":1}}                      | INVALID_FIELD       | metadata.k         | must be a string
                    {"metadata":{"k":"\\u0007"}}              | INVALID_FIELD       | metadata.k        | control characters
                    {"number":"1"}                            | INVALID_FIELD       | number             | must be a whole number
                    {"number":1.5}                            | INVALID_FIELD       | number             | number
                    {"number":1e400}                          | INVALID_FIELD       | number             | number
                    {"number":99999999999999999999}           | INVALID_FIELD       | number             | out of range
                    {"number":null}                           | INVALID_FIELD       | number             |
                    {"number":NaN}                            | MALFORMED_JSON      |                    | NaN and Infinity
                    {"number":Infinity}                       | MALFORMED_JSON      |                    | NaN and Infinity
                    {"number":-Infinity}                      | MALFORMED_JSON      |                    | NaN and Infinity
                    {"number":012}                            | MALFORMED_JSON      |                    | begin with a zero
                    {"flag":"true"}                           | INVALID_FIELD       | flag               | must be true or false
                    {"flag":1}                                | INVALID_FIELD       | flag               | must be true or false
                    {"colour":"BLUE"}                         | INVALID_FIELD       | colour             | must be one of RED, GREEN
                    {"colour":0}                              | INVALID_FIELD       | colour             | must be one of RED, GREEN
                    {"date":"yesterday"}                      | INVALID_FIELD       | date               | must be a date such as
                    {"date":20260331}                         | INVALID_FIELD       | date               | must be a date such as
                    {"amounts":{}}                            | INVALID_FIELD       | amounts            | must be an array
                    {"amounts":[7]}                           | INVALID_FIELD       | amounts[0]         | must be an object
                    {"amounts":[{"amount":"-1"}]}             | INVALID_FIELD       | amounts[0]         | must not be negative
                    {"amounts":[{"amuont":"1"}]}              | UNKNOWN_FIELD       | amounts[0].amuont  | Known in its place are: amount, currency
                    {"colour":"RED","colour":"GREEN"}         | MALFORMED_JSON      |                    | given twice
                    {"text":"a"                               | MALFORMED_JSON      |                    | ends too early
                    {"text":"a",}                             | MALFORMED_JSON      |                    | Check quotes
                    {'text':'a'}                              | MALFORMED_JSON      |                    | Check quotes
                    {"text":"a"}{"text":"b"}                  | INVALID_FIELD       |                    |
                    {"text":Jane}                             | MALFORMED_JSON      |                    | Texts stand in double quotes
                    []                                        | INVALID_FIELD       |                    | must be an object
                    7                                         | INVALID_FIELD       |                    | must be an object
                    "7"                                       | INVALID_FIELD       |                    |
                    """)
    void refusesAnythingElse(String body, String code, @Nullable String field, @Nullable String detail)
            throws Exception {
        JsonNode problem = problem(post(body), 400);
        assertThat(problem.path("code").asString()).as(problem.toString()).isEqualTo(code);
        if (field != null) {
            assertThat(problem.path("errors").path(0).path("field").asString())
                    .as(problem.toString())
                    .isEqualTo(field);
        }
        if (detail != null) {
            assertThat(problem.path("detail").asString()).contains(detail);
        }
        assertThat(problem.toString()).doesNotContain("Jane");
    }

    @Test
    void saysWhereTheJsonIsBroken() throws Exception {
        JsonNode problem = problem(post("{\"text\":\"a\",\n  \"number\": ]}"), 400);
        assertThat(problem.path("line").asInt()).isEqualTo(2);
        assertThat(problem.path("detail").asString()).contains("line 2, column 1");
    }

    @Test
    void refusesNullAsABody() throws Exception {
        problem(post("null"), 400);
        assertThat(problem(post(""), 400).path("code").asString()).isEqualTo("BODY_MISSING");
    }

    @Test
    void limitsDepthAndLength() throws Exception {
        assertThat(problem(post("{\"metadata\":" + "[".repeat(5000) + "]".repeat(5000) + "}"), 400)
                        .path("code")
                        .asString())
                .isIn("JSON_LIMIT_EXCEEDED", "INVALID_FIELD");
        assertThat(problem(post("{\"text\":\"" + "x".repeat(70_000) + "\"}"), 400)
                        .path("code")
                        .asString())
                .isEqualTo("JSON_LIMIT_EXCEEDED");
        assertThat(problem(post("{\"number\":" + "9".repeat(70) + "}"), 400)
                        .path("code")
                        .asString())
                .isEqualTo("JSON_LIMIT_EXCEEDED");
    }

    @Test
    void refusesABodyThatIsNotUtf8() throws Exception {
        byte[] body = "{\"text\":\"é\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        JsonNode problem = problem(send("POST", "/desk", BodyPublishers.ofByteArray(body), "application/json"), 400);
        assertThat(problem.path("code").asString()).isEqualTo("MALFORMED_JSON");
        assertThat(problem.path("title").asString()).isEqualTo("Malformed JSON");
    }

    @Test
    void refusesABodyThatIsTooLargeAnnouncedOrNot() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(1_100_000) + "\"}";
        assertThat(problem(post(large), 413).path("code").asString()).isEqualTo("BODY_TOO_LARGE");
        String manySmall = "{\"amounts\":[" + "{\"amount\":\"1\"},".repeat(80_000) + "{\"amount\":\"1\"}]}";
        BodyPublisher chunked =
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(manySmall.getBytes(UTF_8)));
        assertThat(problem(send("POST", "/desk", chunked, "application/json"), 413)
                        .path("code")
                        .asString())
                .isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void refusesAnotherContentTypeMethodOrPath() throws Exception {
        assertThat(problem(
                                send(
                                        "POST",
                                        "/desk",
                                        BodyPublishers.ofString("text=a"),
                                        "application/x-www-form-urlencoded"),
                                415)
                        .path("code")
                        .asString())
                .isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        HttpResponse<String> wrongMethod = send("DELETE", "/desk", BodyPublishers.noBody(), null);
        assertThat(problem(wrongMethod, 405).path("code").asString()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        assertThat(problem(send("GET", "/no/such/thing", BodyPublishers.noBody(), null), 404)
                        .path("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "/desk/x?at=2026-03-31T12:00:00Z, INVALID_PARAMETER, number",
        "/desk/99999999999999999999?at=2026-03-31T12:00:00Z, INVALID_PARAMETER, number",
        "/desk/1, MISSING_PARAMETER, at",
        "/desk/1?at=noon, INVALID_PARAMETER, at",
        "/desk/1?at=2026-03-31T12:00:00Z&colour=BLUE, INVALID_PARAMETER, colour",
        "/desk/1?at=2026-03-31T12:00:00Z, MISSING_HEADER, X-Must",
    })
    void namesTheParameterThatIsWrong(String path, String code, String field) throws Exception {
        JsonNode problem = problem(send("GET", path, BodyPublishers.noBody(), null), 400);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("errors").path(0).path("field").asString()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout", "pool", "cancelled"})
    void asksToTryAgainWhenTheDatabaseIsInTrouble(String how) throws Exception {
        HttpResponse<String> answer = send("GET", "/desk/fail/" + how, BodyPublishers.noBody(), null);
        assertThat(problem(answer, 503).path("code").asString()).isEqualTo("TEMPORARILY_UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void tellsNothingAboutABugButTheCorrelationId() throws Exception {
        JsonNode problem = problem(send("GET", "/desk/fail/bug", BodyPublishers.noBody(), null), 500);
        assertThat(problem.path("correlationId").asString()).isNotEmpty();
        assertThat(problem.toString()).doesNotContain("Jane", "IllegalState", "at dev.");
    }

    @Test
    void answersARefusalFromWithinAsItIs() throws Exception {
        assertThat(problem(send("GET", "/desk/fail/refused", BodyPublishers.noBody(), null), 400)
                        .path("type")
                        .asString())
                .isEqualTo("urn:bankengine:problem:bad-cursor");
    }

    @Test
    void takesATextTheDatabaseCannotStoreForBadInput() throws Exception {
        problem(send("GET", "/desk/fail/nul", BodyPublishers.noBody(), null), 400);
    }

    @Test
    void echoesACorrelationIdAndReplacesWhatIsNone() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(bank.url() + "/nothing"));
        HttpResponse<String> echoed =
                HTTP.send(request.copy().header("X-Correlation-Id", "order-17").build(), BodyHandlers.ofString());
        assertThat(echoed.headers().firstValue("X-Correlation-Id")).hasValue("order-17");
        assertThat(problem(echoed, 404).path("correlationId").asString()).isEqualTo("order-17");
        HttpResponse<String> replaced =
                HTTP.send(request.copy().header("X-Correlation-Id", "<script>").build(), BodyHandlers.ofString());
        assertThat(replaced.headers().firstValue("X-Correlation-Id")).isNotEqualTo("<script>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a\u0001b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /desk/1?at=%zz HTTP/1.1\r\nHost: localhost\r\nX-Must: 1\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /[]{}| HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "POST /desk HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: none-such\r\n\r\n{}",
                "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "BREW /desk HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /desk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n",
                "POST /desk HTTP/1.1\r\nHost: localhost\r\nContent-Type: nonsense\r\nContent-Length: 2\r\n\r\n{}",
                "POST /desk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json;charset=none\r\nContent-Length: 2\r\n\r\n{}",
                "POST /desk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n",
                "GET /desk/1?at=1 HTTP/1.1\r\nHost: localhost\r\nAccept: nonsense\r\n\r\n",
            })
    void answersWhatIsHardlyHttpWithAProblem(String raw) throws Exception {
        String answer = raw(raw);
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContainIgnoringCase("<html");
        if (!raw.startsWith("TRACE")) {
            assertThat(answer).contains("application/problem+json");
        }
    }

    /** A page in a browser may make its own name point to this machine; the browser sends that name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:80",
                "10.0.0.1",
                "0.0.0.0",
                "[::2]",
                "[::1].evil.example",
            })
    void answersOnlyToItsOwnName(String host) throws IOException {
        for (String path : List.of("/health", "/openapi.json", "/api/v1/accounts", "/nothing")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .doesNotStartWith("HTTP/1.1 2")
                    .startsWith("HTTP/1.1 4")
                    .containsAnyOf("HOST_NOT_ALLOWED", "MALFORMED_REQUEST");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost:8080", "[::1]", "[::1]:8080", "127.0.0.1:1"})
    void answersToEveryNameOfThisMachine(String host) throws IOException {
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void saysWhichNameToUse() throws IOException {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421")
                .contains("HOST_NOT_ALLOWED", "application/problem+json");
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws Exception {
        String answer = raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "y".repeat(20_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContainIgnoringCase("<html");
    }

    @Test
    void tellsThatItLivesAndCanWork() throws Exception {
        assertThat(send("GET", "/health", BodyPublishers.noBody(), null).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(send("GET", "/health/live", BodyPublishers.noBody(), null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void describesItself() throws Exception {
        HttpResponse<String> description = send("GET", "/openapi.json", BodyPublishers.noBody(), null);
        assertThat(json.readTree(description.body()).path("openapi").asString()).startsWith("3.1");
        assertThat(send("GET", "/docs", BodyPublishers.noBody(), null).statusCode())
                .isEqualTo(302);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send("POST", "/desk", BodyPublishers.ofString(body), "application/json");
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, @Nullable String type)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(bank.url() + path)).method(method, body);
        if (type != null) {
            request.header("Content-Type", type);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString()).startsWith("urn:bankengine:problem:");
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("detail").asString()).isNotEmpty();
        return problem;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", URI.create(bank.url()).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.getOutputStream().flush();
            byte[] answer = new byte[4096];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(length, 0), UTF_8);
        }
    }
}
