package dev.bankengine.ledger;

import dev.bankengine.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes requests of every sort, right and wrong, on the edge of what is allowed wherever there is one. */
final class RandomRequests {

    private static final TransactionKind[] KINDS = {
        TransactionKind.TRANSFER,
        TransactionKind.TRANSFER,
        TransactionKind.TRANSFER,
        TransactionKind.DEPOSIT,
        TransactionKind.WITHDRAWAL,
        TransactionKind.JOURNAL,
        TransactionKind.EXCHANGE,
        TransactionKind.FEE,
        TransactionKind.INTEREST,
        TransactionKind.CORRECTION,
        TransactionKind.CLOSING,
        TransactionKind.IMPORT
    };

    private final Random random;
    private final String scope;
    private final List<Request> earlier = new ArrayList<>();
    private int keys;

    RandomRequests(Random random, String scope) {
        this.random = random;
        this.scope = scope;
    }

    /** One time in ten under a key that was used before, and half of those for the same request. */
    Request next(ModelBank bank) {
        if (!earlier.isEmpty() && random.nextInt(10) == 0) {
            Request again = earlier.get(random.nextInt(earlier.size()));
            return random.nextBoolean() ? again : new Request(again.key(), again.origin(), instruction(bank));
        }
        var request = new Request(new IdempotencyKey(scope, "key-" + keys++), TestLedger.TELLER, instruction(bank));
        earlier.add(request);
        return request;
    }

