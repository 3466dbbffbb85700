package dev.bankengine.ledger;

import static dev.bankengine.ledger.TestLedger.EUR;
import static dev.bankengine.ledger.TestLedger.JPY;
import static dev.bankengine.ledger.TestLedger.KWD;
import static dev.bankengine.ledger.TestLedger.PLENTY;
import static dev.bankengine.ledger.TestLedger.USD;
import static dev.bankengine.ledger.TestLedger.capture;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.hold;
import static dev.bankengine.ledger.TestLedger.holdUntil;
import static dev.bankengine.ledger.TestLedger.post;
import static dev.bankengine.ledger.TestLedger.posted;
import static dev.bankengine.ledger.TestLedger.refused;
import static dev.bankengine.ledger.TestLedger.request;
import static dev.bankengine.ledger.TestLedger.reverse;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.BankTest;
import dev.bankengine.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The scenarios of the ledger, each alone. What many do at once is in {@code ConcurrentPostingTest}. */
@BankTest
class PostingTest {

    private final Ledger ledger;
    private final TestLedger bank;
    private final TransactionTemplate transaction;

    PostingTest(
            @Autowired Ledger ledger,
            @Autowired ApplicationContext context,
            @Autowired PlatformTransactionManager transactions) {
        this.ledger = ledger;
        this.bank = new TestLedger(context);
        this.transaction = new TransactionTemplate(transactions);
    }

    @Test
    void movesMoneyFromOneAccountToAnother() {
        long a = bank.openWithOverdraft();
        long b = bank.openWithOverdraft();

        Transaction transfer = bank.posted(transfer(a, b, eur("12.34")));

        assertThat(bank.balance(a)).isEqualTo("-12.34");
        assertThat(bank.balance(b)).isEqualTo("12.34");
        assertThat(transfer.entries())
                .containsExactly(new Entry(a, 1, -1234, -1234, EUR), new Entry(b, 1, 1234, 1234, EUR));
    }

    @Test
    void aCycleOverThreeAccountsLeavesTheDifferences() {
        long a = bank.openWithOverdraft();
        long b = bank.openWithOverdraft();
        long c = bank.openWithOverdraft();

        bank.posted(transfer(a, b, eur("10.00")));
        bank.posted(transfer(b, c, eur("20.00")));
        bank.posted(transfer(c, a, eur("50.00")));

        assertThat(List.of(bank.balance(a), bank.balance(b), bank.balance(c)))
                .containsExactly("40.00", "-10.00", "-30.00");
    }

    @Test
    void booksManyLegsInSeveralCurrenciesOfAnyNumberOfDecimals() {
        long euros = bank.openWith("100.00");
        long yen = bank.open(JPY, 0);
        long fils = bank.open(KWD, 0);
        long euroPosition = bank.open(EUR, PLENTY);
        long yenPosition = bank.open(JPY, PLENTY);
        long filsPosition = bank.open(KWD, PLENTY);

        bank.posted(post(
                new Leg(euros, eur("-100.00")),
                new Leg(euroPosition, eur("100.00")),
                new Leg(yenPosition, Money.parse("-8000", JPY)),
                new Leg(yen, Money.parse("8000", JPY)),
                new Leg(filsPosition, Money.parse("-16.123", KWD)),
                new Leg(fils, Money.parse("16.123", KWD))));

        assertThat(bank.balance(euros)).isEqualTo("0.00");
        assertThat(bank.balance(yen)).isEqualTo("8000");
        assertThat(bank.balance(fils)).isEqualTo("16.123");
    }

