//! A case as far as it is counted: days and kinds, from the public parts of its events.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::days;
use super::turn::{CaseOutcome, Turn, turns};
use crate::advice::Stand;
use crate::agency::AgencyName;
use crate::case::Case;
use crate::decision::OutcomeKind;
use crate::event::{Event, SubjectMark};

/// A case as far as it is counted.
pub(super) struct Life {
    /// Each time that its outcome became another; first it came in.
    pub turns: Vec<Turn>,
    /// The first decision on it, if it was registered before.
    pub decided: Option<Decided>,
    /// What agencies recommended, in order.
    pub recommended: Vec<Spoken>,
    /// Who was taken to agree, and when.
    pub taken_to_agree: Vec<(AgencyName, Date)>,
}

/// The first decision on an application.
pub(super) struct Decided {
    /// When.
    pub on: Date,
    /// What.
    pub outcome: CaseOutcome,
    /// Days since it was registered.
    pub days: u32,
    /// Those of them on which the clock ran.
    pub counted: u32,
}

/// A recommendation.
pub(super) struct Spoken {
    /// Whose.
    pub agency: AgencyName,
    /// When.
    pub on: Date,
    /// Where it stands on the application as a whole.
    pub stand: Option<Stand>,
    /// Days since the agency was asked; nothing where it had recommended since.
    pub days: Option<u32>,
}

impl Life {
    pub fn of(case: &Case) -> Self {
        let turns = turns(case);
        let first = turns.iter().find(|turn| CaseOutcome::DECIDED.contains(&turn.to));
        let course = case.course();
        let decided = first.zip(course.registered).filter(|(turn, registered)| turn.on >= *registered);
        let decided = decided.map(|(turn, registered)| Decided {
            on: turn.on,
            outcome: turn.to,
            days: days::between(registered, turn.on),
            counted: days::counted(registered, turn.on, &course.stops),
        });
        let mut life = Self { turns, decided, recommended: Vec::new(), taken_to_agree: Vec::new() };
        life.hear(case);
        life
    }

    /// What agencies said. An amendment, an intent to deny that is withdrawn and an appeal that is granted ask all of them anew.
    fn hear(&mut self, case: &Case) {
        let mut asked: BTreeMap<AgencyName, (Date, bool)> = BTreeMap::new();
        for entry in case.history() {
            let on = entry.at.date();
            match &entry.event {
                Event::Referred { agencies, .. } => {
                    asked.extend(agencies.iter().map(|name| (name.clone(), (on, false))));
                }
                Event::Amended { .. } | Event::IntentWithdrawn { .. } => {
                    asked.values_mut().for_each(|asked| *asked = (on, false));
                }
                Event::Countersigned { draft, .. } if grants_appeal(case, *draft) => {
                    asked.values_mut().for_each(|asked| *asked = (on, false));
                }
                Event::TakenToAgree { agency } => self.taken_to_agree.push((agency.clone(), on)),
                Event::Recommended { positions, .. } => {
                    let Some(agency) = entry.by.agency() else { continue };
                    let whole = positions.iter().find(|position| position.subject == SubjectMark::Application);
                    let waited = asked.get_mut(agency).filter(|(_, spoke)| !spoke).map(|(since, spoke)| {
                        *spoke = true;
                        days::between(*since, on)
                    });
                    let stand = whole.map(|position| position.stand);
                    self.recommended.push(Spoken { agency: agency.clone(), on, stand, days: waited });
                }
                _ => {}
            }
        }
    }

    /// The day it came in.
    pub fn received(&self) -> Option<Date> {
        self.turns.first().map(|turn| turn.on)
    }

    /// Its outcome at the end of a day; nothing before it came in.
    pub fn outcome(&self, on: Date) -> Option<CaseOutcome> {
        self.turns.iter().rfind(|turn| turn.on <= on).map(|turn| turn.to)
    }
}

fn grants_appeal(case: &Case, draft: u32) -> bool {
    let mut drafts = case.state().drafts.iter().map(|draft| &draft.mark);
    drafts.any(|mark| mark.number == draft && mark.outcome == OutcomeKind::AppealGranted)
}
