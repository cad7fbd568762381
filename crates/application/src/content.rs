//! The content of documents: which kinds are taken, told by the bytes and never by the name, and how a content is called where it is handed out.
//!
//! What people file is a contract, a statement with a seal, a table, a picture. What a browser would run is not among it: a page (HTML), a drawing with
//! scripts in it (SVG), an office file with macros. A name that somebody gave is a text like any other, and can be made to look like something else; so
//! [`file_name`] makes another of it wherever a file is named.

mod kind;
mod name;

pub use kind::{Kind, NotTaken};
pub use name::{disposition, file_name};

/// The longest document in bytes: 20 MiB. A contract of some hundred scanned pages fits; the whole is in memory once while it comes or goes.
pub const MOST_BYTES: u64 = 20 * 1_024 * 1_024;
/// The most that the documents of one application have together, in bytes: 200 MiB, as ten of the longest.
pub const MOST_BYTES_TOGETHER: u64 = 200 * 1_024 * 1_024;
