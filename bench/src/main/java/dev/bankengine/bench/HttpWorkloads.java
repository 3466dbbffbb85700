package dev.bankengine.bench;

import dev.bankengine.bench.http.HttpLoad;
import dev.bankengine.bench.http.LoadResult;
import dev.bankengine.bench.http.RequestSource;
import dev.bankengine.bench.http.Requests;
import dev.bankengine.bench.http.Transfers;
import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Span;
import java.sql.SQLException;
import java.time.Duration;

/** What is measured over HTTP: each workload loads the server, and the ledger is proved after those that move money. */
final class HttpWorkloads {
    private final ServerProcess server;
    private final Settings settings;
    private final Books books;
    private final long[] accounts;
    private final long merchant;
    private long seed = 1;

    HttpWorkloads(ServerProcess server, Settings settings, Books books, long[] accounts, long merchant) {
        this.server = server;
        this.settings = settings;
        this.books = books;
        this.accounts = accounts;
        this.merchant = merchant;
    }

    /** What a server runs before its first figure. */
    static Span firstWarmUp(Settings settings) {
        return new Span(settings.firstSpan().warmUp(), Duration.ofSeconds(1));
    }

    /** Runs every kind of request for a while, uncounted. */
    void warmUp() throws SQLException {
        Span span = firstWarmUp(settings);
        single(span);
        bulk(span);
        reads(span);
    }

    /** What each workload does, in a line for the report. */
    String description(Workload workload) {
        return switch (workload) {
            case HTTP_SINGLE ->
                "%d connections, a transfer a request, a key each, evenly over %,d accounts"
                        .formatted(settings.clients(), settings.accounts());
            case HTTP_HALF_LOAD ->
                "the same, sent evenly at half the median rate so far; latencies from the time each was due";
            case HTTP_HOT ->
                "%d connections, a transfer a request, a key each, all paying one merchant"
                        .formatted(settings.clients());
            case HTTP_BULK ->
                "%d connections, %,d transfers a request, each by itself, a key each"
                        .formatted(settings.bulkClients(), Settings.BULK_ITEMS);
            case HTTP_READS ->
                "%d connections, a balance a request, evenly over the accounts".formatted(settings.clients());
            case PGBENCH, ROW_AT_A_TIME, ROW_AT_A_TIME_UPDATE_FIRST, ROW_AT_A_TIME_STEPWISE, ENGINE ->
                throw new IllegalArgumentException(workload + " is not over HTTP");
        };
    }

    Figure single(Span span) throws SQLException {
        return post(Workload.HTTP_SINGLE, Requests.singleTransfers(uniform()), settings.clients(), 1, span);
    }

    Figure hot(Span span) throws SQLException {
        Transfers toMerchant = Transfers.toMerchant(accounts, merchant, seed++);
        return post(Workload.HTTP_HOT, Requests.singleTransfers(toMerchant), settings.clients(), 1, span);
    }

    Figure bulk(Span span) throws SQLException {
        RequestSource requests = Requests.bulkTransfers(uniform(), Settings.BULK_ITEMS);
        return post(Workload.HTTP_BULK, requests, settings.bulkClients(), Settings.BULK_ITEMS, span);
    }

    /** Single transfers at a given rate, whether or not the server keeps up. */
    Figure paced(double perSecond, Span span) throws SQLException {
        books.mark();
        LoadResult result;
        try (HttpLoad load = new HttpLoad(server.address(), settings.clients(), Requests.singleTransfers(uniform()))) {
            result = load.paced(perSecond, span);
        }
        return proved(Workload.HTTP_HALF_LOAD, result, 1);
    }

    Figure reads(Span span) {
        try (HttpLoad load = new HttpLoad(server.address(), settings.clients(), Requests.balanceReads(uniform()))) {
            LoadResult result = load.closedLoop(span);
            told(Workload.HTTP_READS, result);
            return Figure.of(result.perSecond(), result.latencies());
        }
    }

    private Figure post(Workload workload, RequestSource requests, int clients, int items, Span span)
            throws SQLException {
        books.mark();
        LoadResult result;
        try (HttpLoad load = new HttpLoad(server.address(), clients, requests)) {
            result = load.closedLoop(span);
        }
        return proved(workload, result, items);
    }

    private Figure proved(Workload workload, LoadResult result, int items) throws SQLException {
        told(workload, result);
        books.prove(workload.key(), result.acknowledged() * items);
        return Figure.of(result.perSecond() * items, result.latencies());
    }

    private static void told(Workload workload, LoadResult result) {
        result.requireOnlyExpected(workload.key());
        Progress.say("%s: the generator took %.1f µs of processor time a request, %d reconnects"
                .formatted(workload.key(), result.cpuMicrosPerRequest(), result.reconnects()));
    }

    private Transfers uniform() {
        return Transfers.uniform(accounts, seed++);
    }
}
