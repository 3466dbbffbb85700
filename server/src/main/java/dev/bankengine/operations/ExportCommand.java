package dev.bankengine.operations;

import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.cli.BankCommand;
import dev.bankengine.platform.cli.ExitCode;
import dev.bankengine.platform.cli.OpenBank;
import dev.bankengine.platform.cli.Progress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
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
    public Integer call() throws Exception {
        for (Path file : files()) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new EnvironmentProblem(
                        "There is something at " + file + " already. Name another place. Nothing was written.");
            }
        }
        return super.call();
    }

    /** What is to be made. */
    private List<Path> files() {
        return switch (format) {
            // What is there and no directory takes no files.
            case CSV -> Files.exists(to) && !Files.isDirectory(to) ? List.of(to) : CsvExport.files(to);
            case HLEDGER -> List.of(to);
        };
    }

    @Override
    protected int run(OpenBank bank) {
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
