package dev.bankengine.bench;

import dev.bankengine.platform.DatabaseEndpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The ledger under test, seen from the database: it opens and funds accounts by sets, makes a history, and proves after
 * each workload that the money is all there. It works as the owner of the tables, whose every posting the schema still
 * checks.
 */
final class Books {
    /** What each account starts with: enough for hours of transfers of ten euros at most. */
    static final long OPENING_CENTS = 100_000_000;

    private static final int CHUNK = 100_000;

    private final DatabaseEndpoint owner;
    private long lastTransaction;

    Books(DatabaseEndpoint owner) {
        this.owner = owner;
    }

    /** Opens accounts in EUR and pays the opening balance into each from the bank's cash; returns their ids. */
    long[] openAccounts(int count, LongConsumer progress) throws SQLException {
        long[] ids = new long[count];
        try (Connection connection = connect()) {
            for (int done = 0; done < count; done += CHUNK) {
                int chunk = Math.min(CHUNK, count - done);
                System.arraycopy(openChunk(connection, chunk), 0, ids, done, chunk);
                progress.accept(done + chunk);
            }
            maintain(connection);
        }
        return ids;
    }

    /** Opens the one account that every hot transfer pays. */
    long openMerchant() throws SQLException {
        try (Connection connection = connect()) {
            return openChunk(connection, 1)[0];
        }
    }

    /**
     * Books evenly drawn transfers between the accounts until the ledger holds that many entries, or a few less; returns
     * how many it booked.
     */
    long bookHistory(long[] accounts, long entries, LongConsumer progress) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement history = connection.prepareStatement(BooksSql.BOOK_HISTORY)) {
            long before = count(connection, BooksSql.COUNT_ENTRIES);
            long present = before;
            while (present < entries - 1) {
                history.setObject(1, accounts);
                history.setLong(2, Math.min(CHUNK, (entries - present) / 2));
                present += history.executeUpdate();
                connection.commit();
                progress.accept(present);
            }
            maintain(connection);
            return (present - before) / 2;
        }
    }

    /** Remembers where the journal ends, so that {@link #prove} can count what came after. */
    void mark() throws SQLException {
        try (Connection connection = connect()) {
            lastTransaction = count(connection, BooksSql.LAST_TRANSACTION);
        }
    }

    /**
     * Proves the money since the mark: all balances sum to zero, and there are exactly as many new transactions as were
     * acknowledged, each with two entries.
     */
    void prove(String workload, long acknowledged) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement proof = connection.prepareStatement(BooksSql.PROOF)) {
            proof.setLong(1, lastTransaction);
            proof.setLong(2, lastTransaction);
            try (ResultSet row = proof.executeQuery()) {
                row.next();
                long sum = row.getLong("balances");
                long transactions = row.getLong("transactions");
                long entries = row.getLong("entries");
                if (sum != 0 || transactions != acknowledged || entries != 2 * acknowledged) {
                    throw new IllegalStateException(("%s: the money is not all there. Balances sum to %d; %d transfers"
                                    + " were acknowledged, %d transactions with %d entries are in the ledger")
                            .formatted(workload, sum, acknowledged, transactions, entries));
                }
            }
        }
    }

    /** How many bytes the ledger's tables and indexes take, and how many were ever written to the log. */
    Size size() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BooksSql.SIZE)) {
            row.next();
            return new Size(row.getLong("tables"), row.getLong("log"));
        }
    }

    /** Bytes on disk and bytes of write-ahead log. */
    record Size(long tables, long log) {}

    private Connection connect() throws SQLException {
        Connection connection = owner.connect("bankengine bench");
        connection.setAutoCommit(false);
        return connection;
    }

    private static long[] openChunk(Connection connection, int count) throws SQLException {
        try (PreparedStatement open = connection.prepareStatement(BooksSql.OPEN_ACCOUNTS);
                PreparedStatement number = connection.prepareStatement(BooksSql.NUMBER_ACCOUNTS);
                PreparedStatement fund = connection.prepareStatement(BooksSql.FUND_ACCOUNTS)) {
            open.setInt(1, count);
            long[] ids = new long[count];
            try (ResultSet rows = open.executeQuery()) {
                for (int i = 0; rows.next(); i++) {
                    ids[i] = rows.getLong(1);
                }
            }
            Arrays.sort(ids);
            number.setObject(1, ids);
            number.execute();
            fund.setObject(1, ids);
            fund.setLong(2, OPENING_CENTS);
            fund.execute();
            connection.commit();
            return ids;
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void maintain(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
    }
}
