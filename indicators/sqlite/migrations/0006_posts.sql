-- Posts of sensors: the uploads that grow.
CREATE TABLE post_upload (
  upload INTEGER PRIMARY KEY REFERENCES upload (id),
  key_id TEXT NOT NULL,
  city   TEXT NOT NULL,
  day    INTEGER NOT NULL,           -- days from 1970-01-01, UTC
  lines  INTEGER NOT NULL,           -- kept, with the header
  parts  INTEGER NOT NULL,           -- of upload_part
  hash   BLOB NOT NULL               -- state of the SHA-256 over the bytes so far
) STRICT;
CREATE INDEX post_upload_open ON post_upload (key_id, city, day);

CREATE TABLE sighting (
  key_id TEXT PRIMARY KEY,
  body   TEXT NOT NULL               -- JSON: when the key was last used, and what its last posts were answered
) STRICT;
