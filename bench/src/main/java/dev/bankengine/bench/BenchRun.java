package dev.bankengine.bench;

import dev.bankengine.bench.baseline.Database;
import dev.bankengine.bench.baseline.Pgbench;
import dev.bankengine.bench.baseline.RowAtATime;
import dev.bankengine.bench.baseline.TpcB;
import dev.bankengine.bench.baseline.TransactionBaseline;
import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import dev.bankengine.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run from the empty directory to the report: prepares what the plan needs, measures in turn, proves, cleans up. */
final class BenchRun implements AutoCloseable {
    private static final int LOG_LINES_TOLD = 40;

    private final Settings settings;
    private final Plan plan;
    private final BenchDatabase database;
    private final Books books;
    private final Map<Workload, String> descriptions = new EnumMap<>(Workload.class);
    private final Map<Workload, Measurer> measurers = new EnumMap<>(Workload.class);
    private final Results results = new Results();
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private final List<Double> tableBytes = new ArrayList<>();
    private final List<Double> logBytes = new ArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private @Nullable EnginePosting engineInside;
    private long[] accounts = {};

    /** Measures one workload once. */
    private interface Measurer {
        Figure measure(Span span) throws SQLException, IOException;
    }

    private BenchRun(Plan plan, BenchDatabase database) {
        this.plan = plan;
        this.settings = plan.settings();
        this.database = database;
        this.books = new Books(database.owner());
    }

    /** Makes the database with its accounts, the baselines' tables, the engine and the server. */
    static BenchRun prepare(Plan plan) throws IOException, SQLException {
        Progress.say("starting a fresh PostgreSQL in " + plan.directory());
        BenchDatabase database = BenchDatabase.start(plan.directory());
        BenchRun run = new BenchRun(plan, database);
        try {
            run.prepare();
            return run;
        } catch (IOException | SQLException | RuntimeException failed) {
            run.tellServerLog();
            run.close();
            throw failed;
        }
    }

    /** Measures everything planned, round by round, and has the ledger verify itself at the end. */
    Report measure() throws IOException, SQLException {
        try {
            for (int round = 1; round <= settings.rounds(); round++) {
                for (Map.Entry<Workload, Measurer> entry : measurers.entrySet()) {
                    // The server has had its first warm-up, as long, for each kind of request when it was started.
                    boolean first = round == 1 && !entry.getKey().overHttp();
                    Figure figure = entry.getValue().measure(first ? settings.firstSpan() : settings.span());
                    results.add(entry.getKey(), figure);
                    Progress.figure(round, settings.rounds(), entry.getKey(), figure);
                }
            }
            measureExtras();
            Progress.say("verifying the whole ledger");
            engine().verify();
        } catch (IllegalStateException failed) {
            tellServerLog();
            throw failed;
        }
        return new Report(database.facts(), settings.tree(), descriptions, results, extras);
    }

    @Override
    public void close() {
        for (AutoCloseable resource : toClose.reversed()) {
            try {
                resource.close();
            } catch (Exception failed) {
                Progress.say("could not close " + resource + ": " + failed);
            }
        }
        database.close();
    }

    private void prepare() throws SQLException, IOException {
        Progress.say("opening and funding %,d accounts".formatted(settings.accounts()));
        accounts = books.openAccounts(settings.accounts(), done -> {});
        if (settings.workloads().contains(Workload.PGBENCH)) {
            preparePgbench();
        }
        if (settings.workloads().stream().anyMatch(Workload::rowAtATime)) {
            prepareRowAtATime();
        }
        if (settings.workloads().contains(Workload.ENGINE)) {
            put(
                    Workload.ENGINE,
                    "inside the process, batches of %,d, a key each, evenly over %,d accounts"
                            .formatted(settings.batch(), settings.accounts()),
                    this::postInside);
        }
        if (settings.workloads().stream().anyMatch(Workload::overHttp)) {
            prepareHttp();
        }
    }

    private void preparePgbench() throws SQLException, IOException {
        Database own = Database.at(database.createDatabase("pgbench"));
        Optional<Path> program = Pgbench.find();
        TransactionBaseline baseline = program.isPresent()
                ? new Pgbench(program.get(), own, settings.scale(), settings.baselineClients(), settings.seconds())
                : new TpcB(own, settings.scale(), settings.baselineClients());
        Progress.say("preparing " + baseline.description());
        baseline.prepare();
        put(Workload.PGBENCH, baseline.description(), baseline::measure);
    }

