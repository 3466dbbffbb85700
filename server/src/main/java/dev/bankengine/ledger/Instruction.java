package dev.bankengine.ledger;

import dev.bankengine.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the ledger can be asked to do. */
public sealed interface Instruction {

    /**
     * Books a transaction.
     *
     * @param valueDate from when it counts for interest; the booking day where {@code null}
     */
    record Post(
            TransactionKind kind, List<Leg> legs, @Nullable LocalDate valueDate, Details details)
            implements Instruction {

        public Post {
            if (kind == TransactionKind.REVERSAL || kind == TransactionKind.CAPTURE) {
                throw new IllegalArgumentException(kind + " has an instruction of its own");
            }
            legs = List.copyOf(legs);
        }

        /** Debits one account and credits another with a positive amount. */
        public static Post transfer(TransactionKind kind, long from, long to, Money amount, Details details) {
            return new Post(kind, List.of(Leg.debit(from, amount), Leg.credit(to, amount)), null, details);
        }
    }

    /** Books the mirror of a transaction, once. Funds are checked: who received the money may have spent it. */
    record Reverse(long transactionId, Details details) implements Instruction {}

    /** Sets a positive amount of an account aside until it is captured, released, or expires. */
    record PlaceHold(long accountId, Money amount, Instant expiresAt, Details details) implements Instruction {}

    /**
     * Pays a positive amount out of a hold to an account.
     *
     * @param last whether what is left of the hold is released with it
     */
    record CaptureHold(long holdId, Money amount, long toAccountId, boolean last, Details details)
            implements Instruction {}

    /** Gives back what is left of a hold. */
    record ReleaseHold(long holdId) implements Instruction {}
}
