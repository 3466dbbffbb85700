package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.ledger.Entry;
import dev.bankengine.ledger.Hold;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of the posting engine on one connection: what a batch reads and locks, and what it writes,
 * each with one statement a table, and as many statements as possible on one journey to the database.
 */
final class PostingStore {

    /** What is read and locked on the way in. */
    record Locked(
            Map<UUID, Decided> decided,
            Map<Long, AccountState> accounts,
            Instant bookedAt,
            long[] transactionIds,
            long[] holdIds) {}

    private static final String LOCK =
            """
            SELECT id, fingerprint, transaction_id, hold_id, refused_by, message
            FROM ledger.decision
            WHERE id = ANY (?::uuid[]);
            SELECT id, currency, kind, status, floor, balance, held, entry_count
            FROM ledger.account
            WHERE id = ANY (?)
            ORDER BY id
            FOR NO KEY UPDATE;
            SELECT clock_timestamp(),
                   ARRAY(SELECT nextval('ledger.transaction_id') FROM generate_series(1, ?)),
                   ARRAY(SELECT nextval('ledger.hold_id') FROM generate_series(1, ?))
            """;

    /** As above where some accounts stay locked: those are passed over. */
    private static final String LOCK_WHAT_IS_FREE =
            """
            SELECT id, fingerprint, transaction_id, hold_id, refused_by, message
            FROM ledger.decision
            WHERE id = ANY (?::uuid[]);
            SELECT id, currency, kind, status, floor, balance, held, entry_count
            FROM ledger.account
            WHERE id = ANY (?)
            ORDER BY id
            FOR NO KEY UPDATE SKIP LOCKED;
            SELECT clock_timestamp(),
                   ARRAY(SELECT nextval('ledger.transaction_id') FROM generate_series(1, ?)),
                   ARRAY(SELECT nextval('ledger.hold_id') FROM generate_series(1, ?))
            """;

    private static final String EXISTING = "SELECT id FROM ledger.account WHERE id = ANY (?)";

    private static final String LATEST_BOOKING = "SELECT max(last_booked_at) FROM ledger.account WHERE id = ANY (?)";

    private static final String ORIGINALS =
            """
            SELECT t.id, t.kind, e.account_id, e.amount, e.currency
            FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
            WHERE t.id = ANY (?)
            ORDER BY t.id, e.account_id
            """;

    private static final String REVERSED = "SELECT reverses FROM ledger.transaction WHERE reverses = ANY (?)";

    private static final String ACCOUNTS_OF_HOLDS = "SELECT id, account_id FROM ledger.hold WHERE id = ANY (?)";

    private static final String HOLDS =
            """
            SELECT h.id, h.account_id, a.currency, h.amount, h.captured, h.status, h.placed_at, h.expires_at, h.ended_at,
                   h.actor, h.channel, h.address, h.correlation_id, h.description, h.reference, h.metadata
            FROM ledger.hold h JOIN ledger.account a ON a.id = h.account_id
            WHERE h.id = ANY (?)
               OR (h.account_id = ANY (?) AND h.status = 'ACTIVE' AND h.expires_at <= ?)
            """;

    private static final String TRANSACTIONS =
            """
            SELECT t.id, t.kind, t.booked_at, t.value_date, t.scope, t.key, t.actor, t.channel, t.address, t.correlation_id,
                   t.description, t.reference, t.metadata, t.reverses, t.hold_id,
                   e.account_id, e.number, e.amount, e.balance, e.currency
            FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
            WHERE t.id = ANY (?)
            ORDER BY t.id, e.account_id
            """;

    private static final String CHANGE_HOLDS =
            """
            UPDATE ledger.hold h
            SET captured = change.captured, status = change.status, ended_at = CASE WHEN change.status = 'ACTIVE' THEN NULL ELSE ?::timestamptz END
            FROM unnest(?, ?, ?) AS change (id, captured, status)
            WHERE h.id = change.id AND h.status = 'ACTIVE'
            """;

