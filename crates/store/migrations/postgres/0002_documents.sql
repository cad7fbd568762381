-- Small things of the service that change. They are no evidence, and exports leave them out.

CREATE TABLE IF NOT EXISTS documents (
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    body text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name)
);
