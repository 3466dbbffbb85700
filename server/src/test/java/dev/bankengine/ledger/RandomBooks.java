package dev.bankengine.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A few accounts with a random past, written straight into the database, and remembered entry by entry. */
final class RandomBooks {

    static final Instant START = Instant.parse("2026-01-10T22:00:00Z");
    static final Currency EUR = Currency.getInstance("EUR");

    /** An entry as it was written. */
    record Line(
            long transactionId,
            long accountId,
            long number,
            long amount,
            long balance,
            Instant bookedAt,
            LocalDate valueDate,
            TransactionKind kind,
            String description,
            String reference) {}

    private static final TransactionKind[] KINDS = {
        TransactionKind.TRANSFER, TransactionKind.FEE, TransactionKind.DEPOSIT
    };
    private static final String[] DESCRIPTIONS = {"Rent for May", "Groceries", "100 % discount_x", "Größe", "rent again"
    };

    final List<Long> accounts = new ArrayList<>();
    final List<Line> lines = new ArrayList<>();
    private final JdbcClient jdbc;
    private final Random random;
    private final Map<Long, Long> balances = new HashMap<>();
    private final Map<Long, Long> numbers = new HashMap<>();
    private Instant now = START;

    RandomBooks(JdbcClient jdbc, long seed) {
        this.jdbc = jdbc;
        this.random = new Random(seed);
    }

    RandomBooks openAccounts(int count) {
        for (int i = 0; i < count; i++) {
            accounts.add(jdbc.sql("""
                            INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                            VALUES (nextval('ledger.account_id'), 'EUR', 'CUSTOMER', 'CREDIT', -1000000000, :start, :start)
                            RETURNING id
                            """)
                    .param("start", Rows.timestamp(START))
                    .query(Long.class)
                    .single());
        }
        return this;
    }

    /** Books transfers of a random amount between two random accounts; now and then several at one moment. */
    RandomBooks post(int transfers) {
        for (int i = 0; i < transfers; i++) {
            now = now.plusSeconds(random.nextInt(3) == 0 ? 0 : random.nextInt(20_000));
            var booked = now;
            LocalDate day = booked.atZone(ZoneOffset.UTC).toLocalDate();
            LocalDate valueDate = random.nextInt(4) == 0 ? day.plusDays(random.nextInt(21) - 10L) : day;
            long from = accounts.get(random.nextInt(accounts.size()));
            long to =
                    accounts.get((accounts.indexOf(from) + 1 + random.nextInt(accounts.size() - 1)) % accounts.size());
            var kind = KINDS[random.nextInt(KINDS.length)];
            String description = DESCRIPTIONS[random.nextInt(DESCRIPTIONS.length)];
            String reference = "R" + random.nextInt(5);
            long amount = 1 + random.nextInt(5_000);
            long id = jdbc.sql("SELECT nextval('ledger.transaction_id')")
                    .query(Long.class)
                    .single();
            var debit = line(id, from, -amount, booked, valueDate, kind, description, reference);
            var credit = line(id, to, amount, booked, valueDate, kind, description, reference);
            write(debit, credit);
        }
        return this;
    }

    private Line line(
            long id,
            long account,
            long amount,
            Instant booked,
            LocalDate valueDate,
            TransactionKind kind,
            String description,
            String reference) {
        long number = numbers.merge(account, 1L, Long::sum);
        long balance = balances.merge(account, amount, Long::sum);
        var line = new Line(id, account, number, amount, balance, booked, valueDate, kind, description, reference);
        lines.add(line);
        return line;
    }

    private void write(Line debit, Line credit) {
        jdbc.sql("""
                        WITH booked AS (
                            INSERT INTO ledger.transaction
                                (id, booked_at, value_date, unchecked, kind, scope, key, actor, channel, description, reference)
                            VALUES (:id, :bookedAt, :valueDate, :unchecked, :kind, 'test', :key, 'test', 'TEST', :description, :reference)
                            RETURNING id, booked_at, value_date
                        )
                        INSERT INTO ledger.entry (account_id, number, transaction_id, amount, balance, booked_at, value_date, currency)
                        SELECT leg.account, leg.number, b.id, leg.amount, leg.balance, b.booked_at, b.value_date, 'EUR'
                        FROM booked b
                        CROSS JOIN (VALUES (:from, :fromNumber, -:amount, :fromBalance), (:to, :toNumber, :amount, :toBalance))
                            AS leg (account, number, amount, balance)
                        """)
                .param("id", debit.transactionId())
                .param("bookedAt", Rows.timestamp(debit.bookedAt()))
                .param("valueDate", debit.valueDate())
                .param("unchecked", !debit.kind().checksFunds())
                .param("kind", debit.kind().name())
                .param("key", UUID.randomUUID().toString())
                .param("description", debit.description())
                .param("reference", debit.reference())
                .param("from", debit.accountId())
                .param("fromNumber", debit.number())
                .param("fromBalance", debit.balance())
                .param("to", credit.accountId())
                .param("toNumber", credit.number())
                .param("toBalance", credit.balance())
                .param("amount", credit.amount())
                .update();
    }

    List<Line> of(long account) {
        return lines.stream().filter(l -> l.accountId() == account).toList();
    }

    Instant end() {
        return now;
    }
}
