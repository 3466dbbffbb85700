package dev.bankengine.ledger;

import dev.bankengine.ledger.ChangeResult.Changed;
import dev.bankengine.ledger.ChangeResult.Refused;
import dev.bankengine.money.Money;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The accounts of the ledger: the customers' and the bank's own. Reading waits for nobody. A change
 * runs in the caller's transaction, locks the account's row until that ends, and is recorded with its
 * old and new value, who made it and why. Safe for any number of threads.
 */
@Component
public class LedgerAccounts {

    private static final int MAX_CHANGES_PER_PAGE = 500;

    private final JdbcClient jdbc;
    private final Holds holds;
    private volatile @Nullable InternalAccounts internalAccounts;

    LedgerAccounts(JdbcClient jdbc, Holds holds) {
        this.jdbc = jdbc;
        this.holds = holds;
    }

    private record InternalAccount(AccountKind kind, Currency currency) {}

    private record InternalAccounts(Map<InternalAccount, Long> ids, Set<Currency> currencies) {}

    /**
     * What a customer's account opens with.
     *
     * @param overdraftLimit minor units, not negative
     */
    public record Opening(Currency currency, long overdraftLimit) {

        public Opening {
            requireLimit(overdraftLimit);
        }
    }

    /**
     * Opens a customer's account within the caller's transaction.
     *
     * @param overdraftLimit minor units, not negative
     * @return its id
     * @throws IllegalArgumentException when the bank keeps no accounts in the currency
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public long open(Currency currency, long overdraftLimit, Origin origin) {
        var ids = newIds(1);
        open(ids, List.of(new Opening(currency, overdraftLimit)), origin);
        return ids.getFirst();
    }

    /** Ids for accounts to be opened, in ascending order; nobody else is given them. */
    public List<Long> newIds(int count) {
        return jdbc.sql("SELECT nextval('ledger.account_id') FROM generate_series(1, :count)")
                .param("count", count)
                .query((row, n) -> row.getLong(1))
                .list();
    }

    /**
     * As {@link #open(Currency, long, Origin)}, for many accounts at once.
     *
     * @param ids of {@link #newIds}, one for each opening
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(List<Long> ids, List<Opening> openings, Origin origin) {
        var kept = currencies();
        for (var opening : openings) {
            if (!kept.contains(opening.currency())) {
                throw new IllegalArgumentException(
                        "the bank keeps no accounts in " + opening.currency().getCurrencyCode());
            }
        }
        int opened = jdbc.sql("""
                        WITH account AS (
                            INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
                            SELECT id, currency, 'CUSTOMER', 'CREDIT', -overdraft_limit, now(), now()
                            FROM unnest(CAST(:ids AS bigint[]), CAST(:currencies AS text[]), CAST(:limits AS bigint[]))
                                AS opening (id, currency, overdraft_limit)
                            RETURNING id, status, floor
                        )
                        INSERT INTO ledger.account_change
                            (account_id, field, old_value, new_value, changed_at, actor, channel, address, correlation_id, reason)
                        SELECT a.id, c.field, NULL, c.value, now(), :actor, :channel, :address, :correlationId, 'opened'
                        FROM account a
                        CROSS JOIN LATERAL (VALUES (1, 'status', a.status), (2, 'floor', CAST(a.floor AS text)))
                            AS c (position, field, value)
                        ORDER BY a.id, c.position
                        """)
                .param("ids", Rows.array(ids))
                .param(
                        "currencies",
                        openings.stream()
                                .map(o -> o.currency().getCurrencyCode())
                                .toArray(String[]::new))
                .param(
                        "limits",
                        openings.stream().mapToLong(Opening::overdraftLimit).toArray())
                .param("actor", origin.actor())
                .param("channel", origin.channel())
                .param("address", origin.address())
                .param("correlationId", origin.correlationId())
                .update();
        if (opened != 2 * openings.size()) {
            throw new IllegalStateException("%d accounts left %d records".formatted(openings.size(), opened));
        }
    }

    public Optional<LedgerAccount> find(long id) {
        return jdbc.sql("""
                        SELECT id, currency, kind, status, balance, held, floor, entry_count, opened_at
                        FROM ledger.account
                        WHERE id = :id
                        """)
                .param("id", id)
                .query((row, n) -> Rows.account(row))
                .optional();
    }

    /** The accounts of these ids in one reading, so that their balances belong together; what is unknown is left out. */
    public Map<Long, LedgerAccount> find(Collection<Long> ids) {
        return jdbc.sql("""
                        SELECT id, currency, kind, status, balance, held, floor, entry_count, opened_at
                        FROM ledger.account
                        WHERE id = ANY(:ids)
                        """).param("ids", Rows.array(ids)).query((row, n) -> Rows.account(row)).list().stream()
                .collect(Collectors.toMap(LedgerAccount::id, Function.identity()));
    }

