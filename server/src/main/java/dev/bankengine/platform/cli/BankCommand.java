package dev.bankengine.platform.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that works on an open bank, and makes none: where the data directory holds no bank it is refused with
 * {@link ExitCode#ENVIRONMENT}, and nothing is made. Annotate the class with picocli's {@code @Command}, give it a public
 * constructor without parameters, name it in {@code META-INF/services/dev.bankengine.platform.cli.BankCommand}, and it is
 * part of the command line, with {@code --data} and {@code --help} and the exit codes of {@link ExitCode}.
 *
 * <p>The answer goes to {@link #out()}, progress to {@link Progress}, which writes to standard error.
 */
public abstract class BankCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The directory that holds the bank (default: ./data). Not used with an external database.")
    private Path data = Path.of("data");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    /**
     * Does the work.
     *
     * @return an exit code
     */
    protected abstract int run(OpenBank bank) throws Exception;

    /** Standard output: answers only. */
    @SuppressWarnings("SystemOut")
    protected final PrintStream out() {
        return System.out;
    }

    protected final Path data() {
        return data;
    }

    @Override
    public Integer call() throws Exception {
        try (OpenBank bank = OpenBank.withoutServer(application(), data)) {
            return run(bank);
        }
    }

    /** The Spring application the command line was started with. */
    final Class<?> application() {
        if (spec == null) {
            throw new IllegalStateException("The command was not started by the command line.");
        }
        return ((BankEngineCommand) spec.root().userObject()).application();
    }
}
