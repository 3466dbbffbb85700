package dev.bankengine.ledger.posting;

import java.sql.SQLException;

/** What a failure of the database means for a batch that met it. */
enum Failure {
    /** It may be gone at the next try: a lost connection, a deadlock, a full disk. */
    PASSING,
    /** An account stayed locked past the limit. */
    LOCKED,
    /** A key or the number of an entry that another server has used in the meantime. */
    TAKEN,
    /** The schema's own rules: an account is not, or no longer, as the batch took it to be; or the clock has gone backward. */
    CONTRADICTED,
    /** It will fail again: the batch holds what the database refuses. */
    LASTING;

    static Failure of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return PASSING;
        }
        return switch (state) {
            case "55P03" -> LOCKED;
            case "23505" -> TAKEN;
            case "23000" -> CONTRADICTED;
            default ->
                switch (state.substring(0, 2)) {
                    // Connection, transaction rollback, resources, operator intervention, system and internal errors.
                    case "08", "40", "53", "57", "58", "XX", "25" -> PASSING;
                    default -> LASTING;
                };
        };
    }
}
