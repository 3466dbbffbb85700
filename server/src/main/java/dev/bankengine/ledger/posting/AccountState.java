package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.AccountStatus;
import java.util.Currency;

/** An account's row, locked, and then as the decisions of the batch leave it. */
final class AccountState {

    /** The floor of an account that has none. */
    static final long NO_FLOOR = Long.MIN_VALUE;

    final long id;
    final Currency currency;
    final boolean customer;
    final AccountStatus status;
    final long floor;
    long balance;
    long held;
    long entryCount;

    AccountState(
            long id,
            Currency currency,
            boolean customer,
            AccountStatus status,
            long floor,
            long balance,
            long held,
            long entryCount) {
        this.id = id;
        this.currency = currency;
        this.customer = customer;
        this.status = status;
        this.floor = floor;
        this.balance = balance;
        this.held = held;
        this.entryCount = entryCount;
    }

    AccountState copy() {
        return new AccountState(id, currency, customer, status, floor, balance, held, entryCount);
    }

    /**
     * Whether the account can spare an amount, in minor units: balance − held − amount ≥ floor. Not
     * when the sum leaves 64 bits, for such an account is far below any floor.
     */
    boolean covers(long amount) {
        if (floor == NO_FLOOR) {
            return true;
        }
        try {
            return Math.subtractExact(Math.subtractExact(balance, held), amount) >= floor;
        } catch (ArithmeticException overflow) {
            return false;
        }
    }
}
