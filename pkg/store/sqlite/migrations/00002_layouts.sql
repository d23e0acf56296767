-- +goose Up

-- Layouts of the pages that were drawn and have words, as Layout.MarshalBinary
-- writes them, raw DEFLATE (RFC 1951).
CREATE TABLE layouts (
    page INTEGER PRIMARY KEY REFERENCES pages (id),
    data BLOB    NOT NULL
) STRICT;

-- On which pages a chain of words stands: its key, 32 bits, and the ids of its
-- pages, four bytes each, big-endian, ascending. One row a key, because asking
-- for a page takes some two thousand keys that stand on a hundred pages each. A key
-- on more than index.HotChain pages proposes nothing, and gets no further pages.
CREATE TABLE chains (
    key   INTEGER PRIMARY KEY,
    pages BLOB    NOT NULL
) STRICT;

-- How many chain keys each page of a document has, two bytes each, big-endian;
-- beside the documents, because each question needs them of all pages.
ALTER TABLE documents ADD COLUMN chains BLOB NOT NULL DEFAULT x'';

-- Whether the text was recognised from what the page looks like.
ALTER TABLE pages ADD COLUMN recognised INTEGER NOT NULL DEFAULT 0;

-- PDQ hashes of pages as drawn: four 64-bit words, big-endian.
CREATE TABLE looks (
    page    INTEGER PRIMARY KEY REFERENCES pages (id),
    quality INTEGER NOT NULL,
    pdq     BLOB    NOT NULL CHECK (length(pdq) = 32)
) STRICT;

ALTER TABLE images ADD COLUMN pdq BLOB NOT NULL CHECK (length(pdq) = 32)
    DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';
