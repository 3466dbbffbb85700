package dev.bankengine.accounts;

import dev.bankengine.ledger.ChangeResult;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes of an account between its opening and its end, each recorded with who made it and why. */
@Component
public class AccountChanges {

    private final LedgerAccounts ledgerAccounts;

    AccountChanges(LedgerAccounts ledgerAccounts) {
        this.ledgerAccounts = ledgerAccounts;
    }

    /** Stops customers' debits and credits. */
    @Transactional
    public ChangeResult block(long accountId, Origin origin, String reason) {
        return ledgerAccounts.block(accountId, origin, reason);
    }

    /** Lets customers' debits and credits pass again. */
    @Transactional
    public ChangeResult unblock(long accountId, Origin origin, String reason) {
        return ledgerAccounts.unblock(accountId, origin, reason);
    }

    /**
     * Sets how far the balance may fall below zero.
     *
     * @param overdraftLimit minor units of the account's currency, not negative
     */
    @Transactional
    public ChangeResult changeOverdraftLimit(long accountId, long overdraftLimit, Origin origin, String reason) {
        return ledgerAccounts.changeOverdraftLimit(accountId, overdraftLimit, origin, reason);
    }
}
