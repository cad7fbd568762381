//! Past cases like this one, and past denials of the same parties.
//!
//! Who decides like cases alike has to see the like cases. What is alike is told fact by fact, with the points that each fact gives, and what differs is
//! told too: a precedent is for a person to weigh, and nothing is decided by its score. Points are whole numbers, so that an order of cases is
//! the same everywhere.
//!
//! Names are compared as letters and digits, without case, accents, spaces and marks. Other spellings and other scripts are a matter of screening, which
//! has its own rooms; identifiers and ultimate parents find what names do not.

mod aspect;
mod denial;
mod name;

use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_license::Condition;
use schemars::JsonSchema;
use serde::Serialize;

pub use self::aspect::Aspect;
pub use self::denial::{Denied, SameParty, Sameness, denials};
use crate::audience::license;
use crate::case::{Case, CaseNumber};
use crate::statistics::{CaseOutcome, turns};

/// A past case, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past<'a> {
    /// Its number.
    pub number: &'a CaseNumber,
    /// The application that was decided.
    pub application: &'a Application,
    /// How it ended.
    pub outcome: CaseOutcome,
    /// When.
    pub on: Date,
    /// The conditions of the license, where one was issued.
    pub conditions: &'a [Condition],
}

/// A past case like this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Precedent {
    /// Its number.
    pub case: CaseNumber,
    /// How it ended.
    pub outcome: CaseOutcome,
    /// When.
    #[schemars(with = "String")]
    pub on: Date,
    /// The conditions of the license, where one was issued.
    pub conditions: Vec<Condition>,
    /// The sum of the points of what is alike.
    pub score: u32,
    /// What is alike.
    pub alike: Vec<Likeness>,
    /// What is not, or cannot be told.
    pub differs: Vec<Difference>,
}

/// Something in which two cases are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Likeness {
    /// In what.
    pub aspect: Aspect,
    /// How many points that gives.
    pub points: u32,
    /// In a sentence.
    pub sentence: String,
}

/// Something in which two cases differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// In what.
    pub aspect: Aspect,
    /// In a sentence.
    pub sentence: String,
}

/// The past cases that are like an application in anything, the likest first; of equal ones the one whose number comes first.
#[must_use]
pub fn similar<'a>(application: &Application, past: impl IntoIterator<Item = Past<'a>>) -> Vec<Precedent> {
    let compared = past.into_iter().map(|past| Precedent::of(application, &past));
    let mut precedents: Vec<Precedent> = compared.filter(|precedent| precedent.score > 0).collect();
    precedents.sort_by(|one, other| other.score.cmp(&one.score).then_with(|| one.case.cmp(&other.case)));
    precedents
}

impl Precedent {
    fn of(application: &Application, past: &Past<'_>) -> Self {
        let (mut alike, mut differs) = (Vec::new(), Vec::new());
        for aspect in Aspect::ALL {
            match aspect.compare(application, past.application) {
                Ok(sentence) => alike.push(Likeness { aspect, points: aspect.points(), sentence }),
                Err(sentence) => differs.push(Difference { aspect, sentence }),
            }
        }
        Self {
            case: past.number.clone(),
            outcome: past.outcome,
            on: past.on,
            conditions: past.conditions.to_vec(),
            score: alike.iter().map(|likeness| likeness.points).sum(),
            alike,
            differs,
        }
    }
}

impl<'a> Past<'a> {
    /// A case that has ended, as it ended last, with the conditions of its license's latest version; nothing where it is pending or its words were erased.
    #[must_use]
    pub fn of(case: &'a Case) -> Option<Self> {
        let end = turns(case).pop().filter(|turn| turn.to != CaseOutcome::Pending)?;
        let license = license(case).filter(|_| end.to == CaseOutcome::Approved);
        let conditions = license.map_or(&[][..], |license| &license.conditions);
        Some(Self { number: case.number(), application: case.application()?, outcome: end.to, on: end.on, conditions })
    }
}
