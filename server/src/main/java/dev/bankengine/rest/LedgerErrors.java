package dev.bankengine.rest;

import dev.bankengine.ledger.InvalidCursor;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.platform.web.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the ledger throws because it couldn't decide, or wasn't asked properly. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class LedgerErrors {

    private static final Logger log = LoggerFactory.getLogger(LedgerErrors.class);

    @ExceptionHandler
    ResponseEntity<Object> unavailable(LedgerUnavailable unavailable) {
        log.warn("The ledger could not decide; the client is told to try again: {}", unavailable.getMessage());
        return Undecided.problem(unavailable).toResponse();
    }

    @ExceptionHandler
    ResponseEntity<Object> invalidCursor(InvalidCursor invalid) {
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "INVALID_CURSOR",
                        "The cursor is not one of this list with these filters; start without one.",
                        "cursor",
                        "must be the next or previous of another page of the same list")
                .toResponse();
    }
}
