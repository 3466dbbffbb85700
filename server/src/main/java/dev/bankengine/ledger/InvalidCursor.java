package dev.bankengine.ledger;

/** A cursor that this bank did not give, or gave for another list; the message is for who sent it. */
public final class InvalidCursor extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidCursor() {
        super("the cursor is none that was given for this list; start without one");
    }
}
