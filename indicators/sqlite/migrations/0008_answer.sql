-- Answers by the key that asked and the name (Idempotency-Key) that it gave its request; status 0: still running.
CREATE TABLE answer (
  key_id      TEXT NOT NULL,
  name        TEXT NOT NULL,
  at          INTEGER NOT NULL,      -- Unix microseconds, when the first request came
  fingerprint TEXT NOT NULL,         -- SHA-256 of what was asked, hex
  status      INTEGER NOT NULL,
  headers     TEXT NOT NULL,         -- JSON
  body        BLOB NOT NULL,
  PRIMARY KEY (key_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_at ON answer (at);
