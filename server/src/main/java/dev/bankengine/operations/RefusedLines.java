package dev.bankengine.operations;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The report of an import: every line that was refused, with the reason. */
final class RefusedLines implements AutoCloseable {

    private final CsvWriter writer;
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long count;

    private RefusedLines(CsvWriter writer) {
        this.writer = writer;
        writer.writeRecord("file", "line", "id", "code", "reason");
    }

    static RefusedLines into(Path report) {
        try {
            return new RefusedLines(CsvWriter.builder().build(report, StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            throw new EnvironmentProblem(
                    "The report %s can't be written: %s. Nothing was changed."
                            .formatted(report, unwritable.getMessage()),
                    unwritable);
        }
    }

    void add(Path file, long line, String id, LineRefusal refusal) {
        writer.writeRecord(file.getFileName().toString(), Long.toString(line), id, refusal.code(), refusal.reason());
        counts.merge(refusal.code(), 1L, Long::sum);
        count++;
    }

    long count() {
        return count;
    }

    /** How many lines there are for each code. */
    SortedMap<String, Long> counts() {
        return counts;
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
