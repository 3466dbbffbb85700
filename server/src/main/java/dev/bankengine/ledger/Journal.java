package dev.bankengine.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * All transactions in the order in which they were committed, for those who follow the books. Who reads
 * on from where they stopped misses nothing and gets nothing twice: a part is shown only once no
 * database transaction runs that could still add to it.
 */
@Component
public class Journal {

    private static final int MAX_PER_READ = 10_000;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Journal(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * How far someone has read.
     *
     * @param xact the database transaction that posted the last one read
     * @param id that transaction's id
     */
    public record Position(long xact, long id) {
        public static final Position START = new Position(0, 0);
    }

    /**
     * @param transactions what follows the position that was given, in order
     * @param end where to read on
     */
    public record Part(List<Transaction> transactions, Position end) {}

    /** Reads on. An empty part means that there is nothing yet. */
    public Part read(Position from, int limit) {
        var positions = jdbc.sql("""
                        SELECT CAST(CAST(xact AS text) AS bigint) AS xact, id
                        FROM ledger.transaction
                        WHERE (xact, id) > (CAST(CAST(:xact AS text) AS xid8), :id)
                          AND xact < pg_snapshot_xmin(pg_current_snapshot())
                        ORDER BY xact, id
                        LIMIT :limit
                        """)
                .param("xact", Long.toUnsignedString(from.xact()))
                .param("id", from.id())
                .param("limit", Math.clamp(limit, 1, MAX_PER_READ))
                .query((row, n) -> new Position(row.getLong("xact"), row.getLong("id")))
                .list();
        if (positions.isEmpty()) {
            return new Part(List.of(), from);
        }
        var byId = new HashMap<Long, Transaction>();
        transactions.load(positions.stream().map(Position::id).toList()).forEach(t -> byId.put(t.id(), t));
        return new Part(
                positions.stream()
                        .map(p -> Objects.requireNonNull(byId.get(p.id())))
                        .toList(),
                positions.getLast());
    }
}
