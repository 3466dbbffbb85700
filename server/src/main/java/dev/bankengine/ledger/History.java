package dev.bankengine.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The entries of an account, page by page. A page is found by entry number, so the ten-thousandth costs
 * what the first does, and new entries never shift a page. It looks at {@link #MAX_SCANNED} entries at
 * most: with a filter that few entries match, a page may be short or empty and still have a next one.
 */
@Component
public class History {

    public static final int MAX_PER_PAGE = 500;
    public static final int MAX_SCANNED = 10_000;

    private final JdbcClient jdbc;
    private final EntryNumbers numbers;

    History(JdbcClient jdbc, EntryNumbers numbers) {
        this.jdbc = jdbc;
        this.numbers = numbers;
    }

    public enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST
    }

    /** The entry numbers that a query may touch, both inclusive; none where first is greater. */
    private record Range(long first, long last) {

        boolean isEmpty() {
            return first > last;
        }

        boolean contains(long number) {
            return number >= first && number <= last;
        }

        Range from(long number) {
            return new Range(Math.max(first, number), last);
        }

        Range to(long number) {
            return new Range(first, Math.min(last, number));
        }
    }

    /**
     * A page of the entries that match the filter.
     *
     * @param cursor the {@code next} or {@code previous} of another page of the same account, filter and
     *     order; {@code null} for the first page
     * @param limit how many entries at most, 1 to {@link #MAX_PER_PAGE}
     * @return the page, empty where there is no such account
     * @throws InvalidCursor when the cursor is not one of this list
     */
    public Page<HistoryEntry> page(
            long accountId, HistoryFilter filter, Order order, @Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, MAX_PER_PAGE);
        String list = "history:%d:%s:%s".formatted(accountId, order, filter);
        boolean newestFirst = order == Order.NEWEST_FIRST;
        // A cursor says whether to walk up or down the numbers, and the number to start after.
        boolean up = !newestFirst;
        long start = up ? 0 : Long.MAX_VALUE;
        if (cursor != null) {
            long[] values = Cursor.read(list, cursor, 2);
            up = values[0] == 1;
            start = values[1];
            if (values[0] < 0 || values[0] > 1 || start < 0) {
                throw new InvalidCursor();
            }
        }
        var all = range(accountId, filter);
        var ahead = up ? all.from(Math.min(start, Long.MAX_VALUE - 1) + 1) : all.to(start - 1);
        var window = up ? ahead.to(ahead.first() + MAX_SCANNED - 1) : ahead.from(ahead.last() - MAX_SCANNED + 1);
        var found = window.isEmpty() ? List.<HistoryEntry>of() : scan(accountId, filter, window, up, size + 1);

        boolean full = found.size() > size;
        var shown = full ? found.subList(0, size) : found;
        // The walk goes on behind the last entry shown, or behind all that were looked at.
        long reached = full ? shown.getLast().entry().number() : up ? window.last() : window.first();
        boolean more = !ahead.isEmpty() && (full || (up ? reached < ahead.last() : reached > ahead.first()));
        String onward = more ? Cursor.write(list, up ? 1 : 0, reached) : null;
        // The way back starts on this side of the first number of this walk.
        long turn = up ? ahead.first() : ahead.last();
        boolean behind = cursor != null && (up ? all.first() < turn : all.last() > turn) && !all.isEmpty();
        String back = behind ? Cursor.write(list, up ? 0 : 1, turn) : null;
        return up == newestFirst ? new Page<>(shown.reversed(), back, onward) : new Page<>(shown, onward, back);
    }

    private Range range(long accountId, HistoryFilter filter) {
        OptionalLong last = filter.bookedTo() == null
                ? entryCount(accountId)
                : lastBefore(accountId, filter.bookedTo().plusDays(1));
        OptionalLong before =
                filter.bookedFrom() == null ? OptionalLong.of(0) : lastBefore(accountId, filter.bookedFrom());
        return new Range(before.orElse(0) + 1, last.orElse(0));
    }

    private OptionalLong lastBefore(long accountId, LocalDate day) {
        return numbers.lastBefore(accountId, EntryNumbers.startOf(day));
    }

    private OptionalLong entryCount(long accountId) {
        var count = jdbc.sql("SELECT entry_count FROM ledger.account WHERE id = :id")
                .param("id", accountId)
                .query(Long.class)
                .optional();
        return count.isPresent() ? OptionalLong.of(count.get()) : OptionalLong.empty();
    }

    private List<HistoryEntry> scan(long accountId, HistoryFilter filter, Range window, boolean up, int limit) {
        String statement = up ? """
                        SELECT e.account_id, e.number, e.amount, e.balance, e.currency, e.booked_at, e.value_date,
                               t.id AS transaction_id, t.kind, t.reverses, t.hold_id,
                               t.actor, t.channel, t.address, t.correlation_id, t.description, t.reference, t.metadata
                        FROM ledger.entry e
                        JOIN ledger.transaction t ON t.id = e.transaction_id
                        WHERE e.account_id = :account AND e.number BETWEEN :first AND :last
                          AND (CAST(:valueFrom AS date) IS NULL OR e.value_date >= :valueFrom)
                          AND (CAST(:valueTo AS date) IS NULL OR e.value_date <= :valueTo)
                          AND (CAST(:minAmount AS bigint) IS NULL OR abs(e.amount) >= :minAmount)
                          AND (CAST(:maxAmount AS bigint) IS NULL OR abs(e.amount) <= :maxAmount)
                          AND (CAST(:kind AS text) IS NULL OR t.kind = :kind)
                          AND (CAST(:reference AS text) IS NULL OR t.reference = :reference)
                          AND (CAST(:pattern AS text) IS NULL OR t.description ILIKE :pattern)
                        ORDER BY e.number
                        LIMIT :limit
                        """ : """
                        SELECT e.account_id, e.number, e.amount, e.balance, e.currency, e.booked_at, e.value_date,
                               t.id AS transaction_id, t.kind, t.reverses, t.hold_id,
                               t.actor, t.channel, t.address, t.correlation_id, t.description, t.reference, t.metadata
                        FROM ledger.entry e
                        JOIN ledger.transaction t ON t.id = e.transaction_id
                        WHERE e.account_id = :account AND e.number BETWEEN :first AND :last
                          AND (CAST(:valueFrom AS date) IS NULL OR e.value_date >= :valueFrom)
                          AND (CAST(:valueTo AS date) IS NULL OR e.value_date <= :valueTo)
                          AND (CAST(:minAmount AS bigint) IS NULL OR abs(e.amount) >= :minAmount)
                          AND (CAST(:maxAmount AS bigint) IS NULL OR abs(e.amount) <= :maxAmount)
                          AND (CAST(:kind AS text) IS NULL OR t.kind = :kind)
                          AND (CAST(:reference AS text) IS NULL OR t.reference = :reference)
                          AND (CAST(:pattern AS text) IS NULL OR t.description ILIKE :pattern)
                        ORDER BY e.number DESC
                        LIMIT :limit
                        """;
        return jdbc.sql(statement)
                .param("account", accountId)
                .param("first", window.first())
                .param("last", window.last())
                .param("valueFrom", filter.valueFrom())
                .param("valueTo", filter.valueTo())
                .param("minAmount", filter.minAmount())
                .param("maxAmount", filter.maxAmount())
                .param("kind", filter.kind() == null ? null : filter.kind().name())
                .param("reference", filter.reference())
                .param("pattern", filter.text() == null ? null : containing(filter.text()))
                .param("limit", limit)
                .query((row, n) -> new HistoryEntry(
                        Rows.entry(row),
                        row.getLong("transaction_id"),
                        TransactionKind.valueOf(row.getString("kind")),
                        Rows.instant(row, "booked_at"),
                        Rows.date(row, "value_date"),
                        Rows.details(row),
                        Rows.origin(row),
                        Rows.nullableLong(row, "reverses"),
                        Rows.nullableLong(row, "hold_id")))
                .list();
    }

    /** What the reader typed stands for itself: no sign in it is a wildcard. */
    private static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
