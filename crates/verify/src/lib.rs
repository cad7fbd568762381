//! What an auditor checks with: the folder that Portcullis hands over, from the signed checkpoint down to each balance and each decision.
//!
//! Nothing here asks the network, a database or the clock. Trust comes from keys that the auditor has from elsewhere; whatever lies in the folder is
//! material to be judged. The layout of the folder is in `crates/verify/README.md`, so that a reader who does not trust this code can do without it.
//!
//! ```text
//! folder ── leaves (read, hashed, in order) ──┬── audit: records ── replay, months, openings, parts ── what is wrong, or that all holds
//!                                             └── decisions ── made again, byte for byte
//! ```

pub mod audit;
pub mod canonical;
pub mod export;
pub mod finding;
pub mod folder;
pub mod leaves;
pub mod lists;
pub mod log;
pub mod months;
pub mod openings;
pub mod parts;
pub mod receipt;
pub mod record;
pub mod replay;
pub mod seal;
pub mod trust;
pub mod words;

pub use export::{Export, ExportError};
pub use finding::{Finding, Findings};
pub use folder::Folder;
pub use trust::Trust;
