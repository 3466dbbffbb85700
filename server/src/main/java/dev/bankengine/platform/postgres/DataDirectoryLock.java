package dev.bankengine.platform.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a data directory, told by locks the operating system drops when a process dies, however it dies. Three
 * bytes of one file are three locks:
 *
 * <ul>
 *   <li>the <b>owner</b> starts, watches and stops PostgreSQL; one process at a time;
 *   <li><b>users</b> share theirs while they talk to the database: the owner stops PostgreSQL only when it can have
 *       this lock alone;
 *   <li>the <b>server</b> lock keeps a second HTTP server off the same directory.
 * </ul>
 *
 * The file must not be opened by anything else in this process: closing any handle of it would drop every lock.
 */
final class DataDirectoryLock implements AutoCloseable {

    private static final long OWNER = 0;
    private static final long USERS = 1;
    private static final long SERVER = 2;

    private final FileChannel channel;
    private @Nullable FileLock owner;
    private @Nullable FileLock user;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DataDirectoryLock open(Path file) throws IOException {
        return new DataDirectoryLock(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Waits while an owner is busy stopping PostgreSQL, then counts this process among the users. */
    synchronized void joinUsers() throws IOException {
        try {
            user = channel.lock(USERS, 1, true);
        } catch (OverlappingFileLockException twice) {
            throw new IllegalStateException("This process has already opened this data directory.", twice);
        }
    }

    /** Becomes the owner if there is none. */
    synchronized boolean tryOwner() throws IOException {
        if (owner == null) {
            owner = channel.tryLock(OWNER, 1, false);
        }
        return owner != null;
    }

    /** Becomes the one HTTP server of this directory, or says that there is one. */
    synchronized boolean tryServer() throws IOException {
        return channel.tryLock(SERVER, 1, false) != null;
    }

    /** Whether no other process uses the database; from then on none can begin to until this lock is closed. */
    synchronized boolean tryAlone() throws IOException {
        if (user != null) {
            user.release();
            user = null;
        }
        return channel.tryLock(USERS, 1, false) != null;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
