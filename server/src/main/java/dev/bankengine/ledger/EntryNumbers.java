package dev.bankengine.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Turns points of time into entry numbers. Booking time never goes backward within an account, so a
 * binary search over the primary key finds the place in some twenty steps, however many entries there
 * are, and no index on time is needed.
 */
@Component
class EntryNumbers {

    private final JdbcClient jdbc;

    EntryNumbers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The number of the last entry booked before the time, 0 where there is none; empty without such an account. */
    OptionalLong lastBefore(long accountId, Instant time) {
        var number = jdbc.sql("""
                        WITH RECURSIVE search (low, high) AS (
                            SELECT CAST(0 AS bigint), entry_count
                            FROM ledger.account
                            WHERE id = :account
                          UNION ALL
                            SELECT CASE WHEN before THEN middle ELSE low END,
                                   CASE WHEN before THEN high ELSE middle - 1 END
                            FROM (
                                SELECT low, high, low + (high - low + 1) / 2 AS middle,
                                       (SELECT e.booked_at < :time
                                        FROM ledger.entry e
                                        WHERE e.account_id = :account AND e.number = low + (high - low + 1) / 2) AS before
                                FROM search
                                WHERE low < high
                            ) probe
                        )
                        SELECT low FROM search WHERE low = high
                        """)
                .param("account", accountId)
                .param("time", Rows.timestamp(time))
                .query(Long.class)
                .optional();
        return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
    }

    /** As {@link #lastBefore}, with the time itself included. Times are kept to the microsecond. */
    OptionalLong lastAt(long accountId, Instant time) {
        return lastBefore(accountId, time.plusNanos(1_000 - time.getNano() % 1_000));
    }

    static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
