package dev.bankengine.payments.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.platform.web.Problem;
import dev.bankengine.rest.Refusals;
import dev.bankengine.rest.Undecided;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What became of many payments. */
@Schema(name = "BulkResult")
record BulkResult(
        @Schema(description = "How many were booked, now or before.", example = "2")
        int posted,

        @Schema(description = "How many were refused by a rule.", example = "0")
        int refused,

        @Schema(description = "How many could not be read.", example = "0")
        int malformed,

        @Schema(description = "How many could not be decided now; to be sent again under their keys.", example = "0")
        int undecided,

        @Schema(description = "One for each item, in order.")
        List<ItemResult> items) {

    static BulkResult of(List<ItemResult> items) {
        int posted = 0;
        int malformed = 0;
        int undecided = 0;
        for (var item : items) {
            if (item.problem() == null) {
                posted++;
            } else if (item.status() == HttpStatus.BAD_REQUEST.value()) {
                malformed++;
            } else if (item.status() >= HttpStatus.INTERNAL_SERVER_ERROR.value()) {
                undecided++;
            }
        }
        return new BulkResult(posted, items.size() - posted - malformed - undecided, malformed, undecided, items);
    }

    /** What became of one payment. */
    @Schema(name = "BulkItemResult")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemResult(
            @Schema(description = "Its place in the request, from 0.", example = "0")
            int index,

            @Schema(description = "The HTTP status that it would have got by itself.", example = "201")
            int status,

            @Schema(description = "Whether it was decided before and is answered again.") @Nullable
            Boolean replayed,

            @Schema(example = "17") @Nullable String transactionId,
            @Nullable Problem problem) {

        static ItemResult of(int index, Outcome outcome) {
            return switch (outcome) {
                case Outcome.Posted(var transaction, var replayed) ->
                    new ItemResult(
                            index,
                            HttpStatus.CREATED.value(),
                            replayed ? Boolean.TRUE : null,
                            Long.toString(transaction.id()),
                            null);
                case Outcome.Refused(var refusal, var replayed) -> {
                    var problem = Refusals.problem(refusal);
                    yield new ItemResult(index, problem.status(), replayed ? Boolean.TRUE : null, null, problem);
                }
                case Outcome.Undecided(var reason) -> {
                    var problem = Undecided.problem(reason);
                    yield new ItemResult(index, problem.status(), null, null, problem);
                }
                case Outcome.Held held -> throw new IllegalStateException("a payment became a hold: " + held);
            };
        }

        static ItemResult malformed(int index, Problem problem) {
            return new ItemResult(index, problem.status(), null, null, problem);
        }
    }
}
