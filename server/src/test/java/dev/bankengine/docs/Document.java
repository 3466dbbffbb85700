package dev.bankengine.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A Markdown file of the repository, taken apart as far as the tests need it. */
record Document(Path file, List<String> lines) {

    /** The top of the repository; the tests run in the module's directory. */
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "data", ".git", ".m2");

    /** A fenced block. {@code line} is where it opens, 1 for the first line of the file. */
    record Block(int line, String info, String text) {}

    static Document at(String path) {
        return read(REPOSITORY.resolve(path));
    }

    /** Every Markdown file that the project wrote. */
    static List<Document> all() {
        List<Document> documents = new ArrayList<>();
        collect(REPOSITORY, documents);
        return documents;
    }

    /** Those directly in a directory, in order of name. */
    static List<Document> in(String directory) {
        return all().stream()
                .filter(d -> REPOSITORY.resolve(directory).equals(d.file().getParent()))
                .toList();
    }

    private static void collect(Path directory, List<Document> documents) {
        try (var children = Files.list(directory)) {
            for (Path child : children.sorted().toList()) {
                String name = child.getFileName().toString();
                if (Files.isDirectory(child) && !NOT_OURS.contains(name)) {
                    collect(child, documents);
                } else if (name.endsWith(".md")) {
                    documents.add(read(child));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Document read(Path file) {
        try {
            return new Document(file, Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String name() {
        return REPOSITORY.relativize(file).toString();
    }

    String text() {
        return String.join("\n", lines);
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        int opened = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            if (opened < 0) {
                opened = i;
            } else {
                String info = lines.get(opened).substring("```".length()).strip();
                blocks.add(new Block(opened + 1, info, String.join("\n", lines.subList(opened + 1, i))));
                opened = -1;
            }
        }
        return blocks;
    }

    /** The lines outside fenced blocks. */
    List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return prose;
    }

    /** The lines below a heading, down to the next one of any level. */
    List<String> section(String heading) {
        for (int i = 0; i < lines.size(); i++) {
            if (isHeading(lines.get(i)) && lines.get(i).replaceFirst("#+ ", "").equals(heading)) {
                int end = i + 1;
                while (end < lines.size() && !isHeading(lines.get(end))) {
                    end++;
                }
                return lines.subList(i + 1, end);
            }
        }
        throw new AssertionError(name() + " has no heading \"" + heading + "\"");
    }

    /** The cells of the table below a heading, without the row of names and without code marks. */
    List<List<String>> table(String heading) {
        return section(heading).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("|-") && !line.startsWith("| -"))
                .skip(1)
                .map(line -> Arrays.stream(line.substring(1).split("(?<!\\\\)\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .toList();
    }

    /** The anchors of the headings, as the usual renderers make them. */
    Set<String> anchors() {
        return prose().stream()
                .filter(Document::isHeading)
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static boolean isHeading(String line) {
        return line.matches("#{1,6} .*");
    }
}
