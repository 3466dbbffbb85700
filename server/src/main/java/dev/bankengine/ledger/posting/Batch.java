package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.TransactionKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Groups of requests that are decided and written together in one database transaction, which the
 * caller begins and ends. One use, by one thread.
 */
final class Batch {

    /** How sure to be of the accounts before anything is decided. */
    enum Locking {
        /**
         * Decide on what is remembered of them, or read without a lock, and look up no key. That can only
         * accept; and what it accepts the database refuses whenever an account has changed or a key has
         * been used. What would be refused, what has to do with holds or earlier transactions, and whatever
         * comes after it on the same accounts is set aside, to be run with locks.
         */
        NONE,
        /** Wait until they are free, or the connection's lock time-out fails the batch. */
        WAIT,
        /** Set aside the groups whose accounts somebody else has locked. */
        PASS_OVER
    }

    private final List<Group> groups;
    private final Locking locking;
    private final Memory memory;
    private final Map<UUID, Decision> decidedHere = new HashMap<>();
    private final Map<Long, Long> accountsOfHolds = new HashMap<>();
    private final Map<Long, Original> originals = new HashMap<>();
    private final Set<Long> wantedTransactions = new HashSet<>();
    private final Set<Long> wantedHolds = new HashSet<>();
    private final List<Request> requests = new ArrayList<>();
    private final Set<Long> accountsAside = new HashSet<>();
    private final Set<UUID> keysAside = new HashSet<>();
    private int holdsToPlace;
    private long[] accounts = {};
    private @Nullable Books books;

    /** What this batch decided on a key. */
    private record Decision(long fingerprint, Outcome outcome) {}

    /** A batch that remembers nothing. */
    Batch(List<Group> groups, Locking locking) {
        this(groups, locking, new Memory(0));
    }

    /** @param memory asked only where accounts are not locked */
    Batch(List<Group> groups, Locking locking, Memory memory) {
        this.groups = groups;
        this.locking = locking;
        this.memory = memory;
        for (Group group : groups) {
            for (KeyedRequest keyed : group.requests()) {
                requests.add(keyed.request());
            }
        }
    }

    /**
     * Decides all groups and writes what was accepted and what was refused.
     *
     * @param keepRefusals whether a refusal is remembered; where not, one refusal means nothing is written
     * @param clockMayLag whether the database's clock may be behind the latest booking, which then counts
     * @return the outcomes of each group; {@code null} for a group that was set aside, and is as if it had not come
     */
    List<@Nullable List<Outcome>> run(Connection connection, boolean keepRefusals, boolean clockMayLag)
            throws SQLException {
        var reads = new BatchReads(connection);
        accounts = gather(reads);
        Map<Long, AccountState> recalled = locking == Locking.NONE ? memory.recall(accounts) : Map.of();
        List<UUID> keys = locking == Locking.NONE ? List.of() : ids();
        BatchReads.Found found =
                reads.find(locking, keys, without(accounts, recalled.keySet()), requests.size(), holdsToPlace);
        found.accounts().putAll(recalled);
        Set<Long> busy = busy(reads, accounts, found);
        Instant bookedAt = found.bookedAt();
        if (clockMayLag) {
            Instant latest = reads.latestBooking(accounts);
            bookedAt = latest.isAfter(bookedAt) ? latest : bookedAt;
        }
        books = new Books(
                bookedAt,
                found.transactionIds(),
                found.holdIds(),
                found.accounts(),
                holds(reads, found, bookedAt),
                originals,
                originals.isEmpty() ? new HashSet<>() : reads.reversed(toArray(originals.keySet())));
        var replays = new Replays(reads, found.decided());
        var decisions = new Decisions(books);
        List<@Nullable List<Outcome>> outcomes = new ArrayList<>(groups.size());
        for (Group group : groups) {
            if (locking == Locking.NONE) {
                outcomes.add(decideWithoutLocks(group, decisions, books, replays));
            } else {
                outcomes.add(touchesAny(group, busy) ? null : decide(group, decisions, books, replays));
            }
        }
        if (keepRefusals || outcomes.stream().noneMatch(Batch::anyRefused)) {
            new BatchWrites(connection).write(books);
        }
        return outcomes;
    }

    /** The accounts that the batch touches, in order. */
    long[] accounts() {
        return accounts;
    }

    /** The accounts as the batch leaves them, once it is committed. */
    Collection<AccountState> states() {
        return books == null ? List.of() : books.accounts();
    }

    /** What was decided on keys. */
    List<Books.Decision> decided() {
        return books == null ? List.of() : books.decisions;
    }

