package dev.bankengine.ledger.posting;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as this server's latest batches left them, and the keys that they decided. Nothing rests on it:
 * another server, or a change of the account, makes it out of date at any time, and the database refuses a
 * posting decided on that.
 *
 * <p>Two generations bound it. When the young one is full it becomes the old one, and what was not asked
 * for since the time before is forgotten. Safe for any number of threads.
 */
final class Memory {

    private final int generation;
    private Map<Long, AccountState> young = new HashMap<>();
    private Map<Long, AccountState> old = new HashMap<>();
    private LongSet youngKeys = new LongSet();
    private LongSet oldKeys = new LongSet();

    /** @param most how many accounts, and how many keys, are remembered at most */
    Memory(int most) {
        this.generation = most / 2;
    }

    /** Those of the accounts that are remembered, as copies of the caller's own. */
    synchronized Map<Long, AccountState> recall(long[] accounts) {
        Map<Long, AccountState> recalled = HashMap.newHashMap(accounts.length);
        for (long id : accounts) {
            AccountState account = find(id);
            if (account != null) {
                recalled.put(id, account.copy());
            }
        }
        return recalled;
    }

    /** Whether the key was decided lately. Hardly ever, it says so of another key. */
    synchronized boolean knows(UUID decisionId) {
        long key = decisionId.getMostSignificantBits();
        return youngKeys.contains(key) || oldKeys.contains(key);
    }

    /** To be called when the batch that left them so is committed; the states are the memory's from then on. */
    synchronized void remember(Collection<AccountState> accounts, List<Books.Decision> decisions) {
        for (AccountState account : accounts) {
            if (young.size() >= generation) {
                old = young;
                young = new HashMap<>();
            }
            young.put(account.id, account);
        }
        for (Books.Decision decision : decisions) {
            if (youngKeys.size() >= generation) {
                oldKeys = youngKeys;
                youngKeys = new LongSet();
            }
            youngKeys.add(decision.id().getMostSignificantBits());
        }
    }

    synchronized void forget(long[] accounts) {
        for (long id : accounts) {
            young.remove(id);
            old.remove(id);
        }
    }

    private @Nullable AccountState find(long id) {
        AccountState account = young.get(id);
        return account == null ? old.get(id) : account;
    }
}