    @Test
    void refusesWhatIsNoTransferAndChangesNothing() {
        long a = bank.openWithOverdraft();
        long b = bank.openWithOverdraft();
        long dollars = bank.open(USD, PLENTY);
        long unknown = 987_654_321L;

        assertThat(bank.refused(transfer(a, b, eur("0.00")))).isEqualTo(Rule.AMOUNT_NOT_POSITIVE);
        assertThat(bank.refused(transfer(a, b, eur("-1.00")))).isEqualTo(Rule.AMOUNT_NOT_POSITIVE);
        assertThat(bank.refused(transfer(a, a, eur("1.00")))).isEqualTo(Rule.SAME_ACCOUNT);
        assertThat(bank.refused(transfer(a, unknown, eur("1.00")))).isEqualTo(Rule.ACCOUNT_NOT_FOUND);
        assertThat(bank.refused(transfer(a, dollars, eur("1.00")))).isEqualTo(Rule.CURRENCY_MISMATCH);
        assertThat(bank.refused(transfer(a, b, Money.parse("1.00", USD)))).isEqualTo(Rule.CURRENCY_MISMATCH);

        assertThat(bank.account(a).entryCount()).isZero();
        assertThat(bank.account(b).entryCount()).isZero();
        assertThat(bank.account(dollars).entryCount()).isZero();
    }

    @Test
    void refusesLegsThatMakeNoTransaction() {
        long a = bank.openWithOverdraft();
        long b = bank.openWithOverdraft();

        assertThat(bank.refused(post(new Leg(a, eur("1.00"))))).isEqualTo(Rule.LEG_COUNT);
        assertThat(bank.refused(post(new Leg(a, eur("0.00")), new Leg(b, eur("0.00")))))
                .isEqualTo(Rule.AMOUNT_ZERO);
        assertThat(bank.refused(post(new Leg(a, eur("1.00")), new Leg(a, eur("-1.00")))))
                .isEqualTo(Rule.SAME_ACCOUNT);
        assertThat(bank.refused(post(new Leg(a, eur("99.90")), new Leg(b, eur("-99.80")))))
                .isEqualTo(Rule.UNBALANCED);
        assertThat(bank.refused(post(new Leg(a, eur("1.00")), new Leg(b, Money.parse("-1.00", USD)))))
                .isEqualTo(Rule.UNBALANCED);
        assertThat(bank.account(a).entryCount()).isZero();
    }

    @Test
    void aRequestThatBreaksSeveralRulesIsRefusedByTheFirst() {
        long poor = bank.openWith("0.00");
        long unknown = 987_654_321L;

        assertThat(bank.refused(transfer(unknown, unknown, eur("0.00")))).isEqualTo(Rule.AMOUNT_NOT_POSITIVE);
        assertThat(bank.refused(transfer(unknown, unknown, Money.parse("5", JPY))))
                .isEqualTo(Rule.SAME_ACCOUNT);
        assertThat(bank.refused(transfer(poor, unknown, Money.parse("5", JPY)))).isEqualTo(Rule.ACCOUNT_NOT_FOUND);
        assertThat(bank.refused(transfer(poor, bank.cash(), Money.parse("5", JPY))))
                .isEqualTo(Rule.CURRENCY_MISMATCH);
        assertThat(bank.refused(post(new Leg(poor, eur("0.00")), new Leg(poor, eur("1.00")))))
                .isEqualTo(Rule.AMOUNT_ZERO);
    }

    @Test
    void refusesABalanceThatSixtyFourBitsCantHold() {
        long rich = bank.openWithOverdraft();
        Money most = Money.ofMinor(Money.MAX_MINOR_UNITS, EUR);
        for (int i = 0; i < 9; i++) {
            bank.posted(bank.deposit(rich, most));
        }

        assertThat(bank.refused(bank.deposit(rich, most))).isEqualTo(Rule.BALANCE_OUT_OF_RANGE);
        assertThat(bank.account(rich).balance()).isEqualTo(9 * Money.MAX_MINOR_UNITS);
        for (int i = 0; i < 9; i++) {
            bank.posted(transfer(rich, bank.cash(), most));
        }
    }

