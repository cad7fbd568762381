//! Law as dated code.
//!
//! A regime is a folder of files that a lawyer can read beside the official text: instruments with their
//! states by date, provisions in Cedar, thresholds and country groups as data (`law/README.md` is the format).
//! This crate loads them, refuses what could silently fail to fire, and compiles provisions to tests on words
//! of bits. It says how each provision stands on a date and what a condition gives for given facts; it knows
//! nothing of requests, storage or the network, and it draws no conclusion: the fold over provisions is
//! `portcullis-determination`'s.
//!
//! Reading order: [`Outcome`] (the words), [`Instrument`] and [`Regime`] (what is in force when),
//! [`Fact`] and [`Facts`] (what provisions speak of), [`Condition`] and [`Possible`] (how they are evaluated),
//! [`Provision`] and [`Law`] (all together), [`Oracle`] (the second opinion).

mod classes;
mod codes;
mod condition;
mod error;
mod facts;
mod goods;
mod groups;
mod instrument;
mod law;
mod oracle;
mod outcome;
mod pack;
mod possible;
mod provision;
mod regime;
mod schema;
mod source;

pub use classes::{Amount, AmountFigure, Amounts, Bound, Class, Classes, Form, Subject, Test};
pub use codes::{CODES_MAX, CodeTable, CodeType, Codes};
pub use condition::Condition;
pub use error::LawError;
pub use facts::{Bits, FACT_COUNT, Fact, Facts};
pub use goods::{Good, GoodsTable, OTHER};
pub use groups::{CountryGroups, Group, GroupChange, GroupTable, MembershipReading};
pub use instrument::{EnforcementPeriod, EnforcementState, Instrument, Stage, TextPeriod, TextState};
pub use law::Law;
pub use oracle::{Oracle, request as cedar_request};
pub use outcome::{Kind, Outcome, ReviewPolicy};
pub use possible::Possible;
pub use provision::{Effect, Provision, ProvisionIndex, Standing};
pub use regime::Regime;
pub use source::LawSource;
