package dev.bankengine.bench.baseline;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import java.io.IOException;
import java.sql.SQLException;

/** PostgreSQL's own transaction benchmark, by whichever program runs it. */
public interface TransactionBaseline {
    /** What is measured, in a line for the report. */
    String description();

    /** Makes and fills the tables and finds the best settings; once. */
    void prepare() throws SQLException, IOException;

    /** Runs it; transactions a second. */
    Figure measure(Span span) throws SQLException, IOException;
}
