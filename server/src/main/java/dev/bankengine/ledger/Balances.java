package dev.bankengine.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the balance of an account was, in minor units, credit positive. What it is now stands in {@link
 * LedgerAccount#balance}. Reading waits for nobody, and costs the same for any number of entries.
 */
@Component
public class Balances {

    private final JdbcClient jdbc;
    private final EntryNumbers numbers;

    Balances(JdbcClient jdbc, EntryNumbers numbers) {
        this.jdbc = jdbc;
        this.numbers = numbers;
    }

    /** The balance after all that was booked up to and including the time; empty without such an account. */
    public OptionalLong at(long accountId, Instant time) {
        var number = numbers.lastAt(accountId, time);
        return number.isEmpty() ? number : OptionalLong.of(after(accountId, number.getAsLong()));
    }

    /**
     * The balance that counts for interest at the end of the day: of all entries with this value date
     * or an earlier one, whenever they were booked. Empty without such an account.
     *
     * <p>It is the balance at the end of that booking day, corrected by the few entries whose value date
     * is not their booking day; only an imported history has many of those.
     */
    public OptionalLong onValueDate(long accountId, LocalDate day) {
        var number = numbers.lastBefore(accountId, EntryNumbers.startOf(day.plusDays(1)));
        if (number.isEmpty()) {
            return number;
        }
        long corrected = jdbc.sql("""
                        SELECT coalesce(sum(CASE WHEN number > :number THEN amount ELSE -amount END), 0)
                               + coalesce((SELECT balance FROM ledger.entry
                                           WHERE account_id = :account AND number = :number), 0)
                        FROM ledger.entry
                        WHERE account_id = :account
                          AND value_date <> CAST(booked_at AT TIME ZONE INTERVAL '0' AS date)
                          AND (value_date <= :day AND number > :number OR value_date > :day AND number <= :number)
                        """)
                .param("account", accountId)
                .param("number", number.getAsLong())
                .param("day", day)
                .query(Long.class)
                .single();
        return OptionalLong.of(corrected);
    }

    /** The balance after the entry of this number, 0 for number 0. */
    long after(long accountId, long number) {
        return number == 0
                ? 0
                : jdbc.sql("SELECT balance FROM ledger.entry WHERE account_id = :account AND number = :number")
                        .param("account", accountId)
                        .param("number", number)
                        .query(Long.class)
                        .single();
    }
}
