-- +goose Up

-- What was staged without a signature is made anew.
DROP TABLE staged;

-- Documents made anew by a newer version, before all of them are adopted at once: as
-- packStaged writes them, raw DEFLATE (RFC 1951), with the seal of all that is staged and
-- a signature (custody.Staging), without which nothing of data is read.
CREATE TABLE staged (
    document  INTEGER PRIMARY KEY REFERENCES documents (id),
    seal      BLOB    NOT NULL CHECK (length(seal) = 32),
    signature BLOB    NOT NULL,
    data      BLOB    NOT NULL
) STRICT;
