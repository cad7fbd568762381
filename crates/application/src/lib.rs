//! What an applicant asks permission for.
//!
//! The fields follow the license application of the export administration (form BIS-748P with its item and end-user appendices, 15 CFR 748.6 and
//! supplement 1 to part 748) and add what an application for compute cannot do without: where the chips stand, who owns whom and how that is known, who
//! resells to whom, chip-hours and TPP-hours, clusters, training runs.
//!
//! ```text
//! determination --from--> draft --save, copy, preview--> complete? each gap by name --sign--> filed --> the desk of the authority
//!                                                            '--try--> would the planned run fit the license it asks for?
//! ```
//!
//! Everything is a pure function: no clock, no storage. What is stated comes from a person or from a determination; what follows from it (aggregate TPP,
//! TPP-hours, total value) is computed and never stored beside it.
//!
//! Reading order: [`form`] (the fields), [`field`] (what they are called), [`determined`] (what is known already), [`complete`] and [`gap`] (what is
//! missing), [`asked_for`](fn@asked_for) and [`planned`] (the license, and whether it would do), [`preview`], [`mod@brief`], [`filed`], [`diff`](fn@diff);
//! [`content`] (what the documents are that go with it).

pub mod against;
pub mod amount;
mod asked_for;
pub mod brief;
pub mod certification;
pub mod complete;
pub mod content;
pub mod determined;
mod diff;
mod draft;
pub mod field;
pub mod filed;
pub mod form;
pub mod gap;
pub mod letters;
mod path;
pub mod planned;
pub mod preview;
pub mod read;
mod role;

pub use against::gaps_against;
pub use asked_for::{asked_for, licensee};
pub use certification::{Certification, certifications, required_of};
pub use complete::gaps;
pub use determined::{Determined, NotNeeded, from_determination};
pub use diff::{Changed, diff, words};
pub use draft::copy;
pub use filed::{Certifier, Filed, FiledError, sign};
pub use form::Application;
pub use gap::{Fault, Gap};
pub use planned::{Hindrance, PlannedRun, would_fit};
pub use preview::{Row, Section, sections, text};
pub use read::{ReadError, application_schema, from_json, from_toml, of_json};