    @Test
    void acceptsExactlyWhatIsAvailableAndNotAUnitMore() {
        long account = bank.open(EUR, 50_00);
        bank.posted(bank.deposit(account, eur("100.00")));
        bank.held(hold(account, "30.00"));

        assertThat(bank.available(account)).isEqualTo(120_00);
        assertThat(bank.refused(transfer(account, bank.cash(), eur("120.01")))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        bank.posted(transfer(account, bank.cash(), eur("120.00")));
        assertThat(bank.balance(account)).isEqualTo("-20.00");
        assertThat(bank.refused(transfer(account, bank.cash(), eur("0.01")))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
    }

    @Test
    void aTransactionWhoseThirdLegFailsLeavesNothing() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("10.00");
        long poor = bank.openWith("0.00");

        assertThat(bank.refused(post(new Leg(a, eur("-5.00")), new Leg(b, eur("10.00")), new Leg(poor, eur("-5.00")))))
                .isEqualTo(Rule.INSUFFICIENT_FUNDS);

        assertThat(List.of(bank.balance(a), bank.balance(b), bank.balance(poor)))
                .containsExactly("10.00", "10.00", "0.00");
        assertThat(bank.account(a).entryCount()).isEqualTo(1);
    }

    @Test
    void whereEachStandsForItselfTheGoodOnesStand() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");

        List<Outcome> outcomes = ledger.postEach(List.of(
                request(transfer(a, b, eur("4.00"))),
                request(transfer(a, b, eur("7.00"))),
                request(transfer(a, b, eur("6.00")))));

        posted(outcomes.get(0));
        assertThat(refused(outcomes.get(1))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        posted(outcomes.get(2));
        assertThat(bank.balance(b)).isEqualTo("10.00");
    }

    @Test
    void anAtomicGroupIsCarriedOutWholeOrNotAtAll() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        List<Request> group = List.of(
                request(transfer(a, b, eur("4.00"))),
                request(hold(a, "1.00")),
                request(transfer(a, b, eur("7.00"))),
                request(transfer(b, a, eur("1.00"))));

        List<Outcome> outcomes = ledger.postAtomically(group);

        assertThat(outcomes.stream().map(TestLedger::refused))
                .containsExactly(Rule.GROUP_REFUSED, Rule.GROUP_REFUSED, Rule.INSUFFICIENT_FUNDS, Rule.GROUP_REFUSED);
        assertThat(List.of(bank.balance(a), bank.balance(b))).containsExactly("10.00", "0.00");
        assertThat(bank.account(a).held()).isZero();
        assertThat(ledger.postAtomically(group)).allMatch(Outcome::replayed);
        assertThat(ledger.postAtomically(group).stream().map(TestLedger::refused))
                .isEqualTo(outcomes.stream().map(TestLedger::refused).toList());
    }

    @Test
    void anAtomicGroupMaySpendWhatItBroughtIn() {
        long a = bank.openWith("0.00");
        long b = bank.openWith("0.00");

        List<Outcome> outcomes = ledger.postAtomically(
                List.of(request(bank.deposit(a, eur("10.00"))), request(transfer(a, b, eur("10.00")))));

        assertThat(outcomes).allMatch(Outcome.Posted.class::isInstance);
        assertThat(bank.balance(b)).isEqualTo("10.00");
    }

    @Test
    void aReversalMirrorsItsTransactionOnce() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Transaction transfer = bank.posted(transfer(a, b, eur("4.00")));

        Transaction reversal = bank.posted(reverse(transfer.id()));

