-- Reviews. What is frozen is written once: no statement of this program changes it, and the triggers refuse any other.
CREATE TABLE review (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  programme   TEXT NOT NULL,
  milestone   TEXT NOT NULL,
  version     INTEGER NOT NULL,
  name        TEXT NOT NULL UNIQUE,  -- programme-milestone-vN
  prepared_by TEXT NOT NULL,
  licence     TEXT NOT NULL,
  note        TEXT NOT NULL,
  key_id      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,      -- Unix microseconds
  UNIQUE (programme, milestone, version)
) STRICT;

CREATE TABLE review_frozen (
  review_id   INTEGER PRIMARY KEY REFERENCES review (id),
  content     BLOB NOT NULL,         -- canonical JSON
  sha256      TEXT NOT NULL,         -- of content
  approved_by TEXT NOT NULL,
  key_id      TEXT NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

CREATE TABLE review_upload (
  upload_id INTEGER NOT NULL REFERENCES upload (id),
  review_id INTEGER NOT NULL REFERENCES review (id),
  PRIMARY KEY (upload_id, review_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_erratum (
  review_id INTEGER NOT NULL REFERENCES review (id),
  number    INTEGER NOT NULL,
  by        TEXT NOT NULL,
  text      TEXT NOT NULL,
  key_id    TEXT NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (review_id, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER review_stays         BEFORE UPDATE ON review         BEGIN SELECT RAISE(ABORT, 'a review is never changed'); END;
CREATE TRIGGER review_is_kept       BEFORE DELETE ON review         BEGIN SELECT RAISE(ABORT, 'a review is never deleted'); END;
CREATE TRIGGER frozen_stays         BEFORE UPDATE ON review_frozen  BEGIN SELECT RAISE(ABORT, 'a frozen review is never changed'); END;
CREATE TRIGGER frozen_is_kept       BEFORE DELETE ON review_frozen  BEGIN SELECT RAISE(ABORT, 'a frozen review is never deleted'); END;
CREATE TRIGGER review_upload_stays  BEFORE UPDATE ON review_upload  BEGIN SELECT RAISE(ABORT, 'a citation is never changed'); END;
CREATE TRIGGER review_upload_kept   BEFORE DELETE ON review_upload  BEGIN SELECT RAISE(ABORT, 'a citation is never deleted'); END;
CREATE TRIGGER review_erratum_stays BEFORE UPDATE ON review_erratum BEGIN SELECT RAISE(ABORT, 'an erratum is never changed'); END;
CREATE TRIGGER review_erratum_kept  BEFORE DELETE ON review_erratum BEGIN SELECT RAISE(ABORT, 'an erratum is never deleted'); END;

-- REPLACE deletes without the triggers above.
CREATE TRIGGER review_is_new BEFORE INSERT ON review WHEN EXISTS (SELECT 1 FROM review WHERE id = NEW.id OR name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'a review is never replaced'); END;
CREATE TRIGGER frozen_is_new BEFORE INSERT ON review_frozen WHEN EXISTS (SELECT 1 FROM review_frozen WHERE review_id = NEW.review_id)
BEGIN SELECT RAISE(ABORT, 'a frozen review is never replaced'); END;
CREATE TRIGGER erratum_is_new BEFORE INSERT ON review_erratum WHEN EXISTS (SELECT 1 FROM review_erratum WHERE review_id = NEW.review_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'an erratum is never replaced'); END;