    /** The outcomes, all of them accepted; or nothing, and nothing of the group is left in the books. */
    private @Nullable List<Outcome> decideWithoutLocks(Group group, Decisions decisions, Books books, Replays replays) {
        if (standsWithoutLocks(group, memory) && !touchesAny(group, accountsAside) && !hasAny(group, keysAside)) {
            // A single request that is refused has changed no account.
            Books.Savepoint savepoint = group.requests().size() == 1 ? null : books.new Savepoint();
            int before = books.decisions.size();
            List<Outcome> outcomes = decide(group, decisions, books, replays);
            if (!anyRefused(outcomes)) {
                return outcomes;
            }
            List<Books.Decision> undone = books.decisions.subList(before, books.decisions.size());
            undone.forEach(decision -> decidedHere.remove(decision.id()));
            undone.clear();
            if (savepoint != null) {
                savepoint.restore();
            }
        }
        for (KeyedRequest keyed : group.requests()) {
            keysAside.add(keyed.decisionId());
            forEachAccount(keyed.request().instruction(), accountsAside::add);
        }
        return null;
    }

    /** Whether the group may be decided without a lock: not where holds, earlier transactions or used keys matter. */
    static boolean standsWithoutLocks(Group group, Memory memory) {
        for (KeyedRequest keyed : group.requests()) {
            boolean plain = switch (keyed.request().instruction()) {
                case Instruction.Transfer transfer -> true;
                case Instruction.Post post -> true;
                case Instruction.PlaceHold hold -> false;
                case Instruction.CaptureHold capture -> false;
                case Instruction.ReleaseHold release -> false;
                case Instruction.Reverse reverse -> false;
            };
            if (!plain || memory.knows(keyed.decisionId())) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasAny(Group group, Set<UUID> keys) {
        return !keys.isEmpty()
                && group.requests().stream().map(KeyedRequest::decisionId).anyMatch(keys::contains);
    }

    private List<Outcome> decide(Group group, Decisions decisions, Books books, Replays replays) {
        return group.atomic()
                ? decideAtomically(group, decisions, books, replays)
                : decideEach(group, decisions, books, replays);
    }

    private List<Outcome> decideEach(Group group, Decisions decisions, Books books, Replays replays) {
        List<Outcome> outcomes = new ArrayList<>(group.requests().size());
        for (KeyedRequest keyed : group.requests()) {
            outcomes.add(decide(keyed, decisions, books, replays));
        }
        return outcomes;
    }

    private List<Outcome> decideAtomically(Group group, Decisions decisions, Books books, Replays replays) {
        var savepoint = books.new Savepoint();
        List<Outcome> outcomes = new ArrayList<>(group.requests().size());
        List<UUID> decided = new ArrayList<>();
        for (KeyedRequest keyed : group.requests()) {
            boolean first = replays.find(keyed) == null && !decidedHere.containsKey(keyed.decisionId());
            Outcome outcome = decide(keyed, decisions, books, replays);
            if (first) {
                decided.add(keyed.decisionId());
            }
            if (outcome instanceof Outcome.Refused refused) {
                savepoint.restore();
                decided.forEach(decidedHere::remove);
                return refuseAll(group, outcomes.size(), refused, books, replays);
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private List<Outcome> refuseAll(Group group, int culprit, Outcome.Refused refused, Books books, Replays replays) {
        var other = new Outcome.Refused(
                new Refusal(
                        Rule.GROUP_REFUSED,
                        "Request %d of the group was refused (%s), so none was carried out."
                                .formatted(culprit, refused.refusal().rule())),
                false);
        List<Outcome> outcomes = new ArrayList<>(group.requests().size());
        for (int i = 0; i < group.requests().size(); i++) {
            KeyedRequest keyed = group.requests().get(i);
            Outcome.Refused mine = i == culprit ? refused : other;
            Outcome earlier = earlier(keyed, replays);
            if (earlier == null) {
                remember(keyed, mine, books);
                outcomes.add(mine);
            } else {
                outcomes.add(i == culprit ? refused : earlier);
            }
        }
        return outcomes;
    }

    private Outcome decide(KeyedRequest keyed, Decisions decisions, Books books, Replays replays) {
        Outcome earlier = earlier(keyed, replays);
        if (earlier != null) {
            return earlier;
        }
        Outcome outcome = decisions.decide(keyed.request());
        remember(keyed, outcome, books);
        return outcome;
    }

    private @Nullable Outcome earlier(KeyedRequest keyed, Replays replays) {
        Decision here = decidedHere.get(keyed.decisionId());
        if (here != null) {
            return here.fingerprint() == keyed.fingerprint() ? Replays.again(here.outcome()) : Replays.reused(keyed);
        }
        return replays.find(keyed);
    }

    private void remember(KeyedRequest keyed, Outcome outcome, Books books) {
        // A line of a file is mended and comes again under its id.
        if (outcome instanceof Outcome.Refused && isImport(keyed.request())) {
            return;
        }
        decidedHere.put(keyed.decisionId(), new Decision(keyed.fingerprint(), outcome));
        books.decisions.add(
                switch (outcome) {
                    case Outcome.Posted posted ->
                        new Books.Decision(
                                keyed.decisionId(),
                                keyed.fingerprint(),
                                posted.transaction().id(),
                                null,
                                null);
                    case Outcome.Held held ->
                        new Books.Decision(
                                keyed.decisionId(),
                                keyed.fingerprint(),
                                null,
                                held.hold().id(),
                                null);
                    case Outcome.Refused refused ->
                        new Books.Decision(keyed.decisionId(), keyed.fingerprint(), null, null, refused.refusal());
                    case Outcome.Undecided undecided ->
                        throw new IllegalStateException("a batch decides", undecided.reason());
                });
    }

    private static boolean isImport(Request request) {
        return switch (request.instruction()) {
            case Instruction.Transfer transfer -> transfer.kind() == TransactionKind.IMPORT;
            case Instruction.Post post -> post.kind() == TransactionKind.IMPORT;
            case Instruction.Reverse _, Instruction.PlaceHold _, Instruction.CaptureHold _, Instruction.ReleaseHold _ ->
                false;
        };
    }

    /** Looks up what the requests refer to, and names every account that they touch, each once and in order. */
    private long[] gather(BatchReads reads) throws SQLException {
        for (Request request : locking == Locking.NONE ? List.<Request>of() : requests) {
            switch (request.instruction()) {
                case Instruction.Transfer transfer -> {}
                case Instruction.Post post -> {}
                case Instruction.PlaceHold hold -> holdsToPlace++;
                case Instruction.Reverse reverse -> wantedTransactions.add(reverse.transactionId());
                case Instruction.CaptureHold capture -> wantedHolds.add(capture.holdId());
                case Instruction.ReleaseHold release -> wantedHolds.add(release.holdId());
            }
        }
        if (!wantedTransactions.isEmpty()) {
            originals.putAll(reads.originals(toArray(wantedTransactions)));
        }
        if (!wantedHolds.isEmpty()) {
            accountsOfHolds.putAll(reads.accountsOfHolds(toArray(wantedHolds)));
        }
        var accounts = new LongColumn(2 * groups.size());
        for (Request request : requests) {
            forEachAccount(request.instruction(), accounts::add);
        }
        return accounts.sortedDistinct();
    }

    private void forEachAccount(Instruction instruction, java.util.function.LongConsumer account) {
        switch (instruction) {
            case Instruction.Transfer transfer -> {
                account.accept(transfer.from());
                account.accept(transfer.to());
            }
            case Instruction.Post post -> {
                // One with too many legs is refused for that, and nobody's account is locked for it.
                if (post.legs().size() <= Decisions.MAX_LEGS) {
                    post.legs().forEach(leg -> account.accept(leg.accountId()));
                }
            }
            case Instruction.Reverse reverse -> {
                Original original = originals.get(reverse.transactionId());
                if (original != null) {
                    original.legs().stream().mapToLong(Leg::accountId).forEach(account);
                }
            }
            case Instruction.PlaceHold hold -> account.accept(hold.accountId());
            case Instruction.CaptureHold capture -> {
                account.accept(capture.toAccountId());
                holdAccount(capture.holdId(), account);
            }
            case Instruction.ReleaseHold release -> holdAccount(release.holdId(), account);
        }
    }

    private void holdAccount(long holdId, java.util.function.LongConsumer account) {
        Long id = accountsOfHolds.get(holdId);
        if (id != null) {
            account.accept(id);
        }
    }

    private Map<Long, HoldState> holds(BatchReads reads, BatchReads.Found found, Instant bookedAt) throws SQLException {
        // A due hold is left alone where its account is not locked: it can only make for a refusal.
        if (locking == Locking.NONE) {
            return new HashMap<>();
        }
        long[] holding = found.accounts().values().stream()
                .filter(account -> account.held > 0)
                .mapToLong(account -> account.id)
                .toArray();
        if (holding.length == 0 && wantedHolds.isEmpty()) {
            return new HashMap<>();
        }
        Map<Long, HoldState> holds = reads.holds(toArray(wantedHolds), holding, bookedAt);
        // A hold is protected by its account's lock: without that, its state means nothing.
        holds.values().removeIf(hold -> !found.accounts().containsKey(hold.before.accountId()));
        return holds;
    }

    private Set<Long> busy(BatchReads reads, long[] accounts, BatchReads.Found found) throws SQLException {
        if (locking != Locking.PASS_OVER) {
            return Set.of();
        }
        long[] missing = without(accounts, found.accounts().keySet());
        return missing.length == 0 ? Set.of() : reads.existing(missing);
    }

    private boolean touchesAny(Group group, Set<Long> busy) {
        if (busy.isEmpty()) {
            return false;
        }
        boolean[] touches = {false};
        for (KeyedRequest keyed : group.requests()) {
            forEachAccount(keyed.request().instruction(), id -> touches[0] |= busy.contains(id));
        }
        return touches[0];
    }

    private List<UUID> ids() {
        return groups.stream()
                .flatMap(group -> group.requests().stream())
                .map(KeyedRequest::decisionId)
                .toList();
    }

    private static boolean anyRefused(@Nullable List<Outcome> outcomes) {
        return outcomes != null && outcomes.stream().anyMatch(Outcome.Refused.class::isInstance);
    }

    private static long[] without(long[] ids, Set<Long> others) {
        return others.isEmpty()
                ? ids
                : Arrays.stream(ids).filter(id -> !others.contains(id)).toArray();
    }

    private static long[] toArray(Set<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }
}
