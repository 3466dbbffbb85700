package dev.bankengine.ledger;

import static dev.bankengine.ledger.TestLedger.EUR;
import static dev.bankengine.ledger.TestLedger.JPY;
import static dev.bankengine.ledger.TestLedger.TELLER;
import static dev.bankengine.ledger.TestLedger.USD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.TestServers;
import dev.bankengine.ledger.ModelBank.Answer;
import dev.bankengine.ledger.ModelBank.Prediction;
import dev.bankengine.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Random requests, one after the other and many at once, against a model that predicts each answer and every balance.
 * A failure names its seed; {@code -Dbankengine.seed=…} runs that one again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTest {

    private static final int STEPS = 1_000;
    private static final int ROUNDS = 25;
    private static final int CALLS_AT_ONCE = 40;

    private static final List<String> BRIMS = List.of("CHF", "GBP", "SEK", "NOK", "DKK", "PLN");

    private int banks;

    private final TestServers servers = TestServers.start(2);
    private final List<Ledger> ledgers =
            servers.all().stream().map(s -> s.getBean(Ledger.class)).toList();
    private final TestLedger bank = new TestLedger(servers.first());
    private final LedgerAccounts accounts = servers.first().getBean(LedgerAccounts.class);
    private final TransactionTemplate transaction = servers.first().getBean(TransactionTemplate.class);

    /** What the answers were, so that nobody believes in a test that asked for nothing. */
    private final Map<String, Integer> met = new TreeMap<>();

    @AfterAll
    void stop() {
        servers.close();
        if (Long.getLong("bankengine.seed") == null) {
            assertThat(met.keySet())
                    .as("%s", met)
                    .contains("Posted", "Held")
                    .containsAll(Arrays.stream(Rule.values()).map(Rule::name).toList());
        }
    }

    static LongStream seeds() {
        Long chosen = Long.getLong("bankengine.seed");
        return chosen == null ? LongStream.of(1, 2, System.nanoTime()) : LongStream.of(chosen);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneAfterTheOtherIsAnsweredAsTheModelPredicts(long seed) {
        var random = new Random(seed);
        ModelBank model = newBank();
        var requests = new RandomRequests(random, "one-" + System.nanoTime());
        for (int step = 0; step < STEPS; step++) {
            String where = "seed %d, step %d".formatted(seed, step);
            switch (random.nextInt(10)) {
                case 0 -> changeAccount(model, random, where);
                case 1 -> {
                    List<Request> group = several(requests, model, 1 + random.nextInt(25));
                    compareEach(model, group, ledgers.getFirst().postEach(group), where);
                }
                case 2, 3 -> {
                    List<Request> group = several(requests, model, 1 + random.nextInt(4));
                    List<Outcome> outcomes = ledgers.getFirst().postAtomically(group);
                    compare(model.decideAtomically(group, ids(outcomes)), outcomes, group, where);
                }
                default -> {
                    List<Request> one = several(requests, model, 1);
                    compareEach(model, one, List.of(ledgers.get(step % 2).post(one.getFirst())), where);
                }
            }
            if (step % 50 == 0) {
                compareBooks(model, where);
            }
        }
        compareBooks(model, "seed %d".formatted(seed));
        SoundBooks.assertSound(servers.first());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void manyAtOnceAreAnsweredAsInSomeOrderOfTheModel(long seed) {
        var random = new Random(seed);
        ModelBank model = newBank();
        var requests = new RandomRequests(random, "many-" + System.nanoTime());
        for (int round = 0; round < ROUNDS; round++) {
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < CALLS_AT_ONCE; i++) {
                int kind = random.nextInt(6);
                List<Request> group = several(requests, model, kind == 0 ? 1 + random.nextInt(4) : 1);
                int copies = kind == 1 ? 1 + random.nextInt(4) : 1;
                for (int copy = 0; copy < copies; copy++) {
                    calls.add(new Call(group, kind == 0, ledgers.get((i + copy) % 2)));
                }
            }
            List<Event> events = AllAtOnce.all(calls);

            ModelBank after = new SerialOrder(model).explaining(events);
            String where = "seed %d, round %d".formatted(seed, round);
            assertThat(after)
                    .as("%s: an order of the model that explains %s", where, events)
                    .isNotNull();
            model = Objects.requireNonNull(after);
            compareBooks(model, where);
        }
        SoundBooks.assertSound(servers.first());
    }

    /** What one client asks for. */
    private record Call(List<Request> requests, boolean atomic, Ledger ledger) implements Callable<Event> {

        @Override
        public Event call() {
            return new Event(
                    requests,
                    atomic,
                    atomic ? ledger.postAtomically(requests) : List.of(ledger.post(requests.getFirst())));
        }
    }

    /** What was asked for and answered. */
    record Event(List<Request> requests, boolean atomic, List<Outcome> outcomes) {}

    private ModelBank newBank() {
        ModelBank model = new ModelBank();
        for (Currency currency : List.of(EUR, USD, JPY)) {
            for (AccountKind kind : List.of(AccountKind.CASH, AccountKind.EXCHANGE)) {
                model.open(bank.account(accounts.internal(kind, currency)));
            }
        }
        for (long limit : new long[] {0, 0, 0, 50_00, 1_000_00}) {
            long id = bank.open(EUR, limit);
            bank.posted(bank.deposit(id, TestLedger.eur("200.00")));
            model.open(bank.account(id));
        }
        model.open(bank.account(bank.open(USD, 0)));
        model.open(bank.account(bank.open(JPY, 10_000)));
        model.open(bank.account(accounts.internal(AccountKind.CASH, EUR)));
        long ended = bank.open(EUR, 0);
        transaction.executeWithoutResult(status -> accounts.terminate(ended, TELLER, "a reason"));
        model.open(bank.account(ended));
        openOnTheBrim(model, Currency.getInstance(BRIMS.get(banks++)));
        return model;
    }

    /** One that holds nearly all that 64 bits can, in a currency that no other bank of this test uses. */
    private void openOnTheBrim(ModelBank model, Currency currency) {
        long brim = bank.open(currency, 0);
        for (int i = 0; i < 9; i++) {
            bank.posted(bank.deposit(brim, Money.ofMinor(Money.MAX_MINOR_UNITS, currency)));
        }
        for (long id : List.of(
                brim,
                accounts.internal(AccountKind.CASH, currency),
                accounts.internal(AccountKind.EXCHANGE, currency))) {
            model.open(bank.account(id));
        }
    }

    private static List<Request> several(RandomRequests requests, ModelBank model, int count) {
        List<Request> several = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            several.add(requests.next(model));
        }
        return several;
    }

    private void changeAccount(ModelBank model, Random random, String where) {
        List<Long> ids = List.copyOf(model.accounts.keySet());
        long id = random.nextInt(20) == 0 ? 987_654_321 : ids.get(random.nextInt(ids.size()));
        long limit = random.nextInt(3) * 100_00L;
        int what = random.nextInt(12);
        ChangeResult result = transaction.execute(status -> switch (what) {
            case 0, 1, 2 -> accounts.block(id, TELLER, "a reason");
            case 3 -> accounts.terminate(id, TELLER, "a reason");
            case 4, 5, 6 -> accounts.changeOverdraftLimit(id, limit, TELLER, "a reason");
            default -> accounts.unblock(id, TELLER, "a reason");
        });
        AccountRule predicted = switch (what) {
            case 0, 1, 2 -> model.block(id);
            case 3 -> model.terminate(id);
            case 4, 5, 6 -> model.limit(id, limit);
            default -> model.unblock(id);
        };
        assertThat(result instanceof ChangeResult.Refused refused ? refused.rule() : null)
                .as(where)
                .isEqualTo(predicted);
        if (predicted == null && what == 3) {
            model.open(bank.account(bank.open(EUR, 0)));
        }
    }

    private void compareEach(ModelBank model, List<Request> requests, List<Outcome> outcomes, String where) {
        List<Long> ids = ids(outcomes);
        for (int i = 0; i < requests.size(); i++) {
            compare(
                    List.of(model.decide(requests.get(i), ids.get(i))),
                    List.of(outcomes.get(i)),
                    List.of(requests.get(i)),
                    where + ", request " + i);
        }
    }

    private void compare(List<Prediction> predictions, List<Outcome> outcomes, List<Request> requests, String where) {
        outcomes.forEach(outcome -> met.merge(
                outcome instanceof Outcome.Refused refused
                        ? refused.refusal().rule().name()
                        : outcome.getClass().getSimpleName(),
                1,
                Integer::sum));
        assertThat(outcomes.stream().map(ModelTest::asPredicted).toList())
                .as("%s: %s", where, requests)
                .isEqualTo(predictions);
    }

    /** What the ledger names in its outcomes, where it names something. */
    static List<Long> ids(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> switch (outcome) {
                    case Outcome.Posted posted -> posted.transaction().id();
                    case Outcome.Held held -> held.hold().id();
                    case Outcome.Refused refused -> 0L;
                    case Outcome.Undecided undecided -> throw new AssertionError(undecided.reason());
                })
                .toList();
    }

    /** The outcome in the words of the model. */
    static Prediction asPredicted(Outcome outcome) {
        Answer answer = switch (outcome) {
            case Outcome.Posted posted -> {
                Map<Long, Entry> entries = new TreeMap<>();
                posted.transaction().entries().forEach(entry -> entries.put(entry.accountId(), entry));
                yield new Answer.Posted(
                        posted.transaction().id(), posted.transaction().kind(), entries);
            }
            case Outcome.Held held -> {
                Hold hold = held.hold();
                yield new Answer.Held(
                        hold.id(),
                        new ModelBank.Reserved(
                                hold.accountId(), hold.currency(), hold.amount(), hold.captured(), hold.status()));
            }
            case Outcome.Refused refused -> new Answer.Refused(refused.refusal().rule());
            case Outcome.Undecided undecided -> throw new AssertionError(undecided.reason());
        };
        return new Prediction(answer, outcome.replayed());
    }

    private void compareBooks(ModelBank model, String where) {
        ModelBank stored = new ModelBank();
        accounts.find(model.accounts.keySet()).values().forEach(stored::open);
        assertThat(stored.accounts).as(where).isEqualTo(model.accounts);
    }
}
