package dev.bankengine.platform.postgres;

import dev.bankengine.platform.EnvironmentProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own directory: made in one step, so that it is either whole or not there. It is built under another name
 * and renamed when {@code initdb} has synced it to disk.
 */
record Cluster(DataDirectory data, PostgresUser user, PostgresBinaries binaries) {

    static final String SUPERUSER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final String MAJOR_VERSION = "18";
    private static final int INITDB_LIMIT_SECONDS = 120;
    private static final String WAL_COMPRESSION_FILE = "bankengine.wal_compression";

    /** Makes the cluster if there is none. Only the owner of the data directory may ask for this. */
    void createIfMissing() throws IOException {
        data.removeScratch();
        makeLogDirectory();
        Path cluster = data.cluster();
        if (Files.exists(cluster)) {
            refuseWhatIsNoCluster(cluster);
            return;
        }
        LOG.info("Making a new database in {}", data.path());
        Path scratch = data.scratch();
        user.own(scratch);
        Path draft = scratch.resolve("cluster");
        Path password = scratch.resolve("password");
        Files.writeString(password, data.passwordOrNew(SUPERUSER));
        user.own(password);
        runInitdb(draft, password);
        Files.delete(password);
        String walCompression = accepts(draft, "wal_compression", "lz4") ? "lz4" : "pglz";
        writeOwned(draft.resolve(WAL_COMPRESSION_FILE), walCompression);
        writeOwned(draft.resolve("pg_hba.conf"), PostgresSettings.ACCESS_RULES);
        writeOwned(draft.resolve("postgresql.conf"), PostgresSettings.mainFile(data));
        Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(scratch);
    }

    /** The settings a server started now on this port would run with. */
    String settings(int port) throws IOException {
        return PostgresSettings.ownFile(
                data,
                port,
                Files.readString(data.cluster().resolve(WAL_COMPRESSION_FILE)).strip());
    }

    void writeSettings(int port) throws IOException {
        writeOwned(data.cluster().resolve("postgresql.conf"), PostgresSettings.mainFile(data));
        writeOwned(data.cluster().resolve(PostgresSettings.FILE), settings(port));
    }

    /** Whether the last start was made with just these settings. */
    boolean hasSettings(int port) throws IOException {
        Path file = data.cluster().resolve(PostgresSettings.FILE);
        return Files.exists(file) && Files.readString(file).equals(settings(port));
    }

    void writeOwned(Path file, String text) throws IOException {
        DataDirectory.writeDurably(file, text, "rw-------");
        user.own(file);
    }

    private void makeLogDirectory() throws IOException {
        if (!Files.isDirectory(data.log())) {
            Files.createDirectory(data.log());
            user.own(data.log());
        }
    }

    private static void refuseWhatIsNoCluster(Path cluster) throws IOException {
        Path version = cluster.resolve("PG_VERSION");
        if (!Files.exists(version)) {
            throw new EnvironmentProblem(cluster + " is not a PostgreSQL directory: it has no PG_VERSION. It was left"
                    + " as it is. If a part of it was lost, restore it from a backup; if it holds nothing of yours,"
                    + " move it away and start again.");
        }
        String found = Files.readString(version).strip();
        if (!found.equals(MAJOR_VERSION)) {
            throw new EnvironmentProblem(cluster + " was made by PostgreSQL " + found
                    + ", and this program brings version " + MAJOR_VERSION
                    + ". It was left as it is. Use the BankEngine that made it.");
        }
    }

    private void runInitdb(Path draft, Path password) throws IOException {
        List<String> arguments = List.of(
                binaries.initdb().toString(),
                "--pgdata=" + draft,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions");
        Ended initdb = run(arguments, INITDB_LIMIT_SECONDS);
        if (initdb.status() != 0) {
            if (DataDirectory.isDiskFull(initdb.output())) {
                throw DataDirectory.diskFull(data.path());
            }
            throw new EnvironmentProblem("PostgreSQL could not make a database in " + data.path()
                    + "; nothing was left behind. It said: " + initdb.output());
        }
    }

    private boolean accepts(Path cluster, String setting, String value) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of(binaries.postgres().toString(), "-D", cluster.toString(), "-c", setting + "=" + value));
        arguments.addAll(List.of("-C", setting));
        return run(arguments, INITDB_LIMIT_SECONDS).status() == 0;
    }

    private record Ended(int status, String output) {}

    private Ended run(List<String> arguments, int limitSeconds) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(user.command(arguments)).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.directory(data.path().toFile());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                throw new EnvironmentProblem(arguments.getFirst() + " did not end within " + limitSeconds + " s.");
            }
            return new Ended(process.exitValue(), output.strip());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL was being set up", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }
}
