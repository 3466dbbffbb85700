package dev.bankengine.ledger.posting;

import java.sql.SQLException;

/** What a failure of the database means for a batch that met it. */
enum Failure {
    /** It may be gone at the next try: a lost connection, a deadlock, a full disk, a key that another server decided. */
    PASSING,
    /** An account stayed locked past the limit. */
    LOCKED,
    /** The entries did not continue the accounts they were decided on; the clock has gone backward. */
    CLOCK,
    /** It will fail again: the batch holds what the database refuses. */
    LASTING;

    /** Whether something is no longer, or was never, as the batch took it to be. */
    static boolean outdated(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith("23");
    }

    static Failure of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return PASSING;
        }
        if (state.equals("55P03")) {
            return LOCKED;
        }
        if (state.equals("23000")) {
            return CLOCK;
        }
        return switch (state.substring(0, 2)) {
            // Connection, transaction rollback, resources, operator intervention, system and internal errors.
            case "08", "40", "53", "57", "58", "XX", "25" -> PASSING;
            default -> state.equals("23505") ? PASSING : LASTING;
        };
    }
}
