package dev.bankengine.accounts.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.ledger.HistoryEntry;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.rest.Amount;
import dev.bankengine.rest.Metadata;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An entry of an account's history. */
@Schema(name = "HistoryItem")
@JsonInclude(JsonInclude.Include.NON_NULL)
record HistoryItem(
        @Schema(example = "17") String transactionId,

        @Schema(description = "Its number in the account: 1, 2, 3 … without a gap.", example = "3")
        long number,

        TransactionKind kind,
        Instant bookedAt,
        LocalDate valueDate,
        @Schema(description = "Negative for what went out.") Amount amount,
        @Schema(description = "The balance after it.") Amount balance,
        @Schema(example = "Rent for March") @Nullable String description,
        @Schema(example = "INV-2026-0042") @Nullable String reference,
        @Nullable Metadata metadata,

        @Schema(description = "The transaction that this one reverses.", example = "12") @Nullable
        String reverses,

        @Schema(description = "The hold that this one captured.", example = "5") @Nullable
        String holdId,

        @Schema(description = "Who acted.", example = "operator")
        String actor,

        @Schema(description = "How they came.", example = "API")
        String channel) {

    static HistoryItem of(HistoryEntry entry) {
        var booked = entry.entry();
        return new HistoryItem(
                Long.toString(entry.transactionId()),
                booked.number(),
                entry.kind(),
                entry.bookedAt(),
                entry.valueDate(),
                Amount.of(booked.amount(), booked.currency()),
                Amount.of(booked.balance(), booked.currency()),
                entry.details().description(),
                entry.details().reference(),
                Metadata.of(entry.details().metadata()),
                entry.reverses() == null ? null : entry.reverses().toString(),
                entry.holdId() == null ? null : entry.holdId().toString(),
                entry.origin().actor(),
                entry.origin().channel());
    }
}
