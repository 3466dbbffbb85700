package dev.bankengine.operations;

import dev.bankengine.ledger.Check;
import dev.bankengine.ledger.Verification;
import dev.bankengine.ledger.VerificationReport;
import dev.bankengine.ledger.VerificationReport.Finding;
import dev.bankengine.platform.cli.BankCommand;
import dev.bankengine.platform.cli.ExitCode;
import dev.bankengine.platform.cli.OpenBank;
import dev.bankengine.platform.cli.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves the books. */
@Command(
        name = "verify",
        description = {
            "Prove every invariant of the ledger from its entries, in one snapshot.",
            "Ends with 1 when one is broken, and names the first offenders; with 2 when the command line makes no sense,"
                    + " 3 when the surroundings are not as they must be, such as no database, and 4 for a bug."
        })
public final class VerifyCommand extends BankCommand {

    @Option(names = "--json", description = "Write the answer as JSON.")
    private boolean json;

    /** What a program reads. */
    private record Answer(boolean holds, String takenAt, long millis, List<Line> checks) {}

    private record Line(
            String check,
            int invariant,
            String statement,
            long checked,
            long broken,
            boolean holds,
            List<String> first) {}

    @Override
    protected int run(OpenBank bank) {
        VerificationReport report;
        try (var progress = Progress.of("steps", 0)) {
            report = bank.get(Verification.class).verify(step -> progress.advance(1));
        }
        if (json) {
            out().println(Json.write(answer(report)));
        } else {
            print(report);
        }
        return report.holds() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(VerificationReport report) {
        int width = Arrays.stream(Check.values())
                .mapToInt(c -> name(c).length())
                .max()
                .orElse(0);
        String row = "%-" + width + "s  %,14d  %s%n";
        out().printf("%-" + width + "s  %14s%n", "", "checked");
        for (Finding finding : report.findings()) {
            out().printf(
                            Locale.ROOT,
                            row,
                            name(finding.check()),
                            finding.checked(),
                            finding.holds() ? "ok" : "BROKEN %,d times".formatted(finding.broken()));
            if (!finding.holds()) {
                out().printf("    %s%n", finding.check().statement());
                finding.first().forEach(offender -> out().printf("    not so: %s%n", offender));
            }
        }
        long millis = report.duration().toMillis();
        out().printf(
                        Locale.ROOT,
                        "%s Taken at %s, in %d.%d s.%n",
                        report.holds() ? "The books are proven." : "THE BOOKS ARE BROKEN.",
                        report.takenAt(),
                        millis / 1000,
                        millis % 1000 / 100);
    }

    private static String name(Check check) {
        return check.invariant() + " " + check.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Answer answer(VerificationReport report) {
        return new Answer(
                report.holds(),
                report.takenAt().toString(),
                report.duration().toMillis(),
                report.findings().stream()
                        .map(f -> new Line(
                                f.check().name(),
                                f.check().invariant(),
                                f.check().statement(),
                                f.checked(),
                                f.broken(),
                                f.holds(),
                                f.first()))
                        .toList());
    }
}
