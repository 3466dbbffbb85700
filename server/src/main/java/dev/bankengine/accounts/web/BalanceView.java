package dev.bankengine.accounts.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.rest.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The balance of an account; of another time than now only the ledger balance is known. */
@Schema(name = "Balance")
@JsonInclude(JsonInclude.Include.NON_NULL)
record BalanceView(
        @Schema(example = "1000") String accountId,

        @Schema(description = "The sum of the account's entries.")
        Amount ledger,

        @Schema(description = "What is set aside by holds.") @Nullable
        Amount held,

        @Schema(description = "What a payment may take: ledger − held + overdraft limit.") @Nullable
        Amount available,

        @Schema(description = "The booking time it was asked for.") @Nullable
        Instant at,

        @Schema(description = "The value date it was asked for.") @Nullable
        LocalDate valueDate) {

    static BalanceView now(LedgerAccount account) {
        return new BalanceView(
                Long.toString(account.id()),
                Amount.of(account.balance(), account.currency()),
                Amount.of(account.held(), account.currency()),
                Amount.of(account.available(), account.currency()),
                null,
                null);
    }

    static BalanceView then(LedgerAccount account, long balance, @Nullable Instant at, @Nullable LocalDate valueDate) {
        return new BalanceView(
                Long.toString(account.id()), Amount.of(balance, account.currency()), null, null, at, valueDate);
    }
}
