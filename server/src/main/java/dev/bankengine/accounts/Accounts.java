package dev.bankengine.accounts;

import dev.bankengine.ledger.Cursor;
import dev.bankengine.ledger.InvalidCursor;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The customers' accounts, to read and to add to. Reading waits for nobody. Safe for any number of threads. */
@Component
public class Accounts {

    public static final int MAX_PER_PAGE = 500;

    private static final String LIST = "accounts";
    private static final int MAX_STRIDE = 1_024;

    private final JdbcClient jdbc;
    private final LedgerAccounts ledgerAccounts;
    private final AccountNumbers numbers;

    Accounts(JdbcClient jdbc, LedgerAccounts ledgerAccounts, AccountNumbers numbers) {
        this.jdbc = jdbc;
        this.ledgerAccounts = ledgerAccounts;
        this.numbers = numbers;
    }

    /**
     * Opens accounts within the caller's transaction, all or none. They are empty; what they hold from
     * the start is posted to them. An account that brings no number along gets that of its id, and no id
     * whose number another account has brought along. The numbers are taken in their order, so that two who
     * open the same accounts wait for each other and don't deadlock.
     *
     * @return the accounts in the same order
     * @throws IllegalArgumentException when the bank keeps no accounts in a currency
     * @throws org.springframework.dao.DuplicateKeyException when a number that is brought along is taken, or
     *     another account takes the number of an id at this moment; trying again gives another id
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Account> open(List<NewAccount> openings, Origin origin) {
        var ids = ids(openings);
        ledgerAccounts.open(
                ids,
                openings.stream()
                        .map(o -> new LedgerAccounts.Opening(o.currency(), o.overdraftLimit()))
                        .toList(),
                origin);
        var given = new ArrayList<String>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            String brought = openings.get(i).number();
            given.add(brought == null ? numbers.of(ids.get(i)) : brought);
        }
        int opened = jdbc.sql("""
                        INSERT INTO accounts.account
                            (id, number, type, holder_name, opened_at, actor, channel, address, correlation_id)
                        SELECT id, number, type, holder_name, now(), :actor, :channel, :address, :correlationId
                        FROM unnest(
                            CAST(:ids AS bigint[]), CAST(:numbers AS text[]), CAST(:types AS text[]), CAST(:names AS text[]))
                            AS opening (id, number, type, holder_name)
                        ORDER BY number
                        """)
                .param("ids", ids.stream().mapToLong(Long::longValue).toArray())
                .param("numbers", given.toArray(String[]::new))
                .param("types", openings.stream().map(o -> o.type().name()).toArray(String[]::new))
                .param("names", openings.stream().map(NewAccount::holderName).toArray(String[]::new))
                .param("actor", origin.actor())
                .param("channel", origin.channel())
                .param("address", origin.address())
                .param("correlationId", origin.correlationId())
                .update();
        if (opened != openings.size()) {
            throw new IllegalStateException("%d of %d accounts were opened".formatted(opened, openings.size()));
        }
        var accounts = jdbc.sql("""
                        SELECT a.id, a.number, a.type, a.holder_name, a.opened_at, a.actor, a.channel, a.address, a.correlation_id
                        FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS opened (id, position)
                        JOIN accounts.account a ON a.id = opened.id
                        ORDER BY opened.position
                        """)
                .param("ids", ids.stream().mapToLong(Long::longValue).toArray())
                .query((row, n) -> account(row))
                .list();
        return List.copyOf(accounts);
    }

    private List<Long> ids(List<NewAccount> openings) {
        if (openings.stream().allMatch(opening -> opening.number() != null)) {
            return ledgerAccounts.newIds(openings.size());
        }
        var brought = openings.stream()
                .map(NewAccount::number)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        var ids = new ArrayList<Long>(openings.size());
        // Where many in a row are taken, longer and longer strides get past them.
        int stride = openings.size();
        while (ids.size() < openings.size()) {
            var candidates = ledgerAccounts.newIds(stride);
            var taken = taken(candidates.stream().map(numbers::of).toList());
            taken.addAll(brought);
            candidates.stream()
                    .filter(id -> !taken.contains(numbers.of(id)))
                    .limit(openings.size() - ids.size())
                    .forEach(ids::add);
            stride = Math.max(stride, Math.min(2 * stride, MAX_STRIDE));
        }
        return ids;
    }

    private Set<String> taken(List<String> candidates) {
        return new HashSet<>(jdbc.sql("SELECT number FROM accounts.account WHERE number = ANY(:numbers)")
                .param("numbers", candidates.toArray(String[]::new))
                .query((row, n) -> row.getString(1))
                .list());
    }

    public Optional<Account> find(long id) {
        return jdbc.sql("""
                        SELECT id, number, type, holder_name, opened_at, actor, channel, address, correlation_id
                        FROM accounts.account
                        WHERE id = :id
                        """).param("id", id).query((row, n) -> account(row)).optional();
    }

    /**
     * The account of a number.
     *
     * @param number as {@link AccountNumbers#parse} gives it
     */
    public Optional<Account> find(String number) {
        return jdbc.sql("""
                        SELECT id, number, type, holder_name, opened_at, actor, channel, address, correlation_id
                        FROM accounts.account
                        WHERE number = :number
                        """)
                .param("number", number)
                .query((row, n) -> account(row))
                .optional();
    }

    /** The types of the accounts among these ids that there are. */
    public Map<Long, AccountType> types(Collection<Long> ids) {
        var types = HashMap.<Long, AccountType>newHashMap(ids.size());
        jdbc.sql("SELECT id, type FROM accounts.account WHERE id = ANY (CAST(:ids AS bigint[]))")
                .param("ids", ids.stream().mapToLong(Long::longValue).toArray())
                .query(row -> {
                    types.put(row.getLong("id"), AccountType.valueOf(row.getString("type")));
                });
        return types;
    }

    /**
     * All accounts, oldest first.
     *
     * @param cursor where to go on; {@code null} for the start
     * @throws InvalidCursor when the cursor is not one of this list
     */
    public Page<Account> page(@Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, MAX_PER_PAGE);
        long after = cursor == null ? 0 : Cursor.read(LIST, cursor, 1)[0];
        var found = jdbc.sql("""
                        SELECT id, number, type, holder_name, opened_at, actor, channel, address, correlation_id
                        FROM accounts.account
                        WHERE id > :after
                        ORDER BY id
                        LIMIT :limit
                        """)
                .param("after", after)
                .param("limit", size + 1)
                .query((row, n) -> account(row))
                .list();
        boolean more = found.size() > size;
        var items = more ? found.subList(0, size) : found;
        return new Page<>(items, more ? Cursor.write(LIST, items.getLast().id()) : null, null);
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getLong("id"),
                row.getString("number"),
                AccountType.valueOf(row.getString("type")),
                row.getString("holder_name"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                new Origin(
                        row.getString("actor"),
                        row.getString("channel"),
                        row.getString("address"),
                        row.getString("correlation_id")));
    }
}
