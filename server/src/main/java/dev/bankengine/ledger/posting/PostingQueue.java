package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Where requests wait while a commit is under way. Lanes take from it all that has gathered. */
final class PostingQueue {

    /** A group and the one who waits for it. */
    record Waiting(Group group, CompletableFuture<List<Outcome>> answer) {

        int size() {
            return group.requests().size();
        }
    }

    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final PostingSettings settings;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    PostingQueue(DataSource connections, PostingSettings settings) {
        this.settings = settings;
        for (int i = 1; i <= settings.lanes(); i++) {
            var lane = new Lane(this, connections, settings);
            lanes.add(lane);
            threads.add(Thread.ofPlatform().name("posting-" + i).start(lane));
        }
    }

    /** @throws LedgerUnavailable when too many requests wait already, or the server is stopping */
    CompletableFuture<List<Outcome>> submit(Group group) {
        if (group.requests().isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        var answer = new CompletableFuture<List<Outcome>>();
        var newcomer = new Waiting(group, answer);
        int ahead = waiting.getAndAdd(newcomer.size());
        if (closed || (ahead > 0 && ahead + newcomer.size() > settings.queueCapacity())) {
            waiting.addAndGet(-newcomer.size());
            throw new LedgerUnavailable(
                    closed ? "The server is stopping." : "Too many requests are waiting; try again in a moment.");
        }
        queue.add(newcomer);
        return answer;
    }

    /** Waits for at least one group and takes what has gathered behind it. Empty when there is none for a while. */
    List<Waiting> take() throws InterruptedException {
        Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
            return List.of();
        }
        List<Waiting> taken = new ArrayList<>();
        taken.add(first);
        int size = first.size();
        while (size < settings.maxBatch()) {
            Waiting next = queue.poll();
            if (next == null) {
                break;
            }
            taken.add(next);
            size += next.size();
        }
        waiting.addAndGet(-size);
        return taken;
    }

    boolean isDrained() {
        return closed && queue.isEmpty();
    }

    /** Lets the lanes finish what was accepted. */
    void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(settings.patience().plusSeconds(5));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
