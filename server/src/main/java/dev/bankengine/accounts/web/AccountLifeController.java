package dev.bankengine.accounts.web;

import dev.bankengine.accounts.Account;
import dev.bankengine.accounts.AccountChanges;
import dev.bankengine.accounts.AccountClosings;
import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.ledger.ChangeResult;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.rest.Caller;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Headers;
import dev.bankengine.rest.Refusals;
import dev.bankengine.rest.Refuses;
import dev.bankengine.rest.RuleSet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.OptionalLong;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What happens to an account between its opening and its end. */
@RestController
@RequestMapping("/api/v1/accounts/{id}")
@Tag(name = "Accounts")
class AccountLifeController {

    private final Accounts accounts;
    private final AccountChanges changes;
    private final AccountClosings closings;
    private final AccountDirectory directory;
    private final LedgerAccounts ledgerAccounts;

    AccountLifeController(
            Accounts accounts,
            AccountChanges changes,
            AccountClosings closings,
            AccountDirectory directory,
            LedgerAccounts ledgerAccounts) {
        this.accounts = accounts;
        this.changes = changes;
        this.closings = closings;
        this.directory = directory;
        this.ledgerAccounts = ledgerAccounts;
    }

    @PutMapping("/overdraft-limit")
    @Refuses(RuleSet.LIMIT_CHANGE)
    @Operation(
            operationId = "changeOverdraftLimit",
            summary = "Change the overdraft limit",
            description = "Sets how far the balance may fall below zero. A lower limit must still cover what is used.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = AccountView.class)))
    ResponseEntity<Object> changeOverdraftLimit(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @RequestBody ChangeOverdraftLimit body,
            Caller caller) {
        var account = account(id);
        var limit = Fields.required(body.overdraftLimit(), "overdraftLimit");
        String reason = Fields.reason(body.reason());
        if (limit.isNegative()) {
            throw Fields.invalid("overdraftLimit", "must not be negative");
        }
        var currency = ledgerAccounts.find(account.id()).orElseThrow().currency();
        if (!limit.currency().equals(currency)) {
            return Refusals.answer(
                    new Refusal(
                            Rule.CURRENCY_MISMATCH,
                            "Account %d is kept in %s.".formatted(account.id(), currency.getCurrencyCode())),
                    false);
        }
        return answer(account, changes.changeOverdraftLimit(account.id(), limit.minorUnits(), caller.origin(), reason));
    }

    @PostMapping("/block")
    @Refuses(RuleSet.BLOCKING)
    @Operation(
            operationId = "blockAccount",
            summary = "Block an account",
            description = "From now on it takes no customer's debit or credit; the bank's own bookings go on.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = AccountView.class)))
    ResponseEntity<Object> block(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @RequestBody ChangeReason body,
            Caller caller) {
        var account = account(id);
        return answer(account, changes.block(account.id(), caller.origin(), Fields.reason(body.reason())));
    }

    @PostMapping("/unblock")
    @Refuses(RuleSet.UNBLOCKING)
    @Operation(
            operationId = "unblockAccount",
            summary = "Unblock an account",
            description = "Customers' debits and credits pass again.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = AccountView.class)))
    ResponseEntity<Object> unblock(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @RequestBody ChangeReason body,
            Caller caller) {
        var account = account(id);
        return answer(account, changes.unblock(account.id(), caller.origin(), Fields.reason(body.reason())));
    }

    @PostMapping("/terminate")
    @Refuses(RuleSet.CLOSING)
    @Operation(
            operationId = "terminateAccount",
            summary = "Terminate an account",
            description = "Ends an account that holds nothing. One that holds money is paid out to the account that is"
                    + " named, and ends, in one transaction. Where something remains the account is blocked, and the"
                    + " answer says what remains.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ClosingView.class)))
    ResponseEntity<Object> terminate(
            @Parameter(description = "The account's id.", example = "1000") @PathVariable String id,
            @RequestBody TerminateAccount body,
            IdempotencyKey key,
            Caller caller) {
        var account = account(id);
        String reason = Fields.reason(body.reason());
        Long payoutAccountId = null;
        var payout =
                AccountFields.optional(body.payoutAccountId(), body.payoutNumber(), "payoutAccountId", "payoutNumber");
        if (payout != null) {
            OptionalLong found = directory.resolve(payout);
            if (found.isEmpty()) {
                return Refusals.answer(
                        new Refusal(Rule.ACCOUNT_NOT_FOUND, "There is no such account to pay out to."), false);
            }
            payoutAccountId = found.getAsLong();
        }
        return switch (closings.close(account.id(), key, caller.origin(), reason, payoutAccountId)) {
            case AccountClosings.Result.Done(var request, var replayed) -> {
                var answer = ResponseEntity.ok();
                if (replayed) {
                    answer.header(Headers.REPLAYED, "true");
                }
                var currency = ledgerAccounts.find(account.id()).orElseThrow().currency();
                yield answer.body(ClosingView.of(request, currency));
            }
            case AccountClosings.Result.AccountRefused(var rule, var message) -> Refusals.answer(rule, message);
            case AccountClosings.Result.PayoutRefused(var refusal) -> Refusals.answer(refusal, false);
        };
    }

    private ResponseEntity<Object> answer(Account account, ChangeResult result) {
        return switch (result) {
            case ChangeResult.Changed(var changed) ->
                ResponseEntity.ok(AccountView.of(
                        account, changed, closings.latest(account.id()).orElse(null)));
            case ChangeResult.Refused(var rule, var message) -> Refusals.answer(rule, message);
        };
    }

    private Account account(String id) {
        long accountId = Fields.id(id, "id");
        return accounts.find(accountId)
                .orElseThrow(() -> new RefusedRequest(
                        Refusals.notFound("ACCOUNT_NOT_FOUND", "There is no account " + accountId + ".")));
    }
}
