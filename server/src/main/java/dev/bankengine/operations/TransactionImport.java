package dev.bankengine.operations;

import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Request;
import dev.bankengine.operations.AccountImport.Planned;
import dev.bankengine.operations.Rehearsal.Foretold;
import dev.bankengine.platform.EnvironmentProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings the transactions of a CSV file into the ledger, as imports of the past: their day becomes the
 * value date, they are booked now and without a check of funds. Each stands under a key made from its
 * own id, so a file may be imported again, whole or longer, and whatever had been stopped goes on.
 *
 * <p>While one chunk is being booked the next one is read, and no more: the ledger decides a chunk whole or
 * not at all, and none is given to it before the one ahead is decided. So the entries of each account are
 * in the order of the file, whatever fails between and however often the file is imported.
 */
@Component
class TransactionImport {

    private static final int CHUNK = 1_000;

    private final Ledger ledger;
    private final AccountDirectory directory;
    private final LedgerAccounts ledgerAccounts;

    TransactionImport(Ledger ledger, AccountDirectory directory, LedgerAccounts ledgerAccounts) {
        this.ledger = ledger;
        this.directory = directory;
        this.ledgerAccounts = ledgerAccounts;
    }

    /**
     * What became of the file.
     *
     * @param alreadyThere how many had been imported before
     * @param refusedLines how many lines were refused, which may be several for one transaction
     */
    record Summary(
            long transactions,
            long imported,
            long alreadyThere,
            long refusedLines,
            BalanceComparison.Result balances) {}

    private record InFlight(List<ImportedTransaction> transactions, CompletableFuture<List<Outcome>> outcomes) {}

    /** Counts as the outcomes come in. */
    private static final class Tally {
        private final Path file;
        private final RefusedLines refused;
        private final LongConsumer done;
        private final BalanceComparison balances = new BalanceComparison();
        private long transactions;
        private long imported;
        private long alreadyThere;
        private long refusedLines;

        private Tally(Path file, RefusedLines refused, LongConsumer done) {
            this.file = file;
            this.refused = refused;
            this.done = done;
        }

        void refuse(ImportedTransaction transaction, LineRefusal refusal) {
            for (long line : transaction.lines()) {
                refused.add(file, line, transaction.id(), refusal);
                refusedLines++;
            }
        }

        void take(ImportedTransaction transaction, Outcome outcome) {
            switch (outcome) {
                case Outcome.Refused(var refusal, var _) -> refuse(transaction, LineRefusal.of(refusal));
                case Outcome.Posted(var posted, boolean replayed) -> {
                    if (replayed) {
                        alreadyThere++;
                    } else {
                        imported++;
                    }
                    var recorded = transaction.recorded();
                    if (recorded != null) {
                        posted.entries().stream()
                                .filter(e -> e.accountId() == recorded.accountId())
                                .forEach(e -> balances.add(transaction, e.balance(), recorded, e.currency()));
                    }
                }
                case Outcome.Held held -> throw new IllegalStateException("an import became a hold: " + held);
                case Outcome.Undecided(var reason) ->
                    throw new IllegalStateException("a chunk was decided in part", reason);
            }
        }

        void take(ImportedTransaction transaction, Foretold foretold) {
            switch (foretold) {
                case Foretold.Refused(var refusal) -> refuse(transaction, refusal);
                case Foretold.Decided(var outcome) -> take(transaction, outcome);
                case Foretold.AlreadyThere _ -> alreadyThere++;
                case Foretold.Imported _ -> imported++;
            }
        }

        Summary summary() {
            return new Summary(transactions, imported, alreadyThere, refusedLines, balances.result());
        }
    }

    /**
     * @param source whose ids these are; two files of one source share them
     * @param planned the accounts that a dry run counts on; {@code null} to import
     */
    Summary run(
            Path file,
            String source,
            Origin origin,
            @Nullable Planned planned,
            RefusedLines refused,
            LongConsumer done) {
        var tally = new Tally(file, refused, done);
        var known = new KnownAccounts(directory, ledgerAccounts, planned);
        try (var lines = new TransactionLines(file, known, source, origin)) {
            if (planned == null) {
                book(lines, tally);
            } else {
                rehearse(lines, new Rehearsal(ledger, ledgerAccounts, known), tally);
            }
        }
        return tally.summary();
    }

    private void book(TransactionLines lines, Tally tally) {
        var chunk = lines.next(CHUNK);
        while (!chunk.isEmpty()) {
            var inFlight = submit(chunk);
            try {
                chunk = lines.next(CHUNK);
            } finally {
                // Where the file can't be read any further, what stands before that counts all the same.
                settle(inFlight, tally);
            }
        }
    }

    private InFlight submit(List<ImportedTransaction> chunk) {
        List<Request> requests = chunk.stream()
                .filter(t -> t.request() != null)
                .map(t -> Objects.requireNonNull(t.request()))
                .toList();
        try {
            return new InFlight(chunk, ledger.submit(requests, false));
        } catch (LedgerUnavailable unavailable) {
            throw stopped(chunk, unavailable);
        }
    }

    private static void settle(InFlight chunk, Tally tally) {
        List<Outcome> outcomes;
        try {
            outcomes = chunk.outcomes().join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof LedgerUnavailable unavailable
                    ? stopped(chunk.transactions(), unavailable)
                    : failure;
        }
        var next = outcomes.iterator();
        for (var transaction : chunk.transactions()) {
            tally.transactions++;
            if (transaction.request() == null) {
                tally.refuse(transaction, Objects.requireNonNull(transaction.refusal()));
            } else {
                tally.take(transaction, next.next());
            }
            tally.done.accept(transaction.lines().size());
        }
    }

    private static void rehearse(TransactionLines lines, Rehearsal rehearsal, Tally tally) {
        for (var chunk = lines.next(CHUNK); !chunk.isEmpty(); chunk = lines.next(CHUNK)) {
            rehearsal.learn(chunk);
            for (var transaction : chunk) {
                tally.transactions++;
                tally.take(transaction, rehearsal.foretell(transaction, tally.balances));
                tally.done.accept(transaction.lines().size());
            }
        }
    }

    private static EnvironmentProblem stopped(List<ImportedTransaction> chunk, LedgerUnavailable unavailable) {
        return new EnvironmentProblem(
                "The import stopped at line %d: %s Run the same command again and it goes on from there."
                        .formatted(chunk.getFirst().lines().getFirst(), unavailable.getMessage()),
                unavailable);
    }
}
