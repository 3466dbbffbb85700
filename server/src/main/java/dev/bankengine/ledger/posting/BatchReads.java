package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.ledger.BookedTransaction;
import dev.bankengine.ledger.Hold;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rows;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.ledger.Transactions;
import dev.bankengine.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What a batch reads and locks on its connection. The common case is one journey to the database:
 * several statements travel together, and their answers come back together.
 */
final class BatchReads {

    /** What is read on the way in. */
    record Found(
            Map<UUID, Decided> decided,
            Map<Long, AccountState> accounts,
            Instant bookedAt,
            long[] transactionIds,
            long[] holdIds) {}

    private static final String DECIDED = """
            SELECT id, fingerprint, transaction_id, hold_id, refused_by, message
            FROM ledger.decision
            WHERE id = ANY (?::uuid[]);
            """;
    private static final String ACCOUNTS = """
            SELECT id, currency, kind, status, floor, balance, held, entry_count
            FROM ledger.account
            WHERE id = ANY (?)
            """;
    private static final String LOCKED = ACCOUNTS + """
            ORDER BY id
            FOR NO KEY UPDATE""";
    private static final String CLOCK_AND_NUMBERS = """
            ;
            SELECT clock_timestamp(),
                   ARRAY(SELECT nextval('ledger.transaction_id') FROM generate_series(1, ?)),
                   ARRAY(SELECT nextval('ledger.hold_id') FROM generate_series(1, ?))
            """;

    private static final String FIND = DECIDED + ACCOUNTS + CLOCK_AND_NUMBERS;
    private static final String FIND_AND_LOCK = DECIDED + LOCKED + CLOCK_AND_NUMBERS;
    private static final String FIND_AND_LOCK_WHAT_IS_FREE = DECIDED + LOCKED + " SKIP LOCKED" + CLOCK_AND_NUMBERS;

    private static final String EXISTING = "SELECT id FROM ledger.account WHERE id = ANY (?)";

    private static final String LATEST_BOOKING = "SELECT max(last_booked_at) FROM ledger.account WHERE id = ANY (?)";

    private static final String ORIGINALS = """
            SELECT t.id, t.kind, e.account_id, e.amount, e.currency
            FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
            WHERE t.id = ANY (?)
            ORDER BY t.id, e.account_id
            """;

    private static final String REVERSED = "SELECT reverses FROM ledger.transaction WHERE reverses = ANY (?)";

    private static final String ACCOUNTS_OF_HOLDS = "SELECT id, account_id FROM ledger.hold WHERE id = ANY (?)";

    private static final String HOLDS = """
            SELECT h.id, h.account_id, a.currency, h.amount, h.captured, h.status, h.placed_at, h.expires_at, h.ended_at,
                   h.actor, h.channel, h.address, h.correlation_id, h.description, h.reference, h.metadata
            FROM ledger.hold h JOIN ledger.account a ON a.id = h.account_id
            WHERE h.id = ANY (?)
               OR (h.account_id = ANY (?) AND h.status = 'ACTIVE' AND h.expires_at <= ?)
            """;

    private final Connection connection;

    BatchReads(Connection connection) {
        this.connection = connection;
    }