    /** The bank's own accounts, by currency and kind. */
    public List<LedgerAccount> internal() {
        return jdbc.sql("""
                        SELECT id, currency, kind, status, balance, held, floor, entry_count, opened_at
                        FROM ledger.account
                        WHERE kind <> 'CUSTOMER'
                        ORDER BY currency, id
                        """).query((row, n) -> Rows.account(row)).list();
    }

    /**
     * The id of the bank's own account of this kind.
     *
     * @throws IllegalArgumentException when the bank keeps no accounts in the currency, or the kind is the customers'
     */
    public long internal(AccountKind kind, Currency currency) {
        return findInternal(kind, currency)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the bank has no %s account in %s".formatted(kind, currency.getCurrencyCode())));
    }

    /** As {@link #internal(AccountKind, Currency)}; empty when the bank keeps no accounts in the currency. */
    public OptionalLong findInternal(AccountKind kind, Currency currency) {
        Long id = internalAccounts().ids().get(new InternalAccount(kind, currency));
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** The currencies the bank keeps accounts in. */
    public Set<Currency> currencies() {
        return internalAccounts().currencies();
    }

    /** They exist from the migration that adds their currency and never change, so they are read once. */
    private InternalAccounts internalAccounts() {
        var known = internalAccounts;
        if (known == null) {
            var ids = internal().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            a -> new InternalAccount(a.kind(), a.currency()), LedgerAccount::id));
            var currencies =
                    ids.keySet().stream().map(InternalAccount::currency).collect(Collectors.toUnmodifiableSet());
            known = new InternalAccounts(ids, currencies);
            internalAccounts = known;
        }
        return known;
    }

    /**
     * Sets how far the balance may fall below zero.
     *
     * @param overdraftLimit minor units, not negative
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public ChangeResult changeOverdraftLimit(long id, long overdraftLimit, Origin origin, String reason) {
        requireLimit(overdraftLimit);
        return change(id, account -> {
            if (account.overdraftLimit() == overdraftLimit) {
                return new Changed(account);
            }
            var changed = new LedgerAccount(
                    id,
                    account.currency(),
                    account.kind(),
                    account.status(),
                    account.balance(),
                    account.held(),
                    -overdraftLimit,
                    account.entryCount(),
                    account.openedAt());
            // A lower limit must still cover what is used; a higher one helps even where it does not.
            if (overdraftLimit < account.overdraftLimit() && changed.available() < 0) {
                return new Refused(
                        AccountRule.LIMIT_BELOW_USE,
                        "account %d uses more of its overdraft than the new limit allows".formatted(id));
            }
            record(id, "floor", -account.overdraftLimit(), -overdraftLimit, origin, reason);
            return new Changed(changed);
        });
    }

    /** Stops customers' debits and credits. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ChangeResult block(long id, Origin origin, String reason) {
        return change(
                id,
                account -> account.status() == AccountStatus.BLOCKED
                        ? new Refused(AccountRule.ALREADY_BLOCKED, "account %d is blocked already".formatted(id))
                        : move(account, AccountStatus.BLOCKED, origin, reason));
    }

    /** Lets customers' debits and credits pass again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ChangeResult unblock(long id, Origin origin, String reason) {
        return change(
                id,
                account -> account.status() == AccountStatus.BLOCKED
                        ? move(account, AccountStatus.OPEN, origin, reason)
                        : new Refused(AccountRule.NOT_BLOCKED, "account %d is not blocked".formatted(id)));
    }

    /** Ends an account for ever, blocked or open, when nothing is left on it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ChangeResult terminate(long id, Origin origin, String reason) {
        return change(id, account -> {
            if (account.held() != 0) {
                return new Refused(AccountRule.HOLDS_REMAIN, "money of account %d is still held".formatted(id));
            }
            if (account.balance() != 0) {
                return new Refused(AccountRule.BALANCE_REMAINS, "the balance of account %d is not zero".formatted(id));
            }
            return move(account, AccountStatus.TERMINATED, origin, reason);
        });
    }

    /**
     * The recorded changes of an account, newest first.
     *
     * @param cursor where to go on; {@code null} for the start
     * @throws InvalidCursor when the cursor is not one of this list
     */
    public Page<AccountChange> changes(long accountId, @Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, MAX_CHANGES_PER_PAGE);
        String list = "account-changes:" + accountId;
        long before = cursor == null ? Long.MAX_VALUE : Cursor.read(list, cursor, 1)[0];
        var found = jdbc.sql("""
                        SELECT id, account_id, field, old_value, new_value, changed_at,
                               actor, channel, address, correlation_id, reason
                        FROM ledger.account_change
                        WHERE account_id = :account AND id < :before
                        ORDER BY id DESC
                        LIMIT :limit
                        """)
                .param("account", accountId)
                .param("before", before)
                .param("limit", size + 1)
                .query((row, n) -> new AccountChange(
                        row.getLong("id"),
                        row.getLong("account_id"),
                        row.getString("field"),
                        row.getString("old_value"),
                        row.getString("new_value"),
                        Rows.instant(row, "changed_at"),
                        Rows.origin(row),
                        row.getString("reason")))
                .list();
        boolean more = found.size() > size;
        var items = more ? found.subList(0, size) : found;
        return new Page<>(items, more ? Cursor.write(list, items.getLast().id()) : null, null);
    }

    private ChangeResult change(long id, Function<LedgerAccount, ChangeResult> decide) {
        var found = lock(id);
        if (found.isEmpty()) {
            return new Refused(AccountRule.ACCOUNT_NOT_FOUND, "there is no account %d".formatted(id));
        }
        var account = found.get();
        if (account.kind() != AccountKind.CUSTOMER) {
            return new Refused(AccountRule.NOT_A_CUSTOMER_ACCOUNT, "account %d is the bank's own".formatted(id));
        }
        if (account.status() == AccountStatus.TERMINATED) {
            return new Refused(AccountRule.ACCOUNT_TERMINATED, "account %d is terminated".formatted(id));
        }
        return decide.apply(account);
    }

    /** A hold that is due no longer counts, so it ends before anything is decided. */
    private Optional<LedgerAccount> lock(long id) {
        jdbc.sql("SELECT set_config('lock_timeout', '3s', true)")
                .query(String.class)
                .single();
        int locked;
        try {
            locked = jdbc.sql("SELECT id FROM ledger.account WHERE id = :id FOR NO KEY UPDATE")
                    .param("id", id)
                    .query((row, n) -> row.getLong(1))
                    .list()
                    .size();
        } catch (UncategorizedSQLException failure) {
            // PostgreSQL's lock_not_available, which Spring has no class for.
            SQLException cause = failure.getSQLException();
            if (cause != null && "55P03".equals(cause.getSQLState())) {
                throw new LedgerUnavailable("The account is locked for longer than usual; try again.", failure);
            }
            throw failure;
        }
        if (locked == 0) {
            return Optional.empty();
        }
        holds.expireDue(List.of(id));
        return find(id);
    }

    private ChangeResult move(LedgerAccount account, AccountStatus status, Origin origin, String reason) {
        var changed = new LedgerAccount(
                account.id(),
                account.currency(),
                account.kind(),
                status,
                account.balance(),
                account.held(),
                account.floor(),
                account.entryCount(),
                account.openedAt());
        record(account.id(), "status", account.status(), status, origin, reason);
        return new Changed(changed);
    }

    /**
     * Inserting the record is what changes the account; the database sees to it. It is dated after the account's last
     * booking, even where the clock was set back.
     */
    private void record(long id, String field, Object oldValue, Object newValue, Origin origin, String reason) {
        jdbc.sql("""
                        INSERT INTO ledger.account_change
                            (account_id, field, old_value, new_value, changed_at, actor, channel, address, correlation_id, reason)
                        SELECT id, :field, :oldValue, :newValue, greatest(clock_timestamp(), last_booked_at),
                               :actor, :channel, :address, :correlationId, :reason
                        FROM ledger.account
                        WHERE id = :account
                        """)
                .param("account", id)
                .param("field", field)
                .param("oldValue", oldValue.toString())
                .param("newValue", newValue.toString())
                .param("actor", origin.actor())
                .param("channel", origin.channel())
                .param("address", origin.address())
                .param("correlationId", origin.correlationId())
                .param("reason", reason)
                .update();
    }

    private static void requireLimit(long overdraftLimit) {
        if (overdraftLimit < 0 || overdraftLimit > Money.MAX_MINOR_UNITS) {
            throw new IllegalArgumentException(
                    "an overdraft limit is not negative and at most " + Money.MAX_MINOR_UNITS);
        }
    }
}
