-- SPDX-License-Identifier: Apache-2.0
-- From version 1 to version 2: stays. See schema.sql.
CREATE TABLE stay (
    account  TEXT    NOT NULL,
    channel  TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (account, channel)
) STRICT, WITHOUT ROWID;
