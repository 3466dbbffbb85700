package dev.bankengine.bench.http;

import dev.bankengine.bench.measure.Latencies;
import dev.bankengine.bench.measure.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads a server over keep-alive connections from the calling thread, which is the only one: on a machine of two cores
 * every thread of the generator is a thread taken from the server.
 *
 * <p>Two ways: {@link #closedLoop} sends the next request on a connection as soon as the answer came, which finds the
 * highest rate; {@link #paced} sends at a given rate whether or not answers come and counts each latency from the
 * moment the request was due, so that a stall of the server is seen by every request it delayed, not by the one that met
 * it. Both end by waiting for every open answer, so that what was acknowledged is known exactly.
 */
public final class HttpLoad implements AutoCloseable {
    private static final long DRAIN_LIMIT_NANOS = 60_000_000_000L;
    /** A paced run looks for due requests at least this often; it is the most by which it can be late of itself. */
    private static final long PACE_STEP_NANOS = 50_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final InetSocketAddress server;
    private final RequestSource requests;
    private final Selector selector;
    private final Connection[] connections;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    private final Map<Integer, Long> unexpected = new TreeMap<>();
    private String firstUnexpected = "";
    private Latencies latencies = new Latencies();
    private long acknowledged;
    private long measured;
    private long reconnects;
    private int open;
    private long measureFrom;
    private long measureUntil;
    private long cpuBefore;
    private boolean sendAgain;
    private boolean byDueTime;

    /** Opens the connections; they stay open until {@link #close}. */
    public HttpLoad(InetSocketAddress server, int connectionCount, RequestSource requests) {
        this.server = server;
        this.requests = requests;
        this.connections = new Connection[connectionCount];
        try {
            this.selector = Selector.open();
            for (int i = 0; i < connectionCount; i++) {
                connections[i] = new Connection(server, selector, requests.maxRequestBytes());
                idle.add(connections[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot connect to " + server, e);
        }
    }

    /** Keeps every connection busy with one request at a time. */
    public LoadResult closedLoop(Span span) {
        start(span, true);
        byDueTime = false;
        try {
            while (!idle.isEmpty()) {
                send(idle.poll(), System.nanoTime());
            }
            while (System.nanoTime() < measureUntil) {
                selector.select(this::ready, 10);
            }
            return drain(span);
        } catch (IOException e) {
            throw new UncheckedIOException("The load on " + server + " broke off", e);
        }
    }

    /**
     * Sends requests evenly at the given rate, each on an idle connection or as soon as there is one. Whatever was
     * due in the measured time is sent, waited for and counted, however late: the slowest answers are those that come
     * after the end.
     */
    public LoadResult paced(double requestsPerSecond, Span span) {
        start(span, false);
        byDueTime = true;
        double gapNanos = 1e9 / requestsPerSecond;
        long begin = System.nanoTime();
        long sent = 0;
        try {
            long due = begin;
            while (due < measureUntil) {
                long now = System.nanoTime();
                while (due <= now && due < measureUntil && !idle.isEmpty()) {
                    send(idle.poll(), due);
                    sent++;
                    due = begin + (long) (sent * gapNanos);
                }
                if (now > measureUntil + DRAIN_LIMIT_NANOS) {
                    throw new IllegalStateException("The server is far behind the rate at which requests were due");
                }
                if (idle.isEmpty()) {
                    selector.select(this::ready, 1);
                } else if (selector.selectNow(this::ready) == 0) {
                    LockSupport.parkNanos(Math.min(PACE_STEP_NANOS, due - System.nanoTime()));
                }
            }
            return drain(span);
        } catch (IOException e) {
            throw new UncheckedIOException("The load on " + server + " broke off", e);
        }
    }

    @Override
    public void close() {
        try {
            for (Connection connection : connections) {
                connection.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Span span, boolean closedLoop) {
        unexpected.clear();
        firstUnexpected = "";
        latencies = new Latencies();
        acknowledged = 0;
        measured = 0;
        reconnects = 0;
        cpuBefore = THREADS.getCurrentThreadCpuTime();
        sendAgain = closedLoop;
        measureFrom = System.nanoTime() + span.warmUp().toNanos();
        measureUntil = measureFrom + span.measured().toNanos();
    }

    private LoadResult drain(Span span) throws IOException {
        sendAgain = false;
        long limit = System.nanoTime() + DRAIN_LIMIT_NANOS;
        while (open > 0) {
            selector.select(this::ready, 10);
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(open + " requests were never answered");
            }
        }
        return new LoadResult(
                acknowledged,
                measured,
                span.measured().toNanos() / 1e9,
                latencies,
                Map.copyOf(unexpected),
                firstUnexpected,
                (THREADS.getCurrentThreadCpuTime() - cpuBefore) / 1e3 / Math.max(1, acknowledged),
                reconnects);
    }

    private void send(Connection connection, long dueNanos) throws IOException {
        ByteBuffer out = connection.out;
        out.clear();
        requests.writeNext(out);
        out.flip();
        connection.dueNanos = dueNanos;
        connection.waiting = true;
        open++;
        connection.write();
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.write();
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A connection to " + server + " broke", e);
        }
    }

    private void read(Connection connection) throws IOException {
        ByteBuffer in = connection.in;
        in.clear();
        int read = connection.channel.read(in);
        if (read < 0) {
            reconnect(connection);
            return;
        }
        in.flip();
        while (in.hasRemaining()) {
            if (connection.reader.consume(in)) {
                answered(connection);
            }
        }
    }

    private void answered(Connection connection) throws IOException {
        if (!connection.waiting) {
            throw new IllegalStateException("The server answered a request that nobody sent");
        }
        long now = System.nanoTime();
        connection.waiting = false;
        open--;
        count(connection.reader, byDueTime ? connection.dueNanos : now, now - connection.dueNanos);
        if (connection.reader.closing()) {
            reconnect(connection);
        }
        if (sendAgain && now < measureUntil) {
            send(connection, now);
        } else {
            idle.add(connection);
        }
    }

    private void count(ResponseReader reader, long at, long latencyNanos) {
        int status = reader.status();
        if (status != requests.expectedStatus()) {
            if (unexpected.isEmpty()) {
                firstUnexpected = status + " " + reader.body();
            }
            unexpected.merge(status, 1L, Long::sum);
            return;
        }
        acknowledged++;
        if (at >= measureFrom && at < measureUntil) {
            measured++;
            latencies.add(latencyNanos);
        }
    }

    private void reconnect(Connection connection) throws IOException {
        if (connection.waiting || !connection.reader.idle()) {
            throw new IllegalStateException("The server closed a connection before it answered");
        }
        reconnects++;
        connection.reopen(server, selector);
    }
}
