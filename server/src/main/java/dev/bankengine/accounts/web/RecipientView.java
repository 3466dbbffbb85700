package dev.bankengine.accounts.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who an account number belongs to, as far as a payer may know. */
@Schema(name = "Recipient")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RecipientView(
        @Schema(example = "CZ2499990000000000000203") String number,

        @Schema(description = "Absent where the bank has no name.", example = "J*** D***") @Nullable
        String name) {}
