package dev.bankengine.payments.web;

import dev.bankengine.ledger.Details;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Metadata;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client may send with a reversal. */
@Schema(name = "ReverseTransaction", example = RequestBodies.REVERSAL)
record ReverseTransaction(
        @Schema(description = "For people.", maxLength = 500) @Nullable
        String description,

        @Schema(description = "An external system's name for it.", maxLength = 140) @Nullable
        String reference,

        @Nullable Metadata metadata) {

    Details details() {
        return Fields.details(description, reference, metadata);
    }
}
