-- Who prepared a review may be named anew when it is frozen; '' is as in the draft.
ALTER TABLE review_frozen ADD COLUMN prepared_by TEXT NOT NULL DEFAULT '';
