package dev.bankengine.bench;

import dev.bankengine.bench.measure.Latencies;
import dev.bankengine.bench.measure.Span;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.ledger.Verification;
import dev.bankengine.ledger.VerificationReport;
import dev.bankengine.money.Money;
import dev.bankengine.platform.DatabaseEndpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/**
 * The posting engine inside this process, without HTTP: the ledger as the server has it, given batches of transfers by
 * the one thread that also makes them.
 */
final class EnginePosting implements AutoCloseable {
    /** Batches given before the oldest is answered: two under way, two waiting, one being made. */
    private static final int IN_FLIGHT = 5;

    private static final int MAX_CENTS = 1_000;
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Origin ORIGIN = new Origin("bench", "JOB", null, null);

    private final DatabaseEndpoint application;
    private final long[] accounts;
    private @Nullable ConfigurableApplicationContext context;
    private int maxBatch;
    private final SplittableRandom random = new SplittableRandom();

    /**
     * @param acknowledged transfers posted, those of the warm-up included
     * @param perSecond transfers posted a second of the measured time
     * @param latencies of the batches
     */
    record Posted(long acknowledged, double perSecond, Latencies latencies) {}

    private record Batch(int size, long given, CompletableFuture<List<Outcome>> answer) {}

    /** Only what posting needs is started: the ledger and its database. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ComponentScan({"dev.bankengine.ledger", "dev.bankengine.platform.database"})
    static class LedgerAlone {}

    /** The ledger is started with the first batch. */
    EnginePosting(DatabaseEndpoint application, long[] accounts) {
        this.application = application;
        this.accounts = accounts;
    }

    /** A ledger whose batches are of this size at most. */
    private ConfigurableApplicationContext ledgerOf(int batchSize) {
        ConfigurableApplicationContext running = context;
        if (running == null || maxBatch != batchSize) {
            close();
            running = new SpringApplicationBuilder(LedgerAlone.class)
                    .web(WebApplicationType.NONE)
                    .registerShutdownHook(false)
                    .logStartupInfo(false)
                    .properties(Map.of("bankengine.posting.max-batch", Integer.toString(batchSize)))
                    .initializers(
                            starting -> starting.getBeanFactory().registerSingleton("databaseEndpoint", application))
                    .run();
            context = running;
            maxBatch = batchSize;
        }
        return running;
    }

    /**
     * Posts evenly drawn transfers in batches of this size. The rate is taken from one batch's answer to another's, so
     * that large batches are counted as exactly as small ones.
     */
    Posted post(int batchSize, Span span) {
        Ledger ledger = ledgerOf(batchSize).getBean(Ledger.class);
        long from = System.nanoTime() + span.warmUp().toNanos();
        long until = from + span.measured().toNanos();
        ArrayDeque<Batch> waiting = new ArrayDeque<>();
        Latencies latencies = new Latencies();
        long acknowledged = 0;
        long measured = 0;
        long first = 0;
        long last = 0;
        while (waiting.size() < IN_FLIGHT) {
            waiting.add(give(ledger, batchSize));
        }
        while (!waiting.isEmpty()) {
            Batch oldest = waiting.remove();
            requireAllPosted(oldest.answer().join());
            long now = System.nanoTime();
            acknowledged += oldest.size();
            if (first == 0 && now >= from) {
                first = now;
            } else if (first != 0 && last < until) {
                last = now;
                measured += oldest.size();
                latencies.add(now - oldest.given());
            }
            if (last < until) {
                waiting.add(give(ledger, batchSize));
            }
        }
        return new Posted(acknowledged, measured / ((last - first) / 1e9), latencies);
    }

    /** Has the ledger prove every invariant from what is stored. */
    void verify() {
        VerificationReport report =
                ledgerOf(Math.max(1, maxBatch)).getBean(Verification.class).verify(done -> {});
        if (!report.holds()) {
            throw new IllegalStateException("The ledger does not verify: "
                    + report.findings().stream()
                            .filter(finding -> !finding.holds())
                            .toList());
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    private Batch give(Ledger ledger, int size) {
        List<Request> requests = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            requests.add(transfer());
        }
        return new Batch(size, System.nanoTime(), ledger.submit(requests, false));
    }

    private Request transfer() {
        long payer = accounts[random.nextInt(accounts.length)];
        long receiver;
        do {
            receiver = accounts[random.nextInt(accounts.length)];
        } while (receiver == payer);
        String key = new UUID(random.nextLong(), random.nextLong()).toString();
        return new Request(
                new IdempotencyKey("bench", key),
                ORIGIN,
                new Instruction.Transfer(
                        TransactionKind.TRANSFER,
                        payer,
                        receiver,
                        Money.ofMinor(1 + random.nextInt(MAX_CENTS), EUR),
                        null,
                        Details.NONE));
    }

    private static void requireAllPosted(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Posted posted -> {
                    if (posted.replayed()) {
                        throw new IllegalStateException("A new key was answered as a replay: " + posted);
                    }
                }
                case Outcome.Held held -> throw new IllegalStateException("A transfer became a hold: " + held);
                case Outcome.Refused refused ->
                    throw new IllegalStateException("A funded transfer was refused: " + refused.refusal());
                case Outcome.Undecided undecided ->
                    throw new IllegalStateException("A transfer was left undecided", undecided.reason());
            }
        }
    }
}
