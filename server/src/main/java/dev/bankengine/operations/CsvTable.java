package dev.bankengine.operations;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file in UTF-8 whose first line names its columns, in any order: all that are required, and none
 * that nobody knows, so that a mistyped name is not silently an empty column.
 */
final class CsvTable implements AutoCloseable {

    /** A record of the file. */
    final class Line {

        private final CsvRecord fields;

        private Line(CsvRecord fields) {
            this.fields = fields;
        }

        /** Where it starts; the first line of the file, with the names, is 1. */
        long number() {
            return fields.getStartingLineNumber();
        }

        /** What stands in a column, without blanks around it; {@code null} where nothing does. */
        @Nullable
        String get(String column) {
            Integer position = positions.get(column);
            if (position == null || position >= fields.getFieldCount()) {
                return null;
            }
            String text = fields.getField(position).strip();
            return text.isEmpty() ? null : text;
        }

        /** As {@link #get}, of a column with {@link FreeText}. */
        @Nullable
        String text(String column) {
            String text = get(column);
            return text == null ? null : FreeText.read(text);
        }

        /** Whether it has another number of values than there are names, so that no value is sure to be in its column. */
        boolean misshapen() {
            return fields.getFieldCount() != columns;
        }

        LineRefusal misshape() {
            return LineRefusal.invalid(
                    "line", "%d values, where the first line names %d".formatted(fields.getFieldCount(), columns));
        }
    }

    private final Path file;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> positions = new HashMap<>();
    private int columns;

    private CsvTable(Path file, CsvReader<CsvRecord> reader) {
        this.file = file;
        this.reader = reader;
        this.records = reader.iterator();
    }

    static CsvTable open(Path file, List<String> required, List<String> optional) {
        CsvReader<CsvRecord> reader;
        try {
            // A buffered reader of its own refuses bytes that are no UTF-8, rather than replace them.
            reader = CsvReader.builder()
                    .allowExtraFields(true)
                    .allowMissingFields(true)
                    .skipEmptyLines(true)
                    .ofCsvRecord(Files.newBufferedReader(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw problemWith(file, unreadable);
        }
        var table = new CsvTable(file, reader);
        table.readNames(required, optional);
        return table;
    }

    private void readNames(List<String> required, List<String> optional) {
        CsvRecord names = nextRecord();
        if (names == null) {
            throw new EnvironmentProblem("The file %s is empty; its first line must name the columns %s."
                    .formatted(file, String.join(",", required)));
        }
        columns = names.getFieldCount();
        Set<String> known = new HashSet<>(required);
        known.addAll(optional);
        List<String> strange = new ArrayList<>();
        for (int i = 0; i < names.getFieldCount(); i++) {
            String name = names.getField(i).strip();
            if (i == 0 && name.startsWith("\uFEFF")) {
                name = name.substring(1);
            }
            if (!known.contains(name) || positions.put(name, i) != null) {
                strange.add(name);
            }
        }
        List<String> missing =
                required.stream().filter(name -> !positions.containsKey(name)).toList();
        if (!strange.isEmpty() || !missing.isEmpty()) {
            throw new EnvironmentProblem(
                    "The columns of %s are not right: missing %s; unknown or twice %s. Required are %s; there may be %s. Nothing was changed."
                            .formatted(file, missing, strange, required, optional));
        }
    }

    /** The next line; {@code null} at the end. */
    @Nullable
    Line next() {
        CsvRecord next = nextRecord();
        return next == null ? null : new Line(next);
    }

    private @Nullable CsvRecord nextRecord() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException | UncheckedIOException broken) {
            String reason = broken.getCause() instanceof CharacterCodingException
                    ? "it is not in UTF-8"
                    : String.valueOf(
                            broken.getCause() == null
                                    ? broken.getMessage()
                                    : broken.getCause().getMessage());
            throw new EnvironmentProblem(
                    "The file %s can't be read any further: %s. What stands before that is done; mend the file and run the same again."
                            .formatted(file, reason),
                    broken);
        }
    }

    /** About how many records the file has: its lines but one. */
    static long countLines(Path file) {
        try (var bytes = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long lines = 0;
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
            }
            return Math.max(0, lines - 1);
        } catch (IOException unreadable) {
            throw problemWith(file, unreadable);
        }
    }

    /** Before anything is begun for its sake. */
    static void refuseIfMissing(Path file) {
        if (Files.notExists(file)) {
            throw problemWith(file, new NoSuchFileException(file.toString()));
        }
    }

    private static EnvironmentProblem problemWith(Path file, IOException unreadable) {
        return new EnvironmentProblem(
                unreadable instanceof NoSuchFileException
                        ? "There is no file " + file + "."
                        : "The file " + file + " can't be read: " + unreadable.getMessage(),
                unreadable);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
