package dev.bankengine.bench.baseline;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.UUID;

/** What both styles share: drawing a transfer, reading the locked accounts, and deciding whether the payer can pay. */
abstract class TransferClient implements Clients.Client {
    private static final int MAX_CENTS = 1_000;

    final Connection connection;
    private final SplittableRandom random;
    private final long accounts;

    long payer;
    long receiver;
    long cents;
    long payerBalance;
    long payerEntries;
    long receiverBalance;
    long receiverEntries;
    private long payerAvailable;
    private boolean bothLive;
    UUID key = new UUID(0, 0);
    OffsetDateTime bookedAt = OffsetDateTime.MIN;
    LocalDate valueDate = LocalDate.MIN;

    TransferClient(Connection connection, SplittableRandom random, long accounts) throws SQLException {
        this.connection = connection;
        this.random = random;
        this.accounts = accounts;
        connection.setAutoCommit(false);
    }

    @Override
    public final void run() throws SQLException {
        payer = 1 + random.nextLong(accounts);
        do {
            receiver = 1 + random.nextLong(accounts);
        } while (receiver == payer);
        cents = 1 + random.nextInt(MAX_CENTS);
        begin();
        bothLive = true;
        lockInIdOrder(Math.min(payer, receiver), Math.max(payer, receiver));
        if (!bothLive || payerAvailable < cents) {
            // The accounts are funded for hours of transfers; a refusal here would mean that money was lost.
            throw new IllegalStateException("Account " + payer + " cannot pay " + cents);
        }
        write();
    }

    abstract void lockInIdOrder(long lower, long higher) throws SQLException;

    /** Writes transaction, entries and balances, and commits. */
    abstract void write() throws SQLException;

    /** Takes one locked row of {@link RowAtATimeSql#LOCK_BOTH} or {@link RowAtATimeSql#LOCK_ONE}. */
    final void take(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        long balance = row.getLong(2);
        long held = row.getLong(3);
        long floor = row.getLong(4);
        boolean hasNoFloor = row.wasNull();
        long entries = row.getLong(5);
        bothLive &= row.getString(6).equals("EUR") && row.getString(7).equals("OPEN");
        if (id == payer) {
            payerBalance = balance;
            payerEntries = entries;
            payerAvailable = hasNoFloor ? Long.MAX_VALUE : balance - held - floor;
        } else {
            receiverBalance = balance;
            receiverEntries = entries;
        }
    }

    /** Draws the key of this transfer and reads the clock. */
    private void begin() {
        key = new UUID(random.nextLong(), random.nextLong());
        bookedAt = OffsetDateTime.now(ZoneOffset.UTC);
        valueDate = bookedAt.toLocalDate();
    }
}
