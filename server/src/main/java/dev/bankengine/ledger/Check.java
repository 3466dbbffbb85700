package dev.bankengine.ledger;

/** What a verification proves, one by one. */
public enum Check {
    TRANSACTIONS_BALANCE(1, "The entries of every transaction sum to zero in every currency."),
    TRANSACTIONS_HAVE_ENTRIES(1, "Every transaction has two entries or more."),
    ENTRIES_HAVE_TRANSACTIONS(1, "Every entry belongs to a transaction and carries its dates."),
    BALANCES_SUM_TO_ZERO(1, "All balances of a currency sum to zero."),
    REVERSALS_MIRROR(1, "A reversal mirrors its original exactly, and no transaction is reversed twice."),
    BALANCE_IS_SUM_OF_ENTRIES(2, "An account's balance is the sum of its entries."),
    BALANCE_IS_LAST_RUNNING(2, "An account's balance is the running balance of its last entry."),
    ENTRY_NUMBERS_HAVE_NO_GAP(2, "An account's entries are numbered 1, 2, 3 … up to its entry count."),
    RUNNING_BALANCES_CHAIN(2, "Every running balance is the one before plus the amount."),
    BOOKING_TIMES_IN_ORDER(2, "Within an account booking time never goes backward."),
    ENTRIES_HAVE_ACCOUNTS(2, "Every entry belongs to an account and is in its currency."),
    NOTHING_REWRITTEN(3, "Triggers and rights that keep the books from being rewritten are in place."),
    CHECKED_DEBITS_KEEP_FLOOR(
            4, "No debit with checked funds left less than the floor and the holds of its account at that time."),
    OVERDRAWN_ONLY_UNCHECKED(4, "An account below its floor got there by a debit that is spared the check."),
    UNCHECKED_ONLY_WHERE_ALLOWED(
            4,
            "Only fees, interest, corrections and imports are spared the check of funds, and captures by their hold."),
    HELD_IS_WHAT_HOLDS_KEEP(4, "What is held on an account is what is left of its active holds."),
    HOLDS_PAID_AS_CAPTURED(
            4, "What was captured of a hold is what its captures took from its account, and only from it."),
    ONE_DECISION_PER_KEY(
            5,
            "Every transaction has one decision, named by its scope and key; every hold has the one that placed it."),
    DECISIONS_HAVE_EFFECTS(5, "Every decision that accepted points to its transaction or hold."),
    CHANGES_ARE_RECORDED(6, "Status and floor of an account are what its record of changes says, from its opening on."),
    TERMINATED_ACCOUNTS_REST(7, "A terminated account holds nothing and has not moved or changed since.");

    private final int invariant;
    private final String statement;

    Check(int invariant, String statement) {
        this.invariant = invariant;
        this.statement = statement;
    }

    /** The number of the invariant in the ledger's documentation. */
    public int invariant() {
        return invariant;
    }

    /** What holds when nothing is broken. */
    public String statement() {
        return statement;
    }
}
