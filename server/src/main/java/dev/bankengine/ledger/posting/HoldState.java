package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Hold;
import java.time.Instant;

/** A hold's row, protected by its account's lock, and then as the decisions of the batch leave it. */
final class HoldState {

    final Hold before;
    long captured;
    Hold.Status status;

    HoldState(Hold before) {
        this(before, before.captured(), before.status());
    }

    private HoldState(Hold before, long captured, Hold.Status status) {
        this.before = before;
        this.captured = captured;
        this.status = status;
    }

    HoldState copy() {
        return new HoldState(before, captured, status);
    }

    long remaining() {
        return before.amount() - captured;
    }

    /** The hold as it is now, which it became at a time. */
    Hold after(Instant now) {
        return new Hold(
                before.id(),
                before.accountId(),
                before.currency(),
                before.amount(),
                captured,
                status,
                before.placedAt(),
                before.expiresAt(),
                status == Hold.Status.ACTIVE ? null : now,
                before.details(),
                before.origin());
    }

    boolean changed() {
        return captured != before.captured() || status != before.status();
    }
}
