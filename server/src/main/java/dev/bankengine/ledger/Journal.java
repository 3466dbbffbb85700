package dev.bankengine.ledger;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * All transactions in one fixed order, for those who follow the books. Who reads on from where they
 * stopped misses nothing and gets nothing twice: a part is shown only once no database transaction runs
 * that could still add to it.
 *
 * <p>The order is that of the database transactions' numbers. A number is given when the first row is
 * written and not at the commit, so of two batches that ran side by side either may come first, even
 * where the second continued an account that the first had posted to. Within an account the order is
 * that of the entry numbers; who keeps balances applies the entries by these.
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

    /**
     * Reads on. An empty part means that there is nothing yet.
     *
     * @throws IllegalStateException when the books were restored into a cluster that counts its transactions from
     *     lower numbers than the books hold; the message says what to do
     */
    public Part read(Position from, int limit) {
        requireNumbersToGoOn();
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

    /** A dump carries the numbers of its transactions along, but not the count that they were taken from. */
    private void requireNumbersToGoOn() {
        var ahead = jdbc.sql("""
                        SELECT CAST(CAST(xact AS text) AS numeric) AS xact
                        FROM (SELECT xact FROM ledger.transaction ORDER BY xact DESC LIMIT 1) latest
                        WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())
                        """).query(BigInteger.class).optional();
        if (ahead.isPresent()) {
            throw new IllegalStateException("""
                    The journal cannot be read: the books hold database transactions up to number %s, and this \
                    PostgreSQL has not come that far, so what it posts now would be put before them. The books were \
                    restored from a dump. Stop PostgreSQL cleanly, run pg_resetwal --epoch=%s on its data directory, \
                    start it again, and take a new backup.\
                    """.formatted(
                            ahead.get(), ahead.get().shiftRight(Integer.SIZE).add(BigInteger.ONE)));
        }
    }
}
