package dev.bankengine.accounts.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.accounts.ClosingRequest;
import dev.bankengine.accounts.LifeCycle;
import dev.bankengine.rest.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** A request to terminate an account and what became of it. */
@Schema(name = "Closing")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ClosingView(
        @Schema(example = "1000") String accountId,

        @Schema(description = "TERMINATED, or BLOCKED because something remains.")
        LifeCycle status,

        @Schema(description = "What the account held when it was asked for.")
        Amount balance,

        @Schema(description = "How much of that was held.") Amount held,

        @Schema(description = "What must go before the account can end; absent when it has ended.") @Nullable
        Amount remaining,

        @Schema(example = "moved away") String reason,
        Instant requestedAt,
        @Schema(example = "operator") String requestedBy,

        @Schema(description = "Where the rest was to go.", example = "1001") @Nullable
        String payoutAccountId,

        @Schema(description = "The transaction that paid out the rest.", example = "17") @Nullable
        String transactionId) {

    static ClosingView of(ClosingRequest request, Currency currency) {
        return new ClosingView(
                Long.toString(request.accountId()),
                request.terminated() ? LifeCycle.TERMINATED : LifeCycle.BLOCKED,
                Amount.of(request.balance(), currency),
                Amount.of(request.held(), currency),
                request.terminated() ? null : Amount.of(request.balance(), currency),
                request.reason(),
                request.requestedAt(),
                request.origin().actor(),
                text(request.payoutAccountId()),
                text(request.transactionId()));
    }

    private static @Nullable String text(@Nullable Long id) {
        return id == null ? null : id.toString();
    }
}
