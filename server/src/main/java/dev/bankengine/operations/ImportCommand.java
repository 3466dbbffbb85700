package dev.bankengine.operations;

import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Origin;
import dev.bankengine.platform.cli.BankCommand;
import dev.bankengine.platform.cli.ExitCode;
import dev.bankengine.platform.cli.OpenBank;
import dev.bankengine.platform.cli.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings in accounts and their history. */
@Command(
        name = "import",
        description = {
            "Bring in accounts and their history from CSV files in UTF-8, whose first line names the columns.",
            "",
            "Accounts: number (an IBAN), type (SAVINGS, CURRENT, INVESTMENT), currency;"
                    + " there may be overdraft_limit, holder_name.",
            "Transactions: id, account, amount, currency, value_date; there may be counter, description, reference,"
                    + " type, balance. A positive amount credits the account. The counter account is another IBAN or"
                    + " the bank's own CASH, CLEARING, FEE, INTEREST, EXCHANGE, SUSPENSE or EQUITY. Lines without a"
                    + " counter that follow each other under one id are the legs of one transaction. Where a balance"
                    + " is given, the running balance is compared with it.",
            "",
            "Transactions are booked now, in the order of the file, under their day as value date and without a check"
                    + " of funds. Running an import twice changes nothing; one that was stopped goes on.",
            "Ends with 1 when a line was refused; the report says why."
        })
public final class ImportCommand extends BankCommand {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--accounts", paramLabel = "FILE", description = "The accounts to open.")
    private @Nullable Path accounts;

    @Option(names = "--transactions", paramLabel = "FILE", description = "The transactions to book.")
    private @Nullable Path transactions;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "import",
            description = "Whose ids the transactions carry: the same id of another source is another transaction"
                    + " (default: import).")
    private String source = "import";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "import-refused.csv",
            description = "Where to write the refused lines (default: import-refused.csv).")
    private Path report = Path.of("import-refused.csv");

    @Option(names = "--dry-run", description = "Check everything and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Write the summary as JSON.")
    private boolean json;

    /** What a program reads. */
    private record Answer(
            boolean dryRun,
            AccountImport.@Nullable Summary accounts,
            TransactionImport.@Nullable Summary transactions,
            SortedMap<String, Long> refusedByCode,
            String report) {}

    @Override
    public Integer call() throws Exception {
        // What makes no sense is said before the bank is opened.
        if (accounts == null && transactions == null) {
            throw usage("Name --accounts, --transactions, or both.");
        }
        if (!source.matches("[!-~]{1,57}")) {
            throw usage("--source takes up to 57 printable characters of ASCII without blanks.");
        }
        inputs().forEach(CsvTable::refuseIfMissing);
        return super.call();
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    @Override
    protected int run(OpenBank bank) {
        var origin = new Origin("import", "CLI", null, null);
        var planned = dryRun ? new AccountImport.Planned() : null;
        AccountImport.Summary accountSummary = null;
        TransactionImport.Summary transactionSummary = null;
        try (var refused = RefusedLines.into(report, inputs())) {
            if (accounts != null) {
                try (var progress = Progress.of("accounts", CsvTable.countLines(accounts))) {
                    accountSummary =
                            bank.get(AccountImport.class).run(accounts, origin, planned, refused, progress::advance);
                }
            }
            if (transactions != null) {
                // The prefix keeps an import's keys apart from those of a client.
                String scope = new IdempotencyKey("import:" + source, "x").scope();
                try (var progress = Progress.of("transactions", CsvTable.countLines(transactions))) {
                    transactionSummary = bank.get(TransactionImport.class)
                            .run(transactions, scope, origin, planned, refused, progress::advance);
                }
            }
            refused.end();
            var answer = new Answer(dryRun, accountSummary, transactionSummary, refused.counts(), report.toString());
            if (json) {
                out().println(Json.write(answer));
            } else {
                print(answer);
            }
            return refused.count() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private List<Path> inputs() {
        return Stream.of(accounts, transactions).filter(Objects::nonNull).toList();
    }

    private void print(Answer answer) {
        String verb = dryRun ? "would be " : "";
        var opened = answer.accounts();
        if (opened != null) {
            say(
                    "Accounts: %,d %sopened, %,d already there, %,d refused.",
                    opened.opened(), verb, opened.alreadyThere(), opened.refused());
        }
        var booked = answer.transactions();
        if (booked != null) {
            say(
                    "Transactions: %,d %simported, %,d already there, %,d lines refused.",
                    booked.imported(), verb, booked.alreadyThere(), booked.refusedLines());
            var balances = booked.balances();
            if (balances.compared() > 0) {
                say(
                        "Running balances: %,d of %,d equal the recorded ones%s.",
                        balances.equal(),
                        balances.compared(),
                        balances.largestDifference() == null
                                ? ""
                                : "; the largest difference is " + balances.largestDifference());
                var first = balances.firstDifference();
                if (first != null) {
                    say(
                            "  The first that differs is in line %d, id %s: %s here, %s recorded.",
                            first.line(), first.id(), first.ours(), first.recorded());
                }
            }
        }
        answer.refusedByCode().forEach((code, count) -> say("  %,8d  %s", count, code));
        if (!answer.refusedByCode().isEmpty()) {
            say("The refused lines and why are in %s.", answer.report());
        }
        if (dryRun) {
            say("Nothing was changed.");
        }
    }

    private void say(String format, Object... values) {
        out().println(String.format(Locale.ROOT, format, values));
    }
}
