-- The journal and what belongs to it. Each statement may run again after one that was interrupted.
-- Names compare by their bytes ("C"), as in every other store, so that an export has one order.

CREATE TABLE IF NOT EXISTS journal (
    sequence bigint PRIMARY KEY CHECK (sequence >= 0),
    id text COLLATE "C" NOT NULL UNIQUE,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    license text COLLATE "C",
    reservation text COLLATE "C",
    at bigint NOT NULL,
    leaf bytea NOT NULL
);

CREATE INDEX IF NOT EXISTS journal_by_license ON journal (license, sequence) WHERE license IS NOT NULL;

CREATE INDEX IF NOT EXISTS journal_by_reservation ON journal (reservation, sequence) WHERE reservation IS NOT NULL;

-- One row: the sequence of the next record, and the time of the last one.
CREATE TABLE IF NOT EXISTS journal_head (
    one bigint PRIMARY KEY CHECK (one = 1),
    next bigint NOT NULL,
    at bigint NOT NULL
);

INSERT INTO journal_head (one, next, at) VALUES (1, 0, -9223372036854775808) ON CONFLICT (one) DO NOTHING;

CREATE TABLE IF NOT EXISTS openings (
    sequence bigint PRIMARY KEY REFERENCES journal (sequence),
    opening bytea NOT NULL
);

-- Large content lies in parts, so that no row is larger than every database takes.
CREATE TABLE IF NOT EXISTS images (
    head bigint NOT NULL CHECK (head >= 0),
    part bigint NOT NULL CHECK (part >= 0),
    parts bigint NOT NULL CHECK (parts > part),
    content bytea NOT NULL,
    PRIMARY KEY (head, part)
);

CREATE TABLE IF NOT EXISTS checkpoints (
    size bigint PRIMARY KEY CHECK (size >= 0),
    at bigint NOT NULL,
    frontier bytea NOT NULL,
    note text COLLATE "C" NOT NULL
);

CREATE TABLE IF NOT EXISTS tiles (
    level bigint NOT NULL CHECK (level BETWEEN 0 AND 255),
    position bigint NOT NULL CHECK (position >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, position)
);

CREATE TABLE IF NOT EXISTS blobs (
    name text COLLATE "C" NOT NULL,
    part bigint NOT NULL CHECK (part >= 0),
    parts bigint NOT NULL CHECK (parts > part),
    content bytea NOT NULL,
    PRIMARY KEY (name, part)
);

CREATE TABLE IF NOT EXISTS jobs (
    name text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    due bigint NOT NULL,
    attempts bigint NOT NULL CHECK (attempts >= 0),
    holder text COLLATE "C",
    held_until bigint
);

CREATE INDEX IF NOT EXISTS jobs_by_due ON jobs (kind, due, name);
