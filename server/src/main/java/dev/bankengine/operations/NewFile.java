package dev.bankengine.operations;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * A text file that appears under its name when it is whole and on the disk, and not before. Until then
 * it is a draft beside it whose name ends with {@code .part}; what is closed without being kept leaves
 * nothing behind. For one thread.
 */
final class NewFile implements Closeable {

    private final Path file;
    private final Path draft;
    private final boolean replaces;
    private final FileChannel channel;
    private final Writer writer;

    private NewFile(Path file, boolean replaces) throws IOException {
        this.file = file.toAbsolutePath();
        this.replaces = replaces;
        this.draft = this.file.resolveSibling(this.file.getFileName() + "." + UUID.randomUUID() + ".part");
        this.channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.writer =
                new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
    }

    /** @throws FileAlreadyExistsException when something is there under this name */
    static NewFile create(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        return new NewFile(file, false);
    }

    /** What is there under this name stays until the new one takes its place. */
    static NewFile replace(Path file) throws IOException {
        return new NewFile(Files.exists(file) ? file.toRealPath() : file, true);
    }

    Writer writer() {
        return writer;
    }

    /** Gives the files their names, none of them before all are on the disk. */
    static void keep(List<NewFile> files) throws IOException {
        for (NewFile file : files) {
            file.writer.flush();
            file.channel.force(true);
            file.channel.close();
        }
        for (NewFile file : files) {
            file.move();
        }
        for (NewFile file : files) {
            try (FileChannel directory = FileChannel.open(file.file.getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private void move() throws IOException {
        if (replaces) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(draft, file);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(draft);
    }
}
