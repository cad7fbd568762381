//! The tables, described once: what is inserted, paged, exported, imported and checked follows from these descriptions in both dialects.

use std::fmt::Write as _;

/// The SQL of one kind of database, where it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Text,
    Bytes,
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub may_be_null: bool,
}

/// A table whose rows are content: not the lease and the version of the schema, and not the head, which follows from the journal.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    /// What its insertion is called in the statistics of the database.
    pub insertion: &'static str,
    pub columns: &'static [Column],
    /// So many of the first columns are the key, by which rows are in order.
    pub key: usize,
    /// The column in which a second row of the same value is left out.
    pub conflict: &'static str,
    /// Rows of a page.
    pub page: usize,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, may_be_null: false }
}

const fn nullable(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, may_be_null: true }
}

/// The columns of content that is kept in parts: which content, which part of how many, and the part.
const fn in_parts(of: Column) -> [Column; 4] {
    [of, column("part", Kind::Integer), column("parts", Kind::Integer), column("content", Kind::Bytes)]
}

/// Rows of a page where rows are small: 2 MiB of tiles of 8 KiB, 16 MiB of leaves that are as large as 64 KiB.
const SMALL_ROWS: usize = 256;
/// Rows of a page where a row holds a part of [`crate::parts::PART`] bytes: at most 8 MiB.
const LARGE_ROWS: usize = 8;

pub(crate) const JOURNAL: Table = Table {
    name: "journal",
    insertion: "journal_append",
    columns: &[
        column("sequence", Kind::Integer),
        column("id", Kind::Text),
        column("digest", Kind::Bytes),
        nullable("license", Kind::Text),
        nullable("reservation", Kind::Text),
        column("at", Kind::Integer),
        column("leaf", Kind::Bytes),
    ],
    key: 1,
    conflict: "id",
    page: SMALL_ROWS,
};

pub(crate) const OPENINGS: Table = Table {
    name: "openings",
    insertion: "opening_put",
    columns: &[column("sequence", Kind::Integer), column("opening", Kind::Bytes)],
    key: 1,
    conflict: "sequence",
    page: SMALL_ROWS,
};

pub(crate) const IMAGES: Table = Table {
    name: "images",
    insertion: "image_put",
    columns: &in_parts(column("head", Kind::Integer)),
    key: 2,
    conflict: "head, part",
    page: LARGE_ROWS,
};

pub(crate) const CHECKPOINTS: Table = Table {
    name: "checkpoints",
    insertion: "checkpoint_put",
    columns: &[
        column("size", Kind::Integer),
        column("at", Kind::Integer),
        column("frontier", Kind::Bytes),
        column("note", Kind::Text),
    ],
    key: 1,
    conflict: "size",
    page: SMALL_ROWS,
};

pub(crate) const TILES: Table = Table {
    name: "tiles",
    insertion: "tile_put",
    columns: &[column("level", Kind::Integer), column("position", Kind::Integer), column("hashes", Kind::Bytes)],
    key: 2,
    conflict: "level, position",
    page: SMALL_ROWS,
};

pub(crate) const BLOBS: Table = Table {
    name: "blobs",
    insertion: "blob_put",
    columns: &in_parts(column("name", Kind::Text)),
    key: 2,
    conflict: "name, part",
    page: LARGE_ROWS,
};

pub(crate) const JOBS: Table = Table {
    name: "jobs",
    insertion: "job_put",
    columns: &[
        column("name", Kind::Text),
        column("kind", Kind::Text),
        column("body", Kind::Text),
        column("due", Kind::Integer),
        column("attempts", Kind::Integer),
        nullable("holder", Kind::Text),
        nullable("held_until", Kind::Integer),
    ],
    key: 1,
    conflict: "name",
    page: SMALL_ROWS,
};

/// Neither exported nor part of the digest: it is no evidence, and holds what is derived from secrets.
pub(crate) const DOCUMENTS: Table = Table {
    name: "documents",
    insertion: "document_put",
    columns: &[
        column("kind", Kind::Text),
        column("name", Kind::Text),
        column("version", Kind::Integer),
        column("body", Kind::Text),
    ],
    key: 2,
    conflict: "kind, name",
    page: SMALL_ROWS,
};

/// All content, in the order in which it is exported: what is referred to comes before what refers to it.
pub(crate) const TABLES: [&Table; 7] = [&JOURNAL, &OPENINGS, &IMAGES, &CHECKPOINTS, &TILES, &BLOBS, &JOBS];

/// Tables of a store that hold no content of their own, and the documents.
pub(crate) const OTHER_TABLES: [&str; 4] = ["journal_head", "schema_version", "schema_lease", DOCUMENTS.name];

impl Dialect {
    /// A condition that a column is one of the texts of `$1`: PostgreSQL gets all at once, SQLite is asked once for each.
    pub(crate) fn any(self) -> &'static str {
        match self {
            Self::Sqlite => "= $1",
            Self::Postgres => "= ANY($1)",
        }
    }

    /// What locks the rows that are read; in SQLite the transaction holds everything already.
    pub(crate) fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }
}

impl Table {
    /// The names of the columns, for a list.
    pub(crate) fn column_list(&self) -> String {
        list(self.columns.iter().map(|column| column.name.to_owned()))
    }

    /// Inserts rows; one whose key is there already is left out. In PostgreSQL the parameters are arrays, one a column, so that any number of rows
    /// is one round trip and one statement.
    pub(crate) fn insert(&self, dialect: Dialect) -> String {
        let parameters = |kind: fn(usize, &Column) -> String| {
            list(self.columns.iter().enumerate().map(|(place, column)| kind(place + 1, column)))
        };
        let source = match dialect {
            Dialect::Sqlite => format!("VALUES ({})", parameters(|number, _| format!("${number}"))),
            Dialect::Postgres => {
                let arrays = parameters(|number, column| match column.kind {
                    Kind::Integer => format!("${number}::bigint[]"),
                    Kind::Text => format!("${number}::text[]"),
                    Kind::Bytes => format!("${number}::bytea[]"),
                });
                format!("SELECT * FROM UNNEST({arrays})")
            }
        };
        let (name, columns, conflict) = (self.name, self.column_list(), self.conflict);
        format!("-- {}\nINSERT INTO {name} ({columns}) {source} ON CONFLICT ({conflict}) DO NOTHING", self.insertion)
    }

    /// The first rows, or those after a key, in order.
    pub(crate) fn page_query(&self, after_key: bool) -> String {
        let key = list(self.columns.iter().take(self.key).map(|column| column.name.to_owned()));
        let mut sql = format!("-- {}_page\nSELECT {} FROM {}", self.name, self.column_list(), self.name);
        let mut limit = 1;
        if after_key {
            let numbers = list((1..=self.key).map(|number| format!("${number}")));
            let _ = write!(sql, " WHERE ({key}) > ({numbers})");
            limit += self.key;
        }
        let _ = write!(sql, " ORDER BY {key} LIMIT ${limit}");
        sql
    }
}

fn list(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
