-- The ledger: accounts, transactions, entries, holds and decisions.
--
-- Signs: an amount is in minor units, credit positive. A customer's deposit is what the bank owes,
-- so money in a customer's account is a positive balance.
--
-- The invariants of the ledger are enforced here as well as in the code: the application may insert
-- transactions and entries, and nothing else changes a balance. See docs/concepts/ledger.md.

CREATE SCHEMA ledger;

CREATE TABLE ledger.currency (
    code     text     PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'),
    decimals smallint NOT NULL CHECK (decimals BETWEEN 0 AND 3)
);

COMMENT ON TABLE ledger.currency IS 'The currencies the bank keeps accounts in: ISO 4217 code and minor unit.';

CREATE TABLE ledger.account (
    id             bigint      PRIMARY KEY,
    currency       text        NOT NULL REFERENCES ledger.currency,
    kind           text        NOT NULL CHECK (kind IN ('CUSTOMER', 'CASH', 'CLEARING', 'FEE', 'INTEREST', 'EXCHANGE', 'SUSPENSE', 'EQUITY')),
    normal_side    text        NOT NULL CHECK (normal_side IN ('CREDIT', 'DEBIT')),
    status         text        NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'BLOCKED', 'TERMINATED')),
    balance        bigint      NOT NULL DEFAULT 0,
    held           bigint      NOT NULL DEFAULT 0 CHECK (held >= 0),
    floor          bigint      CHECK (floor <= 0),
    entry_count    bigint      NOT NULL DEFAULT 0 CHECK (entry_count >= 0),
    last_booked_at timestamptz NOT NULL,
    opened_at      timestamptz NOT NULL,
    CHECK (kind <> 'CUSTOMER' OR floor IS NOT NULL),
    CHECK (status <> 'TERMINATED' OR (balance = 0 AND held = 0))
) WITH (fillfactor = 50);

COMMENT ON COLUMN ledger.account.balance IS 'Sum of the entries, minor units, credit positive.';
COMMENT ON COLUMN ledger.account.held IS 'Sum of what is left of the active holds.';
COMMENT ON COLUMN ledger.account.floor IS 'Lowest available balance a posting may leave: minus the overdraft limit. NULL: no limit.';
COMMENT ON COLUMN ledger.account.entry_count IS 'Number of the last entry; entries count 1, 2, 3 without a gap.';
COMMENT ON COLUMN ledger.account.last_booked_at IS 'Booking time never goes backward within an account.';

-- No foreign key points at this table and no trigger watches its rows: either would be paid for with
-- every entry. What refers to an account finds out in its own trigger that the account is there.
--
-- Half of each page stays free, so that an update finds room beside the old version and no index
-- has to learn of it. Vacuum comes early to a table in which every row is always being updated.
ALTER TABLE ledger.account SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

CREATE SEQUENCE ledger.account_id START WITH 1000 OWNED BY ledger.account.id;
CREATE UNIQUE INDEX account_internal ON ledger.account (currency, kind) WHERE kind <> 'CUSTOMER';

CREATE TABLE ledger.transaction (
    id             bigint      PRIMARY KEY,
    booked_at      timestamptz NOT NULL,
    reverses       bigint,
    hold_id        bigint,
    xact           xid8        NOT NULL DEFAULT pg_current_xact_id(),
    value_date     date        NOT NULL,
    unchecked      boolean     NOT NULL,
    kind           text        NOT NULL CHECK (kind IN (
        'TRANSFER', 'DEPOSIT', 'WITHDRAWAL', 'EXCHANGE', 'JOURNAL', 'CAPTURE', 'FEE', 'INTEREST', 'CORRECTION', 'REVERSAL', 'CLOSING', 'IMPORT')),
    scope          text        NOT NULL,
    key            text        NOT NULL,
    actor          text        NOT NULL,
    channel        text        NOT NULL,
    address        text,
    correlation_id text,
    description    text        CHECK (length(description) <= 500),
    reference      text        CHECK (length(reference) <= 140),
    metadata       json        CHECK (length(metadata::text) <= 8192),
    CHECK ((kind = 'REVERSAL') = (reverses IS NOT NULL)),
    CONSTRAINT transaction_capture CHECK ((kind = 'CAPTURE') = (hold_id IS NOT NULL)),
    CONSTRAINT transaction_unchecked CHECK (unchecked = (kind IN ('FEE', 'INTEREST', 'CORRECTION', 'IMPORT')))
);

