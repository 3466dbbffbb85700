package dev.bankengine.bench.baseline;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program pgbench with its built-in TPC-B, prepared statements, over the same loopback TCP as ours. It vacuums its
 * small tables before every run, and it runs with as many of its own threads as suit it best on this machine.
 */
public final class Pgbench implements TransactionBaseline {
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without initial connection time\\)");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: ([0-9]+)");
    private static final int TRIAL_SECONDS = 4;

    private final Path program;
    private final Database database;
    private final int scale;
    private final int clients;
    private final int trialSeconds;
    private int threads = 1;

    /** For a database of its own; {@link #prepare} fills it. */
    public Pgbench(Path program, Database database, int scale, int clients, long secondsPerRun) {
        this.program = program;
        this.database = database;
        this.scale = scale;
        this.clients = clients;
        this.trialSeconds = (int) Math.max(1, Math.min(TRIAL_SECONDS, secondsPerRun));
    }

    /** The program on the PATH, else the newest where Debian keeps them. */
    public static Optional<Path> find() {
        List<Path> places = new ArrayList<>();
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(directory, "pgbench"));
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.comparing(Pgbench::version).reversed())
                        .forEach(version -> places.add(version.resolve("bin/pgbench")));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list " + debian, e);
            }
        }
        return places.stream().filter(Files::isExecutable).findFirst();
    }

    @Override
    public String description() {
        return "pgbench's built-in TPC-B, %d clients, %d of its threads, prepared, scale %d"
                .formatted(clients, threads, scale);
    }

    @Override
    public void prepare() throws IOException {
        execute(List.of("-i", "-q", "-s", Integer.toString(scale)));
        // The first run also fills the caches, and is not counted.
        run(1, trialSeconds);
        double one = run(1, trialSeconds).perSecond();
        double two = run(2, trialSeconds).perSecond();
        threads = two > one ? 2 : 1;
    }

    /** The program has no warm-up of its own, so a run that is not counted goes ahead of the measured one. */
    @Override
    public Figure measure(Span span) throws IOException {
        if (span.warmUp().toSeconds() > 0) {
            run(threads, (int) span.warmUp().toSeconds());
        }
        return run(threads, (int) Math.max(1, span.measured().toSeconds()));
    }

    private Figure run(int withThreads, int seconds) throws IOException {
        String output =
                execute(List.of("-M", "prepared", "-c", "" + clients, "-j", "" + withThreads, "-T", "" + seconds));
        Matcher tps = TPS.matcher(output);
        Matcher failed = FAILED.matcher(output);
        if (!tps.find() || (failed.find() && !failed.group(1).equals("0"))) {
            throw new IllegalStateException("pgbench did not measure: " + output);
        }
        return Figure.ofRate(Double.parseDouble(tps.group(1)));
    }

    private String execute(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "-h",
                database.host(),
                "-p",
                Integer.toString(database.port()),
                "-U",
                database.user()));
        command.addAll(arguments);
        command.add(database.name());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", database.password());
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException("pgbench ended with %d: %s".formatted(exit, output));
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while pgbench was running", e);
        } finally {
            process.destroy();
        }
    }

    private static int version(Path directory) {
        String name = directory.getFileName().toString();
        return name.chars().allMatch(Character::isDigit) ? Integer.parseInt(name) : 0;
    }
}
