-- +goose Up

-- The versions by which the pages of a document were read, a column each; see
-- fingerprint.Columns. What is there was made by the first of each.
ALTER TABLE documents ADD COLUMN text_version     INTEGER NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN layout_version   INTEGER NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN pictures_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN looks_version    INTEGER NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN facts_version    INTEGER NOT NULL DEFAULT 1;

-- Facts of the file: its SHA-1, zeros where that was not kept, and its attachments.
ALTER TABLE documents ADD COLUMN sha1 BLOB NOT NULL CHECK (length(sha1) = 20)
    DEFAULT x'0000000000000000000000000000000000000000';
ALTER TABLE documents ADD COLUMN attachments TEXT NOT NULL DEFAULT 'null'; -- JSON: array of objects, or null

-- Render digests of the pages that have one.
CREATE TABLE renders (
    page   INTEGER PRIMARY KEY REFERENCES pages (id),
    digest BLOB    NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- Documents made anew by a newer version, before all of them are adopted at once: as
-- stageDocument writes them, raw DEFLATE (RFC 1951).
CREATE TABLE staged (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    data     BLOB    NOT NULL
) STRICT;

-- The versions of text and layout by which the postings and the chains were made.
INSERT INTO meta (key, value) VALUES ('postings', 1), ('chains', 1);

-- Why a page carries no fingerprint was kept in words, its note among them.
UPDATE pages SET absent = 'page could not be read in full' WHERE absent LIKE 'page could not be read: %';
