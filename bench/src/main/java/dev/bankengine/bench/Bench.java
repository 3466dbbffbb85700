package dev.bankengine.bench;

import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bankengine bench}: measures ours and the baselines in one run on one fresh database. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures transfers, bulk, reads and in-process posting next to pgbench and row-at-a-time code, all on one"
                    + " fresh PostgreSQL with fsync on, in turn, over several rounds. After every workload that moves"
                    + " money the ledger is proved.",
            "The machine should do nothing else meanwhile."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:measured, and the money is all there",
            "1:a workload failed or the ledger was wrong after it",
            "2:the command line is wrong",
            "3:the machine is not as it must be: no disk space, no fsync, no database"
        })
public final class Bench implements Callable<Integer> {
    private static final int EXIT_ENVIRONMENT = 3;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Measured in each workload of each round (${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "Seconds before each of them, not counted (${DEFAULT-VALUE}); four times as many before the first"
                            + " of each.")
    private int warmUpSeconds = 3;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often all workloads take their turn (${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            description = "Accounts that transfers are drawn from (${DEFAULT-VALUE}).")
    private int accounts = 100_000;

    @Option(names = "--clients", paramLabel = "N", description = "HTTP connections (${DEFAULT-VALUE}).")
    private int clients = 64;

    @Option(
            names = "--bulk-clients",
            paramLabel = "N",
            description = "HTTP connections of the bulk workload (${DEFAULT-VALUE}).")
    private int bulkClients = 8;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Requests a batch inside the process (${DEFAULT-VALUE}).")
    private int batch = 1_024;

    @Option(
            names = "--only",
            paramLabel = "WORKLOAD",
            split = ",",
            arity = "1..*",
            description = "Only these workloads.")
    private List<String> only = List.of();

    @Option(names = "--sweep", description = "Also draw the rate over batch sizes of 1 to 8192.")
    private boolean sweep;

    @Option(names = "--sweep-chart", paramLabel = "FILE", description = "Where that curve is written as SVG.")
    private @Nullable Path sweepChart;

    @Option(
            names = "--big",
            description =
                    "Also compare with ten times the accounts and ten entries on each of them: a million and ten million.")
    private boolean big;

    @Option(names = "--quick", description = "A short look: one round of two seconds, 10,000 accounts. Not for citing.")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write machine, settings, every round and the ratios there.")
    private @Nullable Path json;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where the database is made, on the disk to be measured; the working directory by default. It is removed afterwards.")
    private Path directory = Path.of("");

    /** For {@link CommandLine}. */
    public Bench() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command with its exit codes, for a launcher that has other commands as well. */
    public static CommandLine commandLine() {
        return new CommandLine(new Bench()).setExecutionExceptionHandler((problem, command, result) -> {
            command.getErr().println(problem instanceof EnvironmentProblem ? problem.getMessage() : problem.toString());
            if (problem instanceof EnvironmentProblem) {
                return EXIT_ENVIRONMENT;
            }
            problem.printStackTrace(command.getErr());
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public Integer call() throws IOException, SQLException {
        Settings settings = settings();
        Plan plan = new Plan(settings, sweep, sweepChart, big, directory.toAbsolutePath());
        try (BenchRun run = BenchRun.prepare(plan)) {
            Report report = run.measure();
            report.print(System.out);
            if (json != null) {
                report.write(json);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private Settings settings() {
        if (seconds < 1 || warmUpSeconds < 0 || rounds < 1 || accounts < 2 || clients < 1 || bulkClients < 1) {
            throw wrong("seconds, rounds, clients and bulk-clients are 1 or more, accounts 2 or more");
        }
        if (batch < 1 || batch > 10_000) {
            throw wrong("a batch has 1 to 10,000 requests");
        }
        if (quick) {
            return new Settings(Math.min(seconds, 2), 1, 1, 10_000, clients, bulkClients, 16, batch, 5, workloads());
        }
        return new Settings(seconds, warmUpSeconds, rounds, accounts, clients, bulkClients, 16, batch, 50, workloads());
    }

    private Set<Workload> workloads() {
        Set<Workload> chosen = EnumSet.noneOf(Workload.class);
        for (String key : only) {
            try {
                chosen.add(Workload.ofKey(key));
            } catch (IllegalArgumentException unknown) {
                throw wrong(unknown.getMessage());
            }
        }
        if (chosen.contains(Workload.HTTP_HALF_LOAD)) {
            // Half the load of what is only known once the whole was measured.
            chosen.add(Workload.HTTP_SINGLE);
        }
        return chosen.isEmpty() ? EnumSet.allOf(Workload.class) : chosen;
    }

    private ParameterException wrong(@Nullable String message) {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("The command was not made by picocli");
        }
        return new ParameterException(own.commandLine(), String.valueOf(message));
    }
}
