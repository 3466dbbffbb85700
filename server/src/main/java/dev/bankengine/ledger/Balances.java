package dev.bankengine.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the balance of an account was, in minor units, credit positive. What it is now stands in {@link
 * LedgerAccount#balance}. Reading waits for nobody. The balance at a booking time costs the same for any
 * number of entries; that at a value date grows with the entries whose value date is not their booking
 * day, which are few but for an imported history, where they may be all.
 */
@Component
public class Balances {

    private final JdbcClient jdbc;
    private final EntryNumbers numbers;

    Balances(JdbcClient jdbc, EntryNumbers numbers) {
        this.jdbc = jdbc;
        this.numbers = numbers;
    }

    /**
     * The balance after all that was booked up to and including the time; empty without such an account. For a time
     * in the past it never changes afterwards, but for the last moments before now: a posting that is under way
     * appears with the booking time of its decision.
     */
    public OptionalLong at(long accountId, Instant time) {
        var number = numbers.lastAt(accountId, time);
        return number.isEmpty() ? number : OptionalLong.of(after(accountId, number.getAsLong()));
    }

    /**
     * The balance that counts for interest at the end of the day: of all entries with this value date
     * or an earlier one, whenever they were booked. Empty without such an account.
     *
     * <p>It is the balance at the end of that booking day, found as {@link EntryNumbers#lastBefore} finds it, and
     * corrected by the entries whose value date is not their booking day. One statement sees all of it at one moment.
     */
    public OptionalLong onValueDate(long accountId, LocalDate day) {
        var balance = jdbc.sql("""
                        WITH RECURSIVE search (low, high) AS (
                            SELECT CAST(0 AS bigint), entry_count
                            FROM ledger.account
                            WHERE id = :account
                          UNION ALL
                            SELECT CASE WHEN before THEN middle ELSE low END,
                                   CASE WHEN before THEN high ELSE middle - 1 END
                            FROM (
                                SELECT low, high, low + (high - low + 1) / 2 AS middle,
                                       (SELECT e.booked_at < :end
                                        FROM ledger.entry e
                                        WHERE e.account_id = :account AND e.number = low + (high - low + 1) / 2) AS before
                                FROM search
                                WHERE low < high
                            ) probe
                        ), last AS MATERIALIZED (
                            SELECT low AS number FROM search WHERE low = high
                        )
                        SELECT coalesce((SELECT e.balance FROM ledger.entry e
                                         WHERE e.account_id = :account AND e.number = l.number), 0)
                               + coalesce((SELECT sum(CASE WHEN e.number > l.number THEN e.amount ELSE -e.amount END)
                                           FROM ledger.entry e
                                           WHERE e.account_id = :account
                                             AND e.value_date <> CAST(e.booked_at AT TIME ZONE INTERVAL '0' AS date)
                                             AND (e.value_date <= :day AND e.number > l.number
                                                  OR e.value_date > :day AND e.number <= l.number)), 0)
                        FROM last l
                        """)
                .param("account", accountId)
                .param("day", day)
                .param("end", Rows.timestamp(EntryNumbers.startOf(day.plusDays(1))))
                .query(Long.class)
                .optional();
        return balance.isPresent() ? OptionalLong.of(balance.get()) : OptionalLong.empty();
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
