package dev.bankengine.accounts;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which account a customer means. The one place that keeps the bank's own accounts out of customers'
 * reach: whatever is asked from outside the bank is looked up here.
 *
 * <p>The number of an account never changes, so what was found once is remembered. That an account of
 * this id exists is not looked up here; the ledger knows. Safe for any number of threads.
 */
@Component
public class AccountDirectory {

    /** Ids below are the bank's own accounts; the sequence of the customers' begins here. */
    public static final long FIRST_CUSTOMER_ACCOUNT = 1_000;

    private static final int MAX_REMEMBERED = 200_000;

    private final JdbcClient jdbc;
    private final Map<String, Long> remembered = new ConcurrentHashMap<>();

    AccountDirectory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The id of the customer's account that is meant; empty where no customer has such an account. */
    public OptionalLong resolve(AccountReference reference) {
        return switch (reference) {
            case AccountReference.ById(long id) -> byId(id);
            case AccountReference.ByNumber(String number) -> {
                Long known = remembered.get(number);
                yield found(known == null ? find(Set.of(number)).get(number) : known);
            }
        };
    }

    /** As {@link #resolve}, for many at once: with one look at the database, or none. */
    public Function<AccountReference, OptionalLong> resolveAll(Collection<AccountReference> references) {
        var known = new HashMap<String, Long>();
        var unknown = new HashSet<String>();
        for (var reference : references) {
            if (reference instanceof AccountReference.ByNumber(String number)) {
                Long id = remembered.get(number);
                if (id == null) {
                    unknown.add(number);
                } else {
                    known.put(number, id);
                }
            }
        }
        if (!unknown.isEmpty()) {
            known.putAll(find(unknown));
        }
        return reference -> switch (reference) {
            case AccountReference.ById(long id) -> byId(id);
            case AccountReference.ByNumber(String number) -> found(known.get(number));
        };
    }

    /** Whether an id can be that of a customer's account. */
    public static boolean isCustomers(long id) {
        return id >= FIRST_CUSTOMER_ACCOUNT;
    }

    private static OptionalLong byId(long id) {
        return isCustomers(id) ? OptionalLong.of(id) : OptionalLong.empty();
    }

    private static OptionalLong found(@Nullable Long id) {
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    private Map<String, Long> find(Set<String> numbers) {
        var found = new HashMap<String, Long>();
        jdbc.sql("SELECT number, id FROM accounts.account WHERE number = ANY(:numbers)")
                .param("numbers", numbers.toArray(String[]::new))
                .query(row -> {
                    found.put(row.getString("number"), row.getLong("id"));
                });
        if (remembered.size() + found.size() > MAX_REMEMBERED) {
            remembered.clear();
        }
        remembered.putAll(found);
        return found;
    }
}
