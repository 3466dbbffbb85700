package dev.bankengine.payments.web;

import dev.bankengine.accounts.CurrentBalances;
import dev.bankengine.ledger.Holds;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.payments.Payments;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.rest.Caller;
import dev.bankengine.rest.Fields;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Money set aside for a later payment. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Holds")
class HoldsController {

    private final Payments payments;
    private final Holds holds;
    private final CurrentBalances accounts;

    HoldsController(Payments payments, Holds holds, CurrentBalances accounts) {
        this.payments = payments;
        this.holds = holds;
        this.accounts = accounts;
    }

    @PostMapping("/holds")
    @Refuses(RuleSet.HOLDING)
    @Operation(
            operationId = "placeHold",
            summary = "Place a hold",
            description = "Sets money of an account aside until it is captured, released, or expires.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = HoldView.class)))
    ResponseEntity<Object> place(@RequestBody PlaceHold body, IdempotencyKey key, Caller caller) {
        return Answers.created(payments.placeHold(key, caller.origin(), body.order()));
    }

    @GetMapping("/holds/{id}")
    @Refuses(RuleSet.HOLD)
    @Operation(operationId = "getHold", summary = "Get a hold", description = "A hold as it stands now.")
    HoldView get(@Parameter(description = "The hold's id.", example = "1") @PathVariable String id) {
        long holdId = Fields.id(id, "id");
        return HoldView.of(holds.find(holdId)
                .orElseThrow(() -> new RefusedRequest(
                        Refusals.notFound("HOLD_NOT_FOUND", "There is no hold %d.".formatted(holdId)))));
    }

    @GetMapping("/accounts/{id}/holds")
    @Refuses(RuleSet.ACCOUNT)
    @Operation(
            operationId = "listHolds",
            summary = "List the holds of an account",
            description = "The holds of an account, newest first; those that have ended as well with `all`.")
    Listing<HoldView> ofAccount(
            @Parameter(description = "The hold's id.", example = "1") @PathVariable String id,
            @Parameter(schema = @Schema(type = "boolean", defaultValue = "false"))
                    @RequestParam(required = false)
                    @Nullable
                    Boolean all,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        long accountId = Fields.id(id, "id");
        if (accounts.find(accountId).isEmpty()) {
            throw new RefusedRequest(Refusals.notFound("ACCOUNT_NOT_FOUND", "There is no account " + accountId + "."));
        }
        var page = holds.ofAccount(accountId, !Boolean.TRUE.equals(all), cursor, Fields.limit(limit));
        return Listing.of(page, HoldView::of);
    }

    @PostMapping("/holds/{id}/capture")
    @Refuses(RuleSet.CAPTURE)
    @Operation(
            operationId = "captureHold",
            summary = "Capture a hold",
            description = "Pays out of a hold, once or several times up to its amount.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TransactionView.class)))
    ResponseEntity<Object> capture(
            @Parameter(description = "The hold's id.", example = "1") @PathVariable String id,
            @RequestBody CaptureHold body,
            IdempotencyKey key,
            Caller caller) {
        return Answers.created(payments.capture(key, caller.origin(), body.order(Fields.id(id, "id"))));
    }

    @PostMapping("/holds/{id}/release")
    @Refuses(RuleSet.RELEASE)
    @Operation(
            operationId = "releaseHold",
            summary = "Release a hold",
            description = "Gives back what is left of a hold. No body is needed.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = HoldView.class)))
    ResponseEntity<Object> release(
            @Parameter(description = "The hold's id.", example = "1") @PathVariable String id,
            IdempotencyKey key,
            Caller caller) {
        return Answers.changed(payments.release(key, caller.origin(), Fields.id(id, "id")));
    }
}
