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

    /**
     * How long a batch without locks of its own waits for somebody else's. It has entered its entries before
     * it comes to the accounts, and who has locked an account may be waiting for just these entries: the
     * sooner one of the two gives up, the better.
     */
    private static final Duration GIVE_WAY = Duration.ofMillis(20);

    /** How many batches are locked after one that turned out to be out of date: somebody else is at work there. */
    private static final int LOCKED_AFTER_CONFLICT = 64;

    private final PostingQueue queue;
    private final DataSource connections;
    private final Memory memory;
    private final PostingSettings settings;
    private @Nullable Connection connection;
    private int batchesToLock;

    Lane(PostingQueue queue, DataSource connections, Memory memory, PostingSettings settings) {
        this.queue = queue;
        this.connections = connections;
        this.memory = memory;
        this.settings = settings;
    }

    @Override
    public void run() {
        while (!queue.isDrained()) {
            try {
                PostingQueue.Taken taken = queue.take();
                if (!taken.works().isEmpty()) {
                    try {
                        carryOut(taken.works());
                    } finally {
                        queue.release(taken);
                    }
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        disconnect();
    }

    /** Answers everybody, whatever happens. */
    private void carryOut(List<Work> works) {
        try {
            carryOut(works, System.nanoTime() + settings.patience().toNanos());
        } catch (RuntimeException | Error bug) {
            log.error("A batch of {} groups failed; whoever waits for it is told so", works.size(), bug);
            disconnect();
            works.forEach(work -> work.fail(bug));
        }
    }

    private void carryOut(List<Work> works, long deadline) {
        List<Work> left = tryWithoutLocks(works);
        if (left.isEmpty()) {
            return;
        }
        if (System.nanoTime() >= deadline) {
            unavailable(left, null);
        } else {
            carryOutWithLocks(left, deadline);
        }
    }

    private void carryOutWithLocks(List<Work> works, long deadline) {
        boolean clockMayLag = false;
        var locking = Batch.Locking.WAIT;
        while (true) {
            try {
                answer(works, attempt(works, locking, clockMayLag));
                return;
            } catch (SQLException failure) {
                disconnect();
                switch (Failure.of(failure)) {
                    case LOCKED -> {
                        // Not an account, for those that were locked have been passed over.
                        if (locking == Batch.Locking.PASS_OVER) {
                            if (works.size() == 1) {
                                unavailable(works, failure);
                            } else {
                                eachByItself(works, deadline, failure);
                            }
                            return;
                        }
                        locking = Batch.Locking.PASS_OVER;
                    }
                    case CONTRADICTED -> {
                        // The accounts are locked, so it can only be the clock that has gone backward.
                        if (clockMayLag) {
                            eachByItself(works, deadline, failure);
                            return;
                        }
                        clockMayLag = true;
                    }
                    case LASTING -> {
                        eachByItself(works, deadline, failure);
                        return;
                    }
                    case PASSING, TAKEN -> {
                        log.warn("The database failed a batch ({}); it is tried again", failure.getMessage());
                        if (!pause(deadline)) {
                            unavailable(works, failure);
                            return;
                        }
                    }
                }
            } catch (RuntimeException bug) {
                disconnect();
                if (works.size() == 1) {
                    throw bug;
                }
                eachByItself(works, deadline, bug);
                return;
            }
        }
    }

    /** One bad group must not cost the others anything, so each gets a batch of its own. */
    private void eachByItself(List<Work> works, long deadline, Exception failure) {
        if (works.size() == 1) {
            throw new IllegalStateException("the database refuses a posting that the rules allow", failure);
        }
        for (Work work : works) {
            if (System.nanoTime() >= deadline) {
                unavailable(List.of(work), failure);
                continue;
            }
            try {
                carryOutWithLocks(List.of(work), deadline);
            } catch (RuntimeException bug) {
                log.error("A group of {} requests failed; the others of its batch are carried out", work.size(), bug);
                work.fail(bug);
            }
        }
    }

    /** @return those of the works that are not answered; of them, nothing has happened */
    private List<Work> tryWithoutLocks(List<Work> works) {
        if (batchesToLock > 0) {
            batchesToLock--;
            return works;
        }
        if (groups(works).stream().noneMatch(group -> Batch.standsWithoutLocks(group, memory))) {
            return works;
        }
        try {
            List<@Nullable List<Outcome>> outcomes = attempt(works, Batch.Locking.NONE, false);
            List<Work> left = new ArrayList<>();
            for (int i = 0; i < works.size(); i++) {
                List<Outcome> mine = outcomes.get(i);
                if (mine == null) {
                    left.add(works.get(i));
                } else {
                    works.get(i).complete(mine);
                }
            }
            return left;
        } catch (SQLException failure) {
            switch (Failure.of(failure)) {
                case CONTRADICTED, TAKEN, LOCKED -> {
                    batchesToLock = LOCKED_AFTER_CONFLICT;
                    rollBack();
                }
                case PASSING, LASTING -> disconnect();
            }
            return works;
        } catch (RuntimeException bug) {
            // With locks, the one that it comes from is told from the others.
            disconnect();
            return works;
        }
    }

    private List<@Nullable List<Outcome>> attempt(List<Work> works, Batch.Locking locking, boolean clockMayLag)
            throws SQLException {
        Connection current = connect();
        var batch = new Batch(groups(works), locking, memory);
        try {
            if (locking != Batch.Locking.NONE) {
                waitForLocks(current);
            }
            var outcomes = batch.run(current, true, clockMayLag);
            current.commit();
            memory.remember(batch.states(), batch.decided());
            return outcomes;
        } catch (SQLException | RuntimeException failure) {
            memory.forget(batch.accounts());
            throw failure;
        }
    }

    private void waitForLocks(Connection current) throws SQLException {
        try (PreparedStatement lockTimeout = current.prepareStatement("SELECT set_config('lock_timeout', ?, true)")) {
            lockTimeout.setString(1, Long.toString(settings.lockTimeout().toMillis()));
            lockTimeout.execute();
        }
    }

    private static List<Group> groups(List<Work> works) {
        List<Group> groups = new ArrayList<>(works.size());
        for (Work work : works) {
            groups.add(work.group());
        }
        return groups;
    }

    private static void answer(List<Work> works, List<@Nullable List<Outcome>> outcomes) {
        for (int i = 0; i < works.size(); i++) {
            List<Outcome> mine = outcomes.get(i);
            if (mine == null) {
                works.get(i).fail(new LedgerUnavailable("An account is locked for longer than usual; try again."));
            } else {
                works.get(i).complete(mine);
            }
        }
    }

    private static void unavailable(List<Work> works, @Nullable Exception failure) {
        var unavailable = new LedgerUnavailable("The ledger could not decide now; try again.", failure);
        works.forEach(work -> work.fail(unavailable));
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
                lockTimeout.setString(1, Long.toString(GIVE_WAY.toMillis()));
                lockTimeout.execute();
                // No plan may be made for a table that was small once.
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

    private void rollBack() {
        try {
            connect().rollback();
        } catch (SQLException failure) {
            disconnect();
        }
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
