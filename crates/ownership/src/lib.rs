//! Who owns and who controls whom, on a date: aggregate holdings with bounds, ultimate parents, pictures.
//!
//! A [`Graph`] holds parties and dated interests of one in another, each with its evidence. Two questions of the
//! law are asked of it. They look alike and must not be mixed, so they are two functions with two results:
//!
//! * [`aggregate`]: do listed parties *own* half of this party together? Shares in exact numbers, passed down by
//!   whole steps; bounds where something is unknown; control takes no part.
//! * [`parentage`]: who *controls* this party in the end, and where is that headquartered? No percentage of the
//!   first question takes part.
//!
//! Every answer is a pure function of the graph, a date and the listed parties. The crate knows no list and no
//! name matching: it is told which parties are listed, certainly or [possibly](Standing::Possibly).
//!
//! # Reading
//!
//! [`read()`] takes a file, sees which format it is in and adds it to a [`GraphBuilder`]; several files make one
//! graph. It reads
//!
//! * the Beneficial Ownership Data Standard 0.4 (statements as a JSON array or as JSON lines),
//! * FollowTheMoney entities (JSON lines): `Ownership`, `Directorship` and the parties,
//! * GLEIF level 1 and level 2 golden copies (JSON, CSV): consolidation is control and never a percentage,
//! * CSV of our own, of two kinds told apart by their first line:
//!
//! | parties | |
//! |---|---|
//! | `id` | required |
//! | `name` | |
//! | `kind` | `person`, `organization`, `arrangement` or `unknown` |
//! | `headquarters` | country, by code or name |
//! | `jurisdiction` | country of formation; says nothing about headquarters |
//! | `lei` | parties of other files with the same identifier are this party |
//! | `unidentified` | `yes` where it is known that somebody is there, and not who |
//!
//! | interests | |
//! |---|---|
//! | `owner`, `owned` | ids, required |
//! | `nature` | a word of [`Nature`]; `ownership` where it is empty |
//! | `percent` | `25`, `33.3`, `25-50`, `>50`, `<=25`; empty where it is not known |
//! | `from` | the first day |
//! | `to` | the first day on which it is held no more |
//! | `held` | `direct` (where it is empty), `indirect` or `unknown` |
//! | `statement` | the source's name for it |
//!
//! What cannot be read in a row is [reported with its place](BadRow) and taken as unknown, so that it closes and
//! never opens; a row that names no parties is left out; a file of another kind is refused.
//!
//! Reading order: [`Share`], [`Graph`], then `slice` (what holds on a date), `cascade` and [`aggregate()`],
//! [`parentage()`], [`Directory`] and [`party_answers`], [`touched`], and [`picture()`] and [`svg()`] for drawings.

mod aggregate;
mod answers;
mod builder;
mod cascade;
mod chain;
mod change;
mod date;
mod directory;
mod graph;
mod group;
mod json;
mod layout;
mod listed;
mod model;
mod parentage;
mod picture;
mod read;
mod share;
mod slice;
mod strings;
mod svg;

pub use aggregate::{Aggregate, Contradiction, Counted, Step, aggregate};
pub use answers::{OwnerOn, PartyAnswers, above, owners_of, party_answers};
pub use builder::{GraphBuilder, InterestStatement, PartyStatement, StatementError};
pub use change::{ChangedInterest, Difference, difference, touched};
pub use directory::{Directory, normalised};
pub use graph::Graph;
pub use json::picture_json;
pub use listed::{Listed, Standing};
pub use model::{Holding, Interest, Kind, Nature, Party, PartyIndex};
pub use parentage::{ParentLink, Parentage, Top, parentage};
pub use picture::{Limits, Line, Picture, Shown, picture};
pub use read::{BadRow, Format, ReadError, ReadReport, read, read_file};
pub use share::{Share, ShareError};
pub use svg::{held_sentence, parent_sentence, svg};
