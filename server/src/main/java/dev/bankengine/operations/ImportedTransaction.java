package dev.bankengine.operations;

import dev.bankengine.ledger.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as the file has it, or why it can't be one.
 *
 * @param lines where it stands in the file
 * @param request what to ask of the ledger; {@code null} where the lines are refused
 * @param refusal why there is no request
 * @param recorded the balance that the other system gave after it, where it did
 */
record ImportedTransaction(
        List<Long> lines,
        String id,
        @Nullable Request request,
        @Nullable LineRefusal refusal,
        @Nullable Recorded recorded) {

    /**
     * A balance that another system recorded.
     *
     * @param balance minor units, credit positive
     */
    record Recorded(long accountId, long balance) {}
}
