package dev.bankengine.operations;

import dev.bankengine.money.Money;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** How our running balances compare with those that another system recorded. For one thread. */
final class BalanceComparison {

    private long compared;
    private long equal;
    private long largest;
    private @Nullable Currency currencyOfLargest;

    /** Both balances in minor units. */
    void add(long ours, long recorded, Currency currency) {
        compared++;
        if (ours == recorded) {
            equal++;
            return;
        }
        long difference = Math.abs(ours - recorded);
        if (difference > largest) {
            largest = difference;
            currencyOfLargest = currency;
        }
    }

    /**
     * What came out.
     *
     * @param largestDifference an amount with its currency; {@code null} where all are equal
     */
    record Result(long compared, long equal, @Nullable String largestDifference) {}

    Result result() {
        return new Result(
                compared,
                equal,
                currencyOfLargest == null
                        ? null
                        : Money.toDecimal(largest, currencyOfLargest) + " " + currencyOfLargest.getCurrencyCode());
    }
}
