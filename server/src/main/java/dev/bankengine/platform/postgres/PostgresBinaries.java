package dev.bankengine.platform.postgres;

import dev.bankengine.platform.EnvironmentProblem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The programs {@code initdb} and {@code postgres}, unpacked once per version from the archive on our classpath into a
 * cache that any number of data directories share.
 *
 * @param home the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final String CACHE_VARIABLE = "BANKENGINE_CACHE";

    Path initdb() {
        return home.resolve("bin/initdb");
    }

    Path postgres() {
        return home.resolve("bin/postgres");
    }

    /** Finds the unpacked programs, or unpacks them to the first place that both we and the user can use. */
    static PostgresBinaries availableTo(PostgresUser user, DataDirectory data) {
        String archive = archiveName();
        URL resource = PostgresBinaries.class.getResource("/" + archive);
        if (resource == null) {
            throw new EnvironmentProblem("This build brings no PostgreSQL for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + " (no " + archive + "). Build it on this machine, or let it use"
                    + " an external PostgreSQL 15 to 18: set BANKENGINE_DATABASE_URL, BANKENGINE_DATABASE_USER and"
                    + " BANKENGINE_DATABASE_PASSWORD.");
        }
        @Nullable IOException lastFailure = null;
        for (Path cache : caches(data)) {
            try {
                Path home = cache.resolve(archive.replace(".txz", "") + "-" + fingerprint(resource));
                Files.createDirectories(cache);
                if (user.canReach(cache) && !Files.isDirectory(home)) {
                    unpack(resource, cache, home);
                }
                if (user.canReach(home)) {
                    return new PostgresBinaries(home);
                }
            } catch (IOException unusable) {
                lastFailure = unusable;
                if (DataDirectory.isDiskFull(String.valueOf(unusable.getMessage()))) {
                    throw DataDirectory.diskFull(cache);
                }
            }
        }
        throw new EnvironmentProblem(
                "Found no directory to unpack PostgreSQL into that the user it runs as can read. Set " + CACHE_VARIABLE
                        + " to one. (Tried " + caches(data) + ")",
                lastFailure == null ? new IOException("not reachable") : lastFailure);
    }

    private static List<Path> caches(DataDirectory data) {
        List<Path> places = new ArrayList<>();
        String chosen = System.getenv(CACHE_VARIABLE);
        if (chosen != null && !chosen.isBlank()) {
            places.add(Path.of(chosen).toAbsolutePath());
            return places;
        }
        String userCache = System.getenv("XDG_CACHE_HOME");
        if (userCache != null && userCache.startsWith("/")) {
            places.add(Path.of(userCache, "bankengine"));
        }
        places.add(Path.of(System.getProperty("user.home"), ".cache", "bankengine"));
        places.add(Path.of("/var/cache/bankengine"));
        places.add(data.path().resolve("programs"));
        return places;
    }

    private static void unpack(URL resource, Path cache, Path home) throws IOException {
        LOG.info("Unpacking PostgreSQL to {} (once)", home);
        Path draft = Files.createTempDirectory(cache, "unpacking-");
        try {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (InputStream packed = new BufferedInputStream(resource.openStream(), 1 << 16);
                    TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpackEntry(tar, entry, draft);
                }
            }
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException failed) {
            // Another process may have been quicker: its result is as good as ours.
            if (!Files.isDirectory(home)) {
                throw failed;
            }
        } finally {
            if (Files.isDirectory(draft)) {
                DataDirectory.deleteRecursively(draft);
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("The archive names a path outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            createReadableDirectories(root, target);
            return;
        }
        createReadableDirectories(root, target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** Readable by everybody whatever the umask: the one who unpacks is often not the one who runs. */
    private static void createReadableDirectories(Path root, @Nullable Path directory) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        if (!directory.equals(root)) {
            createReadableDirectories(root, directory.getParent());
        }
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Names this very archive, so that another build of the same version gets a directory of its own. */
    private static String fingerprint(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return Long.toHexString(connection.getContentLengthLong());
    }

    private static String archiveName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = processor.equals("aarch64") || processor.equals("arm64");
        if (system.contains("mac")) {
            return "postgres-darwin-" + (arm ? "arm_64" : "x86_64") + ".txz";
        }
        String libc = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        return "postgres-linux-" + (arm ? "arm_64" : "x86_64") + libc + ".txz";
    }
}