    /** Looks up the keys and the accounts, these with or without locks. */
    Found find(Batch.Locking locking, Collection<UUID> keys, long[] accounts, int transactions, int holds)
            throws SQLException {
        String sql = switch (locking) {
            case NONE -> FIND;
            case WAIT -> FIND_AND_LOCK;
            case PASS_OVER -> FIND_AND_LOCK_WHAT_IS_FREE;
        };
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", keys.stream().map(UUID::toString).toArray()));
            statement.setObject(2, accounts);
            statement.setInt(3, transactions);
            statement.setInt(4, holds);
            statement.execute();
            Map<UUID, Decided> decided = new HashMap<>();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    decided.put(rows.getObject(1, UUID.class), decided(rows));
                }
            }
            statement.getMoreResults();
            Map<Long, AccountState> states = HashMap.newHashMap(accounts.length);
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    AccountState account = account(rows);
                    states.put(account.id, account);
                }
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return new Found(
                        decided,
                        states,
                        rows.getObject(1, OffsetDateTime.class).toInstant(),
                        longs(rows, 2),
                        longs(rows, 3));
            }
        }
    }

    private static Decided decided(ResultSet rows) throws SQLException {
        String rule = rows.getString(5);
        Refusal refusal = rule == null ? null : new Refusal(Rule.valueOf(rule), rows.getString(6));
        return new Decided(rows.getLong(2), rows.getObject(3, Long.class), rows.getObject(4, Long.class), refusal);
    }

    private static AccountState account(ResultSet rows) throws SQLException {
        long floor = rows.getLong(5);
        boolean noFloor = rows.wasNull();
        return new AccountState(
                rows.getLong(1),
                Currency.getInstance(rows.getString(2)),
                AccountKind.valueOf(rows.getString(3)) == AccountKind.CUSTOMER,
                AccountStatus.valueOf(rows.getString(4)),
                noFloor ? AccountState.NO_FLOOR : floor,
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8));
    }

    /** Those of the accounts that exist, locked by somebody else or not. */
    Set<Long> existing(long[] accounts) throws SQLException {
        Set<Long> existing = new HashSet<>();
        query(EXISTING, accounts, rows -> existing.add(rows.getLong(1)));
        return existing;
    }

    /** The latest booking time of any of the accounts. */
    Instant latestBooking(long[] accounts) throws SQLException {
        Instant[] latest = {Instant.MIN};
        query(LATEST_BOOKING, accounts, rows -> {
            OffsetDateTime time = rows.getObject(1, OffsetDateTime.class);
            latest[0] = time == null ? Instant.MIN : time.toInstant();
        });
        return latest[0];
    }

    /** The transactions to be reversed, by id. */
    Map<Long, Original> originals(long[] ids) throws SQLException {
        Map<Long, Original> originals = new HashMap<>();
        query(ORIGINALS, ids, rows -> {
            var kind = TransactionKind.valueOf(rows.getString(2));
            var amount = Money.ofMinor(rows.getLong(4), Currency.getInstance(rows.getString(5)));
            originals
                    .computeIfAbsent(rows.getLong(1), id -> new Original(kind, new ArrayList<>()))
                    .legs()
                    .add(new Leg(rows.getLong(3), amount));
        });
        return originals;
    }

    /** Those of the transactions that have been reversed; to be asked once their accounts are locked. */
    Set<Long> reversed(long[] ids) throws SQLException {
        Set<Long> reversed = new HashSet<>();
        query(REVERSED, ids, rows -> reversed.add(rows.getLong(1)));
        return reversed;
    }

    /** The account of each hold. */
    Map<Long, Long> accountsOfHolds(long[] ids) throws SQLException {
        Map<Long, Long> accounts = new HashMap<>();
        query(ACCOUNTS_OF_HOLDS, ids, rows -> accounts.put(rows.getLong(1), rows.getLong(2)));
        return accounts;
    }

    /** The holds themselves, and those on the accounts that are due; to be asked once the accounts are locked. */
    Map<Long, HoldState> holds(long[] ids, long[] accounts, Instant now) throws SQLException {
        Map<Long, HoldState> holds = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(HOLDS)) {
            statement.setObject(1, ids);
            statement.setObject(2, accounts);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Hold hold = Rows.hold(rows);
                    holds.put(hold.id(), new HoldState(hold));
                }
            }
        }
        return holds;
    }

    /** Transactions that were booked before. */
    Map<Long, Transaction> transactions(Collection<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        var here = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        try {
            return new Transactions(here)
                    .find(ids).stream()
                            .map(BookedTransaction::transaction)
                            .collect(Collectors.toMap(Transaction::id, Function.identity()));
        } catch (DataAccessException failure) {
            // What the database failed is to be tried again, whoever asked it.
            if (failure.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    /** Holds by id, as they are now. */
    Map<Long, Hold> placedHolds(Collection<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<Long, Hold> placed = new HashMap<>();
        holds(ids.stream().mapToLong(Long::longValue).toArray(), new long[0], Instant.EPOCH)
                .forEach((id, hold) -> placed.put(id, hold.before));
        return placed;
    }

    private static long[] longs(ResultSet rows, int column) throws SQLException {
        Long[] boxed = (Long[]) rows.getArray(column).getArray();
        long[] longs = new long[boxed.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = boxed[i];
        }
        return longs;
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet rows) throws SQLException;
    }

    private void query(String sql, long[] ids, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, ids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
