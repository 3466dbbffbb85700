package dev.bankengine.bench.baseline;

import dev.bankengine.bench.measure.Figure;
import dev.bankengine.bench.measure.Latencies;
import dev.bankengine.bench.measure.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same transaction over and over on several connections, each with a thread of its own. */
final class Clients {
    private Clients() {}

    /** One client's prepared transaction, bound to its connection. */
    interface Client extends AutoCloseable {
        /** Runs one transaction to its commit. */
        void run() throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /** Makes a client on a connection. */
    interface Maker {
        Client on(Connection connection, SplittableRandom random) throws SQLException;
    }

    /**
     * @param figure what was measured
     * @param committed all commits, those of the warm-up included
     */
    record Outcome(Figure figure, long committed) {}

    private record Counted(long committed, long measured, Latencies latencies) {}

    static Outcome run(Database database, int count, Span span, long seed, Maker maker) throws SQLException {
        List<Connection> connections = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        try {
            for (int i = 0; i < count; i++) {
                Connection connection = database.connect();
                connections.add(connection);
                clients.add(maker.on(connection, random.split()));
            }
            return measure(clients, span);
        } finally {
            for (Client client : clients) {
                client.close();
            }
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static Outcome measure(List<Client> clients, Span span) {
        long from = System.nanoTime() + span.warmUp().toNanos();
        long until = from + span.measured().toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
            List<Future<Counted>> running = new ArrayList<>();
            for (Client client : clients) {
                running.add(threads.submit(() -> loop(client, from, until)));
            }
            long committed = 0;
            long measured = 0;
            Latencies latencies = new Latencies();
            for (Future<Counted> future : running) {
                Counted counted = future.get();
                committed += counted.committed();
                measured += counted.measured();
                latencies.addAll(counted.latencies());
            }
            double perSecond = measured / (span.measured().toNanos() / 1e9);
            return new Outcome(Figure.of(perSecond, latencies), committed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while clients were running", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client failed", e.getCause());
        }
    }

    private static Counted loop(Client client, long from, long until) throws SQLException {
        Latencies latencies = new Latencies();
        long committed = 0;
        long measured = 0;
        long begun = System.nanoTime();
        while (begun < until) {
            client.run();
            long now = System.nanoTime();
            committed++;
            if (now >= from && now < until) {
                measured++;
                latencies.add(now - begun);
            }
            begun = now;
        }
        return new Counted(committed, measured, latencies);
    }
}
