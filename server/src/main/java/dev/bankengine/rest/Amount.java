package dev.bankengine.rest;

import dev.bankengine.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Currency;

/**
 * Money as it is written in JSON. It also holds sums and balances, which may lie outside the range of
 * one {@link Money}.
 */
@Schema(name = "Money", description = "An exact amount of one currency.")
public record Amount(
        @Schema(
                description = "A plain decimal with at most as many decimals as the currency has.",
                example = "12.34",
                pattern = "^-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,3})?$",
                requiredMode = Schema.RequiredMode.REQUIRED)
        String amount,

        @Schema(
                description = "A code of ISO 4217.",
                example = "CZK",
                pattern = "^[A-Z]{3}$",
                requiredMode = Schema.RequiredMode.REQUIRED)
        String currency) {

    public static Amount of(Money money) {
        return of(money.minorUnits(), money.currency());
    }

    /** An amount in minor units. */
    public static Amount of(long minorUnits, Currency currency) {
        return new Amount(Money.toDecimal(minorUnits, currency), currency.getCurrencyCode());
    }
}
