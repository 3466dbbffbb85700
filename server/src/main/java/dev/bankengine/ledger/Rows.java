package dev.bankengine.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** How the ledger's rows become its records; for the ledger's own packages. */
public final class Rows {

    private Rows() {}

    static LedgerAccount account(ResultSet row) throws SQLException {
        return new LedgerAccount(
                row.getLong("id"),
                Currency.getInstance(row.getString("currency")),
                AccountKind.valueOf(row.getString("kind")),
                AccountStatus.valueOf(row.getString("status")),
                row.getLong("balance"),
                row.getLong("held"),
                nullableLong(row, "floor"),
                row.getLong("entry_count"),
                instant(row, "opened_at"));
    }

    public static Hold hold(ResultSet row) throws SQLException {
        var endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new Hold(
                row.getLong("id"),
                row.getLong("account_id"),
                Currency.getInstance(row.getString("currency")),
                row.getLong("amount"),
                row.getLong("captured"),
                Hold.Status.valueOf(row.getString("status")),
                instant(row, "placed_at"),
                instant(row, "expires_at"),
                endedAt == null ? null : endedAt.toInstant(),
                details(row),
                origin(row));
    }

    static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("account_id"),
                row.getLong("number"),
                row.getLong("amount"),
                row.getLong("balance"),
                Currency.getInstance(row.getString("currency")));
    }

    static Details details(ResultSet row) throws SQLException {
        return new Details(row.getString("description"), row.getString("reference"), row.getString("metadata"));
    }

    static Origin origin(ResultSet row) throws SQLException {
        return new Origin(
                row.getString("actor"),
                row.getString("channel"),
                row.getString("address"),
                row.getString("correlation_id"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static LocalDate date(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDate.class);
    }

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** An array of a type that the driver sends in binary. */
    static long[] array(Collection<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }
}
