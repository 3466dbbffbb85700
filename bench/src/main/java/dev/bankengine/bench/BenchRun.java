package dev.bankengine.bench;

import dev.bankengine.bench.baseline.Database;
import dev.bankengine.bench.baseline.Pgbench;
import dev.bankengine.bench.baseline.RowAtATime;
import dev.bankengine.bench.baseline.TpcB;
import dev.bankengine.bench.baseline.TransactionBaseline;
import dev.bankengine.bench.http.HttpLoad;
import dev.bankengine.bench.http.LoadResult;
import dev.bankengine.bench.http.RequestSource;
import dev.bankengine.bench.http.Requests;
import dev.bankengine.bench.http.Transfers;
import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import dev.bankengine.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run from the empty directory to the report: prepares what the plan needs, measures in turn, proves, cleans up. */
final class BenchRun implements AutoCloseable {
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(10);

    private final Settings settings;
    private final Plan plan;
    private final BenchDatabase database;
    private final Books books;
    private final Map<Workload, String> descriptions = new EnumMap<>(Workload.class);
    private final Map<Workload, Measurer> measurers = new EnumMap<>(Workload.class);
    private final Results results = new Results();
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<Double> tableBytes = new ArrayList<>();
    private final List<Double> logBytes = new ArrayList<>();
    private @Nullable EnginePosting engineInside;
    private long[] accounts = {};
    private long merchant;
    private long seed = 1;

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

    static BenchRun prepare(Plan plan) throws IOException, SQLException {
        Progress.say("starting a fresh PostgreSQL in " + plan.directory());
        BenchDatabase database = BenchDatabase.start(plan.directory());
        BenchRun run = new BenchRun(plan, database);
        try {
            run.prepare();
            return run;
        } catch (IOException | SQLException | RuntimeException failed) {
            run.close();
            throw failed;
        }
    }

