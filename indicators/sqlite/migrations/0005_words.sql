-- The message and the hint of a problem in parts, so that they can be told in another language. Older rows stay English.
ALTER TABLE problem ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE problem ADD COLUMN advised TEXT NOT NULL DEFAULT '';