COMMENT ON COLUMN ledger.transaction.xact IS 'The database transaction that posted it: the journal is read in order of these numbers, up to the oldest one still running.';
COMMENT ON COLUMN ledger.transaction.unchecked IS 'Posted without a check of funds: a charge, an imported history, a correction that two people approved.';
COMMENT ON COLUMN ledger.transaction.scope IS 'Whose idempotency key this is.';

CREATE SEQUENCE ledger.transaction_id START WITH 1 OWNED BY ledger.transaction.id;
CREATE INDEX transaction_journal ON ledger.transaction (xact, id);
CREATE UNIQUE INDEX transaction_reversal ON ledger.transaction (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX transaction_reference ON ledger.transaction (reference, id) WHERE reference IS NOT NULL;

CREATE TABLE ledger.entry (
    account_id     bigint      NOT NULL,
    number         bigint      NOT NULL CHECK (number > 0),
    transaction_id bigint      NOT NULL,
    amount         bigint      NOT NULL CHECK (amount <> 0),
    balance        bigint      NOT NULL,
    booked_at      timestamptz NOT NULL,
    value_date     date        NOT NULL,
    currency       text        NOT NULL,
    PRIMARY KEY (account_id, number)
);

COMMENT ON COLUMN ledger.entry.balance IS 'The account''s balance after this entry.';

CREATE INDEX entry_transaction ON ledger.entry (transaction_id);

-- Nearly every entry has its booking day as value date; only the others need an index to find the
-- balance at a value date.
CREATE INDEX entry_other_value_date ON ledger.entry (account_id, value_date) INCLUDE (number, amount)
    WHERE value_date <> (booked_at AT TIME ZONE INTERVAL '0')::date;

CREATE TABLE ledger.hold (
    id          bigint      PRIMARY KEY,
    account_id  bigint      NOT NULL,
    amount      bigint      NOT NULL CHECK (amount > 0),
    captured    bigint      NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    status      text        NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'CAPTURED', 'RELEASED', 'EXPIRED')),
    placed_at   timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    actor       text        NOT NULL,
    channel     text        NOT NULL,
    address     text,
    correlation_id text,
    description text        CHECK (length(description) <= 500),
    reference   text        CHECK (length(reference) <= 140),
    metadata    json        CHECK (length(metadata::text) <= 8192),
    CHECK (expires_at > placed_at),
    CHECK ((status = 'ACTIVE') = (ended_at IS NULL)),
    CHECK (status <> 'CAPTURED' OR captured > 0)
);

CREATE SEQUENCE ledger.hold_id START WITH 1 OWNED BY ledger.hold.id;
CREATE INDEX hold_active ON ledger.hold (account_id, expires_at) WHERE status = 'ACTIVE';
CREATE INDEX hold_expiry ON ledger.hold (expires_at) WHERE status = 'ACTIVE';
CREATE INDEX hold_account ON ledger.hold (account_id, id);

-- What was decided on a request, so that the same request gets the same answer for ever. The id is
-- the first half of SHA-256 over scope and key; the fingerprint the first eighth of SHA-256 over what
-- was asked.
CREATE TABLE ledger.decision (
    id             uuid   PRIMARY KEY,
    fingerprint    bigint NOT NULL,
    transaction_id bigint,
    hold_id        bigint,
    refused_by     text,
    message        text,
    CHECK (num_nonnulls(transaction_id, hold_id, refused_by) = 1),
    CHECK ((refused_by IS NULL) = (message IS NULL))
);

