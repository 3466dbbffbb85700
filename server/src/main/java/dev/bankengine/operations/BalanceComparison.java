package dev.bankengine.operations;

import dev.bankengine.money.Money;
import dev.bankengine.operations.ImportedTransaction.Recorded;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** How our running balances compare with those that another system recorded. For one thread. */
final class BalanceComparison {

    private long compared;
    private long equal;
    private long largest;
    private @Nullable Currency currencyOfLargest;
    private @Nullable Difference first;

    /**
     * To be called in the order of the file.
     *
     * @param ours minor units, credit positive
     */
    void add(ImportedTransaction transaction, long ours, Recorded theirs, Currency currency) {
        long recorded = theirs.balance();
        compared++;
        if (ours == recorded) {
            equal++;
            return;
        }
        if (first == null) {
            first = new Difference(
                    transaction.lines().getLast(),
                    transaction.id(),
                    decimal(ours, currency),
                    decimal(recorded, currency));
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
     * @param firstDifference the one that stands first in the file; {@code null} where all are equal
     */
    record Result(
            long compared,
            long equal,
            @Nullable String largestDifference,
            @Nullable Difference firstDifference) {}

    /**
     * Two balances, each an amount with its currency, that should be one.
     *
     * @param line where the recorded one stands; the first line of the file is 1
     */
    record Difference(long line, String id, String ours, String recorded) {}

    Result result() {
        return new Result(
                compared, equal, currencyOfLargest == null ? null : decimal(largest, currencyOfLargest), first);
    }

    private static String decimal(long minorUnits, Currency currency) {
        return Money.toDecimal(minorUnits, currency) + " " + currency.getCurrencyCode();
    }
}
