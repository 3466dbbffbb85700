package dev.bankengine.bench.baseline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Nine round trips a transfer: two locks, transaction, decision, two entries, two balances, commit. */
final class StepwiseTransfer extends TransferClient {
    private final PreparedStatement lock;
    private final PreparedStatement insertTransaction;
    private final PreparedStatement insertDecision;
    private final PreparedStatement insertEntry;
    private final PreparedStatement updateAccount;

    StepwiseTransfer(Connection connection, SplittableRandom random, long accounts) throws SQLException {
        super(connection, random, accounts);
        lock = connection.prepareStatement(RowAtATimeSql.LOCK_ONE);
        insertTransaction = connection.prepareStatement(RowAtATimeSql.INSERT_TRANSACTION);
        insertDecision = connection.prepareStatement(RowAtATimeSql.INSERT_DECISION);
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
        insertTransaction.setObject(1, bookedAt);
        insertTransaction.setObject(2, valueDate);
        insertTransaction.setString(3, key.toString());
        long transaction;
        try (ResultSet row = insertTransaction.executeQuery()) {
            row.next();
            transaction = row.getLong(1);
        }
        insertDecision.setObject(1, key);
        insertDecision.setLong(2, transaction);
        insertDecision.executeUpdate();
        writeLeg(transaction, payer, payerEntries + 1, -cents, payerBalance - cents);
        writeLeg(transaction, receiver, receiverEntries + 1, cents, receiverBalance + cents);
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        lock.close();
        insertTransaction.close();
        insertDecision.close();
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
        insertEntry.setObject(1, bookedAt);
        insertEntry.setObject(2, valueDate);
        insertEntry.setLong(3, account);
        insertEntry.setLong(4, number);
        insertEntry.setLong(5, transaction);
        insertEntry.setLong(6, amount);
        insertEntry.setLong(7, balance);
        insertEntry.executeUpdate();
        updateAccount.setObject(1, bookedAt);
        updateAccount.setLong(2, balance);
        updateAccount.setLong(3, number);
        updateAccount.setLong(4, account);
        updateAccount.executeUpdate();
    }
}
