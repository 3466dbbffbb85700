package dev.bankengine.accounts.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why an account is changed. */
@Schema(name = "ChangeReason", example = "{\"reason\":\"card reported stolen\"}")
record ChangeReason(
        @Schema(description = "Why; it is recorded.", maxLength = 500, requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String reason) {}
