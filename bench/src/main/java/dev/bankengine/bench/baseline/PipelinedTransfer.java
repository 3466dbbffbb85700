package dev.bankengine.bench.baseline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Two round trips a transfer: {@code BEGIN} travels with the lock, {@code COMMIT} with the writes. */
final class PipelinedTransfer extends TransferClient {
    private final PreparedStatement lockBoth;
    private final PreparedStatement writeAll;

    PipelinedTransfer(Connection connection, SplittableRandom random, int accounts) throws SQLException {
        super(connection, random, accounts);
        lockBoth = connection.prepareStatement(RowAtATimeSql.LOCK_BOTH);
        writeAll = connection.prepareStatement(RowAtATimeSql.WRITE_ALL);
    }

    @Override
    void lockInIdOrder(long lower, long higher) throws SQLException {
        lockBoth.setLong(1, lower);
        lockBoth.setLong(2, higher);
        try (ResultSet rows = lockBoth.executeQuery()) {
            while (rows.next()) {
                take(rows);
            }
        }
    }

    @Override
    void write() throws SQLException {
        bindTransaction(writeAll);
        writeAll.setLong(5, payer);
        writeAll.setLong(6, payerEntries + 1);
        writeAll.setLong(7, -cents);
        writeAll.setLong(8, payerBalance - cents);
        writeAll.setLong(9, receiver);
        writeAll.setLong(10, receiverEntries + 1);
        writeAll.setLong(11, cents);
        writeAll.setLong(12, receiverBalance + cents);
        writeAll.setLong(13, payerBalance - cents);
        writeAll.setLong(14, payerEntries + 1);
        writeAll.setLong(15, payer);
        writeAll.setLong(16, receiverBalance + cents);
        writeAll.setLong(17, receiverEntries + 1);
        writeAll.setLong(18, receiver);
        writeAll.execute();
    }

    @Override
    public void close() throws SQLException {
        lockBoth.close();
        writeAll.close();
    }
}
