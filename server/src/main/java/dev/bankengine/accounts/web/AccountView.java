package dev.bankengine.accounts.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.accounts.Account;
import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.ClosingRequest;
import dev.bankengine.accounts.LifeCycle;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.money.Money;
import dev.bankengine.rest.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** A customer's account as it is shown. */
@Schema(name = "Account")
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccountView(
        @Schema(example = "1000") String id,

        @Schema(description = "The IBAN, without blanks.", example = "CZ2499990000000000000203")
        String number,

        AccountType type,
        @Schema(example = "CZK") String currency,
        @Schema(example = "Jane Doe") @Nullable String holderName,
        LifeCycle status,

        @Schema(description = "The sum of the account's entries.")
        Amount balance,

        @Schema(description = "What is set aside by holds.") Amount held,

        @Schema(description = "What a payment may take: balance − held + overdraft limit.")
        Amount available,

        Amount overdraftLimit,
        Instant openedAt,

        @Schema(description = "Who opened it.", example = "operator")
        String openedBy,

        @Schema(
                description = "The transaction of the opening deposit; in the answer to the opening only.",
                example = "1")
        @Nullable
        String openingTransactionId,

        @Schema(description = "The latest request to terminate the account.") @Nullable
        ClosingView closing) {

    static AccountView of(Account account, LedgerAccount ledger, @Nullable ClosingRequest closing) {
        var currency = ledger.currency();
        return new AccountView(
                Long.toString(account.id()),
                account.number(),
                account.type(),
                currency.getCurrencyCode(),
                account.holderName(),
                LifeCycle.of(ledger.status()),
                Amount.of(ledger.balance(), currency),
                Amount.of(ledger.held(), currency),
                Amount.of(ledger.available(), currency),
                Amount.of(ledger.overdraftLimit(), currency),
                account.openedAt(),
                account.origin().actor(),
                null,
                closing == null ? null : ClosingView.of(closing, currency));
    }

    /** The account as it was when it was opened, whatever has happened to it since. */
    static AccountView opened(
            Account account,
            Currency currency,
            long overdraftLimit,
            @Nullable Money deposit,
            @Nullable Long depositTransactionId) {
        long balance = deposit == null ? 0 : deposit.minorUnits();
        return new AccountView(
                Long.toString(account.id()),
                account.number(),
                account.type(),
                currency.getCurrencyCode(),
                account.holderName(),
                LifeCycle.PROVISIONED,
                Amount.of(balance, currency),
                Amount.of(0, currency),
                Amount.of(balance + overdraftLimit, currency),
                Amount.of(overdraftLimit, currency),
                account.openedAt(),
                account.origin().actor(),
                depositTransactionId == null ? null : depositTransactionId.toString(),
                null);
    }
}
