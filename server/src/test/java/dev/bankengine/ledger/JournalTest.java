package dev.bankengine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bankengine.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The journal's order, seen from beside the ledger: two who post at once, and books that come from elsewhere. */
class JournalTest {

    private static final long ANNA = 2001;
    private static final long BERT = 2002;

    private final TestDatabase database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database.application().unpooled("test"));
    private final Journal journal = new Journal(jdbc, new Transactions(jdbc));

    @BeforeEach
    void open() {
        for (long account : new long[] {ANNA, BERT}) {
            jdbc.sql("""
                            INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                            VALUES (:id, 'EUR', 'CUSTOMER', 'CREDIT', -10000, '2026-01-01', '2026-01-01')
                            """).param("id", account).update();
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** The slow one gets its number first, and books and commits last. */
    @Test
    void nothingIsShownBeforeAllThatComesBeforeIt() throws SQLException {
        try (Connection slow = database.application().connect("slow");
                Connection fast = database.application().connect("fast")) {
            slow.setAutoCommit(false);
            execute(slow, transaction(1));
            execute(fast, "BEGIN;" + transaction(2) + entries(2, 1, 1_00) + "COMMIT");

            assertThat(journal.read(Journal.Position.START, 10))
                    .isEqualTo(new Journal.Part(List.of(), Journal.Position.START));

            execute(slow, entries(1, 2, 2_00));
            assertThat(journal.read(Journal.Position.START, 10).transactions()).isEmpty();
            slow.commit();
        }

        Journal.Part first = journal.read(Journal.Position.START, 1);
        Journal.Part second = journal.read(first.end(), 10);
        // Neither in order of commit nor, within the account, of its entries, which the numbers tell.
        assertThat(first.transactions()).extracting(Transaction::id).containsExactly(1L);
        assertThat(second.transactions()).extracting(Transaction::id).containsExactly(2L);
        assertThat(first.transactions().getFirst().entries())
                .extracting(Entry::number)
                .containsOnly(2L);
        assertThat(second.transactions().getFirst().entries())
                .extracting(Entry::number)
                .containsOnly(1L);
        assertThat(journal.read(second.end(), 10)).isEqualTo(new Journal.Part(List.of(), second.end()));
    }

    /** As after a restore of a dump into a new cluster, which counts its transactions from the start. */
    @Test
    void booksFromAClusterThatHadCountedFurtherAreNotReadAsIfTheyWereEmpty() throws SQLException {
        try (Connection bank = database.application().connect("test")) {
            execute(bank, "BEGIN;" + transaction(1) + entries(1, 1, 1_00) + "COMMIT");
        }
        assertThat(journal.read(Journal.Position.START, 10).transactions()).hasSize(1);
        try (Connection superuser = database.superuser().connect("test")) {
            execute(
                    superuser,
                    "SET session_replication_role = replica; UPDATE ledger.transaction SET xact = '30000000000'");
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> journal.read(Journal.Position.START, 10))
                .withMessageContaining("up to number 30000000000")
                .withMessageContaining("pg_resetwal --epoch=7");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String transaction(long id) {
        return """
                INSERT INTO ledger.transaction (id, booked_at, value_date, kind, unchecked, scope, key, actor, channel)
                VALUES (%d, '2026-01-02', '2026-01-02', 'TRANSFER', false, 'test', 'key-%d', 'teller-1', 'TEST');
                """.formatted(id, id);
    }

    /** A euro from Anna to Bert, who have it in their entries of this number. */
    private static String entries(long transaction, long number, long balance) {
        return """
                INSERT INTO ledger.entry (account_id, number, transaction_id, amount, balance, currency, booked_at, value_date)
                VALUES (%1$d, %3$d, %4$d, -100, -%5$d, 'EUR', '2026-01-02', '2026-01-02'),
                       (%2$d, %3$d, %4$d, 100, %5$d, 'EUR', '2026-01-02', '2026-01-02');
                """.formatted(ANNA, BERT, number, transaction, balance);
    }
}
