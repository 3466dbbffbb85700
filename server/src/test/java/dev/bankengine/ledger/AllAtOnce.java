package dev.bankengine.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets many threads begin at the same moment. */
final class AllAtOnce {

    /** Nothing here takes as long; past it something hangs. */
    private static final long PATIENCE_SECONDS = 120;

    private AllAtOnce() {}

    /** Does it this many times, each on a thread of its own; the results in the order of their numbers. */
    static <T> List<T> times(int count, IntFunction<T> action) {
        List<Callable<T>> actions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            actions.add(() -> action.apply(number));
        }
        return all(actions);
    }

    /** The results in the order of the actions. What one of them throws is thrown. */
    static <T> List<T> all(List<? extends Callable<T>> actions) {
        var start = new CountDownLatch(1);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<T>> futures = new ArrayList<>(actions.size());
            for (Callable<T> action : actions) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return action.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>(actions.size());
            for (Future<T> future : futures) {
                results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(failure.getCause());
        } catch (TimeoutException hangs) {
            throw new AssertionError("an action has not ended after %d s".formatted(PATIENCE_SECONDS), hangs);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            threads.shutdownNow();
        }
    }
}
