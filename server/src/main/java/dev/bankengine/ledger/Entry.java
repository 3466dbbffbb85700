package dev.bankengine.ledger;

import java.util.Currency;

/**
 * One leg of a transaction as booked.
 *
 * @param accountId the account
 * @param number its number in the account: 1, 2, 3 … without a gap
 * @param amount minor units, credit positive
 * @param balance the account's balance after it, minor units, credit positive
 */
public record Entry(long accountId, long number, long amount, long balance, Currency currency) {}
