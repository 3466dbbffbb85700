package dev.bankengine.payments.web;

import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Rule;
import dev.bankengine.payments.PaymentOrder;
import dev.bankengine.payments.Payments;
import dev.bankengine.payments.web.BulkReader.Read;
import dev.bankengine.payments.web.BulkResult.ItemResult;
import dev.bankengine.platform.web.JsonProblems;
import dev.bankengine.platform.web.Problem;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.platform.web.TimedBody;
import dev.bankengine.rest.Caller;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.Refusals;
import dev.bankengine.rest.Refuses;
import dev.bankengine.rest.RuleSet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Many payments in one request. A request is held in memory while it is read and carried out, so only
 * so many are taken in hand at once; any other is asked to come again.
 */
@RestController
@RequestMapping("/api/v1/transactions/bulk")
@Tag(name = "Transactions")
@EnableConfigurationProperties(BulkSettings.class)
class BulkController {

    private static final String ATOMIC = "atomic";

    private final Payments payments;
    private final BulkReader reader;
    private final Semaphore room;
    private final Duration bodyWithin;

    BulkController(Payments payments, BulkReader reader, BulkSettings settings) {
        this.payments = payments;
        this.reader = reader;
        this.room = new Semaphore(settings.rooms());
        this.bodyWithin = settings.bulkBodyWithin();
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Refuses(RuleSet.BULK)
    @Operation(
            operationId = "payInBulk",
            summary = "Make many payments",
            description =
                    "Makes up to 10,000 payments, each by itself or all or none. Each has a key of its own, so the"
                            + " request may be sent again as it is. As `application/x-ndjson` it is a stream of lines with an"
                            + " item each, and `atomic` is a parameter of the address; with JSON it stands in the body, and no"
                            + " parameter is taken.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = BulkRequest.class)),
                @Content(
                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                        schema = @Schema(implementation = BulkRequest.Item.class))
            })
    @Parameter(
            name = ATOMIC,
            in = io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY,
            description =
                    "Only with `application/x-ndjson`: whether all are made or none. Refused with JSON, whose body"
                            + " says it.",
            schema = @Schema(type = "boolean", defaultValue = "false"))
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = BulkResult.class)))
    ResponseEntity<Object> json(HttpServletRequest request, Caller caller) {
        refuseParametersBut(Set.of(), request);
        return inRoom(() -> {
            var bulk = reader.json(body(request), caller.scope());
            return pay(bulk.items(), bulk.atomic(), caller);
        });
    }

    @PostMapping(consumes = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(hidden = true)
    ResponseEntity<Object> lines(HttpServletRequest request, Caller caller) {
        refuseParametersBut(Set.of(ATOMIC), request);
        boolean atomic = atomic(request.getParameterValues(ATOMIC));
        return inRoom(() -> pay(reader.lines(body(request), caller.scope()), atomic, caller));
    }

    /** What is mistyped here would let a part be paid where all or none was meant. */
    private static void refuseParametersBut(Set<String> known, HttpServletRequest request) {
        for (String name : request.getParameterMap().keySet()) {
            if (!known.contains(name)) {
                throw Fields.invalidParameter(
                        ATOMIC,
                        "is the only one known here, and with application/x-ndjson only; JSON has it in the body");
            }
        }
    }

    private static boolean atomic(String @Nullable [] sent) {
        if (sent == null) {
            return false;
        }
        return switch (String.join(",", sent)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Fields.invalidParameter(ATOMIC, "must be true or false");
        };
    }

    /** Whoever sends slowly must not keep the room from others for long. */
    private InputStream body(HttpServletRequest request) throws IOException {
        return new TimedBody(request.getInputStream(), bodyWithin);
    }

    private interface Work {
        ResponseEntity<Object> carryOut() throws IOException;
    }

    private ResponseEntity<Object> inRoom(Work work) {
        if (!room.tryAcquire()) {
            return Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "TEMPORARILY_UNAVAILABLE",
                            "Too many bulk requests are in hand. Send the same request again in a moment under the same keys.")
                    .toResponse();
        }
        try {
            return work.carryOut();
        } catch (IOException broken) {
            throw new RefusedRequest(JsonProblems.of(broken));
        } finally {
            room.release();
        }
    }

    private ResponseEntity<Object> pay(List<Read> items, boolean atomic, Caller caller) {
        var orders = new ArrayList<PaymentOrder>(items.size());
        for (var item : items) {
            if (item instanceof Read.Understood(var order)) {
                orders.add(order);
            }
        }
        if (!atomic) {
            return ResponseEntity.ok(BulkResult.of(results(items, payments.payEach(orders, caller.origin()))));
        }
        if (orders.size() < items.size()) {
            return malformed(results(items, List.of()));
        }
        var outcomes = payments.payAtomically(orders, caller.origin());
        var results = results(items, outcomes);
        int culprit = culprit(outcomes);
        return culprit < 0
                ? ResponseEntity.ok(BulkResult.of(results))
                : refused((Outcome.Refused) outcomes.get(culprit), culprit, results);
    }

    /**
     * The results in the order of the items.
     *
     * @param outcomes of those that could be read; none of them where nothing was carried out
     */
    private static List<ItemResult> results(List<Read> items, List<Outcome> outcomes) {
        var results = new ArrayList<ItemResult>(items.size());
        var decided = outcomes.iterator();
        for (int i = 0; i < items.size(); i++) {
            switch (items.get(i)) {
                case Read.Malformed(var problem) -> results.add(ItemResult.malformed(i, problem));
                case Read.Understood _ -> {
                    if (decided.hasNext()) {
                        results.add(ItemResult.of(i, decided.next()));
                    }
                }
            }
        }
        return results;
    }

    /** The item because of which none was carried out, or -1. */
    private static int culprit(List<Outcome> outcomes) {
        int first = -1;
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Refused(var refusal, var _)) {
                if (refusal.rule() != Rule.GROUP_REFUSED) {
                    return i;
                }
                first = first < 0 ? i : first;
            }
        }
        return first;
    }

    private static ResponseEntity<Object> malformed(List<ItemResult> malformed) {
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "ITEMS_MALFORMED",
                        "%d items can't be read, the first at index %d; none was carried out."
                                .formatted(
                                        malformed.size(), malformed.getFirst().index()))
                .with("index", malformed.getFirst().index())
                .with("items", malformed)
                .toResponse();
    }

    private static ResponseEntity<Object> refused(Outcome.Refused culprit, int index, List<ItemResult> results) {
        var refusal = culprit.refusal();
        return Problem.of(
                        Refusals.status(refusal.rule()),
                        refusal.rule().name(),
                        "Item %d was refused, so none was carried out. %s".formatted(index, refusal.message()))
                .with("index", index)
                .with("items", results)
                .toResponse();
    }
}
