//! From a request and the law of its date to an outcome with its reasons.
//!
//! ```text
//! Request -> resolve -> Transaction -> derive -> Facts -> evaluate -> fold -> Determination -> Answer
//! (written)  (names)    (looked up)    (dates,   (bits)   (each       (precedence,  (data)       (JSON)
//!                                      joins)             provision)  exceptions)
//! ```
//!
//! A determination is a pure function of the law on a date and the facts: same input, same bytes. No network,
//! no storage, no wall clock. What is unknown never opens the gate, and an error never counts as "did not fire".
//!
//! Reading order: [`Request`], [`Transaction`], [`Engine`], [`Determination`]; then the modules `plan` (what
//! applies when), `derive`, `fold` (precedence, in one place), `judge` (the answer) and `probe`
//! (what is missing, what would change it).

mod answer;
mod asker;
mod batch;
mod because;
mod cases;
mod classification;
mod decimal;
mod derive;
mod determination;
mod engine;
mod entry_policy;
mod explanation;
mod fold;
mod inspect;
mod judge;
mod looked_up;
mod one_or_other;
mod owned;
mod paths;
mod plan;
mod probe;
mod profile;
mod proof;
mod request;
mod resolve;
mod screening;
mod sentinel;
mod transaction;

pub use answer::{Answer, change_text, obstacle_text, standing_word, wanted_text};
pub use batch::{Summary, parse_line, run_batch};
pub use cases::{Case, CaseReport, CaseResult, Expectation, read_cases, run_cases};
pub use classification::{Classification, Margin, Versions};
pub use decimal::Decimal;
pub use determination::{
    Change, Determination, ExceptionTried, Holds, Missing, Obstacle, OtherReading, ReadingName, Reason, RegimeOutcome,
    Verdict, Weight,
};
pub use engine::{Decided, Engine, Memo};
pub use entry_policy::{EntryPolicy, stated_policy};
pub use explanation::{FactShown, Span, VerdictShown};
pub use owned::{Found, GraphVersion, HeldShown, OwnedParty, OwnerShown, OwnershipShown, PartyShown, ServedOwnership};
pub use profile::{AsIf, Operator, Profile, ProfileError, TakenFor, Unstated};
pub use request::{
    FiguresRequest, ItemRequest, License, LicenseHeld, OwnerRequest, ParentCompany, ParentRequest, PartyRequest,
    Request, Words, request_schema,
};
pub use resolve::{BadField, RequestError};
pub use screening::{ListedAs, ResolutionShown, ScreenedParty, ServedLists, SnapshotVersion};
pub use transaction::{Assumed, AssumedSet, FiguresItem, Item, Parties, Transaction};
