package dev.bankengine.accounts;

import dev.bankengine.ledger.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A customer's account, as far as it never changes. Balance, limit and status are the ledger's.
 *
 * @param id the id of the account in the ledger
 * @param number its IBAN, without blanks
 * @param holderName who is shown as its holder
 */
public record Account(
        long id, String number, AccountType type, @Nullable String holderName, Instant openedAt, Origin origin) {}
