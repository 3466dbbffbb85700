package dev.bankengine.platform.postgres;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL on a data directory, opened for the use of this process.
 *
 * <p>The first process to open a directory owns the server there: it starts PostgreSQL, starts it again when it dies,
 * and stops it when the last user has left. Further processes attach to the running server; should the owner leave or
 * be killed, one of them becomes the owner without the database going down. What a killed process left running is taken
 * over if it is the same version with the same settings, and else stopped and started anew.
 *
 * <p>The database is called {@code bankengine}. It belongs to the role {@code bankengine_owner}, which migrates it; the
 * bank runs as {@code bankengine_app}. Neither is a superuser.
 *
 * <p>One instance per directory and process. Safe for use by many threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    public static final String DATABASE = "bankengine";
    public static final String OWNER_ROLE = "bankengine_owner";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration WATCH = Duration.ofMillis(100);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DataDirectory data;
    private final DataDirectoryLock lock;
    private final Thread watch;
    private volatile boolean closing;
    private volatile boolean owner;
    private volatile Postmaster postmaster;

    private EmbeddedPostgres(DataDirectory data, DataDirectoryLock lock, boolean owner, Postmaster postmaster) {
        this.data = data;
        this.lock = lock;
        this.owner = owner;
        this.postmaster = postmaster;
        this.watch = Thread.ofPlatform().daemon().name("postgres-watch").unstarted(this::watch);
    }

    /**
     * Starts the database of this directory, or attaches to it if another process runs it; makes it if there is none.
     *
     * @throws EnvironmentProblem if that cannot be done; whatever was in the directory is intact
     */
    public static EmbeddedPostgres open(Path dataDirectory) {
        DataDirectory data = DataDirectory.at(dataDirectory);
        try {
            DataDirectoryLock lock = DataDirectoryLock.open(data.lock());
            try {
                return open(data, lock);
            } catch (IOException | RuntimeException failed) {
                lock.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw DataDirectory.problemWith(data.path(), failed);
        }
    }

    private static EmbeddedPostgres open(DataDirectory data, DataDirectoryLock lock) throws IOException {
        lock.joinUsers();
        while (!lock.tryOwner()) {
            Optional<Postmaster> running = Postmaster.running(data).filter(server -> server.isReady(data));
            if (running.isPresent() && Files.exists(data.preparedMark())) {
                return new EmbeddedPostgres(data, lock, false, running.get()).watched();
            }
            Postmaster.pause(WATCH);
        }
        Postmaster server = startOrTakeOver(data);
        try {
            RolesAndDatabase.prepare(data, server);
        } catch (RuntimeException failed) {
            server.stop();
            throw failed;
        }
        return new EmbeddedPostgres(data, lock, true, server).watched();
    }

    private EmbeddedPostgres watched() {
        watch.start();
        return this;
    }

    /** As whom the bank runs: it may do what the migrations grant it, and nothing else. */
    public DatabaseEndpoint application() {
        return login(DatabaseEndpoint.APPLICATION_ROLE);
    }

    /** As whom the schema is made and changed. */
    public DatabaseEndpoint owner() {
        return login(OWNER_ROLE);
    }

    /** As whom anything can be done, rules or no rules. The running bank never uses it. */
    public DatabaseEndpoint superuser() {
        return login(Cluster.SUPERUSER);
    }

    private DatabaseEndpoint login(String role) {
        return RolesAndDatabase.login(data, postmaster.port(), DATABASE, role);
    }

    /** The process id of PostgreSQL's main process; another one after it was restarted. */
    public long processId() {
        return postmaster.pid();
    }

    /** Whether this process, and not another one, watches over PostgreSQL. */
    public boolean isOwner() {
        return owner;
    }

    /**
     * Makes this process the one HTTP server of the directory until it ends.
     *
     * @param whoAndWhere what a second server is told about this one, such as its address
     * @throws EnvironmentProblem if another process already is the server
     */
    public void claimServer(String whoAndWhere) {
        try {
            refuseUnless(lock.tryServer(), data);
            DataDirectory.writeDurably(data.serverNote(), whoAndWhere, "rw-r--r--");
        } catch (IOException failed) {
            throw DataDirectory.problemWith(data.path(), failed);
        }
    }

    /** Whether a bank has been made in this directory. Makes nothing, not even the directory. */
    public static boolean isIn(Path dataDirectory) {
        return Files.exists(new DataDirectory(dataDirectory.toAbsolutePath().normalize()).preparedMark());
    }

    /**
     * Looks, before anything is opened or started, whether another process is the HTTP server of this directory.
     *
     * @throws EnvironmentProblem if so
     */
    public static void refuseIfServed(Path dataDirectory) {
        DataDirectory data = DataDirectory.at(dataDirectory);
        try (DataDirectoryLock lock = DataDirectoryLock.open(data.lock())) {
            refuseUnless(lock.tryServer(), data);
        } catch (IOException failed) {
            throw DataDirectory.problemWith(data.path(), failed);
        }
    }

    private static void refuseUnless(boolean alone, DataDirectory data) throws IOException {
        if (alone) {
            return;
        }
        String other = Files.exists(data.serverNote())
                ? Files.readString(data.serverNote()).strip()
                : "another process";
        throw new EnvironmentProblem("A BankEngine already serves " + data.path() + ": " + other
                + ". Use that one, stop it first, or choose another directory with --data. Nothing was changed.");
    }

    private static Postmaster startOrTakeOver(DataDirectory data) throws IOException {
        PostgresUser user = PostgresUser.whoCanUse(data);
        Cluster cluster = new Cluster(data, user, PostgresBinaries.availableTo(user, data));
        cluster.createIfMissing();
        Optional<Postmaster> left = Postmaster.running(data);
        if (left.isPresent()) {
            Postmaster server = left.get();
            if (server.isReady(data) && cluster.hasSettings(server.port())) {
                LOG.info("Taking over the running PostgreSQL (process {}, port {})", server.pid(), server.port());
                return server;
            }
            LOG.info("Stopping the PostgreSQL an earlier process has left (process {})", server.pid());
            server.stop();
        }
        return started(Postmaster.start(cluster, null));
    }

    private static Postmaster started(Postmaster server) {
        LOG.info("PostgreSQL runs (process {}, port {})", server.pid(), server.port());
        return server;
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        long downSinceNanos = 0;
        while (!closing) {
            try {
                if (!owner && lock.tryOwner()) {
                    LOG.info("The process that ran PostgreSQL has left; this one looks after it from now on");
                    owner = true;
                }
                if (owner && !postmaster.runs()) {
                    if (downSinceNanos == 0) {
                        downSinceNanos = System.nanoTime();
                        LOG.warn("PostgreSQL (process {}) has ended unexpectedly; starting it again", postmaster.pid());
                    }
                    revive(downSinceNanos);
                } else if (!owner) {
                    Postmaster.running(data).ifPresent(server -> postmaster = server);
                }
                pause = FIRST_PAUSE;
                downSinceNanos = 0;
                sleep(WATCH);
            } catch (IOException | RuntimeException failed) {
                if (closing) {
                    return;
                }
                LOG.error("PostgreSQL is down; trying again in {} ms. {}", pause.toMillis(), failed.getMessage());
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** On the same port, so that every connection pool finds it again by itself. */
    private synchronized void revive(long downSinceNanos) throws IOException {
        if (closing) {
            return;
        }
        PostgresUser user = PostgresUser.whoCanUse(data);
        Cluster cluster = new Cluster(data, user, PostgresBinaries.availableTo(user, data));
        postmaster = Postmaster.start(cluster, postmaster.port());
        LOG.warn(
                "PostgreSQL is back after {} ms (process {}, port {}); nothing that was committed is lost",
                (System.nanoTime() - downSinceNanos) / 1_000_000,
                postmaster.pid(),
                postmaster.port());
    }

    private void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves the database; stops it if this process owns it and no other one uses it. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        watch.interrupt();
        leave();
    }

    private synchronized void leave() {
        try (lock) {
            if (owner && lock.tryAlone()) {
                Postmaster.running(data).orElse(postmaster).stop();
                LOG.info("PostgreSQL has stopped");
            } else if (owner) {
                LOG.info("PostgreSQL goes on for the other processes that use it");
            }
        } catch (IOException failed) {
            throw DataDirectory.problemWith(data.path(), failed);
        }
    }
}
