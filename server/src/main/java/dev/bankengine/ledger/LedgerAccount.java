package dev.bankengine.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * An account as it stood when it was read.
 *
 * @param balance the sum of its entries, minor units, credit positive
 * @param held what is left of its active holds, minor units, never negative
 * @param floor the lowest available balance that a posting may leave: minus the overdraft limit; {@code
 *     null} for the bank's own accounts, which have no limit
 * @param entryCount how many entries it has, which is the number of the last
 */
public record LedgerAccount(
        long id,
        Currency currency,
        AccountKind kind,
        AccountStatus status,
        long balance,
        long held,
        @Nullable Long floor,
        long entryCount,
        Instant openedAt) {

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);

    /**
     * What a debit may take: balance − held + overdraft limit, in minor units. Negative where a charge
     * took more; {@link Long#MAX_VALUE} without a limit.
     */
    public long available() {
        return floor == null ? Long.MAX_VALUE : available(balance, held, floor);
    }

    /** How far the balance may fall below zero, minor units, not negative; zero where there is no limit at all. */
    public long overdraftLimit() {
        return floor == null ? 0 : -floor;
    }

    private static long available(long balance, long held, long floor) {
        var exact =
                BigInteger.valueOf(balance).subtract(BigInteger.valueOf(held)).subtract(BigInteger.valueOf(floor));
        return exact.min(LARGEST).max(SMALLEST).longValueExact();
    }
}
