package dev.bankengine.payments.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.ledger.Hold;
import dev.bankengine.rest.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A hold as it is shown. */
@Schema(name = "Hold")
@JsonInclude(JsonInclude.Include.NON_NULL)
record HoldView(
        @Schema(example = "5") String id,
        @Schema(example = "1000") String accountId,
        Hold.Status status,
        @Schema(description = "What was set aside.") Amount amount,

        @Schema(description = "What has been paid out of it.")
        Amount captured,

        @Schema(description = "What is still set aside.") Amount remaining,
        Instant placedAt,
        Instant expiresAt,

        @Schema(description = "When it was captured in full, released or expired.") @Nullable
        Instant endedAt,

        @Schema(example = "Hotel") @Nullable String description,
        @Schema(example = "AUTH-77") @Nullable String reference,

        @Schema(description = "Who placed it.", example = "operator")
        String actor,

        @Schema(description = "How they came.", example = "API")
        String channel) {

    static HoldView of(Hold hold) {
        return new HoldView(
                Long.toString(hold.id()),
                Long.toString(hold.accountId()),
                hold.status(),
                Amount.of(hold.amount(), hold.currency()),
                Amount.of(hold.captured(), hold.currency()),
                Amount.of(hold.remaining(), hold.currency()),
                hold.placedAt(),
                hold.expiresAt(),
                hold.endedAt(),
                hold.details().description(),
                hold.details().reference(),
                hold.origin().actor(),
                hold.origin().channel());
    }
}
