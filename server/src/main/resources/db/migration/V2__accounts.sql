-- The customers' accounts: what the bank knows of an account beside its balance. The ledger's row is
-- the truth about balance, limit and status; nothing of it is repeated here.

CREATE SCHEMA accounts;

CREATE TABLE accounts.account (
    id             bigint      PRIMARY KEY,
    number         text        NOT NULL UNIQUE CHECK (number ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    type           text        NOT NULL CHECK (type IN ('SAVINGS', 'CURRENT', 'INVESTMENT')),
    holder_name    text        CHECK (length(holder_name) BETWEEN 1 AND 140),
    opened_at      timestamptz NOT NULL,
    actor          text        NOT NULL,
    channel        text        NOT NULL,
    address        text,
    correlation_id text
);

COMMENT ON COLUMN accounts.account.id IS 'The id of the account in the ledger, whose row no foreign key may burden.';
COMMENT ON COLUMN accounts.account.number IS 'An IBAN in its electronic form, without blanks.';

-- A request to open an account has one effect under its key. The fingerprint is SHA-256 over what was asked.
CREATE TABLE accounts.opening (
    scope          text   NOT NULL,
    key            text   NOT NULL,
    fingerprint    bytea  NOT NULL CHECK (octet_length(fingerprint) = 32),
    account_id     bigint NOT NULL UNIQUE REFERENCES accounts.account,
    transaction_id bigint,
    PRIMARY KEY (scope, key)
);

COMMENT ON COLUMN accounts.opening.transaction_id IS 'The opening deposit, where there was one.';

-- Every request to terminate an account, with what was found and what became of it.
CREATE TABLE accounts.closing_request (
    id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id        bigint      NOT NULL REFERENCES accounts.account,
    scope             text        NOT NULL,
    key               text        NOT NULL,
    fingerprint       bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),
    reason            text        NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    balance           bigint      NOT NULL,
    held              bigint      NOT NULL,
    terminated        boolean     NOT NULL,
    payout_account_id bigint      REFERENCES accounts.account,
    transaction_id    bigint,
    requested_at      timestamptz NOT NULL,
    actor             text        NOT NULL,
    channel           text        NOT NULL,
    address           text,
    correlation_id    text,
    UNIQUE (scope, key),
    CHECK (transaction_id IS NULL OR (terminated AND payout_account_id IS NOT NULL))
);

COMMENT ON COLUMN accounts.closing_request.balance IS 'What the account held when it was asked for, minor units, credit positive.';
COMMENT ON COLUMN accounts.closing_request.transaction_id IS 'The transaction that paid out what was left.';

CREATE INDEX closing_request_account ON accounts.closing_request (account_id, id);

-- What is recorded of an account is added and never rewritten.
GRANT USAGE ON SCHEMA accounts TO bankengine_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA accounts TO bankengine_app;
