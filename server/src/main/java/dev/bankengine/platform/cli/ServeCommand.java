package dev.bankengine.platform.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Opens the bank to the world, which for now is this machine. */
@Command(
        name = "serve",
        description = {
            "Run the bank on 127.0.0.1, on its embedded PostgreSQL under --data.",
            "With BANKENGINE_DATABASE_URL (postgresql://host:port/database), BANKENGINE_DATABASE_USER and"
                    + " BANKENGINE_DATABASE_PASSWORD it runs on an external PostgreSQL 15 to 18 instead."
        })
class ServeCommand implements Callable<Integer> {

    private static final int HIGHEST_PORT = 65_535;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The directory that holds the bank (default: ./data).")
    private Path data = Path.of("data");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port of 127.0.0.1 to answer on (default: 8080).")
    private int port;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        CommandSpec command = Objects.requireNonNull(spec);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new ParameterException(command.commandLine(), "--port takes a number from 1 to " + HIGHEST_PORT);
        }
        Class<?> application = ((BankEngineCommand) command.root().userObject()).application();
        OpenBank bank = OpenBank.withServer(application, data, port, profiles());
        say("");
        say("BankEngine is ready after " + (System.nanoTime() - start) / 1_000_000 + " ms.");
        String url = "http://127.0.0.1:" + port;
        say("  " + url + "/docs          the interface, to read and to try");
        say("  " + url + "/openapi.json  the same for programs");
        say("  " + url + "/health        whether it can work");
        for (String line : whatToTryNext(bank, url)) {
            say("  " + line);
        }
        say("Ctrl-C ends it; what is in " + data + " stays.");
        // The hook that closes the bank runs when the process is told to end; until then this thread keeps it alive.
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    List<String> profiles() {
        return List.of();
    }

    List<String> whatToTryNext(OpenBank bank, String url) {
        return List.of();
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }

    /** Bank, with a sample in it. */
    @Command(
            name = "demo",
            description = {
                "Run the bank as serve does, with a sample bank in it, loaded once.",
                "Started again, it finds everything as it was. Not for a bank that has accounts of its own."
            })
    static final class Demo extends ServeCommand {

        @Override
        List<String> profiles() {
            return List.of(SampleLoading.PROFILE);
        }

        @Override
        List<String> whatToTryNext(OpenBank bank, String url) {
            SampleBank sample = bank.find(SampleBank.class).getIfAvailable();
            return sample == null ? List.of() : sample.whatToTryNext(url);
        }
    }
}
