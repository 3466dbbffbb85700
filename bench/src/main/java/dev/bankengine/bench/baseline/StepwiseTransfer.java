package dev.bankengine.bench.baseline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Eight round trips a transfer: two locks, an insert, two entries, two balances, a commit. */
final class StepwiseTransfer extends TransferClient {
    private final PreparedStatement lock;
    private final PreparedStatement insertTransaction;
    private final PreparedStatement insertEntry;
    private final PreparedStatement updateAccount;

    StepwiseTransfer(Connection connection, SplittableRandom random, int accounts) throws SQLException {
        super(connection, random, accounts);
        lock = connection.prepareStatement(RowAtATimeSql.LOCK_ONE);
        insertTransaction = connection.prepareStatement(RowAtATimeSql.INSERT_TRANSACTION);
        insertEntry = connection.prepareStatement(RowAtATimeSql.INSERT_ENTRY);
        updateAccount = connection.prepareStatement(RowAtATimeSql.UPDATE_ACCOUNT);
    }

    @Override
    void lockInIdOrder(long lower, long higher) throws SQLException {
        lockOne(lower);
        lockOne(higher);
    }

    @Override
    void write() throws SQLException {
        bindTransaction(insertTransaction);
        long transaction;
        try (ResultSet row = insertTransaction.executeQuery()) {
            row.next();
            transaction = row.getLong(1);
        }
        writeLeg(transaction, payer, payerEntries + 1, -cents, payerBalance - cents);
        writeLeg(transaction, receiver, receiverEntries + 1, cents, receiverBalance + cents);
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        lock.close();
        insertTransaction.close();
        insertEntry.close();
        updateAccount.close();
    }

    private void lockOne(long id) throws SQLException {
        lock.setLong(1, id);
        try (ResultSet row = lock.executeQuery()) {
            row.next();
            take(row);
        }
    }

    private void writeLeg(long transaction, long account, long number, long amount, long balance) throws SQLException {
        insertEntry.setLong(1, account);
        insertEntry.setLong(2, number);
        insertEntry.setLong(3, transaction);
        insertEntry.setLong(4, amount);
        insertEntry.setLong(5, balance);
        insertEntry.executeUpdate();
        updateAccount.setLong(1, balance);
        updateAccount.setLong(2, number);
        updateAccount.setLong(3, account);
        updateAccount.executeUpdate();
    }
}
