package dev.bankengine.rest;

import dev.bankengine.ledger.AccountRule;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;
import dev.bankengine.platform.web.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Which status and code a rule's no is answered with: one exhaustive mapping. */
public final class Refusals {

    private Refusals() {}

    public static HttpStatus status(Rule rule) {
        return switch (rule) {
            // What is named in the address and isn't there. Transactions and holds are named nowhere else.
            case TRANSACTION_NOT_FOUND, HOLD_NOT_FOUND -> HttpStatus.NOT_FOUND;
            case IDEMPOTENCY_KEY_REUSED, ALREADY_REVERSED, HOLD_NOT_ACTIVE, ACCOUNT_TERMINATED, ACCOUNT_BLOCKED ->
                HttpStatus.CONFLICT;
            case LEG_COUNT,
                    AMOUNT_ZERO,
                    AMOUNT_NOT_POSITIVE,
                    SAME_ACCOUNT,
                    UNBALANCED,
                    VALUE_DATE_OUT_OF_RANGE,
                    EXPIRY_OUT_OF_RANGE,
                    NOT_REVERSIBLE,
                    CAPTURE_EXCEEDS_HOLD,
                    ACCOUNT_NOT_FOUND,
                    CURRENCY_MISMATCH,
                    NOT_A_CUSTOMER_ACCOUNT,
                    INSUFFICIENT_FUNDS,
                    BALANCE_OUT_OF_RANGE,
                    GROUP_REFUSED -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    }

    public static HttpStatus status(AccountRule rule) {
        return switch (rule) {
            // The bank's own accounts are nothing that a customer can name.
            case ACCOUNT_NOT_FOUND, NOT_A_CUSTOMER_ACCOUNT -> HttpStatus.NOT_FOUND;
            case ACCOUNT_TERMINATED, ALREADY_BLOCKED, NOT_BLOCKED, HOLDS_REMAIN, BALANCE_REMAINS -> HttpStatus.CONFLICT;
            case LIMIT_BELOW_USE -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    }

    public static Problem problem(Refusal refusal) {
        return Problem.of(status(refusal.rule()), refusal.rule().name(), refusal.message());
    }

    public static ResponseEntity<Object> answer(Refusal refusal, boolean replayed) {
        var headers = new HttpHeaders();
        if (replayed) {
            headers.set(Headers.REPLAYED, "true");
        }
        return problem(refusal).toResponse(headers);
    }

    public static ResponseEntity<Object> answer(AccountRule rule, String message) {
        return Problem.of(status(rule), rule.name(), message).toResponse();
    }

    /** What is named in the address isn't there. */
    public static Problem notFound(String code, String message) {
        return Problem.of(HttpStatus.NOT_FOUND, code, message);
    }
}
