package dev.bankengine.accounts;

import dev.bankengine.ledger.AccountRule;
import dev.bankengine.ledger.AccountStatus;
import dev.bankengine.ledger.ChangeResult;
import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction.Transfer;
import dev.bankengine.ledger.Ledger;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.LedgerUnavailable;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.InvalidMoney;
import dev.bankengine.money.Money;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends accounts on request. One that holds nothing is terminated. One that holds money is terminated
 * when the request says where the money goes, in the same database transaction. Any other is blocked,
 * so that what it holds can only become less, and the answer says what remains.
 */
@Component
public class AccountClosings {

    /** How often the payout is tried anew when a payment came between reading the balance and moving it. */
    private static final int ATTEMPTS = 8;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LedgerAccounts ledgerAccounts;
    private final Ledger ledger;

    AccountClosings(JdbcClient jdbc, TransactionTemplate transaction, LedgerAccounts ledgerAccounts, Ledger ledger) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.ledgerAccounts = ledgerAccounts;
        this.ledger = ledger;
    }

    /** What became of a request to terminate an account. */
    public sealed interface Result {

        /**
         * The account is terminated, or blocked because something remains.
         *
         * @param replayed whether an earlier request under the same key did it
         */
        record Done(ClosingRequest request, boolean replayed) implements Result {}

        /** The account can't be asked this. */
        record AccountRefused(AccountRule rule, String message) implements Result {}

        /** The payout was refused; nothing was changed. */
        record PayoutRefused(Refusal refusal) implements Result {}
    }

    /** A request as it came. */
    private record Wanted(
            long accountId,
            IdempotencyKey key,
            byte[] fingerprint,
            Origin origin,
            String reason,
            @Nullable Long payoutAccountId) {}

    /**
     * Asks for the end of an account.
     *
     * @param payoutAccountId the account that receives what is left, where there is to be one
     * @throws LedgerUnavailable when payments kept coming in between; to be sent again
     */
    public Result close(
            long accountId, IdempotencyKey key, Origin origin, String reason, @Nullable Long payoutAccountId) {
        byte[] fingerprint = Fingerprint.of(accountId, reason, payoutAccountId);
        var wanted = new Wanted(accountId, key, fingerprint, origin, reason, payoutAccountId);
        LedgerAccount seen = null;
        for (int i = 1; i <= ATTEMPTS; i++) {
            var lastSeen = seen;
            var attempt = Objects.requireNonNull(transaction.execute(status -> attempt(status, wanted, lastSeen)));
            switch (attempt) {
                case Attempt.Ended(var result) -> {
                    return result;
                }
                case Attempt.Overtaken(var now) -> seen = now;
            }
        }
        throw new LedgerUnavailable("account %d had other payments at every attempt to close it".formatted(accountId));
    }

    /** The latest request to terminate the account. */
    public Optional<ClosingRequest> latest(long accountId) {
        return jdbc.sql("""
                        SELECT account_id, reason, balance, held, terminated, payout_account_id, transaction_id,
                               requested_at, actor, channel, address, correlation_id
                        FROM accounts.closing_request
                        WHERE account_id = :account
                        ORDER BY id DESC
                        LIMIT 1
                        """)
                .param("account", accountId)
                .query((row, n) -> closingRequest(row))
                .optional();
    }

    /** What became of one attempt. */
    private sealed interface Attempt {

        record Ended(Result result) implements Attempt {}

        /**
         * The account changed between reading and locking it; everything was rolled back.
         *
         * @param now the account as it was found under the lock, where it was looked at there
         */
        record Overtaken(@Nullable LedgerAccount now) implements Attempt {}
    }

    /** @param seen the account as it was last found under a lock; {@code null} to read it */
    private Attempt attempt(TransactionStatus status, Wanted wanted, @Nullable LedgerAccount seen) {
        KeyLock.take(jdbc, wanted.key());
        var earlier = earlier(wanted);
        if (earlier != null) {
            return new Attempt.Ended(earlier);
        }
        var found = seen != null ? Optional.of(seen) : ledgerAccounts.find(wanted.accountId());
        if (found.isEmpty()) {
            return refused(AccountRule.ACCOUNT_NOT_FOUND, "There is no account %d.".formatted(wanted.accountId()));
        }
        var account = found.get();
        if (account.status() == AccountStatus.TERMINATED) {
            return refused(AccountRule.ACCOUNT_TERMINATED, "Account %d is terminated.".formatted(account.id()));
        }
        if (wanted.payoutAccountId() != null
                && ledgerAccounts.find(wanted.payoutAccountId()).isEmpty()) {
            return new Attempt.Ended(new Result.PayoutRefused(new Refusal(
                    Rule.ACCOUNT_NOT_FOUND,
                    "There is no account %d to pay out to.".formatted(wanted.payoutAccountId()))));
        }
        Long paidOutTo = account.balance() > 0 && account.held() == 0 ? wanted.payoutAccountId() : null;
        Long payoutId = null;
        if (paidOutTo != null) {
            // Not under a lock of ours: the ledger locks both accounts, in its order.
            switch (payOut(wanted, account, paidOutTo)) {
                case Outcome.Refused(var refusal, var _) -> {
                    status.setRollbackOnly();
                    return refusal.rule() == Rule.INSUFFICIENT_FUNDS
                            ? new Attempt.Overtaken(null)
                            : new Attempt.Ended(new Result.PayoutRefused(refusal));
                }
                case Outcome.Posted(var posted, var _) -> payoutId = posted.id();
                case Outcome.Held held -> throw new IllegalStateException("a payout became a hold: " + held);
                case Outcome.Undecided(var reason) ->
                    throw new IllegalStateException("a payout was left undecided", reason);
            }
        }
        return switch (ledgerAccounts.terminate(wanted.accountId(), wanted.origin(), wanted.reason())) {
            case ChangeResult.Changed _ -> {
                // Without a payout it was empty under the lock, whatever was read before.
                long paidOut = payoutId == null ? 0 : account.balance();
                yield new Attempt.Ended(new Result.Done(record(wanted, paidOut, 0, true, payoutId), false));
            }
            case ChangeResult.Refused(var rule, var message) -> {
                boolean remains = rule == AccountRule.HOLDS_REMAIN || rule == AccountRule.BALANCE_REMAINS;
                if (remains && payoutId == null) {
                    yield blockOrPayOut(status, wanted);
                }
                status.setRollbackOnly();
                yield remains ? new Attempt.Overtaken(null) : refused(rule, message);
            }
        };
    }

    /** The row has been locked since it could not be terminated, so what is read here is what remains. */
    private Attempt blockOrPayOut(TransactionStatus status, Wanted wanted) {
        var remaining = ledgerAccounts.find(wanted.accountId()).orElseThrow();
        if (wanted.payoutAccountId() != null && remaining.balance() > 0 && remaining.held() == 0) {
            // The payout must not begin under this lock, so it is left for an attempt that knows of it.
            status.setRollbackOnly();
            return new Attempt.Overtaken(remaining);
        }
        var blocked = ledgerAccounts.block(wanted.accountId(), wanted.origin(), wanted.reason());
        if (blocked instanceof ChangeResult.Refused(var rule, var message) && rule != AccountRule.ALREADY_BLOCKED) {
            throw new IllegalStateException("an account under lock could not be blocked: " + message);
        }
        return new Attempt.Ended(
                new Result.Done(record(wanted, remaining.balance(), remaining.held(), false, null), false));
    }

    private static Attempt refused(AccountRule rule, String message) {
        return new Attempt.Ended(new Result.AccountRefused(rule, message));
    }

    private Outcome payOut(Wanted wanted, LedgerAccount account, long to) {
        Money rest;
        try {
            rest = Money.ofMinor(account.balance(), account.currency());
        } catch (InvalidMoney tooMuch) {
            return new Outcome.Refused(
                    new Refusal(Rule.BALANCE_OUT_OF_RANGE, "The account holds more than one transaction can move."),
                    false);
        }
        var details = Details.description("Closing of account " + account.id());
        var payout = new Transfer(TransactionKind.CLOSING, account.id(), to, rest, null, details);
        return ledger.postWithin(List.of(new Request(wanted.key(), wanted.origin(), payout)))
                .getFirst();
    }

    private @Nullable Result earlier(Wanted wanted) {
        return jdbc.sql("""
                        SELECT fingerprint, account_id, reason, balance, held, terminated, payout_account_id, transaction_id,
                               requested_at, actor, channel, address, correlation_id
                        FROM accounts.closing_request
                        WHERE scope = :scope AND key = :key
                        """)
                .param("scope", wanted.key().scope())
                .param("key", wanted.key().key())
                .query((row, n) -> MessageDigest.isEqual(row.getBytes("fingerprint"), wanted.fingerprint())
                        ? new Result.Done(closingRequest(row), true)
                        : new Result.PayoutRefused(KeyLock.reused()))
                .optional()
                .orElse(null);
    }

    private ClosingRequest record(
            Wanted wanted, long balance, long held, boolean terminated, @Nullable Long transactionId) {
        return jdbc.sql("""
                        INSERT INTO accounts.closing_request
                            (account_id, scope, key, fingerprint, reason, balance, held, terminated, payout_account_id,
                             transaction_id, requested_at, actor, channel, address, correlation_id)
                        VALUES (:account, :scope, :key, :fingerprint, :reason, :balance, :held, :terminated, :payoutAccount,
                                :transaction, now(), :actor, :channel, :address, :correlationId)
                        RETURNING account_id, reason, balance, held, terminated, payout_account_id, transaction_id,
                                  requested_at, actor, channel, address, correlation_id
                        """)
                .param("account", wanted.accountId())
                .param("scope", wanted.key().scope())
                .param("key", wanted.key().key())
                .param("fingerprint", wanted.fingerprint())
                .param("reason", wanted.reason())
                .param("balance", balance)
                .param("held", held)
                .param("terminated", terminated)
                .param("payoutAccount", wanted.payoutAccountId())
                .param("transaction", transactionId)
                .param("actor", wanted.origin().actor())
                .param("channel", wanted.origin().channel())
                .param("address", wanted.origin().address())
                .param("correlationId", wanted.origin().correlationId())
                .query((row, n) -> closingRequest(row))
                .single();
    }

    private static ClosingRequest closingRequest(ResultSet row) throws SQLException {
        return new ClosingRequest(
                row.getLong("account_id"),
                row.getString("reason"),
                row.getLong("balance"),
                row.getLong("held"),
                row.getBoolean("terminated"),
                row.getObject("payout_account_id", Long.class),
                row.getObject("transaction_id", Long.class),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                new Origin(
                        row.getString("actor"),
                        row.getString("channel"),
                        row.getString("address"),
                        row.getString("correlation_id")));
    }
}
