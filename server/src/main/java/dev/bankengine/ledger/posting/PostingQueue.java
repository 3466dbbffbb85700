package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.TransactionKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Where requests wait while commits are under way. A lane takes all that has gathered, but for what
 * touches an account that another lane has in hand: that would only wait for the other's commit, with
 * everything behind it. What is passed over keeps its place, so requests on one account are carried out
 * in the order in which they came. The locks in the database are what makes this right; the queue only
 * makes it fast.
 */
final class PostingQueue {

    /** What a lane has in hand. */
    record Taken(List<Work> works, LongSet accounts) {}

    private final ConcurrentLinkedQueue<Work> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Work> passedOver = new ArrayDeque<>();
    private final List<LongSet> inHand = new ArrayList<>();

    private final PostingSettings settings;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    PostingQueue(DataSource connections, PostingSettings settings) {
        this.settings = settings;
        var memory = new Memory(settings.accountsToRemember());
        for (int i = 1; i <= settings.lanes(); i++) {
            var lane = new Lane(this, connections, memory, settings);
            threads.add(Thread.ofPlatform().name("posting-" + i).start(lane));
        }
    }

    /**
     * @throws LedgerUnavailable when too many requests wait already, or the server is stopping
     */
    CompletableFuture<List<Outcome>> submit(Group group) {
        int size = group.requests().size();
        if (size == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        int ahead = waiting.getAndAdd(size);
        if (closed || (ahead > 0 && ahead + size > settings.queueCapacity())) {
            waiting.addAndGet(-size);
            throw new LedgerUnavailable(
                    closed ? "The server is stopping." : "Too many requests are waiting; try again in a moment.");
        }
        var answer = new Work.Answer(size);
        List<Work> works = works(group, answer);
        arrived.addAll(works);
        if (closed) {
            takeBack(works);
        }
        if (idle.get() > 0) {
            wake();
        }
        return answer.future;
    }

    /**
     * Requests that each stand for themselves may be carried out apart, but only where nobody can tell:
     * those on one account stay in order because they name it. What names a hold or a transaction, or a
     * key that another one of the group has too, could overtake what it depends on. Imports stay together
     * too: where one of them can't be decided, none that comes after it may be booked before it.
     */
    private static List<Work> works(Group group, Work.Answer answer) {
        List<KeyedRequest> requests = group.requests();
        if (group.atomic() || requests.size() == 1 || !standApart(requests)) {
            return List.of(new Work(group, accounts(requests), answer, 0));
        }
        List<Work> works = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            List<KeyedRequest> one = List.of(requests.get(i));
            works.add(new Work(new Group(one, false), accounts(one), answer, i));
        }
        return works;
    }

    private static boolean standApart(List<KeyedRequest> requests) {
        Set<UUID> keys = HashSet.newHashSet(requests.size());
        for (KeyedRequest keyed : requests) {
            boolean standsForItself = switch (keyed.request().instruction()) {
                case Instruction.Transfer transfer -> transfer.kind() != TransactionKind.IMPORT;
                case Instruction.Post post -> post.kind() != TransactionKind.IMPORT;
                case Instruction.PlaceHold hold -> true;
                case Instruction.CaptureHold capture -> false;
                case Instruction.ReleaseHold release -> false;
                case Instruction.Reverse reverse -> false;
            };
            if (!standsForItself || !keys.add(keyed.decisionId())) {
                return false;
            }
        }
        return true;
    }

    /** The lanes may have left before it arrived, and nobody would ever answer. */
    private void takeBack(List<Work> works) {
        for (Work work : works) {
            if (arrived.remove(work)) {
                waiting.addAndGet(-work.size());
                work.fail(new LedgerUnavailable("The server is stopping."));
            }
        }
    }

    /** Waits for work that touches nothing in hand, and takes what has gathered. Empty when there is none for a while. */
    Taken take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Taken taken = gather();
            if (taken.works().isEmpty()) {
                idle.incrementAndGet();
                try {
                    // Who arrived before this lane counted as idle did not wake it.
                    taken = gather();
                    if (taken.works().isEmpty() && !change.await(100, TimeUnit.MILLISECONDS)) {
                        return taken;
                    }
                } finally {
                    idle.decrementAndGet();
                }
                taken = taken.works().isEmpty() ? gather() : taken;
            }
            if (!taken.works().isEmpty()) {
                inHand.add(taken.accounts());
                if (idle.get() > 0 && !arrived.isEmpty()) {
                    change.signal();
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** The lane is done with it, and its accounts are free. */
    void release(Taken taken) {
        lock.lock();
        try {
            inHand.remove(taken.accounts());
            if (!passedOver.isEmpty() || !arrived.isEmpty()) {
                change.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isDrained() {
        if (!closed) {
            return false;
        }
        lock.lock();
        try {
            return arrived.isEmpty() && passedOver.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the lanes finish what was accepted. */
    void close() {
        closed = true;
        wake();
        for (Thread thread : threads) {
            try {
                thread.join(settings.patience().plusSeconds(5));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Taken gather() {
        List<Work> works = new ArrayList<>();
        var mine = new LongSet();
        var behind = new LongSet();
        int size = 0;
        for (Iterator<Work> earlier = passedOver.iterator(); earlier.hasNext() && size < settings.maxBatch(); ) {
            Work work = earlier.next();
            if (isFree(work, behind)) {
                earlier.remove();
                works.add(work);
                size += work.size();
                addAll(mine, work);
            } else {
                addAll(behind, work);
            }
        }
        // A limit on what is passed over keeps the search short where all want the same account.
        while (size < settings.maxBatch() && passedOver.size() < 2 * settings.maxBatch()) {
            Work work = arrived.poll();
            if (work == null) {
                break;
            }
            if (isFree(work, behind)) {
                works.add(work);
                size += work.size();
                addAll(mine, work);
            } else {
                passedOver.add(work);
                addAll(behind, work);
            }
        }
        waiting.addAndGet(-size);
        return new Taken(works, mine);
    }

    private boolean isFree(Work work, LongSet behind) {
        for (long account : work.accounts()) {
            if (behind.contains(account)) {
                return false;
            }
            for (LongSet others : inHand) {
                if (others.contains(account)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void wake() {
        lock.lock();
        try {
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    private static void addAll(LongSet set, Work work) {
        for (long account : work.accounts()) {
            set.add(account);
        }
    }

    private static long[] accounts(List<KeyedRequest> requests) {
        if (requests.size() == 1
                && requests.getFirst().request().instruction() instanceof Instruction.Transfer transfer) {
            return new long[] {transfer.from(), transfer.to()};
        }
        var accounts = new LongColumn(2 * requests.size());
        for (KeyedRequest keyed : requests) {
            switch (keyed.request().instruction()) {
                case Instruction.Transfer transfer -> {
                    accounts.add(transfer.from());
                    accounts.add(transfer.to());
                }
                case Instruction.Post post -> {
                    if (post.legs().size() <= Decisions.MAX_LEGS) {
                        post.legs().stream().mapToLong(Leg::accountId).forEach(accounts::add);
                    }
                }
                case Instruction.PlaceHold hold -> accounts.add(hold.accountId());
                case Instruction.CaptureHold capture -> accounts.add(capture.toAccountId());
                case Instruction.Reverse reverse -> {}
                case Instruction.ReleaseHold release -> {}
            }
        }
        return accounts.sortedDistinct();
    }
}
