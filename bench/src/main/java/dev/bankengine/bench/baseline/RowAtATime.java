package dev.bankengine.bench.baseline;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The double-entry transfer as careful programs have it without batching, on tables with the columns and indexes of our
 * own ledger and with its guarantees: both accounts locked in id order, funds checked, a unique key, running balances
 * and entry numbers, one commit each.
 *
 * <p>It is written in three ways, because which is the fastest differs from machine to machine; ours is compared with
 * whichever is. {@link Style#PIPELINED} and {@link Style#UPDATE_FIRST} send all that does not depend on an answer in one
 * round trip, the commit included. {@link Style#STATEMENT_BY_STATEMENT} is what most programs do.
 */
public final class RowAtATime {
    private static final long OPENING_CENTS = 100_000_000;

    private final Database database;
    private final long accounts;
    private final int clients;
    private long committed;
    private long seed = 1;

    /** How the statements of one transfer travel. */
    public enum Style {
        /** Two round trips: lock and read; write and commit. */
        PIPELINED,
        /** Two round trips: update and read what was there; insert and commit. */
        UPDATE_FIRST,
        /** One round trip for each statement and one for the commit. */
        STATEMENT_BY_STATEMENT
    }

    /** For a database with a migrated ledger; {@link #prepare} adds a schema of its own. */
    public RowAtATime(Database database, long accounts, int clients) {
        this.database = database;
        this.accounts = accounts;
        this.clients = clients;
    }

    /** What is measured, in a line for the report. */
    public String description(Style style) {
        String how = switch (style) {
            case PIPELINED -> "statements pipelined into two round trips";
            case UPDATE_FIRST -> "updates first, two round trips";
            case STATEMENT_BY_STATEMENT -> "a round trip for each statement";
        };
        return "double-entry transfer a row at a time over JDBC, %d connections, prepared, %s, %,d accounts"
                .formatted(clients, how, accounts);
    }

    /**
     * Makes the tables and the funded accounts beside a ledger that is there already; the money comes from a cash
     * account whose balance goes below zero.
     */
    public void prepare() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement cash = connection.prepareStatement(RowAtATimeSql.OPEN_CASH);
                PreparedStatement customers = connection.prepareStatement(RowAtATimeSql.OPEN_ACCOUNTS)) {
            statement.execute(RowAtATimeSql.SCHEMA);
            cash.setLong(1, -accounts * OPENING_CENTS);
            cash.executeUpdate();
            customers.setLong(1, OPENING_CENTS);
            customers.setLong(2, accounts);
            customers.executeUpdate();
            statement.execute("VACUUM ANALYZE row_at_a_time.account");
        }
    }

    /** Runs uniform transfers; transfers a second. */
    public Figure measure(Style style, Span span) throws SQLException {
        Clients.Maker maker = switch (style) {
            case PIPELINED -> (connection, random) -> new PipelinedTransfer(connection, random, accounts);
            case UPDATE_FIRST -> (connection, random) -> new UpdateFirstTransfer(connection, random, accounts);
            case STATEMENT_BY_STATEMENT -> (connection, random) -> new StepwiseTransfer(connection, random, accounts);
        };
        Clients.Outcome outcome = Clients.run(database, clients, span, seed++, maker);
        committed += outcome.committed();
        return outcome.figure();
    }

    /** Proves the money: balances sum to zero, and every commit is there exactly once with its two entries. */
    public void prove() throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(RowAtATimeSql.PROOF)) {
            statement.setLong(1, OPENING_CENTS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                prove(row);
            }
        }
    }

    private void prove(ResultSet row) throws SQLException {
        long sum = row.getLong("balances");
        long wrong = row.getLong("wrong_balances");
        long transactions = row.getLong("transactions");
        long decisions = row.getLong("decisions");
        long entries = row.getLong("entries");
        if (sum != 0 || wrong != 0 || transactions != committed || decisions != committed || entries != 2 * committed) {
            throw new IllegalStateException(("The row-at-a-time ledger is wrong: balances sum to %d, %d accounts differ"
                            + " from their entries; %d transactions, %d decisions and %d entries for %d commits")
                    .formatted(sum, wrong, transactions, decisions, entries, committed));
        }
    }
}