-- Every change of an account but its balance. An account changes by the record of the change: inserting
-- it is what changes the account. What an account opened with has no old value.
CREATE TABLE ledger.account_change (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id     bigint      NOT NULL,
    field          text        NOT NULL CHECK (field IN ('status', 'floor')),
    old_value      text,
    new_value      text        NOT NULL,
    changed_at     timestamptz NOT NULL,
    actor          text        NOT NULL,
    channel        text        NOT NULL,
    address        text,
    correlation_id text,
    reason         text        NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    CONSTRAINT account_change_floor CHECK (
        field <> 'floor' OR old_value ~ '^(0|-[1-9][0-9]{0,17})$' IS NOT FALSE AND new_value ~ '^(0|-[1-9][0-9]{0,17})$')
);

CREATE INDEX account_change_account ON ledger.account_change (account_id, id);

-- Invariants 1, 2, 4, 6 and 7: the only way to a balance is a complete, balanced set of entries that
-- continues each account's own row of numbers and running balances. The two functions fix how they are
-- planned, because no statistics tell how many rows a batch has.
CREATE FUNCTION ledger.check_entries() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ledger, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    broken       bigint;
    ids          bigint[];
    booked       timestamptz[];
    valued       date[];
    known_ids    bigint[];
    known_booked timestamptz[];
    known_valued date[];
BEGIN
    SELECT transaction_id INTO broken
    FROM posted
    GROUP BY transaction_id, currency
    HAVING sum(amount) <> 0
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the entries of transaction % do not sum to zero', broken
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transaction_balanced';
    END IF;

    -- A transaction gets its entries in the database transaction that inserted it, and never later.
    -- Compared as arrays, because a join would be planned for the size the tables had once.
    SELECT array_agg(transaction_id), array_agg(booked_at), array_agg(value_date)
    INTO ids, booked, valued
    FROM (SELECT DISTINCT transaction_id, booked_at, value_date FROM posted ORDER BY transaction_id) p;
    SELECT array_agg(id), array_agg(booked_at), array_agg(value_date)
    INTO known_ids, known_booked, known_valued
    FROM (
        SELECT id, booked_at, value_date
        FROM transaction
        WHERE id = ANY (ids) AND xact = pg_current_xact_id()
        ORDER BY id
    ) t;
    IF ids IS DISTINCT FROM known_ids OR booked IS DISTINCT FROM known_booked OR valued IS DISTINCT FROM known_valued THEN
        SELECT min(p.id) INTO broken
        FROM (
            SELECT id, booked_at, value_date FROM unnest(ids, booked, valued) AS p (id, booked_at, value_date)
            EXCEPT
            SELECT id, booked_at, value_date FROM unnest(known_ids, known_booked, known_valued) AS t (id, booked_at, value_date)
        ) p;
        RAISE EXCEPTION 'entries of transaction % must be inserted together with it and carry its dates', broken
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_transaction';
    END IF;

    RETURN NULL;
END
$$;

CREATE FUNCTION ledger.apply_entries() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ledger, pg_temp
    SET enable_seqscan = off
    SET enable_nestloop = off
AS $$
DECLARE
    broken    bigint;
    accounts  bigint[];
    applied   bigint;
    violators bigint[];
    debits    bigint[];
    debited   bigint[];
    closed    bigint[];
    touching  bigint[];
