package dev.bankengine.accounts;

import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Component;

/**
 * Accounts as they stand now, for those many who only look. Readers that come while a reading is under
 * way are answered together by the next one: no timer, no added wait when idle, one look at the
 * database for all of them when busy. Each sees everything that was committed before it asked. Reading
 * waits for no posting. Safe for any number of threads.
 */
@Component
public class CurrentBalances implements DisposableBean {

    private static final int READERS = 2;
    private static final int MAX_AT_ONCE = 256;
    private static final int MAX_WAITING = 16_384;

    private final LedgerAccounts ledgerAccounts;
    private final BlockingQueue<Question> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean closed;

    private record Question(long accountId, CompletableFuture<Optional<LedgerAccount>> answer) {}

    CurrentBalances(LedgerAccounts ledgerAccounts) {
        this.ledgerAccounts = ledgerAccounts;
        for (int i = 1; i <= READERS; i++) {
            readers.add(Thread.ofPlatform().daemon().name("balances-" + i).start(this::read));
        }
    }

    /** The customer's account of this id, with balance, held amount and limit of one moment. */
    public Optional<LedgerAccount> find(long accountId) {
        if (!AccountDirectory.isCustomers(accountId)) {
            return Optional.empty();
        }
        var question = new Question(accountId, new CompletableFuture<>());
        if (!waiting.offer(question)) {
            throw new TransientDataAccessResourceException("too many readings wait for the database");
        }
        // Asked after the readers went home: nobody would answer.
        if (closed && waiting.remove(question)) {
            throw new TransientDataAccessResourceException("the bank is closing");
        }
        try {
            return question.answer().join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    private void read() {
        var questions = new ArrayList<Question>(MAX_AT_ONCE);
        while (!closed || !waiting.isEmpty()) {
            Question first = next();
            if (first == null) {
                continue;
            }
            questions.add(first);
            waiting.drainTo(questions, MAX_AT_ONCE - 1);
            answer(questions);
            questions.clear();
        }
    }

    private @Nullable Question next() {
        try {
            return waiting.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException end) {
            return null;
        }
    }

    private void answer(List<Question> questions) {
        try {
            if (questions.size() == 1) {
                var question = questions.getFirst();
                question.answer().complete(ledgerAccounts.find(question.accountId()));
                return;
            }
            var ids = questions.stream().map(Question::accountId).distinct().toList();
            Map<Long, LedgerAccount> found = ledgerAccounts.find(ids);
            for (var question : questions) {
                question.answer().complete(Optional.ofNullable(found.get(question.accountId())));
            }
        } catch (Throwable failure) {
            // An error as well: a reader that ended would leave all who come later without an answer.
            questions.forEach(question -> question.answer().completeExceptionally(failure));
        }
    }

    /** Answers who asked before, and takes no more. */
    @Override
    public void destroy() {
        closed = true;
        readers.forEach(Thread::interrupt);
        var left = new ArrayList<Question>();
        waiting.drainTo(left);
        left.forEach(question -> question.answer()
                .completeExceptionally(new TransientDataAccessResourceException("the bank is closing")));
    }
}
