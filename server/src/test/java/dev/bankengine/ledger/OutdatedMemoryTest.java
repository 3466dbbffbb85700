package dev.bankengine.ledger;

import static dev.bankengine.ledger.TestLedger.TELLER;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.hold;
import static dev.bankengine.ledger.TestLedger.posted;
import static dev.bankengine.ledger.TestLedger.refused;
import static dev.bankengine.ledger.TestLedger.request;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.TestServers;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.support.TransactionTemplate;

/** One server remembers an account, and the other one changes it: the first decides on what is, and not on what was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutdatedMemoryTest {

    /** More batches than a server locks after it was refused, so that it trusts its memory again. */
    private static final int ENOUGH_TO_TRUST = 64;

    private final TestServers servers = TestServers.start(2, "--bankengine.posting.lanes=1");
    private final TestLedger bank = new TestLedger(servers.first());
    private final Ledger remembering = servers.first().getBean(Ledger.class);
    private final Ledger other = servers.all().getLast().getBean(Ledger.class);

    /** With 10.00 and no overdraft. */
    private long payer;

    private long payee;

    @BeforeEach
    void remember() {
        payer = bank.openWith("10.00");
        payee = bank.openWith("0.00");
        for (int i = 0; i < ENOUGH_TO_TRUST; i++) {
            posted(remembering.post(request(transfer(payer, payee, eur("0.01")))));
            posted(remembering.post(request(transfer(payee, payer, eur("0.01")))));
        }
    }

    @AfterEach
    void theBooksAreSound() {
        SoundBooks.assertSound(servers.first());
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void refusesForAnAccountThatTheOtherServerBlocked() {
        elsewhere(accounts -> accounts.block(payer, TELLER, "the customer has lost the card"));

        assertThat(pay("1.00")).isEqualTo(Rule.ACCOUNT_BLOCKED);
        assertThat(refused(remembering.post(request(transfer(payee, payer, eur("0.01"))))))
                .isEqualTo(Rule.ACCOUNT_BLOCKED);

        elsewhere(accounts -> accounts.unblock(payer, TELLER, "the customer has found the card"));
        posted(remembering.post(request(transfer(payer, payee, eur("1.00")))));
    }

    @Test
    void refusesForAnAccountThatTheOtherServerTerminated() {
        elsewhere(accounts -> accounts.terminate(payee, TELLER, "the customer leaves"));

        assertThat(pay("1.00")).isEqualTo(Rule.ACCOUNT_TERMINATED);
        assertThat(bank.balance(payer)).isEqualTo("10.00");
    }

    @Test
    void refusesWhatALimitLoweredByTheOtherServerNoLongerCovers() {
        elsewhere(accounts -> accounts.changeOverdraftLimit(payer, 50_00, TELLER, "agreed"));
        posted(remembering.post(request(transfer(payer, payee, eur("5.00")))));
        elsewhere(accounts -> accounts.changeOverdraftLimit(payer, 10_00, TELLER, "agreed"));

        assertThat(pay("15.01")).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        posted(remembering.post(request(transfer(payer, payee, eur("15.00")))));
    }

    @Test
    void refusesWhatTheOtherServerHolds() {
        assertThat(other.post(request(hold(payer, "4.00")))).isInstanceOf(Outcome.Held.class);

        assertThat(pay("6.01")).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        posted(remembering.post(request(transfer(payer, payee, eur("6.00")))));
    }

    @Test
    void refusesWhatTheOtherServerPaidOut() {
        posted(other.post(request(transfer(payer, payee, eur("4.00")))));

        assertThat(pay("6.01")).isEqualTo(Rule.INSUFFICIENT_FUNDS);
    }

    @Test
    void acceptsWhatOnlyMoneyFromTheOtherServerCovers() {
        posted(other.post(request(bank.deposit(payer, eur("5.00")))));

        posted(remembering.post(request(transfer(payer, payee, eur("15.00")))));
        assertThat(bank.balance(payer)).isEqualTo("0.00");
    }

    @Test
    void acceptsWhatOnlyAReleaseByTheOtherServerFrees() {
        var held = (Outcome.Held) remembering.post(request(hold(payer, "4.00")));
        posted(remembering.post(request(transfer(payer, payee, eur("1.00")))));
        other.post(request(new Instruction.ReleaseHold(held.hold().id())));

        posted(remembering.post(request(transfer(payer, payee, eur("9.00")))));
    }

    @Test
    void answersAsTheOtherServerDidUnderTheSameKey() {
        var request = request(transfer(payer, payee, eur("3.00")));
        Transaction first = posted(other.post(request));
        // What the other one accepted has brought the memory out of date; what it refused has not.
        var tooMuch = request(transfer(payer, payee, eur("100.00")));
        assertThat(refused(other.post(tooMuch))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        posted(other.post(request(bank.deposit(payer, eur("500.00")))));

        Outcome again = remembering.post(request);
        assertThat(again.replayed()).isTrue();
        assertThat(posted(again)).isEqualTo(first);
        assertThat(refused(remembering.post(tooMuch))).isEqualTo(Rule.INSUFFICIENT_FUNDS);
        assertThat(bank.balance(payee)).isEqualTo("3.00");
    }

    @Test
    void refusesAnotherRequestUnderAKeyThatTheOtherServerDecided() {
        var request = request(transfer(payer, payee, eur("3.00")));
        posted(other.post(request));

        var another = new Request(request.key(), TELLER, transfer(payer, payee, eur("2.00")));
        assertThat(refused(remembering.post(another))).isEqualTo(Rule.IDEMPOTENCY_KEY_REUSED);
        assertThat(bank.balance(payer)).isEqualTo("7.00");
    }

    /** The key alone is used up: the accounts are as they are remembered. */
    @Test
    void refusesAKeyThatTheOtherServerUsedForOtherAccounts() {
        long stranger = bank.openWith("10.00");
        var request = request(transfer(stranger, bank.cash(), eur("3.00")));
        posted(other.post(request));

        var another = new Request(request.key(), TELLER, transfer(payer, payee, eur("3.00")));
        assertThat(refused(remembering.post(another))).isEqualTo(Rule.IDEMPOTENCY_KEY_REUSED);
        assertThat(bank.balance(payer)).isEqualTo("10.00");
    }

    private Rule pay(String amount) {
        return refused(remembering.post(request(transfer(payer, payee, eur(amount)))));
    }

    private void elsewhere(Function<LedgerAccounts, ChangeResult> change) {
        var server = servers.all().getLast();
        ChangeResult result = server.getBean(TransactionTemplate.class)
                .execute(status -> change.apply(server.getBean(LedgerAccounts.class)));
        assertThat(result).isInstanceOf(ChangeResult.Changed.class);
    }
}
