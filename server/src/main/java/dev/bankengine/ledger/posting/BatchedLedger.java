package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Request;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The ledger's two doors: single requests and groups through the queue, and a caller's own transaction. */
@Component
@EnableConfigurationProperties(PostingSettings.class)
final class BatchedLedger implements Ledger, DisposableBean {

    private final DataSource pool;
    private final PostingQueue queue;

    BatchedLedger(DataSource pool, @Qualifier("unpooledDataSource") DataSource unpooled, PostingSettings settings) {
        this.pool = pool;
        this.queue = new PostingQueue(unpooled, settings);
    }

    @Override
    public Outcome post(Request request) {
        return join(submit(List.of(request), false)).getFirst();
    }

    @Override
    public List<Outcome> postEach(List<Request> requests) {
        return join(submit(requests, false));
    }

    @Override
    public List<Outcome> postAtomically(List<Request> requests) {
        return join(submit(requests, true));
    }

    @Override
    public CompletableFuture<List<Outcome>> submit(List<Request> requests, boolean atomic) {
        requireSize(requests);
        return queue.submit(Group.of(requests, atomic));
    }

    @Override
    public List<Outcome> postWithin(List<Request> requests) {
        requireSize(requests);
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("postWithin needs the caller's transaction, and there is none");
        }
        Connection connection = DataSourceUtils.getConnection(pool);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '3s'");
            }
            var batch = new Batch(List.of(Group.of(requests, true)), Batch.Locking.WAIT);
            return Objects.requireNonNull(batch.run(connection, false, true).getFirst());
        } catch (SQLException failure) {
            throw switch (Failure.of(failure)) {
                case PASSING, LOCKED, TAKEN, CONTRADICTED ->
                    new LedgerUnavailable("The ledger could not decide now; try again.", failure);
                case LASTING -> new IllegalStateException("the database refused a posting", failure);
            };
        } finally {
            DataSourceUtils.releaseConnection(connection, pool);
        }
    }

    @Override
    public List<Optional<Outcome>> decidedBefore(List<Request> requests) {
        requireSize(requests);
        Connection connection = DataSourceUtils.getConnection(pool);
        try {
            var keyed = requests.stream().map(KeyedRequest::of).toList();
            var keys = keyed.stream().map(KeyedRequest::decisionId).toList();
            var reads = new BatchReads(connection);
            var replays = new Replays(
                    reads,
                    reads.find(Batch.Locking.NONE, keys, new long[0], 0, 0).decided());
            return keyed.stream()
                    .map(request -> Optional.ofNullable(replays.find(request)))
                    .toList();
        } catch (SQLException failure) {
            throw new LedgerUnavailable("The ledger could not tell now; try again.", failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, pool);
        }
    }

    /** Answers what was accepted, and takes no more. */
    @Override
    public void destroy() {
        queue.close();
    }

    private static void requireSize(List<Request> requests) {
        if (requests.size() > MAX_REQUESTS) {
            throw new IllegalArgumentException(
                    "%d requests at once are more than %d".formatted(requests.size(), MAX_REQUESTS));
        }
    }

    private static List<Outcome> join(CompletableFuture<List<Outcome>> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
