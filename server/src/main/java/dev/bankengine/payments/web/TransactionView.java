package dev.bankengine.payments.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.ledger.Entry;
import dev.bankengine.ledger.Transaction;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.rest.Amount;
import dev.bankengine.rest.Metadata;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A booked transaction as it is shown. */
@Schema(name = "Transaction")
@JsonInclude(JsonInclude.Include.NON_NULL)
record TransactionView(
        @Schema(example = "17") String id,
        TransactionKind kind,
        Instant bookedAt,

        @Schema(description = "From when it counts for interest.")
        LocalDate valueDate,

        @Schema(description = "They sum to zero in each currency; debits come first.")
        List<EntryView> entries,

        @Schema(example = "Rent for March") @Nullable String description,
        @Schema(example = "INV-2026-0042") @Nullable String reference,
        @Nullable Metadata metadata,

        @Schema(description = "The transaction that this one reverses.", example = "12") @Nullable
        String reverses,

        @Schema(description = "The transaction that reverses this one.", example = "19") @Nullable
        String reversedBy,

        @Schema(description = "The hold that this one captured.", example = "5") @Nullable
        String holdId,

        @Schema(description = "Who acted.", example = "operator")
        String actor,

        @Schema(description = "How they came.", example = "API")
        String channel) {

    /** One leg as it was booked. */
    @Schema(name = "Entry")
    record EntryView(
            @Schema(example = "1000") String accountId,

            @Schema(description = "Its number in the account: 1, 2, 3 … without a gap.", example = "3")
            long number,

            @Schema(description = "Positive for a credit, negative for a debit.")
            Amount amount,

            @Schema(description = "The account's balance after it.")
            Amount balance) {

        static EntryView of(Entry entry) {
            return new EntryView(
                    Long.toString(entry.accountId()),
                    entry.number(),
                    Amount.of(entry.amount(), entry.currency()),
                    Amount.of(entry.balance(), entry.currency()));
        }
    }

    static TransactionView of(Transaction transaction, @Nullable Long reversedBy) {
        var entries = new ArrayList<EntryView>(transaction.entries().size());
        for (var entry : transaction.entries()) {
            entries.add(EntryView.of(entry));
        }
        var details = transaction.details();
        return new TransactionView(
                Long.toString(transaction.id()),
                transaction.kind(),
                transaction.bookedAt(),
                transaction.valueDate(),
                entries,
                details.description(),
                details.reference(),
                Metadata.of(details.metadata()),
                text(transaction.reverses()),
                text(reversedBy),
                text(transaction.holdId()),
                transaction.origin().actor(),
                transaction.origin().channel());
    }

    private static @Nullable String text(@Nullable Long id) {
        return id == null ? null : id.toString();
    }
}
