package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread and a connection that carry out one batch after the other. What the database fails is
 * tried again, which the keys make safe even when nobody knows whether the commit got through.
 */
final class Lane implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final PostingQueue queue;
    private final DataSource connections;
    private final PostingSettings settings;
    private @Nullable Connection connection;

    Lane(PostingQueue queue, DataSource connections, PostingSettings settings) {
        this.queue = queue;
        this.connections = connections;
        this.settings = settings;
    }

    @Override
    public void run() {
        while (!queue.isDrained()) {
            try {
                List<PostingQueue.Waiting> taken = queue.take();
                if (!taken.isEmpty()) {
                    carryOut(taken);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        disconnect();
    }

    /** Answers everybody, whatever happens. */
    private void carryOut(List<PostingQueue.Waiting> taken) {
        try {
            carryOut(taken, System.nanoTime() + settings.patience().toNanos());
        } catch (RuntimeException | Error bug) {
            log.error("A batch of {} groups failed; whoever waits for it is told so", taken.size(), bug);
            disconnect();
            taken.forEach(waiting -> waiting.answer().completeExceptionally(bug));
        }
    }

    private void carryOut(List<PostingQueue.Waiting> taken, long deadline) {
        boolean clockMayLag = false;
        var locking = Batch.Locking.WAIT;
        while (true) {
            try {
                answer(taken, attempt(taken, locking, clockMayLag));
                return;
            } catch (SQLException failure) {
                disconnect();
                switch (Failure.of(failure)) {
                    case LOCKED -> locking = Batch.Locking.PASS_OVER;
                    case CLOCK -> {
                        if (clockMayLag) {
                            eachByItself(taken, deadline, failure);
                            return;
                        }
                        clockMayLag = true;
                    }
                    case LASTING -> {
                        eachByItself(taken, deadline, failure);
                        return;
                    }
                    case PASSING -> {
                        log.warn("The database failed a batch ({}); it is tried again", failure.getMessage());
                        if (!pause(deadline)) {
                            var unavailable =
                                    new LedgerUnavailable("The ledger could not decide now; try again.", failure);
                            taken.forEach(waiting -> waiting.answer().completeExceptionally(unavailable));
                            return;
                        }
                    }
                }
            }
        }
    }

    /** One bad group must not cost the others anything, so each gets a batch of its own. */
    private void eachByItself(List<PostingQueue.Waiting> taken, long deadline, SQLException failure) {
        if (taken.size() == 1) {
            throw new IllegalStateException("the database refuses a posting that the rules allow", failure);
        }
        for (PostingQueue.Waiting waiting : taken) {
            try {
                carryOut(List.of(waiting), deadline);
            } catch (IllegalStateException bug) {
                log.error(
                        "A group of {} requests failed; the others of its batch are carried out", waiting.size(), bug);
                waiting.answer().completeExceptionally(bug);
            }
        }
    }

    private List<@Nullable List<Outcome>> attempt(
            List<PostingQueue.Waiting> taken, Batch.Locking locking, boolean clockMayLag) throws SQLException {
        List<Group> groups = new ArrayList<>(taken.size());
        for (PostingQueue.Waiting waiting : taken) {
            groups.add(waiting.group());
        }
        Connection current = connect();
        var outcomes = new Batch(groups, locking).run(current, true, clockMayLag);
        current.commit();
        return outcomes;
    }

    private static void answer(List<PostingQueue.Waiting> taken, List<@Nullable List<Outcome>> outcomes) {
        for (int i = 0; i < taken.size(); i++) {
            List<Outcome> mine = outcomes.get(i);
            if (mine == null) {
                taken.get(i)
                        .answer()
                        .completeExceptionally(
                                new LedgerUnavailable("An account is locked for longer than usual; try again."));
            } else {
                taken.get(i).answer().complete(mine);
            }
        }
    }

    private static boolean pause(long deadline) {
        if (System.nanoTime() >= deadline) {
            return false;
        }
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Connection connect() throws SQLException {
        if (connection == null) {
            Connection fresh = connections.getConnection();
            try (PreparedStatement lockTimeout = fresh.prepareStatement("SELECT set_config('lock_timeout', ?, false)");
                    Statement statement = fresh.createStatement()) {
                lockTimeout.setString(1, Long.toString(settings.lockTimeout().toMillis()));
                lockTimeout.execute();
                // A server that freezes in the middle of a batch must not keep accounts locked, and no
                // plan may be made for a table that was small once.
                statement.execute("SET idle_in_transaction_session_timeout = '10s'");
                statement.execute("SET statement_timeout = '60s'");
                statement.execute("SET plan_cache_mode = force_generic_plan");
                statement.execute("SET enable_seqscan = off");
            } catch (SQLException failure) {
                fresh.close();
                throw failure;
            }
            fresh.setAutoCommit(false);
            connection = fresh;
        }
        return connection;
    }

    private void disconnect() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException gone) {
                log.debug("A connection that failed could not be closed either", gone);
            }
        }
    }
}
