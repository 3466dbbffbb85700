package dev.bankengine.payments;

import dev.bankengine.accounts.AccountReference;
import dev.bankengine.ledger.Details;
import dev.bankengine.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money to be set aside.
 *
 * @param expiresAt the ledger's default term from now where {@code null}
 */
public record HoldOrder(
        AccountReference account, Money amount, @Nullable Instant expiresAt, Details details) {}
