package dev.bankengine.ledger;

import static dev.bankengine.ledger.TestLedger.capture;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.hold;
import static dev.bankengine.ledger.TestLedger.posted;
import static dev.bankengine.ledger.TestLedger.request;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.TestDatabase;
import dev.bankengine.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** What goes wrong around the posting engine, and that money is moved once or not at all whatever it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostingFaultTest {

    private static final String[] IMPATIENT = {
        "--bankengine.posting.lanes=1",
        "--bankengine.posting.lock-timeout=400ms",
        "--bankengine.posting.patience=2s",
        "--bankengine.posting.queue-capacity=200"
    };

    private final TestServers servers = TestServers.start(2, IMPATIENT);
    private final TestLedger bank = new TestLedger(servers.first());
    private final Ledger ledger = servers.first().getBean(Ledger.class);
    private final Ledger other = servers.all().getLast().getBean(Ledger.class);

    @AfterEach
    void theBooksAreSound() {
        SoundBooks.assertSound(servers.first());
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private LockedByHand lockedAccount(long id) throws SQLException {
        return new LockedByHand("SELECT id FROM ledger.account WHERE id = " + id + " FOR UPDATE");
    }

    /** Holds what it was told to lock until it is closed. */
    private final class LockedByHand implements AutoCloseable {

        private final Connection connection;

        private LockedByHand(String sql) throws SQLException {
            connection = servers.database().superuser().connect("by-hand");
            connection.setAutoCommit(false);
            execute(sql);
        }

        void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                connection.rollback();
            }
        }
    }

    @Test
    void anAccountLockedByHandStopsOnlyThoseWhoNeedIt() throws SQLException {
        long locked = bank.openWith("100.00");
        long payer = bank.openWith("100.00");
        long payee = bank.openWith("0.00");
        List<Request> touching = Stream.generate(() -> request(transfer(locked, payee, eur("1.00"))))
                .limit(20)
                .toList();
        List<Request> others = Stream.generate(() -> request(transfer(payer, payee, eur("1.00"))))
                .limit(40)
                .toList();

        try (var held = lockedAccount(locked)) {
            List<Object> answers =
                    AllAtOnce.times(60, i -> answer(i % 2 == 0 ? ledger : other, pick(touching, others, i)));
            assertThat(answers.subList(0, 20)).allMatch(LedgerUnavailable.class::isInstance);
            assertThat(answers.subList(20, 60)).allMatch(Outcome.Posted.class::isInstance);
        }

        List<Object> again = AllAtOnce.times(60, i -> answer(i % 2 == 0 ? other : ledger, pick(touching, others, i)));
        assertThat(again).allMatch(Outcome.Posted.class::isInstance);
        assertThat(again.subList(20, 60)).allMatch(o -> ((Outcome) o).replayed());
        assertThat(List.of(bank.balance(locked), bank.balance(payer), bank.balance(payee)))
                .containsExactly("80.00", "60.00", "60.00");
    }

    private static Request pick(List<Request> first, List<Request> second, int i) {
        return i < first.size() ? first.get(i) : second.get(i - first.size());
    }

    @Test
    void whatIsLockedForLongIsUnavailableAndNeverALackOfFunds() throws SQLException {
        long account = bank.openWith("10.00");
        long other = bank.openWith("0.00");
        List<Request> atomic =
                List.of(request(transfer(account, other, eur("1.00"))), request(transfer(other, account, eur("1.00"))));
        TransactionTemplate transaction = servers.first().getBean(TransactionTemplate.class);

        for (String sql : List.of(
                "SELECT id FROM ledger.account WHERE id = " + account + " FOR UPDATE",
                "LOCK TABLE ledger.account IN EXCLUSIVE MODE",
                "LOCK TABLE ledger.decision IN EXCLUSIVE MODE",
                "LOCK TABLE ledger.entry IN ACCESS EXCLUSIVE MODE")) {
            try (var held = new LockedByHand(sql)) {
                assertThatThrownBy(() -> ledger.postAtomically(atomic)).as(sql).isInstanceOf(LedgerUnavailable.class);
            }
        }
        try (var held = lockedAccount(account)) {
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> ledger.postWithin(atomic)))
                    .isInstanceOf(LedgerUnavailable.class);
        }

        assertThat(ledger.postAtomically(atomic)).allMatch(Outcome.Posted.class::isInstance);
        assertThat(bank.account(account).entryCount()).isEqualTo(3);
    }

    @Test
    void readingNeverWaitsForWhoHoldsALock() throws SQLException {
        long account = bank.openWith("10.00");
        Transaction transfer = bank.posted(transfer(account, bank.cash(), eur("1.00")));
        Hold hold = bank.held(hold(account, "2.00"));
        ConfigurableApplicationContext server = servers.first();

        // A posting that has written and not yet committed.
        try (var posting = new LockedByHand("""
                SELECT id FROM ledger.account WHERE id IN (%1$d, %2$d) ORDER BY id FOR NO KEY UPDATE;
                UPDATE ledger.hold SET status = 'RELEASED', ended_at = now() WHERE id = %3$d;
                """.formatted(account, bank.cash(), hold.id()))) {
            assertThat(bank.balance(account)).isEqualTo("9.00");
            assertThat(bank.account(account).held()).isEqualTo(2_00);
            assertThat(server.getBean(Transactions.class).find(transfer.id())).isPresent();
            assertThat(server.getBean(Holds.class).find(hold.id()).orElseThrow().status())
                    .isEqualTo(Hold.Status.ACTIVE);
            assertThat(server.getBean(Balances.class).at(account, transfer.bookedAt()))
                    .hasValue(9_00);
            assertThat(server.getBean(History.class)
                            .page(account, HistoryFilter.ALL, History.Order.NEWEST_FIRST, null, 10)
                            .items())
                    .hasSize(2);
        }
    }

    @Test
    void aDeadlockWithSomebodyElseIsTriedAgain() throws SQLException {
        TestServers patient = TestServers.start(1, "--bankengine.posting.lanes=1");
        try (patient) {
            TestLedger itsBank = new TestLedger(patient.first());
            long lower = itsBank.openWith("10.00");
            long higher = itsBank.openWith("10.00");
            try (Connection hand = patient.database().superuser().connect("by-hand");
                    Statement statement = hand.createStatement()) {
                hand.setAutoCommit(false);
                statement.execute("SELECT id FROM ledger.account WHERE id = " + higher + " FOR UPDATE");
                CompletableFuture<List<Outcome>> answer = patient.first()
                        .getBean(Ledger.class)
                        .submit(List.of(request(transfer(lower, higher, eur("1.00")))), false);
                awaitWaiter(statement);
                // In the order that nobody takes who knows the books: now each waits for the other.
                try {
                    statement.execute("SELECT id FROM ledger.account WHERE id = " + lower + " FOR UPDATE");
                    hand.commit();
                } catch (SQLException deadlock) {
                    assertThat(deadlock.getSQLState()).isEqualTo("40P01");
                    hand.rollback();
                }
                posted(answer.join().getFirst());
            }
            assertThat(itsBank.balance(higher)).isEqualTo("11.00");
            SoundBooks.assertSound(patient.first());
        }
    }

    private static void awaitWaiter(Statement statement) throws SQLException {
        boolean waits;
        do {
            try (var row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
                row.next();
                waits = row.getLong(1) > 0;
            }
        } while (!waits);
    }

    /** The rules don't know what JSON is; the database does. Who gathered behind a lock comes in one batch. */
    @Test
    void aRequestThatTheDatabaseRefusesCostsTheOthersOfItsBatchNothing() throws SQLException {
        long a = bank.openWith("100.00");
        long b = bank.openWith("0.00");
        long blocked = bank.openWith("1.00");
        Details noJson = new Details(null, null, "{\"never\": closed");
        Origin noText = new Origin("a\0b", "TEST", null, null);
        List<CompletableFuture<List<Outcome>>> answers = new ArrayList<>();
        CompletableFuture<List<Outcome>> first;
        try (var held = lockedAccount(blocked)) {
            first = ledger.submit(List.of(request(transfer(blocked, b, eur("1.00")))), false);
            for (int i = 0; i < 40; i++) {
                Instruction instruction = i == 11
                        ? new Instruction.Transfer(TransactionKind.TRANSFER, a, b, eur("1.00"), null, noJson)
                        : transfer(a, b, eur("1.00"));
                Request request = request(instruction);
                answers.add(ledger.submit(
                        List.of(i == 23 ? new Request(request.key(), noText, instruction) : request), i % 4 == 3));
            }
        }

        assertThat(catchOutcome(first)).isInstanceOfAny(Outcome.Posted.class, LedgerUnavailable.class);
        for (int i = 0; i < 40; i++) {
            Object answer = catchOutcome(answers.get(i));
            if (i == 11 || i == 23) {
                assertThat(answer).isInstanceOf(IllegalStateException.class);
            } else {
                assertThat(answer).isInstanceOf(Outcome.Posted.class);
            }
        }
        assertThat(bank.balance(a)).isEqualTo("62.00");
    }

    @Test
    void whatCannotBeDecidedCostsTheOthersOfABulkNothing() throws SQLException {
        long locked = bank.openWith("10.00");
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        var noJson = new Details(null, null, "{\"never\": closed");
        List<Request> requests = List.of(
                request(transfer(locked, b, eur("1.00"))),
                request(new Instruction.Transfer(TransactionKind.TRANSFER, a, b, eur("1.00"), null, noJson)),
                request(transfer(a, b, eur("2.00"))));

        try (var held = lockedAccount(locked)) {
            List<Outcome> outcomes = ledger.postEach(requests);
            assertThat(undecided(outcomes.get(0))).isInstanceOf(LedgerUnavailable.class);
            assertThat(undecided(outcomes.get(1))).isInstanceOf(IllegalStateException.class);
            posted(outcomes.get(2));
            assertThatThrownBy(() -> ledger.postEach(List.of(
                            request(transfer(locked, b, eur("1.00"))), request(transfer(locked, a, eur("1.00"))))))
                    .isInstanceOf(LedgerUnavailable.class);
        }

        List<Outcome> again = ledger.postEach(requests);
        assertThat(posted(again.get(0)).id()).isGreaterThan(posted(again.get(2)).id());
        assertThat(undecided(again.get(1))).isInstanceOf(IllegalStateException.class);
        assertThat(again.get(2).replayed()).isTrue();
        assertThat(List.of(bank.balance(locked), bank.balance(a), bank.balance(b)))
                .containsExactly("9.00", "8.00", "3.00");
    }

    private static Throwable undecided(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Undecided.class);
        return ((Outcome.Undecided) outcome).reason();
    }

    @Test
    void anAccountThatCanNotBeIsNotFoundAndStopsNobody() {
        long account = bank.openWith("10.00");
        for (long nobody : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1, 0}) {
            assertThat(bank.refused(transfer(account, nobody, eur("1.00")))).isEqualTo(Rule.ACCOUNT_NOT_FOUND);
        }
        bank.posted(transfer(account, bank.cash(), eur("1.00")));
    }

    /** A capture names only the account it pays; while another lane has that in hand, the release must not overtake it. */
    @Test
    void whatIsGivenTogetherIsDecidedInOrder() throws SQLException, InterruptedException {
        TestServers twoLanes = TestServers.start(1, "--bankengine.posting.lanes=2");
        try (twoLanes) {
            TestLedger itsBank = new TestLedger(twoLanes.first());
            Ledger itsLedger = twoLanes.first().getBean(Ledger.class);
            long payer = itsBank.openWith("10.00");
            long shop = itsBank.openWith("0.00");
            long blocked = itsBank.openWith("1.00");
            Hold hold = itsBank.held(hold(payer, "10.00"));
            CompletableFuture<List<Outcome>> answers;
            try (Connection hand = twoLanes.database().superuser().connect("by-hand");
                    Statement statement = hand.createStatement()) {
                hand.setAutoCommit(false);
                statement.execute("SELECT id FROM ledger.account WHERE id = " + blocked + " FOR UPDATE");
                var unused = itsLedger.submit(List.of(request(transfer(blocked, shop, eur("1.00")))), false);
                awaitWaiter(statement);
                answers = itsLedger.submit(
                        List.of(
                                request(capture(hold.id(), shop, "4.00")),
                                request(new Instruction.ReleaseHold(hold.id()))),
                        false);
                Thread.sleep(300);
                hand.rollback();
            }

            posted(answers.join().getFirst());
            assertThat(answers.join().getLast()).isInstanceOf(Outcome.Held.class);
            assertThat(itsBank.balance(shop)).isEqualTo("5.00");
            SoundBooks.assertSound(twoLanes.first());
        }
    }

    @Test
    void whoComesWhenTooManyWaitIsTurnedAway() throws SQLException {
        long a = bank.openWith("1000.00");
        long b = bank.openWith("0.00");
        List<CompletableFuture<List<Outcome>>> accepted = new ArrayList<>();
        int turnedAway = 0;
        try (var held = lockedAccount(a)) {
            for (int i = 0; i < 500; i++) {
                try {
                    accepted.add(ledger.submit(List.of(request(transfer(a, b, eur("1.00")))), false));
                } catch (LedgerUnavailable full) {
                    turnedAway++;
                }
            }
        }
        List<Object> ends =
                accepted.stream().map(PostingFaultTest::catchOutcome).toList();

        assertThat(ends).allMatch(end -> end instanceof Outcome.Posted || end instanceof LedgerUnavailable);
        long stand = ends.stream().filter(Outcome.Posted.class::isInstance).count();
        assertThat(bank.account(b).balance()).isEqualTo(stand * 1_00);
        assertThat(turnedAway).isPositive();
        bank.posted(transfer(a, b, eur("1.00")));
    }

    @Test
    void aServerThatStopsAnswersWhatItAcceptedAndTakesNoMore() {
        long a = bank.openWith("1000.00");
        long b = bank.openWith("0.00");
        ConfigurableApplicationContext leaving = servers.startAnother("--bankengine.posting.lanes=2");
        Ledger itsLedger = leaving.getBean(Ledger.class);
        List<Object> answers = AllAtOnce.times(401, i -> {
            if (i == 200) {
                leaving.close();
                return "stopped";
            }
            return answer(itsLedger, request(transfer(a, b, eur("1.00"))));
        });

        assertThat(answers)
                .allMatch(end ->
                        end instanceof Outcome.Posted || end instanceof LedgerUnavailable || end.equals("stopped"));
        assertThat(bank.account(b).balance())
                .isEqualTo(answers.stream()
                                .filter(Outcome.Posted.class::isInstance)
                                .count()
                        * 1_00);
        assertThatThrownBy(() -> itsLedger.post(request(transfer(a, b, eur("1.00")))))
                .isInstanceOf(LedgerUnavailable.class);
    }

    /** Backends die at any point of a batch, the commit included; every client sends again until it has its answer. */
    @Test
    void connectionsLostAtAnyMomentLoseAndDoubleNothing() throws Exception {
        long seed = Long.getLong("bankengine.seed", System.nanoTime());
        var random = new java.util.Random(seed);
        long payer = bank.openWith("100000.00");
        int clients = 12;
        long[] payees = IntStream.range(0, clients)
                .mapToLong(i -> bank.openWith("0.00"))
                .toArray();
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        CompletableFuture<List<Integer>> work = CompletableFuture.supplyAsync(() -> AllAtOnce.times(clients, client -> {
            int done = 0;
            while (System.nanoTime() < end) {
                Request request = request(transfer(payer, payees[client], eur("1.00")));
                Transaction first = untilPosted(client % 2 == 0 ? ledger : other, request);
                assertThat(untilPosted(client % 3 == 0 ? ledger : other, request))
                        .isEqualTo(first);
                done++;
            }
            return done;
        }));

        try (Connection superuser = servers.database().superuser().connect("by-hand");
                Statement statement = superuser.createStatement()) {
            while (!work.isDone()) {
                statement.execute("""
                        SELECT pg_terminate_backend(pid)
                        FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name = 'bankengine-posting'
                        """);
                Thread.sleep(random.nextInt(5, 60));
            }
        }

        List<Integer> done = work.join();
        for (int client = 0; client < clients; client++) {
            assertThat(bank.account(payees[client]).balance())
                    .as("client %d, seed %d", client, seed)
                    .isEqualTo(done.get(client) * 1_00L);
        }
        assertThat(done).allMatch(n -> n > 0);
    }

    /** The server of all test databases is killed; it comes back by itself, and with it the answers. */
    @Test
    void aDatabaseThatIsKilledAndComesBackLosesAndDoublesNothing() throws Exception {
        TestServers patient = TestServers.start(1);
        try (patient) {
            TestLedger itsBank = new TestLedger(patient.first());
            Ledger itsLedger = patient.first().getBean(Ledger.class);
            long payer = itsBank.openWith("100000.00");
            long payee = itsBank.openWith("0.00");
            CompletableFuture<List<Transaction>> work = CompletableFuture.supplyAsync(() -> AllAtOnce.times(
                            8,
                            client -> IntStream.range(0, 40)
                                    .mapToObj(i -> untilPosted(itsLedger, request(transfer(payer, payee, eur("1.00")))))
                                    .toList())
                    .stream()
                    .flatMap(List::stream)
                    .toList());
            while (itsBank.account(payee).entryCount() < 20) {
                Thread.sleep(5);
            }
            ProcessHandle.of(TestDatabase.server().processId()).orElseThrow().destroyForcibly();

            assertThat(work.get(60, TimeUnit.SECONDS)).doesNotHaveDuplicates().hasSize(320);
            assertThat(onceTheDatabaseAnswers(() -> itsBank.balance(payee))).isEqualTo("320.00");
            onceTheDatabaseAnswers(() -> {
                SoundBooks.assertSound(patient.first());
                return true;
            });
        }
    }

    /** A reader's connection may die as late as its next use; a reader asks again. */
    private static <T> T onceTheDatabaseAnswers(Supplier<T> reading) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return reading.get();
            } catch (DataAccessException | TransactionException away) {
                if (System.nanoTime() > deadline) {
                    throw away;
                }
                Thread.sleep(100);
            }
        }
    }

    private static Transaction untilPosted(Ledger ledger, Request request) {
        while (true) {
            if (answer(ledger, request) instanceof Outcome outcome) {
                return posted(outcome);
            }
        }
    }

    /** The outcome, or the ledger's excuse. */
    private static Object answer(Ledger ledger, Request request) {
        try {
            return ledger.post(request);
        } catch (LedgerUnavailable unavailable) {
            return unavailable;
        }
    }

    private static Object catchOutcome(CompletableFuture<List<Outcome>> answer) {
        try {
            return answer.join().getFirst();
        } catch (CompletionException failure) {
            return Objects.requireNonNull(failure.getCause());
        }
    }
}
