package dev.bankengine.bench;

import dev.bankengine.bench.http.HttpLoad;
import dev.bankengine.bench.http.LoadResult;
import dev.bankengine.bench.http.Requests;
import dev.bankengine.bench.http.Transfers;
import dev.bankengine.bench.measure.Span;
import dev.bankengine.bench.measure.Spread;
import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.database.Schema;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the ledger slows down as it grows: one of ten times as many accounts, a million unless told otherwise, and ten
 * million entries, against a new one of the usual size. On the same server, in turn, inside the process and over HTTP.
 */
final class BigLedger implements AutoCloseable {
    /** From 100,000 accounts, a million; and ten entries for each of those. */
    private static final int TIMES_AS_MANY = 10;

    private static final long ENTRIES_AN_ACCOUNT = 10;

    private final BenchDatabase database;
    private final Settings settings;
    private final List<AutoCloseable> toClose = new ArrayList<>();

    BigLedger(BenchDatabase database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** One ledger in a database of its own, with both doors to it. */
    private record Side(String name, long[] accounts, Books books, EnginePosting engine, ServerProcess server) {}

    /** Measures and returns the ratio, the lower of the two, with what it is made of. */
    Map<String, Object> measure() throws SQLException, IOException {
        int accounts = settings.accounts() * TIMES_AS_MANY;
        long entries = accounts * ENTRIES_AN_ACCOUNT;
        Side small = open("small", settings.accounts(), 0);
        Side big = open("big", accounts, entries);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Side side : List.of(small, big)) {
                record(rates, round, "engine", side, postInside(side));
                record(rates, round, "http", side, postOverHttp(side, settings.span()));
            }
        }
        Progress.say("verifying both ledgers");
        small.engine().verify();
        big.engine().verify();
        double engine = median(rates, "engine big") / median(rates, "engine small");
        double http = median(rates, "http big") / median(rates, "http small");
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("accounts", accounts);
        detail.put("entries", entries);
        detail.put("engineBigVsSmall", Report.rounded(engine));
        detail.put("httpBigVsSmall", Report.rounded(http));
        rates.forEach((name, values) ->
                detail.put(name, values.stream().map(Report::rounded).toList()));
        Map<String, Object> extras = new LinkedHashMap<>();
        extras.put("bigVsSmall", Report.rounded(Math.min(engine, http)));
        extras.put("bigVsSmallRounds", detail);
        return extras;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : toClose.reversed()) {
            resource.close();
        }
    }

    private Side open(String name, int accountCount, long entries) throws SQLException, IOException {
        DatabaseEndpoint owner = database.createDatabase(name);
        DatabaseEndpoint application = owner.as(DatabaseEndpoint.APPLICATION_ROLE);
        Schema.migrate(owner, application);
        Books books = new Books(owner);
        Progress.say("%s ledger: opening %,d accounts".formatted(name, accountCount));
        long[] accounts = books.openAccounts(accountCount, done -> Progress.say("%,d accounts".formatted(done)));
        if (entries > 0) {
            books.bookHistory(
                    accounts, entries, present -> Progress.say("%,d of %,d entries".formatted(present, entries)));
        }
        EnginePosting engine = new EnginePosting(application, accounts);
        toClose.add(engine);
        ServerProcess server = ServerProcess.start(
                database.directory().resolve("unused-" + name),
                database.directory().resolve(name + ".log"),
                Map.of(
                        "BANKENGINE_DATABASE_URL", owner.url(),
                        "BANKENGINE_DATABASE_USER", owner.user(),
                        "BANKENGINE_DATABASE_PASSWORD", owner.password()));
        toClose.add(server);
        Side side = new Side(name, accounts, books, engine, server);
        postOverHttp(side, HttpWorkloads.firstWarmUp(settings));
        return side;
    }

    private double postInside(Side side) throws SQLException {
        side.books().mark();
        EnginePosting.Posted posted = side.engine().post(settings.batch(), settings.span());
        side.books().prove("engine " + side.name(), posted.acknowledged());
        return posted.perSecond();
    }

    private double postOverHttp(Side side, Span span) throws SQLException {
        side.books().mark();
        LoadResult result;
        try (HttpLoad load = new HttpLoad(
                side.server().address(),
                settings.clients(),
                Requests.singleTransfers(Transfers.uniform(side.accounts(), System.nanoTime())))) {
            result = load.closedLoop(span).requireOnlyExpected("http " + side.name());
        }
        side.books().prove("http " + side.name(), result.acknowledged());
        return result.perSecond();
    }

    private void record(Map<String, List<Double>> rates, int round, String what, Side side, double rate) {
        String name = what + " " + side.name();
        rates.computeIfAbsent(name, unused -> new ArrayList<>()).add(rate);
        Progress.say("size, round %d of %d: %s %,.0f transfers/s".formatted(round, settings.rounds(), name, rate));
    }

    private static double median(Map<String, List<Double>> rates, String name) {
        return Spread.of(rates.getOrDefault(name, List.of())).median();
    }
}
