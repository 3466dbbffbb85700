package dev.bankengine.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The whole of the books as they stand at one moment, for those who take them elsewhere. Nothing waits
 * for the reader, however long it takes.
 */
@Component
public class BookSnapshot {

    private static final int AT_ONCE = 2_000;

    private final JdbcTemplate jdbc;
    private final Transactions transactions;

    BookSnapshot(DataSource dataSource, Transactions transactions) {
        // Rows come in portions, so that any number of them fits the memory.
        this.jdbc = new JdbcTemplate(dataSource);
        this.jdbc.setFetchSize(AT_ONCE);
        this.transactions = transactions;
    }

    /**
     * Reads everything: first the accounts in order of id, then the transactions in the order of their
     * booking, which within each account is the order of its entries.
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
    public void read(Consumer<LedgerAccount> accounts, Consumer<Transaction> booked) {
        jdbc.query("""
                SELECT id, currency, kind, status, balance, held, floor, entry_count, opened_at
                FROM ledger.account
                ORDER BY id
                """, row -> {
            accounts.accept(Rows.account(row));
        });
        List<Long> ids = new ArrayList<>(AT_ONCE);
        jdbc.query("SELECT id FROM ledger.transaction ORDER BY booked_at, id", row -> {
            ids.add(row.getLong("id"));
            if (ids.size() == AT_ONCE) {
                give(ids, booked);
            }
        });
        give(ids, booked);
    }

    private void give(List<Long> ids, Consumer<Transaction> booked) {
        Map<Long, Transaction> byId = HashMap.newHashMap(ids.size());
        transactions.load(ids).forEach(t -> byId.put(t.id(), t));
        ids.forEach(id -> booked.accept(Objects.requireNonNull(byId.get(id))));
        ids.clear();
    }
}