BEGIN
    -- The ids as an array make one walk along the leaves of the index of what would be a descent for each.
    SELECT array_agg(DISTINCT account_id) INTO accounts FROM posted;

    WITH line AS (
        SELECT account_id, number, amount, balance, booked_at, currency,
               lag(balance) OVER account AS previous_balance,
               lead(number) OVER account AS next_number
        FROM posted
        WINDOW account AS (PARTITION BY account_id ORDER BY number)
    ), run AS (
        SELECT account_id,
               count(*) AS entries,
               min(number) AS first_number,
               max(number) AS last_number,
               min(balance - amount) FILTER (WHERE previous_balance IS NULL) AS old_balance,
               min(balance) FILTER (WHERE next_number IS NULL) AS new_balance,
               min(booked_at) AS booked_first,
               max(booked_at) AS booked_last,
               CASE WHEN min(currency) = max(currency) THEN min(currency) END AS currency,
               min(balance) FILTER (WHERE amount < 0) AS lowest_after_debit,
               bool_and(previous_balance IS NULL OR previous_balance = balance - amount) AS chained
        FROM line
        GROUP BY account_id
    ), applied AS (
        UPDATE account a
        SET balance = run.new_balance, entry_count = run.last_number, last_booked_at = run.booked_last
        FROM run
        WHERE a.id = ANY (accounts)
          AND a.id = run.account_id
          AND a.status <> 'TERMINATED'
          AND a.currency = run.currency
          AND a.balance = run.old_balance AND run.chained
          AND a.entry_count + 1 = run.first_number AND a.entry_count + run.entries = run.last_number
          AND a.last_booked_at <= run.booked_first AND run.booked_first = run.booked_last
        RETURNING a.id, run.lowest_after_debit < a.floor + a.held AS overdrawn, a.status = 'BLOCKED' AS blocked
    )
    SELECT count(*), array_agg(id) FILTER (WHERE overdrawn), array_agg(id) FILTER (WHERE blocked)
    INTO applied, violators, closed
    FROM applied;
    IF applied <> coalesce(cardinality(accounts), 0) THEN
        RAISE EXCEPTION 'entries must continue the numbers, balances and booking times of living accounts of their currency'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_continues_account';
    END IF;

    -- Each checked debit by itself: nothing that comes later in the batch makes it good, and nothing that
    -- is spared the check excuses it. What a hold of the account has set aside is there to be captured,
    -- whatever was charged since.
    IF violators IS NOT NULL THEN
        SELECT array_agg(p.transaction_id), array_agg(p.account_id) INTO debits, debited
        FROM posted p JOIN account a ON a.id = p.account_id
        WHERE a.id = ANY (violators) AND p.amount < 0 AND p.balance < a.floor + a.held;
        SELECT t.id INTO broken
        FROM transaction t JOIN unnest(debits, debited) AS d (id, account_id) ON d.id = t.id
        WHERE t.id = ANY (debits) AND NOT t.unchecked
          AND d.account_id IS DISTINCT FROM (SELECT h.account_id FROM hold h WHERE h.id = t.hold_id)
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'by transaction % an account would fall below its floor', broken
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_floor';
        END IF;
    END IF;

    IF closed IS NOT NULL THEN
        SELECT array_agg(transaction_id) INTO touching FROM posted WHERE account_id = ANY (closed);
        SELECT id INTO broken
        FROM transaction
        WHERE id = ANY (touching)
          AND kind IN ('TRANSFER', 'DEPOSIT', 'WITHDRAWAL', 'EXCHANGE', 'JOURNAL', 'CAPTURE')
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transaction % is a customer''s and touches a blocked account', broken
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_blocked';
        END IF;
    END IF;

    RETURN NULL;
END
$$;

CREATE TRIGGER check_entries AFTER INSERT ON ledger.entry
    REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_entries();
CREATE TRIGGER apply_entries AFTER INSERT ON ledger.entry
    REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.apply_entries();

-- What is held on an account is what is left of its active holds. A hold is placed no earlier than the
-- account's last booking, and nothing is booked before a hold's end: so what was held at a booking can be
-- told from the times alone, even where the clock was set back.
CREATE FUNCTION ledger.apply_placed_holds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ledger, pg_temp
AS $$
DECLARE
    accounts bigint;
    applied  bigint;
