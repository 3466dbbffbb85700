package dev.bankengine.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends holds whose time is over, so that what is shown as held is what is held. No decision waits for
 * it: a posting treats a due hold as expired by itself. Several servers may sweep at once.
 */
@Component
public class HoldExpiry {

    private static final Logger log = LoggerFactory.getLogger(HoldExpiry.class);
    private static final int ACCOUNTS_AT_ONCE = 200;

    private final Holds holds;
    private final TransactionTemplate transaction;

    HoldExpiry(Holds holds, TransactionTemplate transaction) {
        this.holds = holds;
        this.transaction = transaction;
    }

    void sweepAndGoOn() {
        try {
            sweep();
        } catch (DataAccessException | TransactionException unavailable) {
            log.warn("The sweep of expired holds failed ({}) and is tried again.", unavailable.getMessage());
        }
    }

    /**
     * Ends all holds that are due, but for those on accounts that are being posted to at this moment.
     *
     * @return how many ended
     */
    public int sweep() {
        int expired = 0;
        while (true) {
            Integer batch = transaction.execute(status -> expireBatch());
            if (batch == null || batch == 0) {
                return expired;
            }
            expired += batch;
        }
    }

    /** A hold changes only under the lock of its account, and the locks are taken in order of id. */
    private int expireBatch() {
        var accounts = holds.lockAccountsWithDueHolds(ACCOUNTS_AT_ONCE);
        return accounts.isEmpty() ? 0 : holds.expireDue(accounts);
    }
}
