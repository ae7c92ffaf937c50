-- Observations that are about to be written anew in a store without transactions, where that means to delete them first:
-- those of other uploads whose flag an upload changes, and those that a revert brings back. They are kept until the upload
-- is ended, so that a crash between the two loses nothing.
CREATE TABLE reflagged (
  id        INTEGER PRIMARY KEY,
  upload_id INTEGER NOT NULL REFERENCES upload (id),
  series    TEXT NOT NULL,
  week      INTEGER NOT NULL,
  data      BLOB NOT NULL            -- the observations as they are to stand, packed as a chunk
) STRICT;
CREATE INDEX reflagged_upload ON reflagged (upload_id);
