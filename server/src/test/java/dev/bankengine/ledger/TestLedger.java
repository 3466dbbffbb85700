package dev.bankengine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.money.Money;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What tests of the ledger say: opens accounts, builds requests, and reads balances. */
public final class TestLedger {

    public static final Currency EUR = Currency.getInstance("EUR");
    public static final Currency USD = Currency.getInstance("USD");
    public static final Currency JPY = Currency.getInstance("JPY");
    public static final Currency KWD = Currency.getInstance("KWD");
    public static final Origin TELLER = new Origin("teller-1", "TEST", null, null);

    /** More than any test spends. */
    public static final long PLENTY = 1_000_000_000_00L;

    private static final AtomicLong KEYS = new AtomicLong();

    private final Ledger ledger;
    private final LedgerAccounts accounts;
    private final TransactionTemplate transaction;

    public TestLedger(ApplicationContext context) {
        this.ledger = context.getBean(Ledger.class);
        this.accounts = context.getBean(LedgerAccounts.class);
        this.transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    public static Money eur(String amount) {
        return Money.parse(amount, EUR);
    }

    /** An account that may go as far below zero as any test wants. */
    public long openWithOverdraft() {
        return open(EUR, PLENTY);
    }

    public long open(Currency currency, long overdraftLimit) {
        return transaction.execute(status -> accounts.open(currency, overdraftLimit, TELLER));
    }

    /** An account without overdraft that holds this much. */
    public long openWith(String amount) {
        long id = open(EUR, 0);
        if (!eur(amount).isZero()) {
            assertThat(ledger.post(request(deposit(id, eur(amount))))).isInstanceOf(Outcome.Posted.class);
        }
        return id;
    }

    public long cash() {
        return accounts.internal(AccountKind.CASH, EUR);
    }

    public Instruction deposit(long account, Money amount) {
        long cash = accounts.internal(AccountKind.CASH, amount.currency());
        return new Instruction.Transfer(TransactionKind.DEPOSIT, cash, account, amount, null, Details.NONE);
    }

    public static Instruction transfer(long from, long to, Money amount) {
        return new Instruction.Transfer(TransactionKind.TRANSFER, from, to, amount, null, Details.NONE);
    }

    public static Instruction post(Leg... legs) {
        return new Instruction.Post(TransactionKind.JOURNAL, List.of(legs), null, Details.NONE);
    }

    public static Instruction hold(long account, String amount) {
        return new Instruction.PlaceHold(account, eur(amount), null, Details.NONE);
    }

    public static Instruction holdUntil(long account, String amount, Instant expiresAt) {
        return new Instruction.PlaceHold(account, eur(amount), expiresAt, Details.NONE);
    }

    public static Instruction capture(long hold, long to, String amount) {
        return new Instruction.CaptureHold(hold, eur(amount), to, false, Details.NONE);
    }

    public static Instruction reverse(long transactionId) {
        return new Instruction.Reverse(transactionId, Details.NONE);
    }

    /** A request under a key of its own. */
    public static Request request(Instruction instruction) {
        return request("key-" + KEYS.incrementAndGet(), instruction);
    }

    public static Request request(String key, Instruction instruction) {
        return new Request(new IdempotencyKey("test", key), TELLER, instruction);
    }

    public Transaction posted(Instruction instruction) {
        return posted(ledger.post(request(instruction)));
    }

    public static Transaction posted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Posted.class);
        return ((Outcome.Posted) outcome).transaction();
    }

    public Hold held(Instruction instruction) {
        Outcome outcome = ledger.post(request(instruction));
        assertThat(outcome).isInstanceOf(Outcome.Held.class);
        return ((Outcome.Held) outcome).hold();
    }

    public Rule refused(Instruction instruction) {
        return refused(ledger.post(request(instruction)));
    }

    public static Rule refused(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).refusal().rule();
    }

    public LedgerAccount account(long id) {
        return accounts.find(id).orElseThrow();
    }

    /** The balance as a decimal. */
    public String balance(long id) {
        LedgerAccount account = account(id);
        return Money.toDecimal(account.balance(), account.currency());
    }

    public long available(long id) {
        LedgerAccount account = account(id);
        return account.balance() - account.held() - java.util.Objects.requireNonNull(account.floor());
    }
}
