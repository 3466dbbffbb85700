package dev.bankengine.ledger;

import dev.bankengine.money.Money;

/**
 * One side of a transaction that is asked for.
 *
 * @param accountId the ledger account
 * @param amount signed, credit positive
 */
public record Leg(long accountId, Money amount) {

    public static Leg credit(long accountId, Money amount) {
        return new Leg(accountId, amount);
    }

    public static Leg debit(long accountId, Money amount) {
        return new Leg(accountId, amount.negated());
    }
}
