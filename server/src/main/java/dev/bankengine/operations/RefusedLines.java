package dev.bankengine.operations;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The report of an import: every line that was refused, with the reason. It takes the place of an
 * earlier report at the end, and not where the import broke off before anything was refused. Where
 * nothing was refused it has no lines, and is written only to replace an earlier one.
 */
final class RefusedLines implements AutoCloseable {

    private final Path report;
    /** What becomes the report; {@code null} where that is no file but a pipe or a device. */
    private final @Nullable NewFile file;

    private final CsvWriter writer;
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long count;
    private boolean ended;

    private RefusedLines(Path report) throws IOException {
        this.report = report;
        boolean special = Files.exists(report) && !Files.isRegularFile(report);
        this.file = special ? null : NewFile.replace(report);
        this.writer = file == null
                ? CsvWriter.builder().build(report, StandardCharsets.UTF_8)
                : CsvWriter.builder().build(file.writer());
        writer.writeRecord("file", "line", "id", "code", "reason");
    }

    /**
     * @param inputs what the import reads
     * @throws EnvironmentProblem when the report can't be written, or would take the place of an input
     */
    static RefusedLines into(Path report, Collection<Path> inputs) {
        try {
            for (Path input : inputs) {
                if (Files.exists(report) && Files.exists(input) && Files.isSameFile(report, input)) {
                    throw new EnvironmentProblem(
                            "The report %s would take the place of a file to be imported. Name another with --report. Nothing was changed."
                                    .formatted(report));
                }
            }
            return new RefusedLines(report);
        } catch (IOException unwritable) {
            throw unwritable(report, "Nothing was changed.", unwritable);
        }
    }

    /** For an import of what no report can be written over. */
    static RefusedLines into(Path report) {
        return into(report, List.of());
    }

    void add(Path input, long line, String id, LineRefusal refusal) {
        writer.writeRecord(
                FreeText.written(input.getFileName().toString()),
                Long.toString(line),
                FreeText.written(id),
                refusal.code(),
                FreeText.written(refusal.reason()));
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

    /** The import got to its end, so that no refused line is missing here. */
    void end() {
        ended = true;
    }

    @Override
    public void close() {
        try {
            if (file == null) {
                writer.close();
                return;
            }
            try (file) {
                if (count > 0 || (ended && Files.exists(report))) {
                    writer.flush();
                    NewFile.keep(List.of(file));
                }
            }
        } catch (IOException | UncheckedIOException failure) {
            throw unwritable(report, "What was imported stands; the same again changes nothing.", failure);
        }
    }

    private static EnvironmentProblem unwritable(Path report, String consequence, Exception failure) {
        return new EnvironmentProblem(
                "The report %s can't be written: %s. %s".formatted(report, failure.getMessage(), consequence), failure);
    }
}