    Report measure() throws IOException, SQLException {
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Map.Entry<Workload, Measurer> entry : measurers.entrySet()) {
                Figure figure = entry.getValue().measure(settings.span());
                results.add(entry.getKey(), figure);
                Progress.figure(round, settings.rounds(), entry.getKey(), figure);
            }
        }
        measureExtras();
        return new Report(database.facts(), settings.tree(), descriptions, results, extras);
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
        merchant = books.openMerchant();
        for (Workload workload : settings.workloads()) {
            switch (workload) {
                case PGBENCH -> preparePgbench();
                case ROW_AT_A_TIME, ROW_AT_A_TIME_STEPWISE -> prepareRowAtATime();
                case ENGINE -> prepareEngine();
                case HTTP_SINGLE, HTTP_HALF_LOAD, HTTP_HOT, HTTP_BULK, HTTP_READS -> {
                    // The server comes last, when nothing else is being prepared.
                }
            }
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
        descriptions.put(Workload.PGBENCH, baseline.description());
        measurers.put(Workload.PGBENCH, baseline::measure);
    }

    private void prepareRowAtATime() throws SQLException {
        if (measurers.containsKey(Workload.ROW_AT_A_TIME) || measurers.containsKey(Workload.ROW_AT_A_TIME_STEPWISE)) {
            return;
        }
        Progress.say("preparing the row-at-a-time ledger");
        RowAtATime baseline =
                new RowAtATime(Database.at(database.superuser()), settings.accounts(), settings.baselineClients());
        baseline.prepare();
        add(Workload.ROW_AT_A_TIME, baseline, RowAtATime.Style.PIPELINED);
        add(Workload.ROW_AT_A_TIME_STEPWISE, baseline, RowAtATime.Style.STATEMENT_BY_STATEMENT);
    }

    private void add(Workload workload, RowAtATime baseline, RowAtATime.Style style) {
        if (settings.workloads().contains(workload)) {
            descriptions.put(workload, baseline.description(style));
            measurers.put(workload, span -> {
                Figure figure = baseline.measure(style, span);
                baseline.prove();
                return figure;
            });
        }
    }

    private void prepareEngine() {
        EnginePosting engine = engine();
        put(
                Workload.ENGINE,
                "inside the process, batches of %,d, a key each, evenly over %,d accounts"
                        .formatted(settings.batch(), settings.accounts()),
                span -> {
                    books.mark();
                    Books.Size before = books.size();
                    EnginePosting.Posted posted = engine.post(settings.batch(), span);
                    Books.Size after = books.size();
                    books.prove(Workload.ENGINE.key(), posted.acknowledged());
                    tableBytes.add((double) (after.tables() - before.tables()) / posted.acknowledged());
                    logBytes.add((double) (after.log() - before.log()) / posted.acknowledged());
                    return Figure.of(posted.perSecond(), posted.latencies());
                });
    }

    /** The engine inside this process; started when it is first wanted. */
    private EnginePosting engine() {
        EnginePosting started = engineInside;
        if (started == null) {
            Progress.say("starting the engine inside this process");
            started = EnginePosting.start(database.application(), accounts);
            toClose.add(started);
            engineInside = started;
        }
        return started;
    }

    private void prepareHttp() throws IOException, SQLException {
        Progress.say("starting the server");
        ServerProcess server =
                ServerProcess.start(database.data(), database.directory().resolve("server.log"), Map.of());
        toClose.add(server);
        Progress.say("warming the server up for %d s".formatted(FIRST_WARM_UP.toSeconds()));
        transfers(server, Workload.HTTP_SINGLE, single(), settings.clients())
                .measure(new Span(FIRST_WARM_UP, Duration.ofSeconds(1)));
        if (settings.workloads().contains(Workload.HTTP_BULK)) {
            transfers(server, Workload.HTTP_BULK, bulk(), settings.bulkClients())
                    .measure(new Span(FIRST_WARM_UP.dividedBy(2), Duration.ofSeconds(1)));
        }
        for (Workload workload : settings.workloads()) {
            switch (workload) {
                case HTTP_SINGLE ->
                    put(
                            workload,
                            "%d connections, a key each, evenly over %,d accounts"
                                    .formatted(settings.clients(), settings.accounts()),
                            transfers(server, workload, single(), settings.clients()));
                case HTTP_HALF_LOAD ->
                    put(
                            workload,
                            "the same, sent evenly at half the median rate so far; latency from the time each was due",
                            span -> halfLoad(server, span));
                case HTTP_HOT ->
                    put(
                            workload,
                            "%d connections, a key each, every transfer pays one merchant"
                                    .formatted(settings.clients()),
                            transfers(
                                    server,
                                    workload,
                                    Requests.singleTransfers(Transfers.toMerchant(accounts, merchant, seed++)),
                                    settings.clients()));
                case HTTP_BULK ->
                    put(
                            workload,
                            "%d connections, %,d items a request, each by itself"
                                    .formatted(settings.bulkClients(), Settings.BULK_ITEMS),
                            transfers(server, workload, bulk(), settings.bulkClients()));
                case HTTP_READS ->
                    put(
                            workload,
                            "%d connections, balances evenly over the accounts".formatted(settings.clients()),
                            span -> reads(server, span));
                case PGBENCH, ROW_AT_A_TIME, ROW_AT_A_TIME_STEPWISE, ENGINE -> {
                    // Not over HTTP.
                }
            }
        }
    }

    private void put(Workload workload, String description, Measurer measurer) {
        descriptions.put(workload, description);
        measurers.put(workload, measurer);
    }

    private RequestSource single() {
        return Requests.singleTransfers(Transfers.uniform(accounts, seed++));
    }

    private RequestSource bulk() {
        return Requests.bulkTransfers(Transfers.uniform(accounts, seed++), Settings.BULK_ITEMS);
    }

    private Measurer transfers(ServerProcess server, Workload workload, RequestSource requests, int clients) {
        int items = workload == Workload.HTTP_BULK ? Settings.BULK_ITEMS : 1;
        return span -> {
            books.mark();
            LoadResult result;
            try (HttpLoad load = new HttpLoad(server.address(), clients, requests)) {
                result = load.closedLoop(span).requireOnlyExpected(workload.key());
            }
            books.prove(workload.key(), result.acknowledged() * items);
            return Figure.of(result.perSecond() * items, result.latencies());
        };
    }

    private Figure halfLoad(ServerProcess server, Span span) throws SQLException {
        double rate = results.medianPerSecond(Workload.HTTP_SINGLE).orElseThrow() / 2;
        books.mark();
        LoadResult result;
        try (HttpLoad load = new HttpLoad(server.address(), settings.clients(), single())) {
            result = load.paced(rate, span).requireOnlyExpected(Workload.HTTP_HALF_LOAD.key());
        }
        books.prove(Workload.HTTP_HALF_LOAD.key(), result.acknowledged());
        return Figure.of(result.perSecond(), result.latencies());
    }

    private Figure reads(ServerProcess server, Span span) {
        try (HttpLoad load = new HttpLoad(
                server.address(), settings.clients(), Requests.balanceReads(Transfers.uniform(accounts, seed++)))) {
            LoadResult result = load.closedLoop(span).requireOnlyExpected(Workload.HTTP_READS.key());
            return Figure.of(result.perSecond(), result.latencies());
        }
    }
}
