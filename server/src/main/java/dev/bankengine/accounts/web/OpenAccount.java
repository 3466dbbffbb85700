package dev.bankengine.accounts.web;

import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.NewAccount;
import dev.bankengine.money.Money;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** What a client sends to open an account. */
@Schema(name = "OpenAccount", example = RequestBodies.OPEN_ACCOUNT)
record OpenAccount(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        AccountType type,

        @Schema(
                description = "A code of ISO 4217 in which the bank keeps accounts.",
                example = "EUR",
                pattern = "^[A-Z]{3}$",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String currency,

        @Schema(description = "How far the balance may fall below zero; nothing where absent.") @Nullable
        Money overdraftLimit,

        @Schema(description = "Posted from cash together with the opening; there is neither without the other.")
        @Nullable
        Money openingDeposit,

        @Schema(
                description = "Who is shown, masked, to those about to pay to it.",
                example = "Jane Doe",
                maxLength = 140)
        @Nullable
        String holderName) {

    NewAccount wanted() {
        var accountType = Fields.required(type, "type");
        var accountCurrency = accountCurrency();
        if (overdraftLimit != null && overdraftLimit.isNegative()) {
            throw Fields.invalid("overdraftLimit", "must not be negative");
        }
        if (overdraftLimit != null && !overdraftLimit.currency().equals(accountCurrency)) {
            throw Fields.invalid("overdraftLimit", "must be in the account's currency");
        }
        if (openingDeposit != null && !openingDeposit.currency().equals(accountCurrency)) {
            throw Fields.invalid("openingDeposit", "must be in the account's currency");
        }
        return new NewAccount(
                accountType,
                accountCurrency,
                overdraftLimit == null ? 0 : overdraftLimit.minorUnits(),
                Fields.text(holderName, NewAccount.MAX_HOLDER_NAME, "holderName"),
                null);
    }

    private Currency accountCurrency() {
        return Fields.currency(Fields.required(currency, "currency"), "currency");
    }
}
