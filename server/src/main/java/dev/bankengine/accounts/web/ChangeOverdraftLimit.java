package dev.bankengine.accounts.web;

import dev.bankengine.money.Money;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client sends to change an overdraft limit. */
@Schema(name = "ChangeOverdraftLimit", example = RequestBodies.CHANGE_OVERDRAFT_LIMIT)
record ChangeOverdraftLimit(
        @Schema(
                description = "How far the balance may fall below zero, in the account's currency.",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        Money overdraftLimit,

        @Schema(description = "Why; it is recorded.", maxLength = 500, requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String reason) {}
