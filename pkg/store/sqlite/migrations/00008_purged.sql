-- +goose Up

-- Whether the document was purged: its pages are there, without anything on them.
ALTER TABLE documents ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;

-- The places of documents that were dropped: neither their ids nor those of their pages are
-- used again, because other processes may know them.
CREATE TABLE forgotten (
    id         INTEGER PRIMARY KEY, -- as in documents
    first_page INTEGER NOT NULL,
    pages      INTEGER NOT NULL
) STRICT;