    private static final String PLACE_HOLDS =
            """
            INSERT INTO ledger.hold (id, account_id, amount, placed_at, expires_at,
                                     actor, channel, address, correlation_id, description, reference, metadata)
            SELECT id, account_id, amount, ?, expires_at::timestamptz,
                   actor, channel, address, correlation_id, description, reference, metadata::json
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS placed (id, account_id, amount, expires_at,
                           actor, channel, address, correlation_id, description, reference, metadata)
            """;

    // An array that is shorter than the others counts as NULL from its end on: a column that no
    // transaction of the batch uses travels as an empty array.
    private static final String BOOK =
            """
            INSERT INTO ledger.transaction (id, booked_at, value_date, kind, unchecked, scope, key, actor, channel,
                                            address, correlation_id, description, reference, metadata, reverses, hold_id)
            SELECT id, ?, coalesce(value_date::date, ?), kind, unchecked, scope, key, actor, channel,
                   address, correlation_id, description, reference, metadata::json, reverses, hold_id
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS booked (id, value_date, kind, unchecked, scope, key, actor, channel,
                           address, correlation_id, description, reference, metadata, reverses, hold_id);
            INSERT INTO ledger.entry (account_id, number, transaction_id, amount, balance, booked_at, value_date, currency)
            SELECT account_id, number, transaction_id, amount, balance, ?, coalesce(value_date::date, ?), currency
            FROM unnest(?, ?, ?, ?, ?, ?, ?)
                AS posted (account_id, number, transaction_id, amount, balance, currency, value_date);
            """;

    private static final String DECIDE =
            """
            INSERT INTO ledger.decision (id, fingerprint, transaction_id, hold_id, refused_by, message)
            SELECT id::uuid, fingerprint, transaction_id, hold_id, refused_by, message
            FROM unnest(?, ?, ?, ?, ?, ?) AS decided (id, fingerprint, transaction_id, hold_id, refused_by, message)
            """;

    private static final String BOOK_AND_DECIDE = BOOK + DECIDE;

    private final Connection connection;

    PostingStore(Connection connection) {
        this.connection = connection;
    }

    /**
     * Looks the keys up and locks the accounts, waiting for each as long as the connection's lock
     * time-out allows.
     */
    Locked lock(Collection<UUID> ids, long[] accounts, int transactions, int holds) throws SQLException {
        return lock(LOCK, ids, accounts, transactions, holds);
    }

    /** As {@link #lock}, without those accounts that somebody else has locked. */
    Locked lockWhatIsFree(Collection<UUID> ids, long[] accounts, int transactions, int holds) throws SQLException {
        return lock(LOCK_WHAT_IS_FREE, ids, accounts, transactions, holds);
    }

