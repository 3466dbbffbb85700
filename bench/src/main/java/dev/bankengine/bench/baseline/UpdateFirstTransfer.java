package dev.bankengine.bench.baseline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/**
 * Two round trips a transfer without a lock of its own: the updates, in id order, lock the rows and return what they
 * held before; what a refusal would need undone is undone by the rollback. The rest travels with {@code COMMIT}.
 */
final class UpdateFirstTransfer extends TransferClient {
    private final PreparedStatement updateBoth;
    private final PreparedStatement insertAll;

    UpdateFirstTransfer(Connection connection, SplittableRandom random, long accounts) throws SQLException {
        super(connection, random, accounts);
        updateBoth = connection.prepareStatement(RowAtATimeSql.UPDATE_BOTH);
        insertAll = connection.prepareStatement(RowAtATimeSql.INSERT_ALL);
    }

    @Override
    void lockInIdOrder(long lower, long higher) throws SQLException {
        bindUpdate(1, lower);
        bindUpdate(4, higher);
        updateBoth.execute();
        for (int i = 0; i < 2; i++) {
            try (ResultSet row = updateBoth.getResultSet()) {
                if (row.next()) {
                    take(row);
                }
            }
            updateBoth.getMoreResults();
        }
    }

    @Override
    void write() throws SQLException {
        insertAll.setObject(1, bookedAt);
        insertAll.setObject(2, valueDate);
        insertAll.setString(3, key.toString());
        insertAll.setObject(4, key);
        bindEntry(5, payer, payerEntries + 1, -cents, payerBalance - cents);
        bindEntry(11, receiver, receiverEntries + 1, cents, receiverBalance + cents);
        insertAll.execute();
    }

    @Override
    public void close() throws SQLException {
        updateBoth.close();
        insertAll.close();
    }

    private void bindUpdate(int from, long account) throws SQLException {
        updateBoth.setObject(from, bookedAt);
        updateBoth.setLong(from + 1, account == payer ? -cents : cents);
        updateBoth.setLong(from + 2, account);
    }

    private void bindEntry(int from, long account, long number, long amount, long balance) throws SQLException {
        insertAll.setObject(from, bookedAt);
        insertAll.setObject(from + 1, valueDate);
        insertAll.setLong(from + 2, account);
        insertAll.setLong(from + 3, number);
        insertAll.setLong(from + 4, amount);
        insertAll.setLong(from + 5, balance);
    }
}
