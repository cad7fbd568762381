//! The houses across: how far messages have come, what both state of each day, and whether a provider's log only grows. One value for the API, the pages
//! and the metrics.

use jiff::Span;
use jiff::civil::Date;
use portcullis_console::{DifferenceRow, HouseAcross, HouseTrouble, LogKept, RefusedCheckpointRow};
use portcullis_counter::{Checkpoints, Counter, Reconciliation};
use portcullis_exchange::House;
use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::Serialize;

use crate::caller::Caller;
use crate::problem::{Kind, Problem};

/// Days for which a checkpoint that was refused needs a person.
const DAYS: i64 = 30;

/// A house across.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HouseShown {
    /// Its name.
    pub house: String,
    /// Its side: provider or authority.
    pub side: String,
    /// How many messages went to it.
    pub sent: u64,
    /// How many came from it.
    pub received: u64,
    /// The latest day that this house stated to it.
    #[schemars(with = "Option<String>")]
    pub stated: Option<Date>,
    /// The latest day that it stated.
    #[schemars(with = "Option<String>")]
    pub states: Option<Date>,
    /// The latest day of which both statements were compared.
    #[schemars(with = "Option<String>")]
    pub compared: Option<Date>,
    /// What differs or did, the latest first.
    pub differences: Vec<DifferenceShown>,
    /// What it told of its log; nothing where it told nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogShown>,
}

/// What differs between two houses.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DifferenceShown {
    /// What differs, and the mend.
    pub says: String,
    /// The license it is about; nothing where it is about messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Whether people must act; what is only on its way mends itself.
    pub serious: bool,
    /// The day of the statements that showed it first.
    #[schemars(with = "String")]
    pub since: Date,
    /// The day of the latest statements that showed it.
    #[schemars(with = "String")]
    pub last: Date,
    /// When it was found, in milliseconds since 1970.
    pub found: Instant,
    /// The day of the first statements that could have shown it again and did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub resolved: Option<Date>,
}

/// What a provider told of its log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogShown {
    /// Its name.
    pub origin: String,
    /// Leaves of the latest tree that was accepted.
    pub size: u64,
    /// The root of that tree, 64 hexadecimal digits.
    pub root: String,
    /// Leaves of the largest tree up to which growth was proven.
    pub proven: u64,
    /// When the latest was told, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Instant>,
    /// What was refused, the latest first; each with the message it was held against is evidence.
    pub refused: Vec<RefusedShown>,
}

/// A checkpoint that was refused.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RefusedShown {
    /// The number of the message that brought it.
    pub message: u64,
    /// The number of the message that brought what it was held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<u64>,
    /// When it came, in milliseconds since 1970.
    pub came: Instant,
    /// Why.
    pub says: String,
    /// Whether the log contradicts itself.
    pub evidence: bool,
}

/// All houses across, by name, for a caller of this house: what houses state is of no tenant.
///
/// # Errors
/// [`Problem`] for a caller of a tenant.
pub fn all(counter: &Counter, caller: &Caller) -> Result<Vec<HouseShown>, Problem> {
    if !caller.reaches(None) {
        let why = "what houses state is of the house as a whole: only its own people read it";
        return Err(Problem::new(Kind::Forbidden, why));
    }
    Ok(counter.sides().houses().filter_map(|house| shown(counter, house)).collect())
}

fn shown(counter: &Counter, house: &House) -> Option<HouseShown> {
    let mail = counter.mail(house)?;
    let books = counter.reconciliation(house);
    Some(HouseShown {
        house: house.to_string(),
        side: counter.sides().side(house)?.to_string(),
        sent: mail.sent().count,
        received: mail.inbox().taken().count,
        stated: books.and_then(Reconciliation::our_day),
        states: books.and_then(Reconciliation::their_day),
        compared: books.and_then(Reconciliation::compared),
        differences: books.map(differences).unwrap_or_default(),
        log: counter.checkpoints(house).map(log),
    })
}

fn differences(books: &Reconciliation) -> Vec<DifferenceShown> {
    let found = books.findings().iter().rev().map(|finding| DifferenceShown {
        says: finding.difference.to_string(),
        license: finding.difference.license().map(ToString::to_string),
        serious: finding.difference.is_serious(),
        since: finding.since,
        last: finding.last,
        found: finding.at,
        resolved: finding.resolved,
    });
    found.collect()
}

fn log(told: &Checkpoints) -> LogShown {
    let kept = told.kept();
    let refused = told.refused().iter().rev().map(|refused| RefusedShown {
        message: refused.number,
        against: refused.against,
        came: refused.at,
        says: refused.why.to_string(),
        evidence: refused.why.is_evidence(),
    });
    LogShown {
        origin: kept.map(|kept| kept.origin.clone()).unwrap_or_default(),
        size: kept.map_or(0, |kept| kept.last.size),
        root: kept.map(|kept| kept.last.root.to_hex()).unwrap_or_default(),
        proven: kept.map_or(0, |kept| kept.proven.size),
        told: told.latest().map(|(_, at)| at),
        refused: refused.collect(),
    }
}

/// What needs a person: differences that are open, and logs that contradict themselves or did not show how they grew.
#[must_use]
pub fn troubles(counter: &Counter, today: Date) -> Vec<HouseTrouble> {
    let since = today.checked_sub(Span::new().days(DAYS)).unwrap_or(today);
    let mut troubles = Vec::new();
    for house in counter.sides().houses() {
        let trouble = |says: String, since: Date| HouseTrouble { house: house.to_string(), says, since };
        let open = counter.reconciliation(house).into_iter().flat_map(Reconciliation::open);
        troubles.extend(open.map(|finding| trouble(finding.difference.to_string(), finding.since)));
        let refused = counter.checkpoints(house).map(Checkpoints::refused).unwrap_or_default();
        let late = refused.iter().rev().filter(|refused| refused.at.date() >= since);
        troubles.extend(late.map(|refused| {
            let says = format!("its checkpoint, message {}, was refused: {}", refused.number, refused.why);
            trouble(says, refused.at.date())
        }));
    }
    troubles
}

/// How many differences with each house need a person.
#[must_use]
pub fn open(counter: &Counter) -> Vec<(String, usize)> {
    let houses = counter.sides().houses();
    houses
        .map(|house| (house.to_string(), counter.reconciliation(house).map_or(0, |books| books.open().count())))
        .collect()
}

/// The same for a page.
#[must_use]
pub fn rows(houses: Vec<HouseShown>) -> Vec<HouseAcross> {
    houses.into_iter().map(row).collect()
}

fn row(house: HouseShown) -> HouseAcross {
    let difference = |shown: DifferenceShown| DifferenceRow {
        says: shown.says,
        is_serious: shown.serious,
        since: shown.since,
        last: shown.last,
        resolved: shown.resolved,
    };
    let refused = |shown: RefusedShown| RefusedCheckpointRow {
        message: shown.message,
        against: shown.against,
        at: shown.came,
        says: shown.says,
        is_evidence: shown.evidence,
    };
    HouseAcross {
        house: house.house,
        side: house.side,
        messages: (house.sent, house.received),
        stated: [house.stated, house.states, house.compared],
        differences: house.differences.into_iter().map(difference).collect(),
        log: house.log.map(|log| LogKept {
            latest: log.told.map(|at| (log.size, at)),
            origin: log.origin,
            root: log.root,
            proven: log.proven,
            refused: log.refused.into_iter().map(refused).collect(),
        }),
    }
}
