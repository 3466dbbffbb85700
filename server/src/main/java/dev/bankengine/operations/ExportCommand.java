package dev.bankengine.operations;

import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.cli.BankCommand;
import dev.bankengine.platform.cli.ExitCode;
import dev.bankengine.platform.cli.OpenBank;
import dev.bankengine.platform.cli.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the books out. */
@Command(
        name = "export",
        description = {
            "Write the whole of the books as they stand at one moment: as accounts.csv, transactions.csv and"
                    + " entries.csv, or as a journal for hledger in which every running balance is asserted.",
            "Nothing is overwritten."
        })
public final class ExportCommand extends BankCommand {

    /** What to write. */
    enum Format {
        CSV,
        HLEDGER
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "csv",
            description = "csv or hledger (default: csv).")
    private Format format = Format.CSV;

    @Option(
            names = "--to",
            paramLabel = "PATH",
            required = true,
            description = "The directory for the CSV files, or the file for the journal.")
    private Path to = Path.of("export");

    @Option(names = "--json", description = "Write the summary as JSON.")
    private boolean json;

    /** What a program reads. */
    private record Answer(String format, String to, long transactions) {}

    @Override
    protected int run(OpenBank bank) {
        if (format == Format.HLEDGER && Files.exists(to)) {
            throw new EnvironmentProblem(
                    "There is something at " + to + " already. Name another place. Nothing was written.");
        }
        long count;
        try (var progress = Progress.of("transactions", 0)) {
            count = switch (format) {
                case CSV -> bank.get(CsvExport.class).write(to, progress::advance);
                case HLEDGER -> bank.get(HledgerExport.class).write(to, progress::advance);
            };
        }
        if (json) {
            out().println(Json.write(new Answer(format.name(), to.toString(), count)));
        } else {
            out().println(String.format(Locale.ROOT, "%,d transactions are in %s.", count, to));
        }
        return ExitCode.OK;
    }
}
