package dev.bankengine.ledger.verification;

import dev.bankengine.ledger.Check;
import dev.bankengine.ledger.Verification;
import dev.bankengine.ledger.VerificationReport;
import dev.bankengine.ledger.VerificationReport.Finding;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/** Runs the steps on as many connections as there are processors, all of them on one snapshot. */
@Component
final class SnapshotVerification implements Verification {

    private static final int MOST_WORKERS = 8;
    private static final long TRANSACTIONS_PER_STEP = 500_000;
    private static final int MOST_RANGES = 2_000;
    private static final int FIRST_SHOWN = 5;

    private final DataSource connections;

    SnapshotVerification(@Qualifier("patientDataSource") DataSource connections) {
        this.connections = connections;
    }

    @Override
    public VerificationReport verify(Consumer<Progress> progress) {
        long start = System.nanoTime();
        int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_WORKERS);
        try (Connection connection = connections.getConnection()) {
            begin(connection);
            var jdbc = on(connection);
            Instant takenAt = jdbc.sql("SELECT transaction_timestamp()")
                    .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                    .single();
            var snapshot =
                    jdbc.sql("SELECT pg_export_snapshot()").query(String.class).single();
            var steps = new ConcurrentLinkedQueue<>(steps(jdbc, workers));
            var findings = new Findings();
            run(workers, snapshot, steps, findings, progress);
            connection.rollback();
            return new VerificationReport(takenAt, Duration.ofNanos(System.nanoTime() - start), findings.inOrder());
        } catch (SQLException failure) {
            throw new IllegalStateException("The verification lost its database; nothing is proven.", failure);
        }
    }

    private List<Step> steps(JdbcClient jdbc, int workers) {
        var steps = new ArrayList<Step>();
        // The longest come first, so that all workers end at about the same time.
        steps.addAll(Step.slices(EntryChecks.BY_ACCOUNT, workers));
        steps.addAll(Step.slices(HolderChecks.BY_ACCOUNT, workers));
        steps.addAll(Step.slices(DecisionChecks.BY_TRANSACTION, workers));
        steps.addAll(jdbc.sql(TransactionChecks.BOUNDS)
                .query((row, n) -> Step.ranges(
                        TransactionChecks.BY_RANGE,
                        row.getLong("lowest"),
                        row.getLong("highest"),
                        TRANSACTIONS_PER_STEP,
                        MOST_RANGES))
                .single());
        for (String whole : List.of(
                AccountChecks.CHANGES,
                DecisionChecks.OF_HOLDS,
                DecisionChecks.BY_HOLD,
                AccountChecks.HELD,
                AccountChecks.CAPTURED,
                AccountChecks.OVERDRAWN,
                AccountChecks.BALANCES,
                TransactionChecks.REVERSALS,
                Safeguards.IN_PLACE)) {
            steps.add(Step.whole(whole));
        }
        return steps;
    }

    private void run(
            int workers,
            String snapshot,
            ConcurrentLinkedQueue<Step> steps,
            Findings findings,
            Consumer<Progress> progress)
            throws SQLException {
        int total = steps.size();
        var done = new AtomicInteger();
        try (var executor = Executors.newFixedThreadPool(workers)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < workers; i++) {
                running.add(executor.submit(() -> {
                    work(snapshot, steps, findings, () -> progress.accept(new Progress(done.incrementAndGet(), total)));
                    return null;
                }));
            }
            for (var worker : running) {
                worker.get();
            }
        } catch (ExecutionException failure) {
            steps.clear();
            throw failure.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("The verification failed; nothing is proven.", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The verification was interrupted; nothing is proven.", interrupted);
        }
    }

    private void work(String snapshot, ConcurrentLinkedQueue<Step> steps, Findings findings, Runnable stepDone)
            throws SQLException {
        try (Connection connection = connections.getConnection()) {
            begin(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION SNAPSHOT " + statement.enquoteLiteral(snapshot));
                // The workers are the parallelism. Each may use more memory than the many small queries of a server.
                statement.execute("SET LOCAL max_parallel_workers_per_gather = 0");
                statement.execute("SET LOCAL work_mem = '128MB'");
                statement.execute("SET LOCAL jit = off");
                // Definitions are compared as text, which leaves out the schemas of this path.
                statement.execute("SET LOCAL search_path = pg_catalog");
            }
            var jdbc = on(connection);
            for (Step step = steps.poll(); step != null; step = steps.poll()) {
                jdbc.sql(step.sql()).params(step.parameters()).query(row -> {
                    findings.add(new Finding(
                            Check.valueOf(row.getString("name")),
                            row.getLong("checked"),
                            row.getLong("broken"),
                            texts(row.getArray("first"))));
                });
                stepDone.run();
            }
            connection.rollback();
        }
    }

    /** A proof takes the time it takes, and who waits for another's steps must keep the snapshot. */
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
            statement.execute("SET LOCAL statement_timeout = 0");
        }
    }

    private static JdbcClient on(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    /** Adds up what the parts found. */
    private static final class Findings {

        private final Map<Check, Finding> found = new EnumMap<>(Check.class);

        synchronized void add(Finding part) {
            found.merge(part.check(), part, (one, other) -> {
                var first = new ArrayList<>(one.first());
                first.addAll(other.first());
                return new Finding(
                        one.check(),
                        one.checked() + other.checked(),
                        one.broken() + other.broken(),
                        first.subList(0, Math.min(FIRST_SHOWN, first.size())));
            });
        }

        synchronized List<Finding> inOrder() {
            for (Check check : Check.values()) {
                if (!found.containsKey(check)) {
                    throw new IllegalStateException("no step proves " + check);
                }
            }
            return List.copyOf(found.values());
        }
    }
}