BEGIN
    SELECT count(DISTINCT account_id) INTO accounts FROM placed;
    UPDATE account a
    SET held = a.held + placed.amount
    FROM (
        SELECT account_id, sum(amount) AS amount, min(placed_at) AS placed_at
        FROM placed
        GROUP BY account_id
        HAVING bool_and(status = 'ACTIVE' AND captured = 0)
    ) placed
    WHERE a.id = placed.account_id AND a.kind = 'CUSTOMER' AND a.status <> 'TERMINATED'
      AND a.last_booked_at <= placed.placed_at;
    GET DIAGNOSTICS applied = ROW_COUNT;
    IF applied <> accounts THEN
        RAISE EXCEPTION 'a hold is placed active and untouched, on a living customer''s account, after its last booking'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_account';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER apply_placed_holds AFTER INSERT ON ledger.hold
    REFERENCING NEW TABLE AS placed
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.apply_placed_holds();

CREATE FUNCTION ledger.apply_changed_holds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ledger, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM after a FULL JOIN before b ON a.id = b.id
        WHERE a.id IS NULL OR b.id IS NULL OR a.account_id <> b.account_id OR a.amount <> b.amount
           OR a.captured < b.captured OR b.status <> 'ACTIVE') THEN
        RAISE EXCEPTION 'a hold that has ended never changes, and an active one only by capture, release or expiry'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_change';
    END IF;
    UPDATE account a
    SET held = a.held + change.amount, last_booked_at = greatest(a.last_booked_at, change.ended_at)
    FROM (
        SELECT after.account_id, max(after.ended_at) AS ended_at,
               sum(CASE WHEN after.status = 'ACTIVE' THEN after.amount - after.captured ELSE 0 END
                   - (before.amount - before.captured)) AS amount
        FROM after JOIN before ON after.id = before.id
        GROUP BY after.account_id
    ) change
    WHERE a.id = change.account_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER apply_changed_holds AFTER UPDATE ON ledger.hold
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.apply_changed_holds();

-- Invariants 3, 6 and 7 hold for the owner of the tables as well: not only are there no rights, there
-- is no way.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'ledger.%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER transaction_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.transaction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('a transaction is never updated or deleted');
CREATE TRIGGER entry_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('an entry is never updated or deleted');
CREATE TRIGGER decision_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.decision
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('a decision is never updated or deleted');
CREATE TRIGGER account_change_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.account_change
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('the record of a change is never updated or deleted');
CREATE TRIGGER account_permanent BEFORE DELETE OR TRUNCATE ON ledger.account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('an account is never deleted');
CREATE TRIGGER hold_permanent BEFORE DELETE OR TRUNCATE ON ledger.hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change('a hold is never deleted');
CREATE TRIGGER account_guarded BEFORE UPDATE ON ledger.account
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
    EXECUTE FUNCTION ledger.refuse_change('an account changes only by entries, holds and recorded changes');

-- A change lies in time where it lies among the entries: not before the last one, and before the next.
CREATE FUNCTION ledger.apply_account_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ledger, pg_temp
AS $$
BEGIN
    IF NEW.field = 'status' THEN
        UPDATE account SET status = NEW.new_value, last_booked_at = NEW.changed_at
        WHERE id = NEW.account_id AND kind = 'CUSTOMER' AND status = NEW.old_value AND status <> 'TERMINATED'
          AND last_booked_at <= NEW.changed_at;
    ELSE
        UPDATE account SET floor = NEW.new_value::bigint, last_booked_at = NEW.changed_at
        WHERE id = NEW.account_id AND kind = 'CUSTOMER' AND floor = NEW.old_value::bigint AND status <> 'TERMINATED'
          AND last_booked_at <= NEW.changed_at;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account % is no living customer''s account whose % is % and whose last booking is past',
            NEW.account_id, NEW.field, NEW.old_value
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_change';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER apply_account_change AFTER INSERT ON ledger.account_change
    FOR EACH ROW WHEN (NEW.old_value IS NOT NULL)
    EXECUTE FUNCTION ledger.apply_account_change();

