package dev.bankengine.accounts.web;

import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.Statistics.Answer.Turnover;
import dev.bankengine.rest.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;

/** What went through an account in a period. */
@Schema(name = "Statistics")
record StatisticsView(
        @Schema(example = "1000") String accountId,
        LocalDate from,
        LocalDate to,

        @Schema(description = "The balance before the period.")
        Amount opening,

        @Schema(description = "The sum of the credits.") Amount in,

        @Schema(description = "The sum of the debits, without sign.")
        Amount out,

        @Schema(description = "The balance at its end: opening + in − out.")
        Amount closing,

        @Schema(description = "How many entries.", example = "12")
        long count,

        @Schema(example = "5") long creditCount,
        @Schema(example = "7") long debitCount) {

    static StatisticsView of(LedgerAccount account, LocalDate from, LocalDate to, Turnover turnover) {
        var currency = account.currency();
        return new StatisticsView(
                Long.toString(account.id()),
                from,
                to,
                Amount.of(turnover.opening(), currency),
                Amount.of(turnover.in(), currency),
                Amount.of(turnover.out(), currency),
                Amount.of(turnover.closing(), currency),
                turnover.creditCount() + turnover.debitCount(),
                turnover.creditCount(),
                turnover.debitCount());
    }
}
