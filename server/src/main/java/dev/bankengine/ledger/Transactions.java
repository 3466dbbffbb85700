package dev.bankengine.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The booked transactions, to read. */
@Component
public class Transactions {

    private static final int MAX_PER_PAGE = 500;

    private final JdbcClient jdbc;

    public Transactions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<BookedTransaction> find(long id) {
        return find(List.of(id)).stream().findFirst();
    }

    /** The transactions of these ids in order of id; what is unknown is left out. */
    public List<BookedTransaction> find(Collection<Long> ids) {
        var reversals = new HashMap<Long, Long>();
        jdbc.sql("SELECT reverses, id FROM ledger.transaction WHERE reverses = ANY(:ids)")
                .param("ids", Rows.array(ids))
                .query(row -> {
                    reversals.put(row.getLong("reverses"), row.getLong("id"));
                });
        return load(ids).stream()
                .map(t -> new BookedTransaction(t, reversals.get(t.id())))
                .toList();
    }

    /**
     * The transactions that carry an external system's reference, newest first.
     *
     * @param cursor where to go on; {@code null} for the start
     * @throws InvalidCursor when the cursor is not one of this list
     */
    public Page<BookedTransaction> byReference(String reference, @Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, MAX_PER_PAGE);
        String list = "transactions-by-reference:" + reference;
        long before = cursor == null ? Long.MAX_VALUE : Cursor.read(list, cursor, 1)[0];
        var ids = jdbc.sql("""
                        SELECT id
                        FROM ledger.transaction
                        WHERE reference = :reference AND id < :before
                        ORDER BY id DESC
                        LIMIT :limit
                        """)
                .param("reference", reference)
                .param("before", before)
                .param("limit", size + 1)
                .query((row, n) -> row.getLong(1))
                .list();
        boolean more = ids.size() > size;
        var shown = more ? ids.subList(0, size) : ids;
        return new Page<>(find(shown).reversed(), more ? Cursor.write(list, shown.getLast()) : null, null);
    }

    /** As {@link #find(Collection)}, without asking what was reversed. */
    List<Transaction> load(Collection<Long> ids) {
        var entries = entries(ids);
        return jdbc.sql("""
                        SELECT id, kind, booked_at, value_date, reverses, hold_id, scope, key,
                               actor, channel, address, correlation_id, description, reference, metadata
                        FROM ledger.transaction
                        WHERE id = ANY(:ids)
                        ORDER BY id
                        """)
                .param("ids", Rows.array(ids))
                .query((row, n) -> new Transaction(
                        row.getLong("id"),
                        TransactionKind.valueOf(row.getString("kind")),
                        Rows.instant(row, "booked_at"),
                        Rows.date(row, "value_date"),
                        entries.getOrDefault(row.getLong("id"), List.of()),
                        Rows.details(row),
                        Rows.origin(row),
                        new IdempotencyKey(row.getString("scope"), row.getString("key")),
                        Rows.nullableLong(row, "reverses"),
                        Rows.nullableLong(row, "hold_id")))
                .list();
    }

    private Map<Long, List<Entry>> entries(Collection<Long> transactionIds) {
        var entries = new HashMap<Long, List<Entry>>();
        jdbc.sql("""
                        SELECT transaction_id, account_id, number, amount, balance, currency
                        FROM ledger.entry
                        WHERE transaction_id = ANY(:ids)
                        ORDER BY transaction_id, amount, account_id
                        """).param("ids", Rows.array(transactionIds)).query(row -> {
            entries.computeIfAbsent(row.getLong("transaction_id"), id -> new ArrayList<>())
                    .add(Rows.entry(row));
        });
        return entries;
    }
}
