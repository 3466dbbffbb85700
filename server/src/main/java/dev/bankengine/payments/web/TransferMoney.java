package dev.bankengine.payments.web;

import dev.bankengine.accounts.web.AccountFields;
import dev.bankengine.money.Money;
import dev.bankengine.payments.Payment;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Metadata;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client sends to move money from one account to another. */
@Schema(name = "TransferMoney", example = RequestBodies.TRANSFER)
record TransferMoney(
        @Schema(description = "The account that pays; or `fromNumber` in its place.", example = "1000") @Nullable
        String fromAccountId,

        @Schema(description = "The IBAN of the account that pays.", example = "CZ2499990000000000000203") @Nullable
        String fromNumber,

        @Schema(description = "The account that receives; or `toNumber` in its place.", example = "1001") @Nullable
        String toAccountId,

        @Schema(description = "The IBAN of the account that receives.", example = "CZ9899990000000000000908") @Nullable
        String toNumber,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        Money amount,

        @Schema(description = "From when it counts for interest; the booking day where absent.", format = "date")
        @Nullable
        String valueDate,

        @Schema(description = "For people.", maxLength = 500) @Nullable
        String description,

        @Schema(description = "An external system's name for it.", maxLength = 140) @Nullable
        String reference,

        @Nullable Metadata metadata) {

    Payment payment() {
        return new Payment.Transfer(
                AccountFields.required(fromAccountId, fromNumber, "fromAccountId", "fromNumber"),
                AccountFields.required(toAccountId, toNumber, "toAccountId", "toNumber"),
                Fields.required(amount, "amount"),
                Fields.date(valueDate, "valueDate"),
                Fields.details(description, reference, metadata));
    }
}
