-- The journal and what belongs to it. Each statement may run again after one that was interrupted.

CREATE TABLE IF NOT EXISTS journal (
    sequence INTEGER PRIMARY KEY CHECK (sequence >= 0),
    id TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    license TEXT,
    reservation TEXT,
    at INTEGER NOT NULL,
    leaf BLOB NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS journal_by_license ON journal (license, sequence) WHERE license IS NOT NULL;

CREATE INDEX IF NOT EXISTS journal_by_reservation ON journal (reservation, sequence) WHERE reservation IS NOT NULL;

-- One row: the sequence of the next record, and the time of the last one.
CREATE TABLE IF NOT EXISTS journal_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    next INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

INSERT INTO journal_head (one, next, at) VALUES (1, 0, -9223372036854775808) ON CONFLICT (one) DO NOTHING;

CREATE TABLE IF NOT EXISTS openings (
    sequence INTEGER PRIMARY KEY REFERENCES journal (sequence),
    opening BLOB NOT NULL
) STRICT;

-- Large content lies in parts, so that no row is larger than every database takes.
CREATE TABLE IF NOT EXISTS images (
    head INTEGER NOT NULL CHECK (head >= 0),
    part INTEGER NOT NULL CHECK (part >= 0),
    parts INTEGER NOT NULL CHECK (parts > part),
    content BLOB NOT NULL,
    PRIMARY KEY (head, part)
) STRICT;

CREATE TABLE IF NOT EXISTS checkpoints (
    size INTEGER PRIMARY KEY CHECK (size >= 0),
    at INTEGER NOT NULL,
    frontier BLOB NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS tiles (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 255),
    position INTEGER NOT NULL CHECK (position >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
    PRIMARY KEY (level, position)
) STRICT;

CREATE TABLE IF NOT EXISTS blobs (
    name TEXT NOT NULL,
    part INTEGER NOT NULL CHECK (part >= 0),
    parts INTEGER NOT NULL CHECK (parts > part),
    content BLOB NOT NULL,
    PRIMARY KEY (name, part)
) STRICT;

CREATE TABLE IF NOT EXISTS jobs (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    holder TEXT,
    held_until INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS jobs_by_due ON jobs (kind, due, name);