    private void prepareRowAtATime() throws SQLException {
        Progress.say("preparing the row-at-a-time ledger");
        RowAtATime baseline =
                new RowAtATime(Database.at(database.superuser()), settings.accounts(), settings.baselineClients());
        baseline.prepare();
        put(Workload.ROW_AT_A_TIME, baseline, RowAtATime.Style.PIPELINED);
        put(Workload.ROW_AT_A_TIME_UPDATE_FIRST, baseline, RowAtATime.Style.UPDATE_FIRST);
        put(Workload.ROW_AT_A_TIME_STEPWISE, baseline, RowAtATime.Style.STATEMENT_BY_STATEMENT);
    }

    private void prepareHttp() throws IOException, SQLException {
        Progress.say("starting the server");
        ServerProcess server =
                ServerProcess.start(database.data(), database.directory().resolve("server.log"), Map.of());
        toClose.add(server);
        HttpWorkloads http = new HttpWorkloads(server, settings, books, accounts, books.openMerchant());
        Progress.say("warming the server up");
        http.warmUp();
        for (Workload workload : settings.workloads()) {
            switch (workload) {
                case HTTP_SINGLE -> put(workload, http.description(workload), http::single);
                case HTTP_HALF_LOAD -> put(workload, http.description(workload), span -> http.paced(halfLoad(), span));
                case HTTP_HOT -> put(workload, http.description(workload), http::hot);
                case HTTP_BULK -> put(workload, http.description(workload), http::bulk);
                case HTTP_READS -> put(workload, http.description(workload), http::reads);
                case PGBENCH, ROW_AT_A_TIME, ROW_AT_A_TIME_UPDATE_FIRST, ROW_AT_A_TIME_STEPWISE, ENGINE -> {
                    // Not over HTTP.
                }
            }
        }
    }

    private double halfLoad() {
        return results.medianPerSecond(Workload.HTTP_SINGLE).orElseThrow() / 2;
    }

    private void put(Workload workload, String description, Measurer measurer) {
        descriptions.put(workload, description);
        measurers.put(workload, measurer);
    }

    private void put(Workload workload, RowAtATime baseline, RowAtATime.Style style) {
        if (settings.workloads().contains(workload)) {
            put(workload, baseline.description(style), span -> {
                Figure figure = baseline.measure(style, span);
                baseline.prove();
                return figure;
            });
        }
    }

    private Figure postInside(Span span) throws SQLException {
        books.mark();
        Books.Size before = books.size();
        EnginePosting.Posted posted = engine().post(settings.batch(), span);
        Books.Size after = books.size();
        books.prove(Workload.ENGINE.key(), posted.acknowledged());
        tableBytes.add((double) (after.tables() - before.tables()) / posted.acknowledged());
        logBytes.add((double) (after.log() - before.log()) / posted.acknowledged());
        return Figure.of(posted.perSecond(), posted.latencies());
    }

    /** The engine inside this process; started when it is first wanted. */
    private EnginePosting engine() {
        EnginePosting started = engineInside;
        if (started == null) {
            Progress.say("starting the engine inside this process");
            started = new EnginePosting(database.application(), accounts);
            toClose.add(started);
            engineInside = started;
        }
        return started;
    }

    private void measureExtras() throws IOException, SQLException {
        if (!tableBytes.isEmpty()) {
            extras.put("bytesPerTransfer", Report.rounded(Spread.of(tableBytes).median()));
            extras.put("logBytesPerTransfer", Report.rounded(Spread.of(logBytes).median()));
        }
        if (plan.sweep()) {
            extras.put("sweep", new Sweep(engine(), books, settings).measure(plan.sweepChart()));
        }
        if (plan.big()) {
            BigLedger big = new BigLedger(database, settings);
            toClose.add(big);
            extras.putAll(big.measure());
        }
    }

    /** The directory is removed with everything in it, so what the server said last is told here. */
    private void tellServerLog() throws IOException {
        Path log = database.directory().resolve("server.log");
        if (Files.exists(log)) {
            List<String> lines = Files.readAllLines(log);
            lines.subList(Math.max(0, lines.size() - LOG_LINES_TOLD), lines.size())
                    .forEach(line -> Progress.say("server: " + line));
        }
    }
}
