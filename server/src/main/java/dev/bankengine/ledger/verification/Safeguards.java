package dev.bankengine.ledger.verification;

/** What keeps the books from being rewritten: the triggers, and what the application's role may not do. */
final class Safeguards {

    static final String IN_PLACE = """
            WITH safeguard AS (
                SELECT format('trigger %s on ledger.%s', w.trigger_name, w.table_name) AS name,
                       EXISTS (
                           SELECT
                           FROM pg_trigger g
                           JOIN pg_class c ON c.oid = g.tgrelid
                           JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE n.nspname = 'ledger' AND c.relname = w.table_name AND g.tgname = w.trigger_name
                             AND g.tgenabled IN ('O', 'A')) AS stands
                FROM (VALUES
                    ('entry', 'apply_entries'), ('entry', 'check_entries'), ('hold', 'apply_placed_holds'), ('hold', 'apply_changed_holds'),
                    ('transaction', 'transaction_immutable'), ('entry', 'entry_immutable'),
                    ('decision', 'decision_immutable'), ('account_change', 'account_change_immutable'),
                    ('account', 'account_permanent'), ('hold', 'hold_permanent'), ('account', 'account_guarded'),
                    ('account_change', 'apply_account_change'), ('account', 'account_opening')
                ) AS w (table_name, trigger_name)
              UNION ALL
                SELECT format('unique index %s', i.name),
                       EXISTS (
                           SELECT
                           FROM pg_index x
                           JOIN pg_class c ON c.oid = x.indexrelid
                           JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE n.nspname = 'ledger' AND c.relname = i.name AND x.indisunique AND x.indisvalid)
                FROM (VALUES
                    ('transaction_pkey'), ('entry_pkey'), ('decision_pkey'), ('transaction_reversal'), ('account_pkey')
                ) AS i (name)
              UNION ALL
                SELECT format('no right of bankengine_app to %s ledger.%s', p.privilege, p.table_name),
                       NOT has_table_privilege('bankengine_app', 'ledger.' || p.table_name, p.privilege)
                       AND (p.privilege <> 'UPDATE' OR NOT has_any_column_privilege('bankengine_app', 'ledger.' || p.table_name, 'UPDATE'))
                FROM (
                    SELECT t.table_name, r.privilege
                    FROM (VALUES ('transaction'), ('entry'), ('decision'), ('account_change'), ('account'), ('hold')) AS t (table_name)
                    CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS r (privilege)
                    WHERE NOT (t.table_name IN ('account', 'hold') AND r.privilege = 'UPDATE')
                ) AS p
              UNION ALL
                SELECT format('no right of bankengine_app to UPDATE %s of ledger.%s', a.attname, c.relname),
                       NOT has_column_privilege('bankengine_app', c.oid, a.attname, 'UPDATE')
                FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'ledger' AND a.attnum > 0 AND NOT a.attisdropped
                  AND (c.relname = 'account' AND a.attname <> 'opened_at'
                       OR c.relname = 'hold' AND a.attname NOT IN ('captured', 'status', 'ended_at'))
              UNION ALL
                SELECT format('no right of bankengine_app to execute ledger.%s', f.proname),
                       NOT has_function_privilege('bankengine_app', f.oid, 'EXECUTE')
                FROM pg_proc f
                JOIN pg_namespace n ON n.oid = f.pronamespace
                WHERE n.nspname = 'ledger' AND f.prosecdef
              UNION ALL
                SELECT 'no right of bankengine_app to INSERT xact of ledger.transaction',
                       NOT has_column_privilege('bankengine_app', 'ledger.transaction', 'xact', 'INSERT')
              UNION ALL
                SELECT 'bankengine_app is neither superuser nor owner of a table',
                       NOT r.rolsuper AND NOT r.rolbypassrls AND NOT EXISTS (
                           SELECT
                           FROM pg_class c
                           JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE n.nspname = 'ledger' AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
                FROM pg_roles r
                WHERE r.rolname = 'bankengine_app'
            )
            SELECT 'NOTHING_REWRITTEN' AS name, count(*) AS checked, count(*) FILTER (WHERE NOT stands) AS broken,
                   (array_agg(name) FILTER (WHERE NOT stands))[1 : 5] AS first
            FROM safeguard
            """;

    private Safeguards() {}
}
