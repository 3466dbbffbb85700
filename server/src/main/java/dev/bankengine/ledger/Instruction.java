package dev.bankengine.ledger;

import dev.bankengine.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the ledger can be asked to do. */
public sealed interface Instruction {

    /**
     * Moves a positive amount from one account to another.
     *
     * @param kind any but {@link TransactionKind#REVERSAL} and {@link TransactionKind#CAPTURE}
     * @param valueDate from when it counts for interest; the booking day where {@code null}
     */
    record Transfer(
            TransactionKind kind,
            long from,
            long to,
            Money amount,
            @Nullable LocalDate valueDate,
            Details details) implements Instruction {

        public Transfer {
            requireBookable(kind);
        }
    }

    /**
     * Books a transaction of any balanced legs.
     *
     * @param kind any but {@link TransactionKind#REVERSAL} and {@link TransactionKind#CAPTURE}
     * @param valueDate from when it counts for interest; the booking day where {@code null}
     */
    record Post(
            TransactionKind kind, List<Leg> legs, @Nullable LocalDate valueDate, Details details)
            implements Instruction {

        public Post {
            requireBookable(kind);
            legs = List.copyOf(legs);
        }
    }

    /** Books the mirror of a transaction, once. Funds are checked: who received the money may have spent it. */
    record Reverse(long transactionId, Details details) implements Instruction {}

    /**
     * Sets a positive amount of a customer's account aside until it is captured, released, or expires.
     *
     * @param expiresAt at most a year from now; {@link #DEFAULT_TERM} from now where {@code null}
     */
    record PlaceHold(long accountId, Money amount, @Nullable Instant expiresAt, Details details)
            implements Instruction {

        /** The term of an authorisation by card, and ours where none is asked for. */
        public static final Duration DEFAULT_TERM = Duration.ofDays(7);
    }

    /**
     * Pays a positive amount out of a hold to an account.
     *
     * @param last whether what is left of the hold is released with it
     */
    record CaptureHold(long holdId, Money amount, long toAccountId, boolean last, Details details)
            implements Instruction {}

    /** Gives back what is left of a hold. */
    record ReleaseHold(long holdId) implements Instruction {}

    private static void requireBookable(TransactionKind kind) {
        if (kind == TransactionKind.REVERSAL || kind == TransactionKind.CAPTURE) {
            throw new IllegalArgumentException(kind + " has an instruction of its own");
        }
    }
}
