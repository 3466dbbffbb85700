package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Hold;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state that a batch decides on, as it was locked and as the decisions so far leave it, and what
 * they want written. Used by one thread.
 */
final class Books {

    /** What to remember of a decision. Exactly one of the last three is present. */
    record Decision(
            UUID id,
            long fingerprint,
            @Nullable Long transactionId,
            @Nullable Long holdId,
            @Nullable Refusal refusal) {}

    final Instant bookedAt;
    final LocalDate today;

    private final long[] transactionIds;
    private final long[] holdIds;
    private int transactionsNumbered;
    private int holdsNumbered;

    private final Map<Long, Original> originals;
    private Map<Long, AccountState> accounts;
    private Map<Long, HoldState> holds;
    private Set<Long> reversed;

    final List<Transaction> booked = new ArrayList<>();
    final List<Hold> placed = new ArrayList<>();
    final List<Decision> decisions = new ArrayList<>();

    Books(
            Instant bookedAt,
            long[] transactionIds,
            long[] holdIds,
            Map<Long, AccountState> accounts,
            Map<Long, HoldState> holds,
            Map<Long, Original> originals,
            Set<Long> reversed) {
        this.bookedAt = bookedAt;
        this.today = LocalDate.ofInstant(bookedAt, ZoneOffset.UTC);
        this.transactionIds = transactionIds;
        this.holdIds = holdIds;
        this.accounts = accounts;
        this.holds = holds;
        this.originals = originals;
        this.reversed = reversed;
        holds.values().forEach(this::expireIfDue);
    }

    @Nullable
    AccountState account(long id) {
        return accounts.get(id);
    }

    /** All accounts as the decisions leave them. */
    Collection<AccountState> accounts() {
        return accounts.values();
    }

    /** An account that the guards have found. */
    AccountState known(long id) {
        AccountState account = accounts.get(id);
        if (account == null) {
            throw new IllegalStateException("account %d was to be locked with the batch".formatted(id));
        }
        return account;
    }

    @Nullable
    HoldState hold(long id) {
        return holds.get(id);
    }

    @Nullable
    Original original(long transactionId) {
        return originals.get(transactionId);
    }

    boolean isReversed(long transactionId) {
        return reversed.contains(transactionId);
    }

    void markReversed(long transactionId) {
        reversed.add(transactionId);
    }

    long nextTransactionId() {
        return transactionIds[transactionsNumbered++];
    }

    long nextHoldId() {
        return holdIds[holdsNumbered++];
    }

    List<HoldState> changedHolds() {
        return holds.values().stream().filter(HoldState::changed).toList();
    }

    private void expireIfDue(HoldState hold) {
        if (hold.status == Hold.Status.ACTIVE && !hold.before.expiresAt().isAfter(bookedAt)) {
            known(hold.before.accountId()).held -= hold.remaining();
            hold.status = Hold.Status.EXPIRED;
        }
    }

    /** All that a group of requests may undo. */
    final class Savepoint {
        private final Map<Long, AccountState> accountsThen = copy(accounts, AccountState::copy);
        private final Map<Long, HoldState> holdsThen = copy(holds, HoldState::copy);
        private final Set<Long> reversedThen = new HashSet<>(reversed);
        private final int bookedThen = booked.size();
        private final int placedThen = placed.size();
        private final int decisionsThen = decisions.size();

        /** Takes back what was decided since. May be called once. */
        void restore() {
            accounts = accountsThen;
            holds = holdsThen;
            reversed = reversedThen;
            booked.subList(bookedThen, booked.size()).clear();
            placed.subList(placedThen, placed.size()).clear();
            decisions.subList(decisionsThen, decisions.size()).clear();
        }

        private static <T> Map<Long, T> copy(Map<Long, T> states, java.util.function.UnaryOperator<T> copy) {
            Map<Long, T> copies = HashMap.newHashMap(states.size());
            states.forEach((id, state) -> copies.put(id, copy.apply(state)));
            return copies;
        }
    }
}
