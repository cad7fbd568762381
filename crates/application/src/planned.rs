//! Planned runs, tried against the license that an application asks for: whoever learns after a year that the amounts do not last has asked for too little.
//!
//! The trial is the ledger itself: the license is issued in an empty one, each run is reserved, renewed slice by slice and posted in full, all in the order
//! of time. So amounts, windows, clusters and chips at once count as they will. Limits over several licenses, and what others use, are not in it; reports
//! that a condition asks for are taken to be filed.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use portcullis_license::instant::DAY;
use portcullis_license::operation::Signed;
use portcullis_license::{
    Asked, Change, Instant, Ledger, License, LicenseNumber, Objection, Operation, OperationId, Person, Reply,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asked_for::asked_for;
use crate::form::Application;
use crate::gap::Gap;

/// The most runs that are tried at once: four years of them are some 150,000 slices.
pub const MOST_RUNS: usize = 100;
/// The slices in which runs are renewed. A window counts a slice whole, so long slices fill it before their time; whoever renews by the hour has a day more
/// than the trial says.
const SLICE: i64 = DAY;

/// Something that is planned to run under the license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedRun {
    /// What runs.
    pub asked: Asked,
    /// The first day, in Coordinated Universal Time.
    #[schemars(with = "String")]
    pub from: Date,
    /// The last day, all of it.
    #[schemars(with = "String")]
    pub until: Date,
}

/// Why a planned run would not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "hindrance", rename_all = "snake_case")]
pub enum Hindrance {
    /// The application does not say yet what it asks for.
    NotAsked {
        /// What is missing.
        gap: Gap,
    },
    /// The license would not allow it.
    Refused {
        /// Which run, by its place.
        run: usize,
        /// When it would be refused: at its start, or when it has run for a while.
        at: Instant,
        /// Why.
        objection: Objection,
    },
    /// It cannot be tried.
    NotTried {
        /// Why not, and what to do.
        why: String,
    },
}

impl fmt::Display for Hindrance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked { gap } => gap.fmt(out),
            Self::Refused { run, at, objection } => write!(out, "run {}, on {}: {objection}", run + 1, at.date()),
            Self::NotTried { why } => out.write_str(why),
        }
    }
}

/// What would stand against the planned runs under the license that the application asks for; nothing where all of them fit, side by side and one after
/// the other.
#[must_use]
pub fn would_fit(application: &Application, runs: &[PlannedRun]) -> Vec<Hindrance> {
    let not_tried = |why: &str| vec![Hindrance::NotTried { why: why.to_owned() }];
    if runs.len() > MOST_RUNS {
        return not_tried(&format!("more than {MOST_RUNS} runs: try them in parts"));
    }
    let Ok(number) = LicenseNumber::new("trial") else { return not_tried("the trial has no number") };
    match asked_for(application, number, "trial") {
        Err(gaps) => gaps.into_iter().map(|gap| Hindrance::NotAsked { gap }).collect(),
        Ok(license) => Trial::new(license, runs).map_or_else(|why| not_tried(&why), |trial| trial.run()),
    }
}

/// What happens in a trial. At one moment slices end before others begin, so that what is given back can be taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// The next slice of a run, and the use of the last one.
    Renew(usize, u32),
    /// The end of a run.
    End(usize, u32),
    /// Its start.
    Start(usize),
}

struct Trial<'a> {
    ledger: Ledger,
    number: LicenseNumber,
    runs: &'a [PlannedRun],
    /// What is still to come, in the order of time.
    agenda: BTreeSet<(Instant, Step)>,
    /// How many operations there were: each has an id of its own.
    operations: u64,
    hindrances: Vec<Hindrance>,
}

