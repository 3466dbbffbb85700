package dev.bankengine.payments.web;

import dev.bankengine.accounts.AccountReference;
import dev.bankengine.accounts.web.AccountFields;
import dev.bankengine.money.Money;
import dev.bankengine.payments.Payment;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Metadata;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client sends to bring cash to the bank or to take it out. */
@Schema(name = "MoveCash", example = RequestBodies.CASH)
record MoveCash(
        @Schema(description = "The account; or `number` in its place.", example = "1000") @Nullable
        String accountId,

        @Schema(description = "The account's IBAN.", example = "CZ2499990000000000000203") @Nullable
        String number,

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

    Payment deposit() {
        return new Payment.Deposit(
                account(),
                Fields.required(amount, "amount"),
                Fields.date(valueDate, "valueDate"),
                Fields.details(description, reference, metadata));
    }

    Payment withdrawal() {
        return new Payment.Withdrawal(
                account(),
                Fields.required(amount, "amount"),
                Fields.date(valueDate, "valueDate"),
                Fields.details(description, reference, metadata));
    }

    private AccountReference account() {
        return AccountFields.required(accountId, number, "accountId", "number");
    }
}
