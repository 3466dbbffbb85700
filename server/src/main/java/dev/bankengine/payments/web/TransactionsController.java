package dev.bankengine.payments.web;

import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Transactions;
import dev.bankengine.payments.Payments;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.rest.Caller;
import dev.bankengine.rest.Fields;
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
import org.springframework.web.bind.annotation.RestController;

/** Payments one by one. Each waits for its commit and is durable when answered. */
@RestController
@RequestMapping("/api/v1/transactions")
@Tag(name = "Transactions")
class TransactionsController {

    private final Payments payments;
    private final Transactions transactions;

    TransactionsController(Payments payments, Transactions transactions) {
        this.payments = payments;
        this.transactions = transactions;
    }

    @PostMapping("/deposit")
    @Refuses(RuleSet.PAYMENT)
    @Operation(operationId = "deposit", summary = "Deposit", description = "Books cash that a customer brought.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TransactionView.class)))
    ResponseEntity<Object> deposit(@RequestBody MoveCash body, IdempotencyKey key, Caller caller) {
        return Answers.created(payments.pay(key, caller.origin(), body.deposit()));
    }

    @PostMapping("/withdraw")
    @Refuses(RuleSet.PAYMENT)
    @Operation(operationId = "withdraw", summary = "Withdraw", description = "Books cash that a customer takes out.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TransactionView.class)))
    ResponseEntity<Object> withdraw(@RequestBody MoveCash body, IdempotencyKey key, Caller caller) {
        return Answers.created(payments.pay(key, caller.origin(), body.withdrawal()));
    }

    @PostMapping("/transfer")
    @Refuses(RuleSet.PAYMENT)
    @Operation(
            operationId = "transfer",
            summary = "Transfer",
            description = "Moves money from one account to another of the same currency.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TransactionView.class)))
    ResponseEntity<Object> transfer(@RequestBody TransferMoney body, IdempotencyKey key, Caller caller) {
        return Answers.created(payments.pay(key, caller.origin(), body.payment()));
    }

    @PostMapping
    @Refuses(RuleSet.MULTI_LEG)
    @Operation(
            operationId = "postTransaction",
            summary = "Book a transaction of many legs",
            description = "Books all legs or none. They sum to zero in each currency, and an account takes part once.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TransactionView.class)))
    ResponseEntity<Object> post(@RequestBody PostTransaction body, IdempotencyKey key, Caller caller) {
        return Answers.created(payments.pay(key, caller.origin(), body.payment()));
    }

    @PostMapping("/{id}/reversal")
    @Refuses(RuleSet.REVERSAL)
    @Operation(
            operationId = "reverseTransaction",
            summary = "Reverse a transaction",
            description = "Books the mirror of a transaction, once. Funds are checked: who received the money may have"
                    + " spent it.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TransactionView.class)))
    ResponseEntity<Object> reverse(
            @Parameter(description = "The transaction's id.", example = "3484") @PathVariable String id,
            @RequestBody(required = false) @Nullable ReverseTransaction body,
            IdempotencyKey key,
            Caller caller) {
        var details = body == null ? Details.NONE : body.details();
        var reversal = new Instruction.Reverse(Fields.id(id, "id"), details);
        return Answers.created(payments.reverse(key, caller.origin(), reversal));
    }

    @GetMapping("/{id}")
    @Refuses(RuleSet.TRANSACTION)
    @Operation(
            operationId = "getTransaction",
            summary = "Get a transaction",
            description = "A transaction with its entries, and what reversed it.")
    TransactionView get(@Parameter(description = "The transaction's id.", example = "3484") @PathVariable String id) {
        long transactionId = Fields.id(id, "id");
        var found = transactions
                .find(transactionId)
                .orElseThrow(() -> new RefusedRequest(Refusals.notFound(
                        "TRANSACTION_NOT_FOUND", "There is no transaction %d.".formatted(transactionId))));
        return TransactionView.of(found.transaction(), found.reversedBy());
    }
}
