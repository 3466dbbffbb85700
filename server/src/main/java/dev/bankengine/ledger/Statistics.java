package dev.bankengine.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What went through an account in a period. */
@Component
public class Statistics {

    /** The most entries that are added up; a longer period is refused rather than let others wait. */
    public static final long MAX_ENTRIES = 1_000_000;

    private final JdbcClient jdbc;
    private final EntryNumbers numbers;
    private final Balances balances;

    Statistics(JdbcClient jdbc, EntryNumbers numbers, Balances balances) {
        this.jdbc = jdbc;
        this.numbers = numbers;
        this.balances = balances;
    }

    /** What a question about a period is answered with. */
    public sealed interface Answer {

        /**
         * All amounts in minor units.
         *
         * @param opening the balance before the period, credit positive
         * @param in sum of the credits, not negative
         * @param out sum of the debits, not negative
         * @param closing the balance at the end of the period: opening + in − out
         */
        record Turnover(long opening, long in, long out, long closing, long creditCount, long debitCount)
                implements Answer {}

        /** There is no such account. */
        record UnknownAccount() implements Answer {}

        /** The period has more than {@link #MAX_ENTRIES} entries, or sums that don't fit 64 bits. */
        record TooMuch(long entries) implements Answer {}
    }

    /** The turnover of an account by booking time, from a time on and before another. */
    public Answer turnover(long accountId, Instant from, Instant until) {
        var before = numbers.lastBefore(accountId, from);
        var last = numbers.lastBefore(accountId, until);
        if (before.isEmpty() || last.isEmpty()) {
            return new Answer.UnknownAccount();
        }
        long first = before.getAsLong() + 1;
        long count = Math.max(0, last.getAsLong() + 1 - first);
        if (count > MAX_ENTRIES) {
            return new Answer.TooMuch(count);
        }
        long opening = balances.after(accountId, before.getAsLong());
        long closing = count == 0 ? opening : balances.after(accountId, last.getAsLong());
        return jdbc.sql("""
                        SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS credits,
                               coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS debits,
                               count(*) FILTER (WHERE amount > 0) AS credit_count,
                               count(*) FILTER (WHERE amount < 0) AS debit_count
                        FROM ledger.entry
                        WHERE account_id = :account AND number BETWEEN :first AND :last
                        """)
                .param("account", accountId)
                .param("first", first)
                .param("last", last.getAsLong())
                .query((row, n) -> answer(
                        opening,
                        closing,
                        row.getBigDecimal("credits"),
                        row.getBigDecimal("debits"),
                        row.getLong("credit_count"),
                        row.getLong("debit_count")))
                .single();
    }

    private static Answer answer(
            long opening, long closing, BigDecimal credits, BigDecimal debits, long creditCount, long debitCount) {
        var largest = BigDecimal.valueOf(Long.MAX_VALUE);
        if (credits.compareTo(largest) > 0 || debits.compareTo(largest) > 0) {
            return new Answer.TooMuch(creditCount + debitCount);
        }
        return new Answer.Turnover(
                opening, credits.longValueExact(), debits.longValueExact(), closing, creditCount, debitCount);
    }
}
