package dev.bankengine.structure.planted.code;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Each method builds a statement from parts in another way. */
public final class ConcatenatedSql {

    private final JdbcClient jdbc;

    public ConcatenatedSql(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void plus(String name) {
        jdbc.sql("SELECT balance FROM ledger.account WHERE name = '" + name + "'");
    }

    public void formatted(String table) {
        jdbc.sql("DELETE FROM %s".formatted(table));
    }

    public void format(String table) {
        jdbc.sql(String.format("UPDATE %s SET balance = 0", table));
    }

    public void append(String order) {
        jdbc.sql(new StringBuilder("SELECT id FROM ledger.account ORDER BY ")
                .append(order)
                .toString());
    }

    public void appended(StringBuilder statement) {
        jdbc.sql(statement.append(" WHERE id = 1").toString());
    }

    public void concat(String order) {
        jdbc.sql("SELECT id FROM ledger.account ORDER BY ".concat(order));
    }

    public void replace(String table) {
        jdbc.sql("TRUNCATE {table}".replace("{table}", table));
    }
}
