package dev.bankengine.payments.web;

import dev.bankengine.ledger.Outcome;
import dev.bankengine.rest.Headers;
import dev.bankengine.rest.Refusals;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** How an outcome is answered. A replay gets the status and body of the first answer, and is marked. */
final class Answers {

    private Answers() {}

    /** The answer to a request that creates a transaction or places a hold. */
    static ResponseEntity<Object> created(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Posted(var transaction, var replayed) ->
                answer(HttpStatus.CREATED, replayed)
                        .header(HttpHeaders.LOCATION, "/api/v1/transactions/" + transaction.id())
                        .body(TransactionView.of(transaction, null));
            case Outcome.Held(var hold, var replayed) ->
                answer(HttpStatus.CREATED, replayed)
                        .header(HttpHeaders.LOCATION, "/api/v1/holds/" + hold.id())
                        .body(HoldView.of(hold));
            case Outcome.Refused(var refusal, var replayed) -> Refusals.answer(refusal, replayed);
            case Outcome.Undecided(var reason) ->
                throw new IllegalStateException("one request by itself is decided or fails", reason);
        };
    }

    /** The answer to a request that changes a hold. */
    static ResponseEntity<Object> changed(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Held(var hold, var replayed) ->
                answer(HttpStatus.OK, replayed).body(HoldView.of(hold));
            case Outcome.Posted posted -> throw new IllegalStateException("a hold became a payment: " + posted);
            case Outcome.Refused(var refusal, var replayed) -> Refusals.answer(refusal, replayed);
            case Outcome.Undecided(var reason) ->
                throw new IllegalStateException("one request by itself is decided or fails", reason);
        };
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status, boolean replayed) {
        var answer = ResponseEntity.status(status);
        return replayed ? answer.header(Headers.REPLAYED, "true") : answer;
    }
}