    private Locked lock(String sql, Collection<UUID> ids, long[] accounts, int transactions, int holds)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", ids.stream().map(UUID::toString).toArray()));
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
                return new Locked(
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
        return new AccountState(
                rows.getLong(1),
                Currency.getInstance(rows.getString(2)),
                AccountKind.valueOf(rows.getString(3)) == AccountKind.CUSTOMER,
                AccountStatus.valueOf(rows.getString(4)),
                rows.wasNull() ? AccountState.NO_FLOOR : floor,
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
    Map<Long, Transaction> transactions(long[] ids) throws SQLException {
        if (ids.length == 0) {
            return Map.of();
        }
        Map<Long, Transaction> transactions = new HashMap<>();
        query(TRANSACTIONS, ids, rows -> {
            long id = rows.getLong("id");
            Transaction transaction = transactions.get(id);
            if (transaction == null) {
                transaction = Rows.transaction(rows, new ArrayList<>());
                transactions.put(id, transaction);
            }
            transaction.entries().add(Rows.entry(rows));
        });
        return transactions;
    }

    /** Holds by id, as they are now. */
    Map<Long, Hold> placedHolds(long[] ids) throws SQLException {
        if (ids.length == 0) {
            return Map.of();
        }
        Map<Long, Hold> placed = new HashMap<>();
        holds(ids, new long[0], Instant.EPOCH).forEach((id, hold) -> placed.put(id, hold.before));
        return placed;
    }

    /** Writes all that the books want written; what is not there to be written costs no journey. */
    void write(Books books) throws SQLException {
        OffsetDateTime now = books.bookedAt.atOffset(ZoneOffset.UTC);
        // What a capture gives back must be free before its entries are, and what is newly held must
        // be held after the entries that brought it.
        List<HoldState> changed = books.changedHolds();
        if (!changed.isEmpty()) {
            change(changed, now);
        }
        if (!books.booked.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(BOOK_AND_DECIDE)) {
                int next = bindTransactions(statement, books, now);
                next = bindEntries(statement, next, books, now);
                bindDecisions(statement, next, books.decisions);
                statement.execute();
            }
        } else if (!books.decisions.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(DECIDE)) {
                bindDecisions(statement, 1, books.decisions);
                statement.execute();
            }
        }
        if (!books.placed.isEmpty()) {
            place(books.placed, now);
        }
    }

    private int bindTransactions(PreparedStatement statement, Books books, OffsetDateTime now) throws SQLException {
        List<Transaction> booked = books.booked;
        int p = 1;
        statement.setObject(p++, now);
        statement.setObject(p++, books.today);
        statement.setObject(p++, booked.stream().mapToLong(Transaction::id).toArray());
        statement.setArray(p++, texts(booked, t -> otherDate(t.valueDate(), books.today)));
        statement.setArray(p++, texts(booked, t -> t.kind().name()));
        statement.setObject(p++, unchecked(booked));
        statement.setArray(p++, texts(booked, t -> t.key().scope()));
        statement.setArray(p++, texts(booked, t -> t.key().key()));
        statement.setArray(p++, texts(booked, t -> t.origin().actor()));
        statement.setArray(p++, texts(booked, t -> t.origin().channel()));
        statement.setArray(p++, texts(booked, t -> t.origin().address()));
        statement.setArray(p++, texts(booked, t -> t.origin().correlationId()));
        statement.setArray(p++, texts(booked, t -> t.details().description()));
        statement.setArray(p++, texts(booked, t -> t.details().reference()));
        statement.setArray(p++, texts(booked, t -> t.details().metadata()));
        statement.setArray(p++, numbers(booked, Transaction::reverses));
        statement.setArray(p++, numbers(booked, Transaction::holdId));
        return p;
    }

    private int bindEntries(PreparedStatement statement, int first, Books books, OffsetDateTime now)
            throws SQLException {
        int size = books.booked.stream().mapToInt(t -> t.entries().size()).sum();
        long[] accounts = new long[size];
        long[] numbers = new long[size];
        long[] transactions = new long[size];
        long[] amounts = new long[size];
        long[] balances = new long[size];
        String[] currencies = new String[size];
        List<@Nullable String> valueDates = new ArrayList<>(size);
        int row = 0;
        for (Transaction transaction : books.booked) {
            String valueDate = otherDate(transaction.valueDate(), books.today);
            for (Entry entry : transaction.entries()) {
                accounts[row] = entry.accountId();
                numbers[row] = entry.number();
                transactions[row] = transaction.id();
                amounts[row] = entry.amount();
                balances[row] = entry.balance();
                currencies[row] = entry.currency().getCurrencyCode();
                valueDates.add(valueDate);
                row++;
            }
        }
        int p = first;
        statement.setObject(p++, now);
        statement.setObject(p++, books.today);
        statement.setObject(p++, accounts);
        statement.setObject(p++, numbers);
        statement.setObject(p++, transactions);
        statement.setObject(p++, amounts);
        statement.setObject(p++, balances);
        statement.setArray(p++, connection.createArrayOf("text", currencies));
        statement.setArray(p++, texts(valueDates, Function.identity()));
        return p;
    }

