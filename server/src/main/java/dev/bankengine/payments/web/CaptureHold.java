package dev.bankengine.payments.web;

import dev.bankengine.accounts.web.AccountFields;
import dev.bankengine.money.Money;
import dev.bankengine.payments.CaptureOrder;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Metadata;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client sends to pay out of a hold. */
@Schema(name = "CaptureHold", example = RequestBodies.CAPTURE)
record CaptureHold(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        Money amount,

        @Schema(description = "The account that receives; or `toNumber` in its place.", example = "1001") @Nullable
        String toAccountId,

        @Schema(description = "The IBAN of the account that receives.") @Nullable
        String toNumber,

        @Schema(description = "Whether what is left of the hold is released with it; not where absent.") @Nullable
        Boolean last,

        @Schema(description = "For people.", maxLength = 500) @Nullable
        String description,

        @Schema(description = "An external system's name for it.", maxLength = 140) @Nullable
        String reference,

        @Nullable Metadata metadata) {

    CaptureOrder order(long holdId) {
        return new CaptureOrder(
                holdId,
                Fields.required(amount, "amount"),
                AccountFields.required(toAccountId, toNumber, "toAccountId", "toNumber"),
                Boolean.TRUE.equals(last),
                Fields.details(description, reference, metadata));
    }
}
