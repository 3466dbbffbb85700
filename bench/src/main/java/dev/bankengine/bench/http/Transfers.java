package dev.bankengine.bench.http;

import java.util.SplittableRandom;

/**
 * Which accounts the next transfer moves money between, and how much. Ids are the accounts' public ids; seeded, so that
 * a run can be repeated.
 */
public final class Transfers {
    private static final int MAX_CENTS = 1_000;

    private final long[] accounts;
    private final SplittableRandom random;
    private final long receiver;

    private Transfers(long[] accounts, long receiver, long seed) {
        this.accounts = accounts;
        this.receiver = receiver;
        this.random = new SplittableRandom(seed);
    }

    /** Both accounts drawn evenly from all of them. */
    public static Transfers uniform(long[] accounts, long seed) {
        return new Transfers(accounts, -1, seed);
    }

    /** Payers drawn evenly, all of them paying the same merchant. */
    public static Transfers toMerchant(long[] accounts, long merchant, long seed) {
        return new Transfers(accounts, merchant, seed);
    }

    /** The account that pays the next transfer. */
    public long payer() {
        return accounts[random.nextInt(accounts.length)];
    }

    /** The account that receives from this payer; never the payer itself. */
    public long receiver(long payer) {
        if (receiver >= 0) {
            return receiver;
        }
        long drawn = payer();
        while (drawn == payer) {
            drawn = payer();
        }
        return drawn;
    }

    /** One cent to ten euros. */
    public long cents() {
        return 1 + random.nextInt(MAX_CENTS);
    }

    /** 64 random bits, for keys. */
    public long bits() {
        return random.nextLong();
    }
}