    private Instruction instruction(ModelBank bank) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> journal(bank);
            case 3, 4 -> new Instruction.Reverse(anyOf(bank.transactions), Details.NONE);
            case 5, 6, 7 -> placeHold(bank);
            case 8, 9, 10 -> captureHold(bank);
            case 11 -> new Instruction.ReleaseHold(anyOf(bank.holds));
            default -> transfer(bank);
        };
    }

    private Instruction transfer(ModelBank bank) {
        long from = account(bank);
        long to = random.nextInt(25) == 0 ? from : accountLike(bank, from);
        if (random.nextInt(20) == 0) {
            to = brimOr(bank, to);
            from = accountLike(bank, to);
        }
        Money amount = amount(bank, from);
        if (random.nextInt(3) == 0) {
            // As often as not somebody must bring money in.
            List<Long> own = bank.accounts.keySet().stream()
                    .filter(id -> !bank.account(id).isCustomers()
                            && bank.account(id).currency().equals(amount.currency()))
                    .toList();
            from = own.isEmpty() ? from : own.get(random.nextInt(own.size()));
        }
        return new Instruction.Transfer(KINDS[random.nextInt(KINDS.length)], from, to, amount, valueDate(), details());
    }

    /** Legs that balance, mostly: the last of each currency makes up for the others. */
    private Instruction journal(ModelBank bank) {
        List<Leg> legs = new ArrayList<>();
        int count = random.nextInt(12) == 0 ? random.nextInt(2) : 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            long account = legs.isEmpty() || random.nextInt(8) == 0
                    ? account(bank)
                    : accountLike(bank, legs.getFirst().accountId());
            Money amount = amount(bank, account);
            boolean last = i == count - 1;
            long others = legs.stream()
                    .filter(leg -> leg.amount().currency().equals(amount.currency()))
                    .mapToLong(leg -> leg.amount().minorUnits() % Money.MAX_MINOR_UNITS)
                    .sum();
            boolean fits = Math.abs(others) < Money.MAX_MINOR_UNITS;
            legs.add(new Leg(
                    account,
                    last && fits && random.nextInt(10) != 0
                            ? Money.ofMinor(-others, amount.currency())
                            : random.nextBoolean() ? amount : amount.negated()));
        }
        if (random.nextInt(100) == 0) {
            legs.addAll(Collections.nCopies(100, Leg.credit(account(bank), TestLedger.eur("1.00"))));
        }
        return new Instruction.Post(KINDS[random.nextInt(KINDS.length)], legs, valueDate(), details());
    }

    private Instruction placeHold(ModelBank bank) {
        long account = account(bank);
        @Nullable
        Instant expires = switch (random.nextInt(12)) {
            case 0 -> Instant.now().minus(Duration.ofHours(1));
            case 1 -> Instant.now().plus(Duration.ofDays(400));
            case 2, 3, 4, 5 -> Instant.now().plus(Duration.ofDays(1 + random.nextInt(300)));
            default -> null;
        };
        return new Instruction.PlaceHold(account, amount(bank, account), expires, details());
    }

    private Instruction captureHold(ModelBank bank) {
        long id = anyOf(bank.holds);
        ModelBank.Reserved hold = bank.holds.get(id);
        long to = hold == null ? account(bank) : accountLike(bank, hold.account());
        if (hold == null) {
            return new Instruction.CaptureHold(id, amount(bank, to), to, random.nextBoolean(), Details.NONE);
        }
        long remaining = Math.max(hold.remaining(), 1);
        long amount = switch (random.nextInt(6)) {
            case 0 -> remaining;
            case 1 -> Math.min(remaining + 1, Money.MAX_MINOR_UNITS);
            case 2 -> -random.nextInt(2);
            default -> 1 + random.nextLong(remaining);
        };
        Currency currency = random.nextInt(15) == 0 ? TestLedger.JPY : hold.currency();
        return new Instruction.CaptureHold(
                id, Money.ofMinor(amount, currency), to, random.nextInt(4) == 0, Details.NONE);
    }

    private Money amount(ModelBank bank, long account) {
        ModelBank.Account known = bank.accounts.get(account);
        Currency currency = known == null || random.nextInt(25) == 0 ? TestLedger.USD : known.currency();
        BigInteger available = known == null ? BigInteger.TEN : known.available();
        long most = BigInteger.valueOf(Money.MAX_MINOR_UNITS - 1).min(available).longValue();
        long amount = switch (random.nextInt(24)) {
            case 0 -> 0;
            case 1 -> -1 - random.nextInt(100);
            case 2, 3, 4 -> Math.max(most, 0);
            case 5, 6, 7 -> Math.max(most, 0) + 1;
            case 8 -> random.nextInt(6) == 0 ? Money.MAX_MINOR_UNITS : 10_000_00;
            case 9, 10, 11 -> 1 + random.nextInt(300_00);
            default -> 1 + random.nextInt(40_00);
        };
        return Money.ofMinor(amount, currency);
    }

    private @Nullable LocalDate valueDate() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return switch (random.nextInt(30)) {
            case 0 -> today.minusDays(400);
            case 1 -> today.plusDays(400);
            case 2 -> LocalDate.of(1850, 1, 1);
            case 3 -> today.minusDays(random.nextInt(300));
            case 4 -> today.plusDays(random.nextInt(300));
            default -> null;
        };
    }

    private Details details() {
        return switch (random.nextInt(6)) {
            case 0 -> Details.description("Miete – Müller & Söhne 😀 ' \" \\ {NULL}, ,");
            case 1 -> new Details(null, "RF18 5390 0754 7034", "{\"n\": " + random.nextInt() + ", \"empty\": null}");
            case 2 -> new Details("", "", "{}");
            default -> Details.NONE;
        };
    }

    private long account(ModelBank bank) {
        return anyOf(bank.accounts);
    }

    private static long brimOr(ModelBank bank, long other) {
        return bank.accounts.keySet().stream()
                .filter(id -> isBrim(bank.account(id)) && bank.account(id).isCustomers())
                .findFirst()
                .orElse(other);
    }

    private static boolean isBrim(ModelBank.Account account) {
        return account.balance().bitLength() > 62;
    }

    /** Mostly one of the same currency, so that something comes of it. */
    private long accountLike(ModelBank bank, long other) {
        ModelBank.Account known = bank.accounts.get(other);
        if (known == null || random.nextInt(15) == 0) {
            return account(bank);
        }
        List<Long> alike = bank.accounts.keySet().stream()
                .filter(id -> id != other && bank.account(id).currency().equals(known.currency()))
                .toList();
        return alike.isEmpty() ? account(bank) : alike.get(random.nextInt(alike.size()));
    }

    private long anyOf(Map<Long, ?> known) {
        if (known.isEmpty() || random.nextInt(40) == 0) {
            return random.nextBoolean() ? 987_654_321 : random.nextLong();
        }
        List<Long> ids = List.copyOf(known.keySet());
        // Lately made ones are the more interesting.
        int last = ids.size() - 1;
        return ids.get(random.nextBoolean() ? Math.max(0, last - random.nextInt(20)) : random.nextInt(ids.size()));
    }
}
