package dev.bankengine.bench;

import dev.bankengine.BankEngine;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Our server as a process of its own, on the data directory of the run, so that it shares nothing with the load. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 20;

    private final Process process;
    private final InetSocketAddress address;
    private final Path log;

    private ServerProcess(Process process, InetSocketAddress address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /**
     * Starts {@code serve} and returns when it answers.
     *
     * @param environment what is added to the environment: which database, unless it is the one of the data directory
     */
    static ServerProcess start(Path data, Path log, Map<String, String> environment) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(launchCommand());
        command.addAll(List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        ServerProcess server =
                new ServerProcess(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), log);
        try {
            server.awaitAnswer();
            return server;
        } catch (RuntimeException | IOException failed) {
            server.close();
            throw failed;
        }
    }

    /**
     * How our own classes are started as a server: the same Java with the same options, which are those that the launcher
     * gives every server, and the same class path.
     */
    private static List<String> launchCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BankEngine.class.getName()));
        return command;
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer() throws IOException {
        URI probe = URI.create("http://127.0.0.1:" + address.getPort() + "/health");
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < limit) {
                if (!process.isAlive()) {
                    throw new EnvironmentProblem("The server did not start: " + Files.readString(log));
                }
                try {
                    HttpResponse<Void> answer =
                            client.send(HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.discarding());
                    if (answer.statusCode() < 500) {
                        return;
                    }
                } catch (IOException notYet) {
                    // Nobody listens yet.
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the server was starting", e);
        }
        throw new EnvironmentProblem(
                "The server did not answer within %d s: %s".formatted(START_LIMIT.toSeconds(), Files.readString(log)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
