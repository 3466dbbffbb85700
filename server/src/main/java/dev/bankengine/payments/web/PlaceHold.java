package dev.bankengine.payments.web;

import dev.bankengine.accounts.web.AccountFields;
import dev.bankengine.money.Money;
import dev.bankengine.payments.HoldOrder;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client sends to set money aside. */
@Schema(name = "PlaceHold", example = RequestBodies.HOLD)
record PlaceHold(
        @Schema(description = "The account; or `number` in its place.", example = "1000") @Nullable
        String accountId,

        @Schema(description = "The account's IBAN.", example = "CZ2499990000000000000203") @Nullable
        String number,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        Money amount,

        @Schema(
                description = "When it ends by itself, at most a year from now; in 7 days where absent.",
                format = "date-time")
        @Nullable
        String expiresAt,

        @Schema(description = "For people.", maxLength = 500) @Nullable
        String description,

        @Schema(description = "An external system's name for it.", maxLength = 140) @Nullable
        String reference) {

    HoldOrder order() {
        return new HoldOrder(
                AccountFields.required(accountId, number, "accountId", "number"),
                Fields.required(amount, "amount"),
                Fields.instant(expiresAt, "expiresAt"),
                Fields.details(description, reference, null));
    }
}
