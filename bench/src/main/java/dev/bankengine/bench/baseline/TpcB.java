package dev.bankengine.bench.baseline;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/**
 * pgbench's built-in transaction over JDBC, for machines without the program: the same tables, the same five statements
 * one after another, the same choice of rows. Reports name it as what it is, since JDBC is a little slower than C.
 */
public final class TpcB implements TransactionBaseline {
    private static final int TELLERS_PER_BRANCH = 10;
    private static final int ACCOUNTS_PER_BRANCH = 100_000;

    private static final String SCHEMA = """
            DROP TABLE IF EXISTS pgbench_accounts, pgbench_branches, pgbench_tellers, pgbench_history;
            CREATE TABLE pgbench_history (tid INT, bid INT, aid INT, delta INT, mtime TIMESTAMP, filler CHAR(22));
            CREATE TABLE pgbench_tellers (tid INT NOT NULL, bid INT, tbalance INT, filler CHAR(84))
                WITH (fillfactor = 100);
            CREATE TABLE pgbench_accounts (aid INT NOT NULL, bid INT, abalance INT, filler CHAR(84))
                WITH (fillfactor = 100);
            CREATE TABLE pgbench_branches (bid INT NOT NULL, bbalance INT, filler CHAR(88))
                WITH (fillfactor = 100);
            """;
    private static final String FILL_BRANCHES =
            "INSERT INTO pgbench_branches (bid, bbalance) SELECT b, 0 FROM generate_series(1, ?) b";
    private static final String FILL_TELLERS = """
            INSERT INTO pgbench_tellers (tid, bid, tbalance)
            SELECT t, (t - 1) / 10 + 1, 0 FROM generate_series(1, ?) t
            """;
    private static final String FILL_ACCOUNTS = """
            INSERT INTO pgbench_accounts (aid, bid, abalance, filler)
            SELECT a, (a - 1) / 100000 + 1, 0, '' FROM generate_series(1, ?) a
            """;
    private static final String KEYS = """
            ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid);
            ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid);
            ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid);
            """;
    private static final String UPDATE_ACCOUNT = "UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?";
    private static final String SELECT_ACCOUNT = "SELECT abalance FROM pgbench_accounts WHERE aid = ?";
    private static final String UPDATE_TELLER = "UPDATE pgbench_tellers SET tbalance = tbalance + ? WHERE tid = ?";
    private static final String UPDATE_BRANCH = "UPDATE pgbench_branches SET bbalance = bbalance + ? WHERE bid = ?";
    private static final String INSERT_HISTORY = """
            INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)
            """;

    private final Database database;
    private final int scale;
    private final int clients;
    private long seed = 1;

    /** For a database of its own; {@link #prepare} fills it. */
    public TpcB(Database database, int scale, int clients) {
        this.database = database;
        this.scale = scale;
        this.clients = clients;
    }

    @Override
    public String description() {
        return "TPC-B as pgbench has it, over JDBC (the program pgbench is missing), %d clients, prepared, scale %d"
                .formatted(clients, scale);
    }

    @Override
    public void prepare() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            fill(connection, FILL_BRANCHES, scale);
            fill(connection, FILL_TELLERS, scale * TELLERS_PER_BRANCH);
            fill(connection, FILL_ACCOUNTS, scale * ACCOUNTS_PER_BRANCH);
            statement.execute(KEYS);
            statement.execute("VACUUM ANALYZE");
        }
    }

    @Override
    public Figure measure(Span span) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM pgbench_branches, pgbench_tellers");
            statement.execute("TRUNCATE pgbench_history");
        }
        return Clients.run(database, clients, span, seed++, Client::new).figure();
    }

    private static void fill(Connection connection, String sql, int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setInt(1, rows);
            if (insert.executeUpdate() != rows) {
                throw new IllegalStateException("Not all " + rows + " rows were made by: " + sql);
            }
        }
    }

    private final class Client implements Clients.Client {
        private final SplittableRandom random;
        private final Connection connection;
        private final PreparedStatement updateAccount;
        private final PreparedStatement selectAccount;
        private final PreparedStatement updateTeller;
        private final PreparedStatement updateBranch;
        private final PreparedStatement insertHistory;

        private Client(Connection connection, SplittableRandom random) throws SQLException {
            this.random = random;
            this.connection = connection;
            connection.setAutoCommit(false);
            updateAccount = connection.prepareStatement(UPDATE_ACCOUNT);
            selectAccount = connection.prepareStatement(SELECT_ACCOUNT);
            updateTeller = connection.prepareStatement(UPDATE_TELLER);
            updateBranch = connection.prepareStatement(UPDATE_BRANCH);
            insertHistory = connection.prepareStatement(INSERT_HISTORY);
        }

        @Override
        public void run() throws SQLException {
            int account = 1 + random.nextInt(scale * ACCOUNTS_PER_BRANCH);
            int branch = 1 + random.nextInt(scale);
            int teller = 1 + random.nextInt(scale * TELLERS_PER_BRANCH);
            int delta = random.nextInt(10_001) - 5_000;
            update(updateAccount, delta, account);
            selectAccount.setInt(1, account);
            try (ResultSet row = selectAccount.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("There is no account " + account);
                }
            }
            update(updateTeller, delta, teller);
            update(updateBranch, delta, branch);
            insertHistory.setInt(1, teller);
            insertHistory.setInt(2, branch);
            insertHistory.setInt(3, account);
            insertHistory.setInt(4, delta);
            insertHistory.executeUpdate();
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            updateAccount.close();
            selectAccount.close();
            updateTeller.close();
            updateBranch.close();
            insertHistory.close();
        }

        private static void update(PreparedStatement statement, int delta, int id) throws SQLException {
            statement.setInt(1, delta);
            statement.setInt(2, id);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("There is no row " + id);
            }
        }
    }
}
