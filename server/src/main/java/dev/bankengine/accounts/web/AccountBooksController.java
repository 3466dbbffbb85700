package dev.bankengine.accounts.web;

import dev.bankengine.accounts.CurrentBalances;
import dev.bankengine.ledger.Balances;
import dev.bankengine.ledger.History;
import dev.bankengine.ledger.HistoryFilter;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Statistics;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.platform.web.Problem;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Listing;
import dev.bankengine.rest.Refusals;
import dev.bankengine.rest.Refuses;
import dev.bankengine.rest.RuleSet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is in the books about an account. */
@RestController
@RequestMapping("/api/v1/accounts/{id}")
@Tag(name = "Accounts")
class AccountBooksController {

    private final CurrentBalances currentBalances;
    private final LedgerAccounts ledgerAccounts;
    private final Balances balances;
    private final History history;
    private final Statistics statistics;

    AccountBooksController(
            CurrentBalances currentBalances,
            LedgerAccounts ledgerAccounts,
            Balances balances,
            History history,
            Statistics statistics) {
        this.currentBalances = currentBalances;
        this.ledgerAccounts = ledgerAccounts;
        this.balances = balances;
        this.history = history;
        this.statistics = statistics;
    }

    @GetMapping("/balance")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "getBalance",
            summary = "Get the balance",
            description = "The balance now; as of a booking time with `at`; or of all entries up to a value date with"
                    + " `valueDate`.")
    BalanceView balance(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @Parameter(schema = @Schema(type = "string", format = "date-time"))
                    @RequestParam(required = false)
                    @Nullable
                    String at,
            @Parameter(schema = @Schema(type = "string", format = "date")) @RequestParam(required = false) @Nullable
                    String valueDate) {
        var account = account(id);
        if (at == null && valueDate == null) {
            return BalanceView.now(account);
        }
        if (at != null && valueDate != null) {
            throw Fields.invalid("valueDate", "can't be combined with at; send one of them");
        }
        var time = Fields.instant(at, "at");
        var day = Fields.date(valueDate, "valueDate");
        OptionalLong balance;
        if (time != null) {
            balance = balances.at(account.id(), time);
        } else {
            balance = balances.onValueDate(account.id(), Fields.required(day, "valueDate"));
        }
        return BalanceView.then(account, balance.orElseThrow(), time, day);
    }

    @GetMapping("/history")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "getHistory",
            summary = "Read the history",
            description = "The account's entries, newest first unless asked otherwise. With a filter that few entries"
                    + " match, a page may be short and still have a next one.")
    Listing<HistoryItem> history(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit,
            @Parameter(schema = @Schema(implementation = History.Order.class)) @RequestParam(required = false) @Nullable
                    String order,
            @Parameter(description = "First booking day, in UTC.", schema = @Schema(type = "string", format = "date"))
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(description = "Last booking day, in UTC.", schema = @Schema(type = "string", format = "date"))
                    @RequestParam(required = false)
                    @Nullable
                    String to,
            @Parameter(schema = @Schema(type = "string", format = "date")) @RequestParam(required = false) @Nullable
                    String valueFrom,
            @Parameter(schema = @Schema(type = "string", format = "date")) @RequestParam(required = false) @Nullable
                    String valueTo,
            @Parameter(schema = @Schema(implementation = TransactionKind.class))
                    @RequestParam(required = false)
                    @Nullable
                    String kind,
            @Parameter(description = "The least amount, whatever its sign, such as 10.00.")
                    @RequestParam(required = false)
                    @Nullable
                    String minAmount,
            @Parameter(description = "The greatest amount, whatever its sign, such as 99.99.")
                    @RequestParam(required = false)
                    @Nullable
                    String maxAmount,
            @Parameter(description = "A part of the description.") @RequestParam(required = false) @Nullable
                    String text,
            @Parameter(description = "The whole reference.") @RequestParam(required = false) @Nullable
                    String reference) {
        var account = account(id);
        var filter = new HistoryFilter(
                Fields.date(from, "from"),
                Fields.date(to, "to"),
                Fields.date(valueFrom, "valueFrom"),
                Fields.date(valueTo, "valueTo"),
                Fields.oneOf(kind, TransactionKind.class, "kind"),
                Fields.minorUnits(minAmount, account.currency(), "minAmount"),
                Fields.minorUnits(maxAmount, account.currency(), "maxAmount"),
                Fields.searchText(text, "text"),
                Fields.searchText(reference, "reference"));
        var wanted = Fields.oneOf(order, History.Order.class, "order");
        var page = history.page(
                account.id(),
                filter,
                wanted == null ? History.Order.NEWEST_FIRST : wanted,
                cursor,
                Fields.limit(limit));
        return Listing.of(page, HistoryItem::of);
    }

    @GetMapping("/statistics")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "getStatistics",
            summary = "Add up a period",
            description = "What came in and went out on the booking days from `from` to `to`, both included, in UTC.")
    StatisticsView statistics(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @Parameter(schema = @Schema(type = "string", format = "date")) @RequestParam String from,
            @Parameter(schema = @Schema(type = "string", format = "date")) @RequestParam String to) {
        var account = account(id);
        LocalDate first = Fields.required(Fields.date(from, "from"), "from");
        LocalDate last = Fields.required(Fields.date(to, "to"), "to");
        if (last.isBefore(first)) {
            throw Fields.invalid("to", "must not be before from");
        }
        var answer = statistics.turnover(
                account.id(),
                first.atStartOfDay(ZoneOffset.UTC).toInstant(),
                last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        return switch (answer) {
            case Statistics.Answer.Turnover turnover -> StatisticsView.of(account, first, last, turnover);
            case Statistics.Answer.UnknownAccount _ -> throw notFound(account.id());
            case Statistics.Answer.TooMuch _ ->
                throw new RefusedRequest(Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "PERIOD_TOO_LONG",
                        "The period has more than %d entries; ask for a shorter one."
                                .formatted(Statistics.MAX_ENTRIES)));
        };
    }

    @GetMapping("/changes")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "getChanges",
            summary = "Read the changes",
            description = "Every change of status and overdraft limit with who made it and why, newest first.")
    Listing<ChangeView> changes(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        var account = account(id);
        return Listing.of(
                ledgerAccounts.changes(account.id(), cursor, Fields.limit(limit)),
                change -> ChangeView.of(change, account.currency()));
    }

    private LedgerAccount account(String id) {
        long accountId = Fields.id(id, "id");
        return currentBalances.find(accountId).orElseThrow(() -> notFound(accountId));
    }

    private static RefusedRequest notFound(long id) {
        return new RefusedRequest(Refusals.notFound("ACCOUNT_NOT_FOUND", "There is no account " + id + "."));
    }
}
