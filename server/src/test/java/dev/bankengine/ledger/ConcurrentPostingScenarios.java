package dev.bankengine.ledger;

import static dev.bankengine.ledger.TestLedger.TELLER;
import static dev.bankengine.ledger.TestLedger.capture;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.hold;
import static dev.bankengine.ledger.TestLedger.holdUntil;
import static dev.bankengine.ledger.TestLedger.posted;
import static dev.bankengine.ledger.TestLedger.refused;
import static dev.bankengine.ledger.TestLedger.request;
import static dev.bankengine.ledger.TestLedger.reverse;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.support.TransactionTemplate;

/** What many do at once, whatever the servers they do it on. {@link ConcurrentPostingTest} names those. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConcurrentPostingScenarios {

    private final TestServers servers;
    private final List<Ledger> ledgers;
    private final TestLedger bank;
    private final LedgerAccounts accounts;
    private final TransactionTemplate transaction;

    ConcurrentPostingScenarios(TestServers servers) {
        this.servers = servers;
        ledgers = servers.all().stream().map(s -> s.getBean(Ledger.class)).toList();
        bank = new TestLedger(servers.first());
        accounts = servers.first().getBean(LedgerAccounts.class);
        transaction = servers.first().getBean(TransactionTemplate.class);
    }

    @AfterEach
    void theBooksAreSound() {
        SoundBooks.assertSound(servers.first());
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    /** Whom the client of this number talks to. */
    private Ledger ledger(int client) {
        return ledgers.get(client % ledgers.size());
    }

    @Test
    void transfersInBothDirectionsAtOnceEndAtZero() {
        long a = bank.openWithOverdraft();
        long b = bank.openWithOverdraft();

        List<Outcome> outcomes = AllAtOnce.times(
                1_000,
                i -> ledger(i / 2)
                        .post(request(i % 2 == 0 ? transfer(a, b, eur("0.07")) : transfer(b, a, eur("0.07")))));

        assertThat(outcomes).allMatch(Outcome.Posted.class::isInstance);
        assertThat(List.of(bank.balance(a), bank.balance(b))).containsExactly("0.00", "0.00");
        assertThat(bank.account(a).entryCount()).isEqualTo(1_000);
    }

    @Test
    void groupsThatTouchTheSameAccountsInAnyOrderNeverDeadlock() {
        List<Long> ring =
                IntStream.range(0, 10).mapToObj(i -> bank.openWithOverdraft()).toList();
        List<List<Request>> groups = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Request> group = new ArrayList<>();
            for (int j = 0; j < ring.size(); j++) {
                group.add(request(
                        transfer(ring.get((i * 7 + j) % 10), ring.get((i * 7 + j * 3 + 1 + j) % 10), eur("1.00"))));
            }
            Collections.rotate(group, i);
            groups.add(group.stream()
                    .filter(r -> ((Instruction.Transfer) r.instruction()).from()
                            != ((Instruction.Transfer) r.instruction()).to())
                    .toList());
        }

        List<List<Outcome>> outcomes = AllAtOnce.times(
                groups.size(),
                i -> i % 3 == 0
                        ? ledger(i).postAtomically(groups.get(i))
                        : ledger(i).postEach(groups.get(i)));

        assertThat(outcomes).allSatisfy(group -> assertThat(group).allMatch(Outcome.Posted.class::isInstance));
        assertThat(ring.stream().mapToLong(id -> bank.account(id).balance()).sum())
                .isZero();
    }

    @Test
    void exactlyAsManySpendsSucceedAsTheBalanceCovers() {
        long account = bank.openWith("100.00");

        List<Outcome> outcomes =
                AllAtOnce.times(90, i -> ledger(i).post(request(transfer(account, bank.cash(), eur("3.00")))));

        assertThat(outcomes.stream().filter(Outcome.Posted.class::isInstance)).hasSize(33);
        assertThat(outcomes.stream().filter(Outcome.Refused.class::isInstance).map(TestLedger::refused))
                .hasSize(57)
                .containsOnly(Rule.INSUFFICIENT_FUNDS);
        assertThat(bank.balance(account)).isEqualTo("1.00");
    }

    @Test
    void exactlyAsManyHoldsArePlacedAsTheBalanceCovers() {
        long account = bank.openWith("100.00");

        List<Outcome> outcomes = AllAtOnce.times(
                60, i -> ledger(i).post(request(i % 2 == 0 ? hold(account, "7.00") : spend(account, "7.00"))));

        assertThat(outcomes.stream().filter(o -> !(o instanceof Outcome.Refused)))
                .hasSize(14);
        assertThat(bank.available(account)).isEqualTo(2_00);
    }

    @Test
    void aRequestSentManyTimesAtOnceHasOneEffectAndOneAnswer() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Request same = request(transfer(a, b, eur("1.00")));

        List<Outcome> outcomes = AllAtOnce.times(80, i -> ledger(i).post(same));

        assertThat(outcomes.stream().map(TestLedger::posted).distinct()).hasSize(1);
        assertThat(outcomes.stream().filter(o -> !o.replayed())).hasSize(1);
        assertThat(bank.balance(b)).isEqualTo("1.00");
    }

    @Test
    void aRefusalSentManyTimesAtOnceIsOneAnswer() {
        long poor = bank.openWith("0.00");
        Request same = request(transfer(poor, bank.cash(), eur("1.00")));

        List<Outcome> outcomes = AllAtOnce.times(80, i -> ledger(i).post(same));

        assertThat(outcomes.stream().map(TestLedger::refused)).containsOnly(Rule.INSUFFICIENT_FUNDS);
        assertThat(outcomes.stream().filter(o -> !o.replayed())).hasSize(1);
    }

    @Test
    void oneKeyForManyRequestsAtOnceHasTheEffectOfOneOfThem() {
        List<Long> payers =
                IntStream.range(0, 40).mapToObj(i -> bank.openWith("10.00")).toList();
        String key = "one-key-for-many-" + servers.hashCode();

        List<Outcome> outcomes = AllAtOnce.times(
                40, i -> ledger(i).post(request(key, transfer(payers.get(i), bank.cash(), eur("1.00")))));

        assertThat(outcomes.stream().filter(Outcome.Posted.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(Outcome.Refused.class::isInstance).map(TestLedger::refused))
                .hasSize(39)
                .containsOnly(Rule.IDEMPOTENCY_KEY_REUSED);
        assertThat(payers.stream().filter(p -> bank.balance(p).equals("9.00"))).hasSize(1);
    }

    /** Their batches wait for one another's decisions, each holding what the other one wants. */
    @Test
    void theSameKeysInOppositeOrderHaveOneEffectEach() {
        List<Long> payers =
                IntStream.range(0, 4).mapToObj(i -> bank.openWith("1000.00")).toList();
        int keys = 100;

        List<List<Outcome>> outcomes = AllAtOnce.times(4, client -> {
            List<Request> requests = new ArrayList<>();
            for (int k = 0; k < keys; k++) {
                int key = client % 2 == 0 ? k : keys - 1 - k;
                requests.add(request(
                        "opposite-%d-%d".formatted(servers.hashCode(), key),
                        transfer(payers.get(client), bank.cash(), eur("1.00"))));
            }
            return ledger(client).postEach(requests);
        });

        assertThat(outcomes.stream().flatMap(List::stream).filter(Outcome.Posted.class::isInstance))
                .hasSize(keys);
        assertThat(payers.stream().mapToLong(p -> bank.account(p).balance()).sum())
                .isEqualTo((4 * 1000 - keys) * 100L);
    }

    @Test
    void manyReversalsOfOneTransactionAtOnceHaveOneEffect() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("10.00");
        Transaction original = bank.posted(transfer(a, b, eur("4.00")));

        List<Outcome> outcomes = AllAtOnce.times(40, i -> ledger(i).post(request(reverse(original.id()))));

        assertThat(outcomes.stream().filter(Outcome.Posted.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(Outcome.Refused.class::isInstance).map(TestLedger::refused))
                .containsOnly(Rule.ALREADY_REVERSED);
        assertThat(List.of(bank.balance(a), bank.balance(b))).containsExactly("10.00", "10.00");
    }

    @Test
    void capturesReleasesAndExpiryAtOnceNeverPayMoreThanWasHeld() {
        HoldExpiry expiry = servers.first().getBean(HoldExpiry.class);
        for (int round = 0; round < 6; round++) {
            boolean expires = round % 2 == 0;
            long account = bank.openWith("100.00");
            long shop = bank.openWith("0.00");
            Hold held = bank.held(
                    expires
                            ? holdUntil(account, "10.00", Instant.now().plus(Duration.ofMillis(60)))
                            : hold(account, "10.00"));
            List<Callable<Object>> actions = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int client = i;
                actions.add(() -> {
                    if (expires) {
                        Thread.sleep(client * 3L);
                    }
                    return ledger(client)
                            .post(request(
                                    client == 23
                                            ? new Instruction.ReleaseHold(held.id())
                                            : capture(held.id(), shop, client % 3 == 0 ? "1.10" : "0.90")));
                });
            }
            actions.add(expiry::sweep);
            List<Object> outcomes = AllAtOnce.all(actions);

            Hold after = servers.first().getBean(Holds.class).find(held.id()).orElseThrow();
            long paid = outcomes.stream()
                    .filter(Outcome.Posted.class::isInstance)
                    .mapToLong(o -> posted((Outcome) o).entries().getLast().amount())
                    .sum();
            assertThat(paid).isEqualTo(after.captured()).isLessThanOrEqualTo(after.amount());
            assertThat(bank.account(shop).balance()).isEqualTo(paid);
            assertThat(bank.account(account).balance()).isEqualTo(100_00 - paid);
            assertThat(bank.account(account).held()).isEqualTo(after.remaining());
        }
    }

    @Test
    void noCustomersPostingIsBookedWhileTheAccountIsBlocked() throws SQLException {
        long account = bank.openWith("1000.00");
        List<Callable<Object>> actions = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int client = i;
            actions.add(() -> ledger(client).post(request(transfer(account, bank.cash(), eur("1.00")))));
            if (i % 10 == 0) {
                actions.add(() -> transaction.execute(
                        status -> accounts.block(account, TELLER, "the customer has lost the card")));
                actions.add(() -> transaction.execute(
                        status -> accounts.unblock(account, TELLER, "the customer has found the card")));
            }
        }

        List<Object> outcomes = AllAtOnce.all(actions);

        assertThat(outcomes.stream().filter(Outcome.Refused.class::isInstance).map(o -> refused((Outcome) o)))
                .allMatch(rule -> rule == Rule.ACCOUNT_BLOCKED);
        assertThat(count("""
                        SELECT count(*)
                        FROM ledger.entry e
                        WHERE e.account_id = %d AND (
                            SELECT c.new_value
                            FROM ledger.account_change c
                            WHERE c.account_id = e.account_id AND c.field = 'status' AND c.changed_at < e.booked_at
                            ORDER BY c.id DESC
                            LIMIT 1) = 'BLOCKED'
                        """.formatted(account))).isZero();
    }

    @Test
    void everySpendKeepsTheLimitOfItsTime() throws SQLException {
        long account = bank.openWith("0.00");
        List<Callable<Object>> actions = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int client = i;
            actions.add(() -> ledger(client)
                    .post(request(
                            client % 2 == 0
                                    ? transfer(account, bank.cash(), eur("7.00"))
                                    : bank.deposit(account, eur("5.00")))));
            if (i % 5 == 0) {
                actions.add(() -> transaction.execute(status ->
                        accounts.changeOverdraftLimit(account, client % 2 == 0 ? 50_00 : 0, TELLER, "a new limit")));
            }
        }

        AllAtOnce.all(actions);

        assertThat(count("""
                        SELECT count(*)
                        FROM ledger.entry e
                        WHERE e.account_id = %d AND e.amount < 0 AND e.balance < (
                            SELECT CAST(c.new_value AS bigint)
                            FROM ledger.account_change c
                            WHERE c.account_id = e.account_id AND c.field = 'floor' AND c.changed_at < e.booked_at
                            ORDER BY c.id DESC
                            LIMIT 1)
                        """.formatted(account))).isZero();
    }

    @Test
    void anAccountIsTerminatedEmptyOrNotAtAll() {
        Set<AccountStatus> seen = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            long account = bank.openWith("0.00");
            List<Callable<Object>> actions = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int client = i;
                actions.add(() -> ledger(client).post(request(spend(account, "1.00"))));
                actions.add(() -> ledger(client).post(request(bank.deposit(account, eur("1.00")))));
            }
            actions.add(
                    round % 3,
                    () -> transaction.execute(status -> accounts.terminate(account, TELLER, "the customer leaves")));
            List<Object> outcomes = AllAtOnce.all(actions);

            LedgerAccount after = bank.account(account);
            seen.add(after.status());
            if (after.status() == AccountStatus.TERMINATED) {
                assertThat(after.balance()).isZero();
                assertThat(outcomes).anyMatch(ChangeResult.Changed.class::isInstance);
                assertThat(bank.refused(bank.deposit(account, eur("1.00")))).isEqualTo(Rule.ACCOUNT_TERMINATED);
            } else {
                assertThat(outcomes).anyMatch(ChangeResult.Refused.class::isInstance);
            }
        }
        assertThat(seen).isSubsetOf(AccountStatus.OPEN, AccountStatus.TERMINATED);
    }

    private Instruction spend(long account, String amount) {
        return transfer(account, bank.cash(), eur(amount));
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = servers.database().application().connect("test");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
