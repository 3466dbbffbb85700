package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Entry;
import dev.bankengine.ledger.Hold;
import dev.bankengine.ledger.Transaction;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a batch writes on its connection: one statement a table, whose columns travel as arrays, and
 * in the common case one journey for all of them.
 */
final class BatchWrites {

    private static final String CHANGE_HOLDS = """
            UPDATE ledger.hold h
            SET captured = change.captured, status = change.status, ended_at = CASE WHEN change.status = 'ACTIVE' THEN NULL ELSE ?::timestamptz END
            FROM unnest(?, ?, ?) AS change (id, captured, status)
            WHERE h.id = change.id AND h.status = 'ACTIVE'
            """;

    private static final String PLACE_HOLDS = """
            INSERT INTO ledger.hold (id, account_id, amount, placed_at, expires_at,
                                     actor, channel, address, correlation_id, description, reference, metadata)
            SELECT id, account_id, amount, ?, expires_at::timestamptz,
                   actor, channel, address, correlation_id, description, reference, metadata::json
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS placed (id, account_id, amount, expires_at,
                           actor, channel, address, correlation_id, description, reference, metadata)
            """;

    // An array that is shorter than the others counts as NULL from its end on: a column that no
    // transaction of the batch uses travels as an empty array.
    private static final String BOOK = """
            INSERT INTO ledger.transaction (id, booked_at, value_date, kind, unchecked, scope, key, actor, channel,
                                            address, correlation_id, description, reference, metadata, reverses, hold_id)
            SELECT id, ?, coalesce(value_date::date, ?), kind, unchecked, scope, key, actor, channel,
                   address, correlation_id, description, reference, metadata::json, reverses, hold_id
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS booked (id, value_date, kind, unchecked, scope, key, actor, channel,
                           address, correlation_id, description, reference, metadata, reverses, hold_id);
            INSERT INTO ledger.entry (account_id, number, transaction_id, amount, balance, booked_at, value_date, currency)
            SELECT account_id, number, transaction_id, amount, balance, ?, coalesce(value_date::date, ?), currency
            FROM unnest(?, ?, ?, ?, ?, ?, ?)
                AS posted (account_id, number, transaction_id, amount, balance, currency, value_date);
            """;

    private static final String DECIDE = """
            INSERT INTO ledger.decision (id, fingerprint, transaction_id, hold_id, refused_by, message)
            SELECT id::uuid, fingerprint, transaction_id, hold_id, refused_by, message
            FROM unnest(?, ?, ?, ?, ?, ?) AS decided (id, fingerprint, transaction_id, hold_id, refused_by, message)
            """;

    private static final String BOOK_AND_DECIDE = BOOK + DECIDE;

    private final Connection connection;

    BatchWrites(Connection connection) {
        this.connection = connection;
    }

