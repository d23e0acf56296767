-- +goose Up

-- The words of texts, by SQLite's full-text index: under the id of a page what
-- search.Stems returns for it. The texts themselves are not in it, so what it
-- holds of a page cannot be taken out: it is made anew as a whole. Every build of
-- SQLite has this one, which FTS5 takes a build tag for.
CREATE VIRTUAL TABLE words USING fts4(stems, content="", matchinfo="fts3", tokenize=simple);

-- The version of package search by which the index was made; 0: not yet, or not wholly.
INSERT INTO meta (key, value) VALUES ('words', 0);
