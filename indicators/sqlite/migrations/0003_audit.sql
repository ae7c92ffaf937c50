-- Every change of state, one row each, chained by hash: never changed, never deleted.
CREATE TABLE audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT, -- from 1 without a gap
  at         INTEGER NOT NULL,                  -- Unix microseconds
  who        TEXT NOT NULL,
  what       TEXT NOT NULL,
  object     TEXT NOT NULL,
  before     TEXT NOT NULL,                     -- SHA-256, hex
  after      TEXT NOT NULL,
  detail     TEXT NOT NULL,
  request_id TEXT NOT NULL,
  source_ip  TEXT NOT NULL,
  prev       TEXT NOT NULL,                     -- hash of the row before
  hash       TEXT NOT NULL
) STRICT;
CREATE INDEX audit_object ON audit (object, id);
