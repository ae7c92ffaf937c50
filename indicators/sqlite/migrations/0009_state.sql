-- The uploads that wait for the store are looked for again and again.
CREATE INDEX upload_state ON upload (state, id);
