package dev.bankengine.payments.web;

import dev.bankengine.accounts.web.AccountFields;
import dev.bankengine.money.Money;
import dev.bankengine.payments.Payment;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Metadata;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client sends to book a transaction of many legs. */
@Schema(name = "PostTransaction", example = RequestBodies.TRANSACTION)
record PostTransaction(
        @Schema(
                description = "2 to 100 legs on as many accounts; in each currency they sum to zero.",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        List<@Nullable LegOfTransaction> legs,

        @Schema(description = "From when it counts for interest; the booking day where absent.", format = "date")
        @Nullable
        String valueDate,

        @Schema(description = "For people.", maxLength = 500) @Nullable
        String description,

        @Schema(description = "An external system's name for it.", maxLength = 140) @Nullable
        String reference,

        @Nullable Metadata metadata) {

    @Schema(name = "Leg")
    record LegOfTransaction(
            @Schema(description = "The account; or `number` in its place.", example = "1000") @Nullable
            String accountId,

            @Schema(description = "The account's IBAN.") @Nullable
            String number,

            @Schema(
                    description = "Positive for a credit, negative for a debit.",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            Money amount) {}

    Payment payment() {
        var wanted = Fields.required(legs, "legs");
        var lines = new ArrayList<Payment.MultiLeg.Line>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            String field = "legs[" + i + "]";
            var leg = Fields.required(wanted.get(i), field);
            lines.add(new Payment.MultiLeg.Line(
                    AccountFields.required(leg.accountId(), leg.number(), field + ".accountId", field + ".number"),
                    Fields.required(leg.amount(), field + ".amount")));
        }
        return new Payment.MultiLeg(
                lines, Fields.date(valueDate, "valueDate"), Fields.details(description, reference, metadata));
    }
}
