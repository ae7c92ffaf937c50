-- What an upload asked for beyond the columns it has had from the first, as JSON with its fields in one order.
ALTER TABLE upload ADD COLUMN asked TEXT NOT NULL DEFAULT '{}';
