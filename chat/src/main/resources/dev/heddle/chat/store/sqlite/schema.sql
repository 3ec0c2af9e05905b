-- SPDX-License-Identifier: Apache-2.0
-- The whole schema of version 2, applied in one transaction to an empty database.
-- Times are milliseconds since 1970, UTC. Names are folded under server.casemapping unless a column says "display".

-- One row: what is fixed at creation, and where the hub's order has got to.
CREATE TABLE server (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    casemapping   TEXT    NOT NULL,
    created       INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    last_time     INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A channel (owner is empty) or one account's side of a private conversation.
CREATE TABLE buffer (
    id    INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name  TEXT NOT NULL,
    UNIQUE (owner, name)
) STRICT;

-- Clustered by buffer, so that a page of history is one walk. No index by time (found by bisection, because time grows with
-- the sequence) and none by message id (the id carries the sequence). "ordinal" counts entries of the buffer without gaps.
CREATE TABLE entry (
    buffer   INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    ordinal  INTEGER NOT NULL,
    salt     INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    bot      INTEGER NOT NULL,
    source   TEXT    NOT NULL,
    account  TEXT,
    target   TEXT    NOT NULL,
    tags     TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (buffer, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE nonce (
    owner    TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    salt     INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    buffer   INTEGER,
    PRIMARY KEY (owner, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX nonce_time ON nonce (time);

CREATE TABLE account (
    folded           TEXT    NOT NULL PRIMARY KEY,
    name             TEXT    NOT NULL,
    password_hash    TEXT,
    scram_salt       TEXT,
    scram_iterations INTEGER,
    scram_stored_key TEXT,
    scram_server_key TEXT,
    email            TEXT,
    created          INTEGER NOT NULL,
    verified         INTEGER NOT NULL,
    suspended        INTEGER NOT NULL,
    role             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fingerprint (
    fingerprint TEXT    NOT NULL PRIMARY KEY,
    account     TEXT    NOT NULL,
    position    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX fingerprint_account ON fingerprint (account, position);

CREATE TABLE channel (
    folded          TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    founder         TEXT    NOT NULL,
    created         INTEGER NOT NULL,
    modes           TEXT    NOT NULL,
    key             TEXT,
    user_limit      INTEGER NOT NULL,
    topic           TEXT,
    topic_setter    TEXT,
    topic_time      INTEGER,
    retention_age   INTEGER,
    retention_count INTEGER,
    from_join       INTEGER
) STRICT;

CREATE TABLE channel_mask (
    channel TEXT    NOT NULL,
    list    TEXT    NOT NULL,
    mask    TEXT    NOT NULL,
    setter  TEXT    NOT NULL,
    time    INTEGER NOT NULL,
    UNIQUE (channel, list, mask)
) STRICT;

CREATE TABLE channel_role (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (channel, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX channel_role_account ON channel_role (account);

CREATE TABLE ban (
    kind    INTEGER NOT NULL,
    mask    TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    setter  TEXT    NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    UNIQUE (kind, mask)
) STRICT;

CREATE TABLE read_position (
    account  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;

-- Since when an account has been in a channel that it has not left, as the sequence of its join.
CREATE TABLE stay (
    account  TEXT    NOT NULL,
    channel  TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (account, channel)
) STRICT, WITHOUT ROWID;
