package dev.bankengine.platform.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs. It refuses to run as root, and rightly so; hence root hands it to {@code nobody}. Where
 * nobody cannot reach the data (below a closed home directory, say), it runs in a user namespace of its own, in which it
 * is not root, though its files belong to root. Whoever owns an existing cluster goes on owning it.
 *
 * @param prefix what to put before a command to run it as this user; empty for ourselves
 * @param userId the numeric id files must belong to
 * @param groupId the numeric group id files must belong to
 */
record PostgresUser(List<String> prefix, long userId, long groupId) {

    private static final int ROOT = 0;
    private static final long USUAL_NOBODY = 65534;

    static PostgresUser whoCanUse(DataDirectory data) {
        UnixSystem self = new UnixSystem();
        long owner = Files.exists(data.cluster()) ? ownerOf(data.cluster()) : -1;
        if (self.getUid() != ROOT) {
            if (owner >= 0 && owner != self.getUid()) {
                throw new EnvironmentProblem("The database in " + data.path()
                        + " belongs to another user (number " + owner
                        + "), most likely because it was first started as root. Start as that user or as root, or"
                        + " choose another directory with --data. The data are intact.");
            }
            return new PostgresUser(List.of(), self.getUid(), self.getGid());
        }
        if (owner > ROOT) {
            return lowered(owner, groupOf(data.cluster()));
        }
        PostgresUser nobody = nobody();
        if (owner < 0 && nobody.canReach(data.path())) {
            return nobody;
        }
        PostgresUser ownNamespace = new PostgresUser(List.of("unshare", "--user"), ROOT, self.getGid());
        if (ownNamespace.canReach(data.path())) {
            return ownNamespace;
        }
        throw new EnvironmentProblem("PostgreSQL does not run as root, and no other user can reach " + data.path()
                + ". Start BankEngine as an ordinary user, or choose a directory with --data that everybody may enter,"
                + " such as /var/lib/bankengine. (Tried: setpriv to the user nobody, and unshare --user.)");
    }

    /** The command, run as this user, out of reach of the terminal's Ctrl-C, which is ours to answer. */
    List<String> detached(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (isInstalled("setsid")) {
            whole.add("setsid");
        } else if (isInstalled("perl")) {
            whole.addAll(List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die"));
        }
        whole.addAll(prefix);
        whole.addAll(command);
        return whole;
    }

    List<String> command(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    /** Whether this user can be had at all and may enter the directory. */
    boolean canReach(Path directory) {
        if (prefix.isEmpty()) {
            return Files.isExecutable(directory);
        }
        if (!isInstalled(prefix.getFirst())) {
            return false;
        }
        try {
            Process test = new ProcessBuilder(command(List.of("/bin/sh", "-c", "cd \"$0\"", directory.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return test.waitFor(10, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException cannotRun) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Makes this user the owner of a file or directory of ours. */
    void own(Path path) throws IOException {
        if (!prefix.isEmpty()) {
            Files.setAttribute(path, "unix:uid", Math.toIntExact(userId));
            Files.setAttribute(path, "unix:gid", Math.toIntExact(groupId));
        }
    }

    private static PostgresUser nobody() {
        try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
            Optional<String[]> entry = users.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && fields[0].equals("nobody"))
                    .findFirst();
            if (entry.isPresent()) {
                return lowered(Long.parseLong(entry.get()[2]), Long.parseLong(entry.get()[3]));
            }
        } catch (IOException | NumberFormatException unusualSystem) {
            return lowered(USUAL_NOBODY, USUAL_NOBODY);
        }
        return lowered(USUAL_NOBODY, USUAL_NOBODY);
    }

    private static PostgresUser lowered(long user, long group) {
        return new PostgresUser(
                List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--no-new-privs"),
                user,
                group);
    }

    private static boolean isInstalled(String program) {
        String searchPath = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(searchPath.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static long ownerOf(Path path) {
        return numericAttribute(path, "unix:uid");
    }

    private static long groupOf(Path path) {
        return numericAttribute(path, "unix:gid");
    }

    private static long numericAttribute(Path path, String attribute) {
        try {
            return ((Number) Files.getAttribute(path, attribute)).longValue();
        } catch (IOException unreadable) {
            throw DataDirectory.problemWith(path, unreadable);
        }
    }
}
