-- This one is run by the migration in seals.go, which also seals the pages that are
-- there already.

-- The log of custody: its records in canonical JSON, numbered from 0. The head of the
-- tree, a signed checkpoint, and the public key that it is signed with are in meta, as
-- 'log_head' and 'log_key', once there is a record.
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    record BLOB    NOT NULL
) STRICT;

-- The hashes of the Merkle tree of records, in the order of tlog.StoredHashIndex.
CREATE TABLE log_hashes (
    place INTEGER PRIMARY KEY,
    hash  BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- index.Seal of the page as it was inserted; null where a page of an older schema could
-- not be read any more when the seals came.
ALTER TABLE pages ADD COLUMN seal BLOB CHECK (length(seal) = 32);

-- Times are RFC 3339; seen had its offset as claimed, and is UTC from now on.
ALTER TABLE sightings ADD COLUMN precision TEXT NOT NULL DEFAULT 'second'; -- of seen: 'day' or 'second'
ALTER TABLE sightings ADD COLUMN claimed INTEGER NOT NULL DEFAULT 1; -- somebody says so; 0: the operator saw it
ALTER TABLE sightings ADD COLUMN shown_by TEXT NOT NULL DEFAULT '';
ALTER TABLE sightings ADD COLUMN via TEXT NOT NULL DEFAULT '';
ALTER TABLE sightings ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE sightings ADD COLUMN recorded TEXT NOT NULL DEFAULT ''; -- when it was written down, '' where that was not kept

-- Of what there is nobody knows whether it was claimed or observed: the cautious reading
-- is that it was claimed. A day without a time was kept as its midnight.
UPDATE sightings SET precision = 'day' WHERE seen LIKE '%T00:00:00Z';
