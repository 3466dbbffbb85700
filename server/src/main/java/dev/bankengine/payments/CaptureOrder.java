package dev.bankengine.payments;

import dev.bankengine.accounts.AccountReference;
import dev.bankengine.ledger.Details;
import dev.bankengine.money.Money;

/**
 * Money to be paid out of a hold.
 *
 * @param last whether what is left of the hold is released with it
 */
public record CaptureOrder(long holdId, Money amount, AccountReference to, boolean last, Details details) {}
