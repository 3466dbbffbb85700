package dev.bankengine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.bench.baseline.Database;
import dev.bankengine.bench.baseline.RowAtATime;
import dev.bankengine.bench.baseline.RowAtATime.Style;
import dev.bankengine.bench.baseline.TpcB;
import dev.bankengine.bench.measure.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each workload that needs no HTTP, for a moment, on a real database; what it did is proved as in a real run. */
@TestInstance(Lifecycle.PER_CLASS)
class LedgerWorkloadsTest {
    private static final Span SHORT = new Span(Duration.ofMillis(100), Duration.ofMillis(300));

    private final BenchDatabase database;
    private final Books books;
    private final long[] accounts;

    LedgerWorkloadsTest() throws IOException, SQLException {
        database = BenchDatabase.start(Path.of("target").toAbsolutePath());
        books = new Books(database.owner());
        accounts = books.openAccounts(200, done -> {});
    }

    @BeforeAll
    void measuresOnlyADatabaseThatIsDurable() {
        assertThat(database.facts().get("postgresql")).asString().contains("fsync=on");
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void aRowAtATimeLosesNoMoney(Style style) throws SQLException {
        RowAtATime baseline = new RowAtATime(Database.at(database.superuser()), 20, 4);
        baseline.prepare();
        assertThat(baseline.measure(style, SHORT).perSecond()).isPositive();
        baseline.prove();
    }

    @Test
    void tpcBRunsWithoutTheProgramPgbench() throws SQLException {
        TpcB baseline = new TpcB(Database.at(database.createDatabase("tpcb")), 1, 2);
        baseline.prepare();
        assertThat(baseline.measure(SHORT).perSecond()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_024})
    void everyTransferOfABatchIsInTheLedger(int batchSize) throws SQLException {
        try (EnginePosting engine = new EnginePosting(database.application(), accounts)) {
            books.mark();
            EnginePosting.Posted posted = engine.post(batchSize, SHORT);
            books.prove("engine", posted.acknowledged());
            engine.verify();
            assertThat(posted.acknowledged()).isPositive();
            assertThat(posted.perSecond()).isPositive();
        }
    }

    @Test
    void aHistoryIsBookedByTheRulesOfTheLedger() throws SQLException {
        books.mark();
        long booked = books.bookHistory(accounts, 10_000, present -> {});
        books.prove("history", booked);
        assertThat(booked).isPositive();
        assertThat(books.openAccounts(50, done -> {})).hasSize(50);
    }

    @Test
    void aTransferThatIsMissingIsNoticed() throws SQLException {
        books.mark();
        assertThatThrownBy(() -> books.prove("engine", 1)).hasMessageContaining("the money is not all there");
    }
}
