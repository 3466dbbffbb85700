package dev.bankengine.ledger.verification;

/**
 * What keeps the books from being rewritten: the triggers and checks, word for word, and what the application's role may
 * not do.
 *
 * <p>The digests stand for what the migrations make. Whoever changes a function, a trigger or a check constraint of the
 * schema {@code ledger} finds the new digest in what the verification says, and puts it here.
 */
final class Safeguards {

    static final String IN_PLACE = """
            WITH part AS (
                SELECT c.relname AS table_name, pg_get_triggerdef(g.oid) AS text
                FROM pg_trigger g
                JOIN pg_class c ON c.oid = g.tgrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'ledger' AND NOT g.tgisinternal
              UNION ALL
                SELECT c.relname, concat_ws(' ', k.conname, k.convalidated, pg_get_constraintdef(k.oid))
                FROM pg_constraint k
                JOIN pg_class c ON c.oid = k.conrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'ledger' AND k.contype = 'c'
            ), definition AS (
                SELECT 'triggers and checks of ledger.' || table_name AS name,
                       md5(string_agg(text, ' ' ORDER BY text COLLATE "C")) AS digest
                FROM part
                GROUP BY table_name
              UNION ALL
                SELECT 'function ledger.' || f.proname, md5(concat_ws(' ', f.prosecdef, f.proconfig, f.prosrc))
                FROM pg_proc f
                JOIN pg_namespace n ON n.oid = f.pronamespace
                WHERE n.nspname = 'ledger'
            ), safeguard AS (
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
                    ('account_change', 'apply_account_change'), ('account_change', 'check_opening_records'), ('account', 'account_opening')
                ) AS w (table_name, trigger_name)
              UNION ALL
                SELECT format('%s as the migrations make it, and not as %s', coalesce(w.name, d.name), coalesce(d.digest, 'nothing')),
                       w.digest IS NOT DISTINCT FROM d.digest
                FROM (VALUES
                    ('function ledger.apply_account_change', '6fb9d1f4c307de2b6651dac0dd1d7392'),
                    ('function ledger.apply_changed_holds', '864b95168343ba28d00a25e67626fa7f'),
                    ('function ledger.apply_entries', '5e9ddc845839427a11f2ab1580a77b7c'),
                    ('function ledger.apply_placed_holds', '10948e3bc3d6c8751136bdd57ebb43c7'),
                    ('function ledger.check_entries', '34f397d87f00aa492073f76d8b1f4081'),
                    ('function ledger.check_opening_records', 'fe82974cc3829d7b062c6bde113f8379'),
                    ('function ledger.refuse_change', '471f76f35e9e10ebc15118248673a623'),
                    ('triggers and checks of ledger.account', 'e5f7bbacc59d209b84f23edaafd8b454'),
                    ('triggers and checks of ledger.account_change', '6b68ae9f4f13966bd889e10b223c5e8f'),
                    ('triggers and checks of ledger.currency', '18049be98e319439b07000efa2360c1f'),
                    ('triggers and checks of ledger.decision', 'ef41a74027f8ff4f5fcb5736fb292480'),
                    ('triggers and checks of ledger.entry', '45e72f9876efa612c3695045301a810a'),
                    ('triggers and checks of ledger.hold', '1946b1f74a59bc2f9fb6666385b733f5'),
                    ('triggers and checks of ledger.transaction', '9b8a62182e215aa0de6c7535d767ce17')
                ) AS w (name, digest)
                FULL JOIN definition d ON d.name = w.name
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
