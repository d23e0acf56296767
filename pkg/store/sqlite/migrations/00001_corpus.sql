-- +goose Up

-- Facts about the file as a whole: 'fingerprint' is the fingerprint.Version
-- that every mark and picture hash in it was made with.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Documents are only ever appended: id counts up in the order they were added.
CREATE TABLE documents (
    id         INTEGER PRIMARY KEY,
    sha256     BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
    sha512     BLOB    NOT NULL CHECK (length(sha512) = 64),
    name       TEXT    NOT NULL,
    dossier    TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    size       INTEGER NOT NULL, -- bytes
    pages      INTEGER NOT NULL,
    first_page INTEGER NOT NULL, -- pages.id of page 1, or where it would be
    notes      TEXT    NOT NULL, -- JSON: array of strings, or null
    metadata   TEXT    NOT NULL  -- JSON: object of strings, or null
) STRICT;

-- The pages of a document have consecutive ids, beginning at its first_page;
-- the next document's pages follow. So a page id alone says which page of which
-- document it is, and the greatest id is the number of pages in the corpus.
CREATE TABLE pages (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    number   INTEGER NOT NULL, -- 1-based: id - first_page + 1
    width    REAL    NOT NULL, -- points
    height   REAL    NOT NULL,
    text     BLOB    NOT NULL, -- UTF-8 as read, raw DEFLATE (RFC 1951)
    note     TEXT    NOT NULL,
    length   INTEGER NOT NULL, -- folded characters
    absent   TEXT    NOT NULL  -- why there is no fingerprint, '' where there is one
) STRICT;

-- Pictures, in order of appearance. 64-bit hashes are kept as the signed
-- integer of the same bits; phash256 is four of them, big-endian.
CREATE TABLE images (
    page     INTEGER NOT NULL REFERENCES pages (id),
    place    INTEGER NOT NULL, -- 0-based, on its page
    x REAL NOT NULL, y REAL NOT NULL, w REAL NOT NULL, h REAL NOT NULL, -- points
    width    INTEGER NOT NULL, -- pixels
    height   INTEGER NOT NULL,
    format   TEXT    NOT NULL,
    sha256   BLOB    NOT NULL CHECK (length(sha256) = 32),
    trimmed  BLOB    NOT NULL CHECK (length(trimmed) = 32),
    quality  INTEGER NOT NULL,
    phash    INTEGER NOT NULL,
    dhash    INTEGER NOT NULL,
    ahash    INTEGER NOT NULL,
    phash256 BLOB    NOT NULL CHECK (length(phash256) = 32),
    PRIMARY KEY (page, place)
) STRICT, WITHOUT ROWID;

-- On which pages a mark stands: each page's distinct mark hashes. The hash is
-- 48 bits, kept as the signed 48-bit integer of the same bits, which SQLite
-- stores in six bytes. page has no foreign key: checking it for every posting
-- makes an insert a third slower. Store.Check looks instead.
CREATE TABLE postings (
    hash INTEGER NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (hash, page)
) STRICT, WITHOUT ROWID;

CREATE TABLE sightings (
    id       INTEGER PRIMARY KEY, -- in the order they were recorded
    document INTEGER NOT NULL REFERENCES documents (id),
    place    TEXT    NOT NULL,    -- URL or path
    seen     TEXT    NOT NULL     -- RFC 3339, with its offset as claimed
) STRICT;
CREATE INDEX sightings_document ON sightings (document, id);
