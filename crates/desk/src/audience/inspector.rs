//! What somebody sees who looks at the spot: the license and what is to be looked at, not why it was given.

use jiff::civil::Date;
use portcullis_license::{Instant, License, Provider, Standing};
use serde::Serialize;

use super::NotTheirs;
use super::allowed::{Allowed, allowed};
use super::decided::license;
use super::documents::{self, SeenDocument};
use super::shown::{self, Line, kept};
use super::sight::inspector_sees;
use crate::case::state::Report;
use crate::case::{Case, CaseNumber, Phase};
use crate::event::{Actor, Entry, Event, Role, Sample};

/// A case for an inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectorView {
    /// Its number.
    pub case: CaseNumber,
    /// The day for which it is shown.
    pub on: Date,
    /// The licensee's provider.
    pub applicant: Provider,
    /// The license in its latest version, where it is kept.
    pub license: Option<License>,
    /// How it stands; nothing in a case that is closed.
    pub standing: Option<Standing>,
    /// What is, or was, to be looked at.
    pub inspections: Vec<InspectionShown>,
    /// Reports, the first has number 1.
    pub reports: Vec<Report>,
    /// Documents of reports, and what inspectors brought.
    pub documents: Vec<SeenDocument>,
    /// What happened, as far as it is for inspectors.
    pub timeline: Vec<Line>,
    /// What this person may do next.
    pub next: Vec<Allowed>,
}

/// An inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectionShown {
    /// Its number, from 1.
    pub number: u32,
    /// When it was ordered.
    pub ordered: Date,
    /// What is looked at.
    pub sample: Sample,
    /// What for, where that is kept.
    pub what_for: Option<String>,
    /// What it found; nothing while it is open.
    pub found: Option<Finding>,
}

/// What an inspection found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// When it was reported.
    pub on: Date,
    /// How many were looked at.
    pub looked_at: u64,
    /// How many of those were not as they should be.
    pub wrong: u64,
    /// In words, where they are kept.
    pub text: Option<String>,
}

/// An event in a sentence, as an inspector reads it: with names of inspectors alone.
#[must_use]
pub fn sentence(entry: &Entry) -> String {
    line(entry).sentence
}

fn line(entry: &Entry) -> Line {
    shown::line_by_part(entry, |entry| entry.by.role() == Role::Inspector)
}

impl InspectorView {
    /// The case for an inspector at a moment.
    ///
    /// # Errors
    /// [`NotTheirs`] for anybody else, and where no inspection was ordered.
    pub fn of(case: &Case, who: &Actor, at: Instant) -> Result<Self, NotTheirs> {
        let Actor::Inspector { .. } = who else {
            return Err(NotTheirs::Part { needed: Role::Inspector, found: who.role() });
        };
        let state = case.state();
        if state.inspections.is_empty() {
            return Err(NotTheirs::NoInspection);
        }
        Ok(Self {
            case: case.number().clone(),
            on: at.date(),
            applicant: state.applicant.clone(),
            license: license(case).cloned(),
            standing: match state.phase {
                Phase::Licensed { standing, .. } => Some(standing),
                _ => None,
            },
            inspections: inspections(case),
            reports: state.reports.clone(),
            documents: documents::of_inspections(case),
            timeline: case.history().iter().filter(|entry| inspector_sees(entry)).map(line).collect(),
            next: allowed(case, who, at),
        })
    }
}

fn inspections(case: &Case) -> Vec<InspectionShown> {
    let mut inspections: Vec<InspectionShown> = Vec::new();
    for entry in case.history() {
        let on = entry.at.date();
        match &entry.event {
            Event::InspectionOrdered { inspection, sample, said } => inspections.push(InspectionShown {
                number: *inspection,
                ordered: on,
                sample: sample.clone(),
                what_for: kept(said),
                found: None,
            }),
            Event::InspectionFound { inspection, looked_at, wrong, said } => {
                if let Some(ordered) = inspections.iter_mut().find(|ordered| ordered.number == *inspection) {
                    ordered.found = Some(Finding { on, looked_at: *looked_at, wrong: *wrong, text: kept(said) });
                }
            }
            _ => {}
        }
    }
    inspections
}
