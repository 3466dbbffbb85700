package dev.bankengine.accounts;

import dev.bankengine.ledger.AccountKind;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction.Transfer;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.Money;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens accounts on request. Under one key one account is opened, whatever is sent how often at once;
 * its opening deposit is in the same database transaction, so there is neither without the other.
 */
@Component
public class AccountOpenings {

    private static final int MAX_ATTEMPTS = 3;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Accounts accounts;
    private final LedgerAccounts ledgerAccounts;
    private final Ledger ledger;

    AccountOpenings(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Accounts accounts,
            LedgerAccounts ledgerAccounts,
            Ledger ledger) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.accounts = accounts;
        this.ledgerAccounts = ledgerAccounts;
        this.ledger = ledger;
    }

    /** What became of a request to open an account. */
    public sealed interface Result {

        /**
         * The account is open.
         *
         * @param depositTransactionId the opening deposit, where there was one
         * @param replayed whether it was opened by an earlier request under the same key
         */
        record Opened(Account account, @Nullable Long depositTransactionId, boolean replayed) implements Result {}

        /** A rule of the ledger said no; nothing was opened. */
        record Refused(Refusal refusal) implements Result {}
    }

    private record Opening(
            byte[] fingerprint, long accountId, @Nullable Long transactionId) {}

    /**
     * Opens an account and posts its opening deposit from cash.
     *
     * <p>Where another account takes the number of the new id while it is being opened, the next id is tried.
     *
     * @param openingDeposit in the account's currency; {@code null} for none
     * @throws LedgerUnavailable when that happens several times over, or another request under the key takes too
     *     long; nothing was opened
     * @throws DuplicateKeyException when a number that is brought along is taken
     */
    public Result open(IdempotencyKey key, Origin origin, NewAccount wanted, @Nullable Money openingDeposit) {
        byte[] fingerprint = Fingerprint.of(
                wanted.type(),
                wanted.currency(),
                wanted.overdraftLimit(),
                wanted.holderName(),
                wanted.number(),
                openingDeposit == null ? null : openingDeposit.minorUnits(),
                openingDeposit == null ? null : openingDeposit.currency());
        for (int attempt = 1; ; attempt++) {
            try {
                return Objects.requireNonNull(
                        transaction.execute(status -> open(status, key, fingerprint, origin, wanted, openingDeposit)));
            } catch (DuplicateKeyException taken) {
                if (wanted.number() != null) {
                    throw taken;
                }
                if (attempt == MAX_ATTEMPTS) {
                    throw new LedgerUnavailable(
                            "Others have taken the account's number while it was being opened; try again.", taken);
                }
            }
        }
    }

    private Result open(
            TransactionStatus status,
            IdempotencyKey key,
            byte[] fingerprint,
            Origin origin,
            NewAccount wanted,
            @Nullable Money openingDeposit) {
        KeyLock.take(jdbc, key);
        var earlier = find(key);
        if (earlier != null) {
            return MessageDigest.isEqual(earlier.fingerprint(), fingerprint)
                    ? new Result.Opened(accounts.find(earlier.accountId()).orElseThrow(), earlier.transactionId(), true)
                    : new Result.Refused(KeyLock.reused());
        }
        if (!ledgerAccounts.currencies().contains(wanted.currency())) {
            return new Result.Refused(new Refusal(
                    Rule.CURRENCY_MISMATCH,
                    "The bank keeps no accounts in %s."
                            .formatted(wanted.currency().getCurrencyCode())));
        }
        var account = accounts.open(List.of(wanted), origin).getFirst();
        Long depositId = null;
        if (openingDeposit != null) {
            switch (deposit(key, origin, account, openingDeposit)) {
                case Outcome.Refused(var refusal, var _) -> {
                    status.setRollbackOnly();
                    return new Result.Refused(refusal);
                }
                case Outcome.Posted(var posted, var _) -> depositId = posted.id();
                case Outcome.Held held -> throw new IllegalStateException("a deposit became a hold: " + held);
                case Outcome.Undecided(var reason) ->
                    throw new IllegalStateException("a deposit was left undecided", reason);
            }
        }
        record(key, fingerprint, account.id(), depositId);
        return new Result.Opened(account, depositId, false);
    }

    private Outcome deposit(IdempotencyKey key, Origin origin, Account account, Money amount) {
        var cash = ledgerAccounts.findInternal(AccountKind.CASH, amount.currency());
        if (cash.isEmpty()) {
            return new Outcome.Refused(
                    new Refusal(Rule.CURRENCY_MISMATCH, "The opening deposit must be in the account's currency."),
                    false);
        }
        var details = Details.description("Opening deposit");
        var deposit = new Transfer(TransactionKind.DEPOSIT, cash.getAsLong(), account.id(), amount, null, details);
        return ledger.postWithin(List.of(new Request(key, origin, deposit))).getFirst();
    }

    private @Nullable Opening find(IdempotencyKey key) {
        return jdbc.sql("""
                        SELECT fingerprint, account_id, transaction_id
                        FROM accounts.opening
                        WHERE scope = :scope AND key = :key
                        """)
                .param("scope", key.scope())
                .param("key", key.key())
                .query((row, n) -> new Opening(
                        row.getBytes("fingerprint"),
                        row.getLong("account_id"),
                        row.getObject("transaction_id", Long.class)))
                .optional()
                .orElse(null);
    }

    private void record(IdempotencyKey key, byte[] fingerprint, long accountId, @Nullable Long depositId) {
        jdbc.sql("""
                        INSERT INTO accounts.opening (scope, key, fingerprint, account_id, transaction_id)
                        VALUES (:scope, :key, :fingerprint, :account, :transaction)
                        """)
                .param("scope", key.scope())
                .param("key", key.key())
                .param("fingerprint", fingerprint)
                .param("account", accountId)
                .param("transaction", depositId)
                .update();
    }
}
