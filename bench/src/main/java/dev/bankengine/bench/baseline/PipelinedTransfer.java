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

    PipelinedTransfer(Connection connection, SplittableRandom random, long accounts) throws SQLException {
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
        int at = 1;
        writeAll.setObject(at++, bookedAt);
        writeAll.setObject(at++, valueDate);
        writeAll.setString(at++, key.toString());
        writeAll.setObject(at++, key);
        at = bindEntry(at, payer, payerEntries + 1, -cents, payerBalance - cents);
        at = bindEntry(at, receiver, receiverEntries + 1, cents, receiverBalance + cents);
        at = bindAccount(at, payer, payerEntries + 1, payerBalance - cents);
        bindAccount(at, receiver, receiverEntries + 1, receiverBalance + cents);
        writeAll.execute();
    }

    @Override
    public void close() throws SQLException {
        lockBoth.close();
        writeAll.close();
    }

    private int bindEntry(int from, long account, long number, long amount, long balance) throws SQLException {
        int at = from;
        writeAll.setObject(at++, bookedAt);
        writeAll.setObject(at++, valueDate);
        writeAll.setLong(at++, account);
        writeAll.setLong(at++, number);
        writeAll.setLong(at++, amount);
        writeAll.setLong(at++, balance);
        return at;
    }

    private int bindAccount(int from, long account, long number, long balance) throws SQLException {
        int at = from;
        writeAll.setObject(at++, bookedAt);
        writeAll.setLong(at++, balance);
        writeAll.setLong(at++, number);
        writeAll.setLong(at++, account);
        return at;
    }
}