    private void bindDecisions(PreparedStatement statement, int first, List<Books.Decision> decisions)
            throws SQLException {
        int p = first;
        statement.setArray(p++, texts(decisions, d -> d.id().toString()));
        statement.setObject(p++, decisions.stream().mapToLong(Books.Decision::fingerprint).toArray());
        statement.setArray(p++, numbers(decisions, Books.Decision::transactionId));
        statement.setArray(p++, numbers(decisions, Books.Decision::holdId));
        statement.setArray(p++, texts(decisions, d -> d.refusal() == null ? null : d.refusal().rule().name()));
        statement.setArray(p, texts(decisions, d -> d.refusal() == null ? null : d.refusal().message()));
    }

    private void change(List<HoldState> holds, OffsetDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHANGE_HOLDS)) {
            statement.setObject(1, now);
            statement.setObject(2, holds.stream().mapToLong(h -> h.before.id()).toArray());
            statement.setObject(3, holds.stream().mapToLong(h -> h.captured).toArray());
            statement.setArray(4, texts(holds, h -> h.status.name()));
            int changed = statement.executeUpdate();
            if (changed != holds.size()) {
                throw new IllegalStateException(
                        "%d of %d holds changed although their accounts are locked".formatted(changed, holds.size()));
            }
        }
    }

    private void place(List<Hold> placed, OffsetDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACE_HOLDS)) {
            statement.setObject(1, now);
            statement.setObject(2, placed.stream().mapToLong(Hold::id).toArray());
            statement.setObject(3, placed.stream().mapToLong(Hold::accountId).toArray());
            statement.setObject(4, placed.stream().mapToLong(Hold::amount).toArray());
            statement.setArray(5, texts(placed, h -> h.expiresAt().toString()));
            statement.setArray(6, texts(placed, h -> h.origin().actor()));
            statement.setArray(7, texts(placed, h -> h.origin().channel()));
            statement.setArray(8, texts(placed, h -> h.origin().address()));
            statement.setArray(9, texts(placed, h -> h.origin().correlationId()));
            statement.setArray(10, texts(placed, h -> h.details().description()));
            statement.setArray(11, texts(placed, h -> h.details().reference()));
            statement.setArray(12, texts(placed, h -> h.details().metadata()));
            statement.executeUpdate();
        }
    }

    private static @Nullable String otherDate(LocalDate valueDate, LocalDate today) {
        return valueDate.equals(today) ? null : valueDate.toString();
    }

    private static boolean[] unchecked(List<Transaction> booked) {
        boolean[] unchecked = new boolean[booked.size()];
        for (int i = 0; i < unchecked.length; i++) {
            unchecked[i] = !booked.get(i).kind().checksFunds();
        }
        return unchecked;
    }

    private <T extends @Nullable Object> java.sql.Array texts(List<T> rows, Function<T, @Nullable String> column)
            throws SQLException {
        @Nullable Object[] texts = rows.stream().map(column).toArray(String[]::new);
        return connection.createArrayOf("text", orNothing(texts));
    }

    private <T> java.sql.Array numbers(List<T> rows, Function<T, @Nullable Long> column) throws SQLException {
        @Nullable Object[] numbers = rows.stream().map(column).toArray(Long[]::new);
        return connection.createArrayOf("int8", orNothing(numbers));
    }

    private static @Nullable Object[] orNothing(@Nullable Object[] column) {
        return Arrays.stream(column).allMatch(Objects::isNull) ? Arrays.copyOf(column, 0) : column;
    }

    private static long[] longs(ResultSet rows, int column) throws SQLException {
        Long[] boxed = (Long[]) rows.getArray(column).getArray();
        return Arrays.stream(boxed).mapToLong(Long::longValue).toArray();
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
