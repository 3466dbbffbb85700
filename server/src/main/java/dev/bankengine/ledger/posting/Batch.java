package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** How to meet accounts that somebody else has locked. */
    enum Locking {
        /** Wait until they are free, or the connection's lock time-out fails the batch. */
        WAIT,
        /** Leave out the groups that need them. */
        PASS_OVER
    }

    private final List<Group> groups;
    private final Locking locking;
    private final Map<UUID, Decision> decidedHere = new HashMap<>();
    private final Map<Long, Long> accountsOfHolds = new HashMap<>();
    private final Map<Long, Original> originals = new HashMap<>();
    private final Set<Long> wantedTransactions = new HashSet<>();
    private final Set<Long> wantedHolds = new HashSet<>();

    /** What this batch decided on a key. */
    private record Decision(long fingerprint, Outcome outcome) {}

    Batch(List<Group> groups, Locking locking) {
        this.groups = groups;
        this.locking = locking;
    }

    /**
     * Decides all groups and writes what was accepted and what was refused.
     *
     * @param keepRefusals whether a refusal is remembered; where not, one refusal means nothing is written
     * @param clockMayLag whether the database's clock may be behind the latest booking, which then counts
     * @return the outcomes of each group; {@code null} for a group that was passed over
     */
    List<@Nullable List<Outcome>> run(Connection connection, boolean keepRefusals, boolean clockMayLag)
            throws SQLException {
        var reads = new BatchReads(connection);
        long[] accounts = gather(reads);
        List<UUID> ids = ids();
        BatchReads.Locked locked = switch (locking) {
            case WAIT -> reads.lock(ids, accounts, ids.size(), wantsHold() ? ids.size() : 0);
            case PASS_OVER -> reads.lockWhatIsFree(ids, accounts, ids.size(), wantsHold() ? ids.size() : 0);
        };
        Set<Long> busy = busy(reads, accounts, locked);
        Instant bookedAt = locked.bookedAt();
        if (clockMayLag) {
            Instant latest = reads.latestBooking(accounts);
            bookedAt = latest.isAfter(bookedAt) ? latest : bookedAt;
        }
        var books = new Books(
                bookedAt,
                locked.transactionIds(),
                locked.holdIds(),
                locked.accounts(),
                holds(reads, locked, bookedAt),
                originals,
                originals.isEmpty() ? new HashSet<>() : reads.reversed(toArray(originals.keySet())));
        var replays = new Replays(reads, locked.decided());
        var decisions = new Decisions(books);
        List<@Nullable List<Outcome>> outcomes = new ArrayList<>(groups.size());
        for (Group group : groups) {
            outcomes.add(touchesAny(group, busy) ? null : decide(group, decisions, books, replays));
        }
        if (keepRefusals || outcomes.stream().noneMatch(Batch::anyRefused)) {
            new BatchWrites(connection).write(books);
        }
        return outcomes;
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
                });
    }

    /** Looks up what the requests refer to, and names every account that they touch, each once and in order. */
    private long[] gather(BatchReads reads) throws SQLException {
        for (Request request : requests()) {
            switch (request.instruction()) {
                case Instruction.Transfer transfer -> {}
                case Instruction.Post post -> {}
                case Instruction.PlaceHold hold -> {}
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
        for (Request request : requests()) {
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
            case Instruction.Post post -> post.legs().forEach(leg -> account.accept(leg.accountId()));
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

    private Map<Long, HoldState> holds(BatchReads reads, BatchReads.Locked locked, Instant bookedAt)
            throws SQLException {
        long[] holding = locked.accounts().values().stream()
                .filter(account -> account.held > 0)
                .mapToLong(account -> account.id)
                .toArray();
        if (holding.length == 0 && wantedHolds.isEmpty()) {
            return new HashMap<>();
        }
        Map<Long, HoldState> holds = reads.holds(toArray(wantedHolds), holding, bookedAt);
        // A hold is protected by its account's lock: without that, its state means nothing.
        holds.values().removeIf(hold -> !locked.accounts().containsKey(hold.before.accountId()));
        return holds;
    }

    private Set<Long> busy(BatchReads reads, long[] accounts, BatchReads.Locked locked) throws SQLException {
        if (locking == Locking.WAIT) {
            return Set.of();
        }
        long[] missing = Arrays.stream(accounts)
                .filter(id -> !locked.accounts().containsKey(id))
                .toArray();
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

    private boolean wantsHold() {
        for (Request request : requests()) {
            if (request.instruction() instanceof Instruction.PlaceHold) {
                return true;
            }
        }
        return false;
    }

    private List<UUID> ids() {
        return groups.stream()
                .flatMap(group -> group.requests().stream())
                .map(KeyedRequest::decisionId)
                .toList();
    }

    private List<Request> requests() {
        return groups.stream()
                .flatMap(group -> group.requests().stream())
                .map(KeyedRequest::request)
                .toList();
    }

    private static boolean anyRefused(@Nullable List<Outcome> outcomes) {
        return outcomes != null && outcomes.stream().anyMatch(Outcome.Refused.class::isInstance);
    }

    private static long[] toArray(Set<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }
}