impl<'a> Trial<'a> {
    fn new(license: License, runs: &'a [PlannedRun]) -> Result<Self, String> {
        let number = license.number.clone();
        let starts = runs.iter().enumerate().map(|(run, planned)| (Instant::start_of(planned.from), Step::Start(run)));
        let agenda: BTreeSet<_> = starts.collect();
        let mut trial = Self { ledger: Ledger::default(), number, runs, agenda, operations: 0, hindrances: Vec::new() };
        // Before everything: a run that begins before the license does is refused for that, not for lack of a license.
        let first = trial.agenda.first().map_or(Instant::default(), |(at, _)| *at);
        let person = |name: &str| Person::new(name).map_err(|error| error.to_string());
        let signed = Signed { by: person("one")?, second: Some(person("other")?), reason: "trial".to_owned() };
        let change = Change::Issue { license: Box::new(license) };
        trial.apply(Operation::License { license: trial.number.clone(), change, signed }, first)?;
        Ok(trial)
    }

    fn run(mut self) -> Vec<Hindrance> {
        while let Some((at, step)) = self.agenda.pop_first() {
            if let Err(why) = self.step(at, step) {
                self.hindrances.push(Hindrance::NotTried { why });
                break;
            }
        }
        self.hindrances
    }

    fn step(&mut self, at: Instant, step: Step) -> Result<(), String> {
        // Reports are taken to be filed, whenever one could be asked for.
        let report = Operation::Report { license: self.number.clone(), reference: "trial".to_owned() };
        self.apply(report, at)?;
        match step {
            Step::Start(run) => {
                let Some(planned) = self.runs.get(run) else { return Ok(()) };
                let (asked, until) = (planned.asked.clone(), self.slice_until(run, at));
                let reserve = Operation::Reserve { license: self.number.clone(), line: None, asked, until };
                self.hold(run, 0, reserve, at, until)
            }
            Step::Renew(run, slice) => {
                let until = self.slice_until(run, at);
                let renew = Operation::Renew { reservation: slice_id(run, slice)?, until };
                self.hold(run, slice + 1, renew, at, until)?;
                self.post(run, slice, at)
            }
            Step::End(run, slice) => self.post(run, slice, at),
        }
    }

    fn slice_until(&self, run: usize, at: Instant) -> Instant {
        let end = self.runs.get(run).map_or(at, |planned| Instant::end_of(planned.until));
        end.min(at.plus(SLICE))
    }

    /// Holds a slice, and puts its end on the agenda. A run that is refused ends there.
    fn hold(
        &mut self,
        run: usize,
        slice: u32,
        operation: Operation,
        at: Instant,
        until: Instant,
    ) -> Result<(), String> {
        let reply = self.ledger.apply(&slice_id(run, slice)?, &operation, at).map_err(|fault| fault.to_string())?.reply;
        if let Reply::Refused { objections } = reply {
            self.hindrances.extend(objections.into_iter().map(|objection| Hindrance::Refused { run, at, objection }));
            return Ok(());
        }
        let end = self.runs.get(run).map_or(until, |planned| Instant::end_of(planned.until));
        self.agenda.insert((until, if until < end { Step::Renew(run, slice) } else { Step::End(run, slice) }));
        Ok(())
    }

    /// Posts all of a slice that is over.
    fn post(&mut self, run: usize, slice: u32, at: Instant) -> Result<(), String> {
        let id = slice_id(run, slice)?;
        let held = self.ledger.reservation(&id).map_or(0, |reservation| reservation.amount.chip_milliseconds);
        let chip_milliseconds = u64::try_from(held).map_err(|error| error.to_string())?;
        self.apply(Operation::Post { reservation: id, chip_milliseconds }, at)?;
        self.ledger.let_go();
        Ok(())
    }

    /// An operation of the trial's own, which is never refused.
    fn apply(&mut self, operation: Operation, at: Instant) -> Result<(), String> {
        self.operations += 1;
        let id = OperationId::new(&format!("operation {}", self.operations)).map_err(|error| error.to_string())?;
        match self.ledger.apply(&id, &operation, at).map_err(|fault| fault.to_string())?.reply {
            Reply::Refused { objections } => {
                let why: Vec<String> = objections.iter().map(ToString::to_string).collect();
                Err(format!("the license cannot be tried: {}", why.join("; ")))
            }
            _ => Ok(()),
        }
    }
}

fn slice_id(run: usize, slice: u32) -> Result<OperationId, String> {
    OperationId::new(&format!("run {run}, slice {slice}")).map_err(|error| error.to_string())
}
