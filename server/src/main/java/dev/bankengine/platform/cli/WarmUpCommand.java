package dev.bankengine.platform.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Starts a bank that nobody needs, asks it a few questions and throws it away. The launcher runs it once per build, for
 * Java to remember what starting takes.
 */
@Command(name = "warm-up", hidden = true, description = "Start and stop a throw-away bank.")
final class WarmUpCommand implements Callable<Integer> {

    private static final List<String> QUESTIONS =
            List.of("/health", "/openapi.json", "/docs", "/api/v1/accounts", "/no/such/thing");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Class<?> application =
                ((BankEngineCommand) Objects.requireNonNull(spec).root().userObject()).application();
        Path scratch = Files.createTempDirectory(
                "bankengine-warm-up-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try {
            int port = freePort();
            try (OpenBank bank = OpenBank.withServer(application, scratch, port, List.of());
                    HttpClient client = HttpClient.newHttpClient()) {
                for (String question : QUESTIONS) {
                    URI address = URI.create("http://127.0.0.1:" + port + question);
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
                }
            }
        } finally {
            deleteRecursively(scratch);
        }
        return ExitCode.OK;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void deleteRecursively(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
