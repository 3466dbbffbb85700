package dev.bankengine.money;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An exact amount of one currency, in its minor unit: cents for EUR, whole yen for JPY, fils (a
 * thousandth) for KWD. The number of decimals is that of ISO 4217. Immutable; never rounds.
 *
 * @param minorUnits the amount, of either sign, at most {@link #MAX_MINOR_UNITS} away from zero
 * @param currency a currency of ISO 4217 with a minor unit
 */
public record Money(long minorUnits, Currency currency) {

    /**
     * The largest amount: 10<sup>18</sup> − 1 minor units. It leaves room to add nine of them
     * before 64 bits overflow, and each fits the JSON, CSV and database types we meet.
     */
    public static final long MAX_MINOR_UNITS = 999_999_999_999_999_999L;

    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,18})?");

    public Money {
        Objects.requireNonNull(currency);
        if (minorUnits > MAX_MINOR_UNITS || minorUnits < -MAX_MINOR_UNITS) {
            throw new InvalidMoney("the amount is out of range: at most " + MAX_MINOR_UNITS + " minor units");
        }
        if (currency.getDefaultFractionDigits() < 0) {
            throw new InvalidMoney("%s has no minor unit".formatted(currency.getCurrencyCode()));
        }
    }

    public static Money ofMinor(long minorUnits, Currency currency) {
        return new Money(minorUnits, currency);
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /**
     * Reads a plain decimal such as {@code "12.34"}: an optional minus, digits, at most as many
     * decimals as the currency has. Neither exponents, nor leading zeros or plus signs, nor blanks.
     *
     * @throws InvalidMoney with a message for the person who sent it
     */
    public static Money parse(String amount, Currency currency) {
        if (amount.length() > 40 || !DECIMAL.matcher(amount).matches()) {
            throw new InvalidMoney("an amount is a plain decimal such as \"12.34\"");
        }
        int decimals = currency.getDefaultFractionDigits();
        var exact = new BigDecimal(amount);
        if (exact.scale() > decimals) {
            throw new InvalidMoney(
                    "%s has %d decimals, the amount has more".formatted(currency.getCurrencyCode(), decimals));
        }
        var minor = exact.movePointRight(Math.max(decimals, 0));
        if (minor.abs().compareTo(BigDecimal.valueOf(MAX_MINOR_UNITS)) > 0) {
            throw new InvalidMoney("the amount is out of range: at most " + MAX_MINOR_UNITS + " minor units");
        }
        return new Money(minor.longValueExact(), currency);
    }

    /**
     * The currency of an ISO 4217 code.
     *
     * @throws InvalidMoney when there is none of that code
     */
    public static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException unknown) {
            throw new InvalidMoney("the currency is not a code of ISO 4217, such as \"EUR\"", unknown);
        }
    }

    public boolean isPositive() {
        return minorUnits > 0;
    }

    public boolean isNegative() {
        return minorUnits < 0;
    }

    public boolean isZero() {
        return minorUnits == 0;
    }

    public Money negated() {
        return new Money(-minorUnits, currency);
    }

    /** The amount as a plain decimal with all of the currency's decimals, {@code "12.30"}. */
    public String toDecimal() {
        return toDecimal(minorUnits, currency);
    }

    /** As {@link #toDecimal()}, for sums and balances, which may lie outside the range of one amount. */
    public static String toDecimal(long minorUnits, Currency currency) {
        int decimals = currency.getDefaultFractionDigits();
        String digits = Long.toString(minorUnits);
        if (decimals == 0) {
            return digits;
        }
        boolean negative = minorUnits < 0;
        var text = new StringBuilder(digits.length() + 4).append(negative ? digits.substring(1) : digits);
        while (text.length() <= decimals) {
            text.insert(0, '0');
        }
        text.insert(text.length() - decimals, '.');
        return negative ? text.insert(0, '-').toString() : text.toString();
    }

    @Override
    public String toString() {
        return toDecimal() + " " + currency.getCurrencyCode();
    }
}
