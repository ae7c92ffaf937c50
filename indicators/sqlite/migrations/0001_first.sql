-- Observations: one row of series for each line of observations, its packed weeks, its packed years of day summaries.
CREATE TABLE series (
  id         INTEGER PRIMARY KEY,
  city       TEXT NOT NULL,
  site       TEXT NOT NULL,
  indicator  TEXT NOT NULL,
  resolution TEXT NOT NULL,          -- ISO 8601
  statistic  TEXT NOT NULL,
  zone       TEXT NOT NULL,          -- IANA name of the zone in which its days were summed
  first      INTEGER NOT NULL,       -- Unix seconds of the first and last start, of any quality
  last       INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  latest     BLOB,                   -- the last valid observation, packed as a chunk of one
  UNIQUE (city, site, indicator, resolution, statistic)
) STRICT;

CREATE TABLE chunk (
  k    INTEGER PRIMARY KEY,          -- series id << 24 | week + 2^23; a week has 604800 s and begins on Thursday 00:00 UTC
  data BLOB NOT NULL
) STRICT;

CREATE TABLE day_year (
  k    INTEGER PRIMARY KEY,          -- series id << 14 | year; local days of the series' zone
  data BLOB NOT NULL
) STRICT;

-- The ledger.
CREATE TABLE upload (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  city        TEXT NOT NULL,
  profile     TEXT NOT NULL,
  file_name   TEXT NOT NULL,
  on_error    TEXT NOT NULL,
  on_conflict TEXT NOT NULL,
  reason      TEXT NOT NULL,
  key_id      TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  state       TEXT NOT NULL,
  received_at INTEGER NOT NULL,      -- Unix microseconds
  settled_at  INTEGER,
  receipt     TEXT                   -- JSON
) STRICT;
CREATE INDEX upload_bytes ON upload (sha256);
CREATE INDEX upload_city ON upload (city, id);

CREATE TABLE upload_part (
  k          INTEGER PRIMARY KEY,    -- upload id << 24 | part
  first_line INTEGER NOT NULL,       -- 1-based number of the line in which the part begins
  data       BLOB NOT NULL           -- zstd
) STRICT;

CREATE TABLE problem (
  k       INTEGER PRIMARY KEY,       -- upload id << 32 | n, from 1 in file order
  line    INTEGER NOT NULL,
  "column" TEXT NOT NULL,
  code    TEXT NOT NULL,
  text    TEXT NOT NULL,
  message TEXT NOT NULL,
  hint    TEXT NOT NULL
) STRICT;

CREATE TABLE correction (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  series_id INTEGER NOT NULL REFERENCES series (id),
  start     INTEGER NOT NULL,
  old       BLOB NOT NULL,           -- an observation packed as a chunk of one
  new       BLOB NOT NULL,
  key_id    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  at        INTEGER NOT NULL         -- Unix microseconds
) STRICT;
CREATE INDEX correction_series ON correction (series_id, start);

CREATE TABLE key (
  id         TEXT PRIMARY KEY,
  hash       BLOB NOT NULL,
  role       TEXT NOT NULL,
  cities     TEXT NOT NULL,          -- JSON
  sites      TEXT NOT NULL,          -- JSON
  note       TEXT NOT NULL,
  created_at INTEGER NOT NULL,       -- Unix microseconds
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT;
