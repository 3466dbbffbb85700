package dev.bankengine.platform.postgres;

import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that holds a bank: {@code postgres-18/} is PostgreSQL's own, {@code secrets/} holds a password per
 * role, {@code log/} what PostgreSQL has to say, {@code port} where it listens, {@code lock} who uses it all. A file
 * {@code postgresql.conf} laid here by the operator overrides our settings.
 */
record DataDirectory(Path path) {

    private static final int PASSWORD_BYTES = 32;

    static DataDirectory at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            return new DataDirectory(absolute.toRealPath());
        } catch (IOException unusable) {
            throw problemWith(absolute, unusable);
        }
    }

    Path cluster() {
        return path.resolve("postgres-18");
    }

    Path log() {
        return path.resolve("log");
    }

    /** What PostgreSQL prints before its log file is open. */
    Path startLog() {
        return log().resolve("start.log");
    }

    Path lock() {
        return path.resolve("lock");
    }

    /** Where the running HTTP server writes who and where it is, for the message a second one gives. */
    Path serverNote() {
        return path.resolve("server");
    }

    Path operatorSettings() {
        return path.resolve("postgresql.conf");
    }

    /** Roles and database exist once this mark does. */
    Path preparedMark() {
        return cluster().resolve("bankengine.prepared");
    }

    Path scratch() throws IOException {
        return Files.createTempDirectory(path, "init-");
    }

    /** What a crash in the middle of a first start has left. Only the owner may ask for this. */
    void removeScratch() throws IOException {
        try (DirectoryStream<Path> leftOvers = Files.newDirectoryStream(path, "init-*")) {
            for (Path leftOver : leftOvers) {
                deleteRecursively(leftOver);
            }
        }
    }

    /** The port of the last start, so that clients find the server where it was. */
    Optional<Integer> port() {
        try {
            return Optional.of(
                    Integer.parseInt(Files.readString(path.resolve("port")).strip()));
        } catch (IOException | NumberFormatException noneYet) {
            return Optional.empty();
        }
    }

    void rememberPort(int port) throws IOException {
        writeDurably(path.resolve("port"), Integer.toString(port), "rw-r--r--");
    }

    /** The password of a role, if one has been made. */
    Optional<String> password(String role) {
        Path file = secret(role);
        try {
            String password = Files.readString(file).strip();
            return password.isEmpty() ? Optional.empty() : Optional.of(password);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw problemWith(file, unreadable);
        }
    }

    /** The password of a role, made now if there is none. */
    String passwordOrNew(String role) throws IOException {
        Optional<String> existing = password(role);
        if (existing.isPresent()) {
            return existing.get();
        }
        Path secrets = path.resolve("secrets");
        if (!Files.isDirectory(secrets)) {
            Files.createDirectory(
                    secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        writeDurably(secret(role), password, "rw-------");
        return password;
    }

    Path secret(String role) {
        return path.resolve("secrets").resolve(role + ".password");
    }

    /** Writes the whole file or, if anything fails, leaves what was there. */
    static void writeDurably(Path file, String text, String permissions) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(parent, "." + file.getFileName(), ".draft");
        try {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(text));
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    static void deleteRecursively(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Says in one paragraph what a file operation that failed means. */
    static EnvironmentProblem problemWith(Path file, IOException cause) {
        String reason = switch (cause) {
            case AccessDeniedException denied -> "the permission to read and write it is missing";
            case FileAlreadyExistsException exists -> "there is a file in its place";
            case NotDirectoryException notADirectory -> "there is a file in its place";
            case NoSuchFileException missing -> "it, or the directory it lies in, is missing";
            default -> String.valueOf(cause.getMessage());
        };
        if (isDiskFull(reason)) {
            return diskFull(file);
        }
        return new EnvironmentProblem(
                "Cannot use " + file + ": " + reason
                        + ". Nothing was changed. Choose another directory with --data, or correct this one.",
                cause);
    }

    static boolean isDiskFull(String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        return lower.contains("no space left on device") || lower.contains("disk quota exceeded");
    }

    static EnvironmentProblem diskFull(Path path) {
        return new EnvironmentProblem("The disk that holds " + path
                + " is full. What was already booked is intact, and nothing new was accepted. Free some space and"
                + " start again.");
    }
}
