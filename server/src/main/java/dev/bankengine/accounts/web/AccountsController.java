package dev.bankengine.accounts.web;

import dev.bankengine.accounts.Account;
import dev.bankengine.accounts.AccountClosings;
import dev.bankengine.accounts.AccountOpenings;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.accounts.Recipients;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.rest.Caller;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Headers;
import dev.bankengine.rest.Listing;
import dev.bankengine.rest.Refusals;
import dev.bankengine.rest.Refuses;
import dev.bankengine.rest.RuleSet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/accounts")
@Tag(name = "Accounts")
class AccountsController {

    private final Accounts accounts;
    private final AccountOpenings openings;
    private final AccountClosings closings;
    private final LedgerAccounts ledgerAccounts;
    private final Recipients recipients;

    AccountsController(
            Accounts accounts,
            AccountOpenings openings,
            AccountClosings closings,
            LedgerAccounts ledgerAccounts,
            Recipients recipients) {
        this.accounts = accounts;
        this.openings = openings;
        this.closings = closings;
        this.ledgerAccounts = ledgerAccounts;
        this.recipients = recipients;
    }

    @PostMapping
    @Refuses(RuleSet.OPENING)
    @Operation(
            operationId = "openAccount",
            summary = "Open an account",
            description = "Opens an account and posts its opening deposit from cash, where there is one.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = AccountView.class)))
    ResponseEntity<Object> open(@RequestBody OpenAccount body, IdempotencyKey key, Caller caller) {
        var wanted = body.wanted();
        return switch (openings.open(key, caller.origin(), wanted, body.openingDeposit())) {
            case AccountOpenings.Result.Opened(var account, var depositId, var replayed) -> {
                var answer = ResponseEntity.created(URI.create("/api/v1/accounts/" + account.id()));
                if (replayed) {
                    answer.header(Headers.REPLAYED, "true");
                }
                yield answer.body(AccountView.opened(
                        account, wanted.currency(), wanted.overdraftLimit(), body.openingDeposit(), depositId));
            }
            case AccountOpenings.Result.Refused(var refusal) -> Refusals.answer(refusal, false);
        };
    }

    @GetMapping
    @Operation(operationId = "listAccounts", summary = "List the accounts", description = "All accounts, oldest first.")
    Listing<AccountView> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        var page = accounts.page(cursor, Fields.limit(limit));
        var ledger = ledgerAccounts.find(page.items().stream().map(Account::id).toList());
        return Listing.of(
                page, account -> AccountView.of(account, Objects.requireNonNull(ledger.get(account.id())), null));
    }

    @GetMapping("/{id}")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(operationId = "getAccount", summary = "Get an account", description = "An account as it stands now.")
    AccountView get(@Parameter(description = "The account's id.", example = "1000") @PathVariable String id) {
        long accountId = Fields.id(id, "id");
        return view(accounts.find(accountId).orElseThrow(() -> notFound("There is no account " + accountId + ".")));
    }

    @GetMapping("/by-number/{number}")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "getAccountByNumber",
            summary = "Get an account by its number",
            description = "The account of an IBAN, as it stands now.")
    AccountView getByNumber(
            @Parameter(description = "The account's IBAN.", example = "CZ2499990000000000000203") @PathVariable
                    String number) {
        return view(accounts.find(AccountFields.number(number, "number"))
                .orElseThrow(() -> notFound("There is no account of this number.")));
    }

    @GetMapping("/recipient")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "findRecipient",
            summary = "Recognise a recipient",
            description = "Who an account number belongs to, with just enough of the name to recognise it.")
    RecipientView recipient(
            @Parameter(description = "The IBAN to look up.", example = "CZ9899990000000000000908") @RequestParam
                    String number) {
        var recipient = recipients
                .find(AccountFields.number(number, "number"))
                .orElseThrow(() -> notFound("There is no account of this number."));
        return new RecipientView(recipient.number(), recipient.maskedName());
    }

    private AccountView view(Account account) {
        return AccountView.of(
                account,
                ledgerAccounts.find(account.id()).orElseThrow(),
                closings.latest(account.id()).orElse(null));
    }

    private static RefusedRequest notFound(String message) {
        return new RefusedRequest(Refusals.notFound("ACCOUNT_NOT_FOUND", message));
    }
}
