package dev.bankengine.accounts.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.accounts.LifeCycle;
import dev.bankengine.ledger.AccountChange;
import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** A recorded change of an account. */
@Schema(name = "AccountChange")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChangeView(
        @Schema(example = "7") String id,

        @Schema(
                description = "What was changed.",
                allowableValues = {"status", "overdraftLimit"})
        String field,

        @Schema(description = "Absent for the opening.", example = "0.00") @Nullable
        String oldValue,

        @Schema(example = "500.00") @Nullable String newValue,
        Instant changedAt,

        @Schema(description = "Who acted.", example = "operator")
        String actor,

        @Schema(description = "How they came.", example = "API")
        String channel,

        @Schema(example = "agreed with the customer") String reason) {

    private static final String FLOOR = "floor";

    static ChangeView of(AccountChange change, Currency currency) {
        boolean limit = change.field().equals(FLOOR);
        return new ChangeView(
                Long.toString(change.id()),
                limit ? "overdraftLimit" : change.field(),
                limit ? limit(change.oldValue(), currency) : status(change.oldValue()),
                limit ? limit(change.newValue(), currency) : status(change.newValue()),
                change.changedAt(),
                change.origin().actor(),
                change.origin().channel(),
                change.reason());
    }

    private static @Nullable String status(@Nullable String value) {
        return value == null ? null : LifeCycle.of(AccountStatus.valueOf(value)).name();
    }

    /** The ledger records the floor, which is the limit below zero. */
    private static @Nullable String limit(@Nullable String floor, Currency currency) {
        return floor == null ? null : Money.toDecimal(-Long.parseLong(floor), currency);
    }
}
