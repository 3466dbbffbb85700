package dev.bankengine.accounts.web;

import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client sends to end an account. */
@Schema(name = "TerminateAccount", example = RequestBodies.TERMINATE_ACCOUNT)
record TerminateAccount(
        @Schema(description = "Why; it is recorded.", maxLength = 500, requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String reason,

        @Schema(description = "The account that receives what is left.", example = "1001") @Nullable
        String payoutAccountId,

        @Schema(description = "The same by its number.") @Nullable
        String payoutNumber) {}
