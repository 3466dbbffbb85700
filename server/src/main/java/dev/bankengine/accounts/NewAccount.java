package dev.bankengine.accounts;

import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What an account is opened with.
 *
 * @param overdraftLimit how far its balance may fall below zero, minor units, not negative
 * @param number the number it brings along from elsewhere, valid by {@link AccountNumbers#parse}; the
 *     bank gives it one where {@code null}
 */
public record NewAccount(
        AccountType type,
        Currency currency,
        long overdraftLimit,
        @Nullable String holderName,
        @Nullable String number) {

    public static final int MAX_HOLDER_NAME = 140;
}