        assertThat(reversal.kind()).isEqualTo(TransactionKind.REVERSAL);
        assertThat(reversal.reverses()).isEqualTo(transfer.id());
        assertThat(List.of(bank.balance(a), bank.balance(b))).containsExactly("10.00", "0.00");
        assertThat(bank.refused(reverse(transfer.id()))).isEqualTo(Rule.ALREADY_REVERSED);
        assertThat(bank.refused(reverse(reversal.id()))).isEqualTo(Rule.NOT_REVERSIBLE);
        assertThat(bank.refused(reverse(Long.MAX_VALUE))).isEqualTo(Rule.TRANSACTION_NOT_FOUND);
    }

    @Test
    void twoReversalsOfOneTransactionInOneBatchHaveOneEffect() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Transaction transfer = bank.posted(transfer(a, b, eur("4.00")));

        List<Outcome> outcomes =
                ledger.postEach(List.of(request(reverse(transfer.id())), request(reverse(transfer.id()))));

        posted(outcomes.get(0));
        assertThat(refused(outcomes.get(1))).isEqualTo(Rule.ALREADY_REVERSED);
    }

    @Test
    void aReversalFailsOnceTheReceiverHasSpentTheMoney() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Transaction transfer = bank.posted(transfer(a, b, eur("4.00")));
        bank.posted(transfer(b, bank.cash(), eur("0.01")));

        assertThat(bank.refused(reverse(transfer.id()))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        assertThat(bank.balance(a)).isEqualTo("6.00");
    }

    @Test
    void aHoldIsCapturedInPartsUpToItsAmount() {
        long account = bank.openWith("300.50");
        long shop = bank.openWith("0.00");
        Hold hold = bank.held(hold(account, "300.50"));
        assertThat(bank.available(account)).isZero();

        bank.posted(capture(hold.id(), shop, "100.25"));
        assertThat(bank.account(account).held()).isEqualTo(200_25);
        assertThat(bank.refused(capture(hold.id(), shop, "200.26"))).isEqualTo(Rule.CAPTURE_EXCEEDS_HOLD);
        Transaction last = bank.posted(capture(hold.id(), shop, "200.25"));

        assertThat(last.holdId()).isEqualTo(hold.id());
        assertThat(bank.balance(account)).isEqualTo("0.00");
        assertThat(bank.balance(shop)).isEqualTo("300.50");
        assertThat(bank.account(account).held()).isZero();
        assertThat(bank.refused(capture(hold.id(), shop, "0.01"))).isEqualTo(Rule.HOLD_NOT_ACTIVE);
        assertThat(bank.refused(new Instruction.ReleaseHold(hold.id()))).isEqualTo(Rule.HOLD_NOT_ACTIVE);
    }

    @Test
    void theLastCaptureReleasesTheRest() {
        long account = bank.openWith("100.00");
        long shop = bank.openWith("0.00");
        Hold hold = bank.held(hold(account, "80.00"));

        bank.posted(new Instruction.CaptureHold(hold.id(), eur("30.00"), shop, true, Details.NONE));

        assertThat(bank.available(account)).isEqualTo(70_00);
        assertThat(bank.refused(capture(hold.id(), shop, "1.00"))).isEqualTo(Rule.HOLD_NOT_ACTIVE);
    }

    @Test
    void aReleasedHoldCanNotBeCaptured() {
        long account = bank.openWith("100.00");
        Hold hold = bank.held(hold(account, "80.00"));

        Hold released = bank.held(new Instruction.ReleaseHold(hold.id()));

        assertThat(released.status()).isEqualTo(Hold.Status.RELEASED);
        assertThat(bank.available(account)).isEqualTo(100_00);
        assertThat(bank.refused(capture(hold.id(), bank.cash(), "1.00"))).isEqualTo(Rule.HOLD_NOT_ACTIVE);
        assertThat(bank.refused(capture(Long.MAX_VALUE, bank.cash(), "1.00"))).isEqualTo(Rule.HOLD_NOT_FOUND);
    }

    @Test
    void refusesAHoldThatIsNotCovered() {
        long account = bank.openWith("100.00");
        bank.held(hold(account, "60.00"));

        assertThat(bank.refused(hold(account, "40.01"))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        assertThat(bank.refused(hold(account, "0.00"))).isEqualTo(Rule.AMOUNT_NOT_POSITIVE);
        assertThat(bank.refused(hold(bank.cash(), "1.00"))).isEqualTo(Rule.NOT_A_CUSTOMER_ACCOUNT);
        assertThat(bank.refused(holdUntil(account, "1.00", Instant.EPOCH))).isEqualTo(Rule.EXPIRY_OUT_OF_RANGE);
        bank.held(hold(account, "40.00"));
    }

    @Test
    void aHoldWhoseTimeIsOverHoldsNothing() throws InterruptedException {
        long account = bank.openWith("100.00");
        Hold hold = bank.held(holdUntil(account, "100.00", Instant.now().plus(Duration.ofMillis(300))));
        assertThat(bank.refused(transfer(account, bank.cash(), eur("100.00")))).isEqualTo(Rule.INSUFFICIENT_FUNDS);

        Thread.sleep(Duration.ofMillis(350));

        bank.posted(transfer(account, bank.cash(), eur("100.00")));
        assertThat(bank.refused(capture(hold.id(), bank.cash(), "1.00"))).isEqualTo(Rule.HOLD_NOT_ACTIVE);
        assertThat(bank.account(account).held()).isZero();
    }

    @Test
    void aHoldIsCapturedInFullWhateverWasChargedSince() {
        long account = bank.openWith("100.00");
        Hold hold = bank.held(hold(account, "100.00"));
        bank.posted(
                new Instruction.Transfer(TransactionKind.FEE, account, bank.cash(), eur("10.00"), null, Details.NONE));

        bank.posted(capture(hold.id(), bank.cash(), "100.00"));

        assertThat(bank.balance(account)).isEqualTo("-10.00");
    }

    @Test
    void aChargeMayTakeAnAccountBelowItsFloorAndIsMarkedSo() {
        long account = bank.openWith("1.00");

        Transaction fee = bank.posted(
                new Instruction.Transfer(TransactionKind.FEE, account, bank.cash(), eur("5.00"), null, Details.NONE));

        assertThat(bank.balance(account)).isEqualTo("-4.00");
        assertThat(fee.kind().checksFunds()).isFalse();
        assertThat(bank.refused(transfer(account, bank.cash(), eur("0.01")))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
    }

    @Test
    void theSameRequestGetsTheSameAnswerAndHasOneEffect() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Request request = request("same-request", transfer(a, b, eur("4.00")));

        Transaction first = posted(ledger.post(request));
        Outcome second = ledger.post(request);

        assertThat(second.replayed()).isTrue();
        assertThat(posted(second)).isEqualTo(first);
        assertThat(bank.balance(b)).isEqualTo("4.00");
    }

    @Test
    void theSameKeyWithAnotherRequestIsAnErrorAndTheFirstEffectStands() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        ledger.post(request("reused", transfer(a, b, eur("4.00"))));

        assertThat(refused(ledger.post(request("reused", transfer(a, b, eur("5.00"))))))
                .isEqualTo(Rule.IDEMPOTENCY_KEY_REUSED);

        assertThat(bank.balance(b)).isEqualTo("4.00");
        assertThat(ledger.post(request("reused", transfer(a, b, eur("4.00")))).replayed())
                .isTrue();
    }

    @Test
    void theSameKeyTwiceInOneBatchHasOneEffect() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Request request = request("twice-at-once", transfer(a, b, eur("4.00")));
        Request other = request("twice-at-once", transfer(a, b, eur("5.00")));

        List<Outcome> outcomes = ledger.postEach(List.of(request, request, other));

        assertThat(posted(outcomes.get(1))).isEqualTo(posted(outcomes.get(0)));
        assertThat(outcomes.get(1).replayed()).isTrue();
        assertThat(refused(outcomes.get(2))).isEqualTo(Rule.IDEMPOTENCY_KEY_REUSED);
        assertThat(bank.balance(b)).isEqualTo("4.00");
    }

    @Test
    void aRefusalIsRememberedEvenWhenItsReasonIsGone() {
        long a = bank.openWith("1.00");
        long b = bank.openWith("0.00");
        Request request = request("refused-once", transfer(a, b, eur("4.00")));
        Outcome first = ledger.post(request);
        bank.posted(bank.deposit(a, eur("10.00")));

        Outcome second = ledger.post(request);

        assertThat(refused(first)).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        assertThat(((Outcome.Refused) second).refusal()).isEqualTo(((Outcome.Refused) first).refusal());
        assertThat(second.replayed()).isTrue();
        assertThat(bank.balance(b)).isEqualTo("0.00");
    }

    @Test
    void twoCustomersMayUseTheSameKey() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        for (String customer : List.of("customer-1", "customer-2")) {
            posted(ledger.post(new Request(
                    new IdempotencyKey(customer, "same-key"), TestLedger.TELLER, transfer(a, b, eur("4.00")))));
        }
        assertThat(bank.balance(b)).isEqualTo("8.00");
    }

    @Test
    void aHoldPlacedOrReleasedTwiceIsAnsweredAgain() {
        long account = bank.openWith("10.00");
        Request place = request("place-once", hold(account, "4.00"));
        Hold placed = ((Outcome.Held) ledger.post(place)).hold();
        Request release = request("release-once", new Instruction.ReleaseHold(placed.id()));
        Hold released = ((Outcome.Held) ledger.post(release)).hold();

        assertThat(ledger.post(place)).isEqualTo(new Outcome.Held(placed, true));
        assertThat(ledger.post(release)).isEqualTo(new Outcome.Held(released, true));
        assertThat(bank.account(account).held()).isZero();
    }

    @Test
    void keepsWhatIsSaidOfATransactionAndItsValueDate() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        LocalDate lastMonth = LocalDate.now(ZoneOffset.UTC).minusDays(30);
        var details = new Details("Rent – Müller & Söhne 😀", "RF18 5390 0754 7034", "{\"invoice\": [1, 2]}");
        Request request = request(
                "with-details",
                new Instruction.Transfer(TransactionKind.TRANSFER, a, b, eur("4.00"), lastMonth, details));

        Transaction first = posted(ledger.post(request));

        assertThat(first.details()).isEqualTo(details);
        assertThat(first.valueDate()).isEqualTo(lastMonth);
        assertThat(posted(ledger.post(request))).isEqualTo(first);
        assertThat(bank.refused(new Instruction.Transfer(
                        TransactionKind.TRANSFER, a, b, eur("1.00"), lastMonth.minusYears(2), details)))
                .isEqualTo(Rule.VALUE_DATE_OUT_OF_RANGE);
    }

    @Test
    void withinACallersTransactionEverythingEndsWithIt() {
        long a = bank.openWith("10.00");
        long b = bank.openWith("0.00");
        Request request = request("within", transfer(a, b, eur("4.00")));

        transaction.executeWithoutResult(status -> {
            posted(ledger.postWithin(List.of(request)).getFirst());
            status.setRollbackOnly();
        });
        assertThat(bank.balance(b)).isEqualTo("0.00");

        transaction.executeWithoutResult(
                status -> posted(ledger.postWithin(List.of(request)).getFirst()));
        assertThat(bank.balance(b)).isEqualTo("4.00");
        assertThat(ledger.post(request).replayed()).isTrue();
        assertThatThrownBy(() -> ledger.postWithin(List.of(request))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void withinACallersTransactionARefusalWritesNothing() {
        long a = bank.openWith("1.00");
        long b = bank.openWith("0.00");
        Request request = request("within-refused", transfer(a, b, eur("4.00")));

        transaction.executeWithoutResult(
                status -> assertThat(refused(ledger.postWithin(List.of(request)).getFirst()))
                        .isEqualTo(Rule.INSUFFICIENT_FUNDS));

        bank.posted(bank.deposit(a, eur("10.00")));
        assertThat(ledger.post(request).replayed()).isFalse();
    }
}
