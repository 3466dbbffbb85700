package dev.bankengine.payments;

import dev.bankengine.accounts.AccountReference;
import dev.bankengine.ledger.Details;
import dev.bankengine.money.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A movement of money that a customer asks for.
 *
 * <p>A value date of {@code null} is the booking day.
 */
public sealed interface Payment {

    /** The accounts that the customer named. */
    Stream<AccountReference> accounts();

    /** Cash brought to the bank. */
    record Deposit(
            AccountReference account,
            Money amount,
            @Nullable LocalDate valueDate,
            Details details) implements Payment {

        @Override
        public Stream<AccountReference> accounts() {
            return Stream.of(account);
        }
    }

    /** Cash taken out. */
    record Withdrawal(
            AccountReference account,
            Money amount,
            @Nullable LocalDate valueDate,
            Details details) implements Payment {

        @Override
        public Stream<AccountReference> accounts() {
            return Stream.of(account);
        }
    }

    /** From one account to another. */
    record Transfer(
            AccountReference from,
            AccountReference to,
            Money amount,
            @Nullable LocalDate valueDate,
            Details details) implements Payment {

        @Override
        public Stream<AccountReference> accounts() {
            return Stream.of(from, to);
        }
    }

    /** Any legs that sum to zero in each currency. */
    record MultiLeg(List<Line> legs, @Nullable LocalDate valueDate, Details details) implements Payment {

        public MultiLeg {
            legs = List.copyOf(legs);
        }

        /**
         * One leg.
         *
         * @param amount credit positive
         */
        public record Line(AccountReference account, Money amount) {}

        @Override
        public Stream<AccountReference> accounts() {
            return legs.stream().map(Line::account);
        }
    }
}
