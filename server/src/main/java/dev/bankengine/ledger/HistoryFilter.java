package dev.bankengine.ledger;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of an account are wanted; every part may be left out, and all that are there must hold.
 *
 * @param bookedFrom first booking day, in UTC
 * @param bookedTo last booking day, in UTC
 * @param valueFrom first value date
 * @param valueTo last value date
 * @param minAmount lowest amount without its sign, minor units
 * @param maxAmount highest amount without its sign, minor units
 * @param text part of the description, in either case
 * @param reference the whole of the external reference
 */
public record HistoryFilter(
        @Nullable LocalDate bookedFrom,
        @Nullable LocalDate bookedTo,
        @Nullable LocalDate valueFrom,
        @Nullable LocalDate valueTo,
        @Nullable TransactionKind kind,
        @Nullable Long minAmount,
        @Nullable Long maxAmount,
        @Nullable String text,
        @Nullable String reference) {

    public static final HistoryFilter ALL = new HistoryFilter(null, null, null, null, null, null, null, null, null);
}
