-- Taking an upload back: who, when and why (JSON); corrections that a revert wrote; what a revert took away.
ALTER TABLE upload ADD COLUMN reversion TEXT;
ALTER TABLE correction ADD COLUMN reverts INTEGER NOT NULL DEFAULT 0;

CREATE TABLE removal (
  series_id INTEGER NOT NULL REFERENCES series (id),
  week      INTEGER NOT NULL,
  upload_id INTEGER NOT NULL REFERENCES upload (id),
  data      BLOB NOT NULL,           -- the observations of the week that went, packed as a chunk
  PRIMARY KEY (series_id, week, upload_id)
) STRICT, WITHOUT ROWID;