-- What an account opened with is recorded once, and as it is. By its indexes, row by row: no statistics tell
-- how many accounts a statement opens.
CREATE FUNCTION ledger.check_opening_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ledger, pg_temp
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
AS $$
DECLARE
    broken bigint;
BEGIN
    SELECT r.account_id INTO broken
    FROM recorded r LEFT JOIN account a ON a.id = r.account_id
    WHERE r.old_value IS NULL AND (
        r.new_value IS DISTINCT FROM CASE r.field WHEN 'status' THEN a.status ELSE a.floor::text END
        OR r.id > (SELECT min(c.id) FROM account_change c WHERE c.account_id = r.account_id AND c.field = r.field))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'what account % opened with is recorded once, and as it is', broken
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_opening_record';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER check_opening_records AFTER INSERT ON ledger.account_change
    REFERENCING NEW TABLE AS recorded
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_opening_records();

-- An account opens empty; whatever it holds comes by a posting.
CREATE TRIGGER account_opening BEFORE INSERT ON ledger.account
    FOR EACH ROW WHEN (NEW.balance <> 0 OR NEW.held <> 0 OR NEW.entry_count <> 0)
    EXECUTE FUNCTION ledger.refuse_change('an account opens empty');

-- The role the application works as. It can add to the books; it can't rewrite them.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bankengine_app') THEN
        CREATE ROLE bankengine_app NOLOGIN;
    END IF;
END
$$;

GRANT USAGE ON SCHEMA ledger TO bankengine_app;
-- Whoever may execute a trigger's function may set it upon a table of their own, and have it do with
-- the owner's rights what it does for what is inserted there.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO bankengine_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA ledger TO bankengine_app;
-- Locking a row takes the right to update some column; the guard lets no update through.
GRANT INSERT (id, currency, kind, normal_side, floor, last_booked_at, opened_at), UPDATE (opened_at)
    ON ledger.account TO bankengine_app;
-- Which database transaction posted it is not for the application to say.
GRANT INSERT (id, booked_at, reverses, hold_id, value_date, unchecked, kind, scope, key, actor, channel, address,
              correlation_id, description, reference, metadata)
    ON ledger.transaction TO bankengine_app;
GRANT INSERT ON ledger.entry, ledger.decision, ledger.account_change TO bankengine_app;
GRANT INSERT, UPDATE (captured, status, ended_at) ON ledger.hold TO bankengine_app;

-- The currencies of the first day, and the bank's own accounts in each.
INSERT INTO ledger.currency (code, decimals) VALUES
    ('AED', 2), ('AUD', 2), ('BHD', 3), ('BRL', 2), ('CAD', 2), ('CHF', 2), ('CNY', 2), ('CZK', 2), ('DKK', 2),
    ('EUR', 2), ('GBP', 2), ('HKD', 2), ('HUF', 2), ('ILS', 2), ('INR', 2), ('ISK', 0), ('JPY', 0), ('KRW', 0),
    ('KWD', 3), ('MXN', 2), ('NOK', 2), ('NZD', 2), ('PLN', 2), ('RON', 2), ('SEK', 2), ('SGD', 2), ('THB', 2),
    ('TND', 3), ('TRY', 2), ('UAH', 2), ('USD', 2), ('VND', 0), ('ZAR', 2);

INSERT INTO ledger.account (id, currency, kind, normal_side, floor, last_booked_at, opened_at)
SELECT row_number() OVER (ORDER BY c.code, k.position), c.code, k.kind, k.normal_side, NULL, now(), now()
FROM ledger.currency c
CROSS JOIN (VALUES
    (1, 'CASH', 'DEBIT'), (2, 'CLEARING', 'DEBIT'), (3, 'FEE', 'CREDIT'), (4, 'INTEREST', 'DEBIT'),
    (5, 'EXCHANGE', 'CREDIT'), (6, 'SUSPENSE', 'CREDIT'), (7, 'EQUITY', 'CREDIT')
) AS k (position, kind, normal_side);