    /** Writes all that the books want written; what is not there to be written costs no journey. */
    void write(Books books) throws SQLException {
        OffsetDateTime now = books.bookedAt.atOffset(ZoneOffset.UTC);
        // What a capture gives back must be free before its entries are, and what is newly held must
        // be held after the entries that brought it.
        List<HoldState> changed = books.changedHolds();
        if (!changed.isEmpty()) {
            change(changed, now);
        }
        if (!books.booked.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(BOOK_AND_DECIDE)) {
                int next = bindTransactions(statement, books, now);
                next = bindEntries(statement, next, books, now);
                bindDecisions(statement, next, books.decisions);
                statement.execute();
            }
        } else if (!books.decisions.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(DECIDE)) {
                bindDecisions(statement, 1, books.decisions);
                statement.execute();
            }
        }
        if (!books.placed.isEmpty()) {
            place(books.placed, now);
        }
    }

    private int bindTransactions(PreparedStatement statement, Books books, OffsetDateTime now) throws SQLException {
        List<Transaction> booked = books.booked;
        int p = 1;
        statement.setObject(p++, now);
        statement.setObject(p++, books.today);
        statement.setObject(p++, longs(booked, Transaction::id));
        statement.setArray(p++, texts(booked, t -> otherDate(t.valueDate(), books.today)));
        statement.setArray(p++, texts(booked, t -> t.kind().name()));
        statement.setObject(p++, unchecked(booked));
        statement.setArray(p++, texts(booked, t -> t.key().scope()));
        statement.setArray(p++, texts(booked, t -> t.key().key()));
        statement.setArray(p++, texts(booked, t -> t.origin().actor()));
        statement.setArray(p++, texts(booked, t -> t.origin().channel()));
        statement.setArray(p++, texts(booked, t -> t.origin().address()));
        statement.setArray(p++, texts(booked, t -> t.origin().correlationId()));
        statement.setArray(p++, texts(booked, t -> t.details().description()));
        statement.setArray(p++, texts(booked, t -> t.details().reference()));
        statement.setArray(p++, texts(booked, t -> t.details().metadata()));
        statement.setArray(p++, numbers(booked, Transaction::reverses));
        statement.setArray(p++, numbers(booked, Transaction::holdId));
        return p;
    }

    private int bindEntries(PreparedStatement statement, int first, Books books, OffsetDateTime now)
            throws SQLException {
        List<Line> lines = new ArrayList<>(2 * books.booked.size());
        for (Transaction transaction : books.booked) {
            for (Entry entry : transaction.entries()) {
                lines.add(new Line(transaction, entry));
            }
        }
        lines.sort(IN_ORDER_OF_ACCOUNT);
        int p = first;
        statement.setObject(p++, now);
        statement.setObject(p++, books.today);
        statement.setObject(p++, longs(lines, line -> line.entry().accountId()));
        statement.setObject(p++, longs(lines, line -> line.entry().number()));
        statement.setObject(p++, longs(lines, line -> line.transaction().id()));
        statement.setObject(p++, longs(lines, line -> line.entry().amount()));
        statement.setObject(p++, longs(lines, line -> line.entry().balance()));
        statement.setArray(p++, texts(lines, line -> line.entry().currency().getCurrencyCode()));
        statement.setArray(
                p++, texts(lines, line -> otherDate(line.transaction().valueDate(), books.today)));
        return p;
    }

    private record Line(Transaction transaction, Entry entry) {}

    // Two servers that want the same must want it in the same order, or each waits for the other.
    private static final Comparator<Books.Decision> IN_ORDER_OF_KEY = Comparator.comparing(Books.Decision::id);
    private static final Comparator<Line> IN_ORDER_OF_ACCOUNT = Comparator.comparingLong(
                    (Line line) -> line.entry().accountId())
            .thenComparingLong(line -> line.entry().number());

    private void bindDecisions(PreparedStatement statement, int first, List<Books.Decision> unordered)
            throws SQLException {
        List<Books.Decision> decisions = new ArrayList<>(unordered);
        decisions.sort(IN_ORDER_OF_KEY);
        int p = first;
        statement.setArray(p++, texts(decisions, d -> d.id().toString()));
        statement.setObject(p++, longs(decisions, Books.Decision::fingerprint));
        statement.setArray(p++, numbers(decisions, Books.Decision::transactionId));
        statement.setArray(p++, numbers(decisions, Books.Decision::holdId));
        statement.setArray(
                p++,
                texts(
                        decisions,
                        d -> d.refusal() == null ? null : d.refusal().rule().name()));
        statement.setArray(
                p,
                texts(decisions, d -> d.refusal() == null ? null : d.refusal().message()));
    }

    private void change(List<HoldState> holds, OffsetDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHANGE_HOLDS)) {
            statement.setObject(1, now);
            statement.setObject(2, longs(holds, h -> h.before.id()));
            statement.setObject(3, longs(holds, h -> h.captured));
            statement.setArray(4, texts(holds, h -> h.status.name()));
            int changed = statement.executeUpdate();
            if (changed != holds.size()) {
                throw new IllegalStateException(
                        "%d of %d holds changed although their accounts are locked".formatted(changed, holds.size()));
            }
        }
    }

    private void place(List<Hold> placed, OffsetDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACE_HOLDS)) {
            statement.setObject(1, now);
            statement.setObject(2, longs(placed, Hold::id));
            statement.setObject(3, longs(placed, Hold::accountId));
            statement.setObject(4, longs(placed, Hold::amount));
            statement.setArray(5, texts(placed, h -> h.expiresAt().toString()));
            statement.setArray(6, texts(placed, h -> h.origin().actor()));
            statement.setArray(7, texts(placed, h -> h.origin().channel()));
            statement.setArray(8, texts(placed, h -> h.origin().address()));
            statement.setArray(9, texts(placed, h -> h.origin().correlationId()));
            statement.setArray(10, texts(placed, h -> h.details().description()));
            statement.setArray(11, texts(placed, h -> h.details().reference()));
            statement.setArray(12, texts(placed, h -> h.details().metadata()));
            statement.executeUpdate();
        }
    }

    private static @Nullable String otherDate(LocalDate valueDate, LocalDate today) {
        return valueDate.equals(today) ? null : valueDate.toString();
    }

    private static boolean[] unchecked(List<Transaction> booked) {
        boolean[] unchecked = new boolean[booked.size()];
        for (int i = 0; i < unchecked.length; i++) {
            unchecked[i] = !booked.get(i).kind().checksFunds();
        }
        return unchecked;
    }

    private <T> Array texts(List<T> rows, Function<T, @Nullable String> column) throws SQLException {
        @Nullable String[] texts = new String[rows.size()];
        return connection.createArrayOf("text", fill(texts, rows, column));
    }

    private <T> Array numbers(List<T> rows, Function<T, @Nullable Long> column) throws SQLException {
        @Nullable Long[] numbers = new Long[rows.size()];
        return connection.createArrayOf("int8", fill(numbers, rows, column));
    }

    /** The column; empty when there is nothing in it. */
    private static <T, V> @Nullable V[] fill(@Nullable V[] values, List<T> rows, Function<T, @Nullable V> column) {
        boolean empty = true;
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
            empty &= values[i] == null;
        }
        return empty ? Arrays.copyOf(values, 0) : values;
    }

    private static <T> long[] longs(List<T> rows, ToLongFunction<T> column) {
        long[] longs = new long[rows.size()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = column.applyAsLong(rows.get(i));
        }
        return longs;
    }
}
