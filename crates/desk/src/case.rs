//! A case: what happened to one application, and what follows from it.
//!
//! ```text
//! received --> registered --> referred --approve--> licensed --it ends--> closed --five years--> erased
//!    |             |            |  ^                                        ^
//!    |             |            v  | withdrawn, or the appeal granted       |
//!    |             '----> intent to deny --> denied --> appealed            |
//!    |                                                                      |
//!    '--returned, withdrawn, no license needed, denial stands--> ended -----'
//! ```
//!
//! A case is a fold over its entries. What an entry does, and whether it is taken, is decided from the public parts of it and of those before; so a
//! case whose content was erased, or is withheld, is replayed with the same result. Nothing is dropped: recommendations and drafts that others took the
//! place of stay where they are.
//!
//! Reading order: [`Phase`] (where a case stands), [`State`] (what it is made of), `may` (what somebody may do next), `step` (what an event does), and
//! beside them `review`, `referral`, `dispute`, `decide`, `after`, `retention` by the time of a case's life; `eyes` (who may not sign),
//! [`consolidation`] (positions side by side).

mod after;
pub mod consolidation;
mod decide;
pub mod dispute;
mod documents;
mod eyes;
mod may;
mod number;
mod phase;
mod referral;
mod refusal;
mod retention;
mod review;
pub mod state;
mod step;
mod why;

use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_license::Instant;

pub use self::consolidation::{Consolidation, consolidated};
pub use self::dispute::Direction;
pub use self::documents::{CaseDocument, Origin};
pub use self::eyes::Part;
pub use self::number::CaseNumber;
pub use self::phase::{Ending, Phase, PhaseKind};
pub use self::refusal::Refusal;
pub use self::state::{Dispute, State};
pub use self::step::MOST_ENTRIES;
pub use self::why::Why;

use self::state::Recommended;
use crate::advice::Recommendation;
use crate::course::Course;
use crate::event::{Actor, Entry, Event, EventKind, content};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    number: CaseNumber,
    state: State,
    history: Vec<Entry>,
}

impl Case {
    /// Opens a case with an application that came in.
    ///
    /// # Errors
    /// [`Refusal`] where the entry is not the first, not an application, or not from an applicant.
    pub fn open(number: CaseNumber, entry: &Entry) -> Result<Self, Refusal> {
        let kind = entry.event.kind();
        let refuse = |why| Refusal::new(kind, None, why);
        let Event::Received { application, .. } = &entry.event else { return Err(refuse(Why::NotFirst)) };
        if entry.number != 1 {
            return Err(refuse(Why::NotFirst));
        }
        let Actor::Applicant { provider, .. } = &entry.by else {
            return Err(refuse(Why::Role { by: entry.by.role() }));
        };
        content::check(entry, None).map_err(refuse)?;
        let state = State::new(provider.clone(), *application, entry);
        Ok(Self { number, state, history: vec![entry.clone()] })
    }

    /// Takes an entry as it is kept, with what was said or without.
    ///
    /// # Errors
    /// [`Refusal`]; the case is as it was.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let refuse = |why| Refusal::new(entry.event.kind(), Some(self.state.phase.kind()), why);
        let mut state = self.state.clone();
        state.step(entry).map_err(refuse)?;
        content::check(entry, self.application()).map_err(refuse)?;
        self.state = state;
        self.history.push(entry.clone());
        if self.state.phase.kind() == PhaseKind::Erased {
            self.history.iter_mut().for_each(|entry| entry.event.erase());
        }
        Ok(())
    }

    /// Takes a new entry, of which all must be there.
    ///
    /// # Errors
    /// [`Refusal`]; the case is as it was.
    pub fn record(&mut self, entry: &Entry) -> Result<(), Refusal> {
        if entry.event.is_erased() == Some(true) {
            return Err(Refusal::new(entry.event.kind(), Some(self.state.phase.kind()), Why::Erased));
        }
        self.apply(entry)
    }

    /// Reads a case from its entries.
    ///
    /// # Errors
    /// The first [`Refusal`], with the number of its entry; entry 0 where there are none.
    pub fn replay(number: CaseNumber, entries: &[Entry]) -> Result<Self, (u32, Refusal)> {
        let Some((first, rest)) = entries.split_first() else {
            return Err((0, Refusal::new(EventKind::Received, None, Why::NotFirst)));
        };
        let mut case = Self::open(number, first).map_err(|refusal| (first.number, refusal))?;
        for entry in rest {
            case.apply(entry).map_err(|refusal| (entry.number, refusal))?;
        }
        Ok(case)
    }

    /// What somebody may do at a moment: every kind of event that would be taken from them, if its particulars are right.
    #[must_use]
    pub fn allowed(&self, who: &Actor, at: Instant) -> Vec<EventKind> {
        let may = |kind: &EventKind| at >= self.state.latest && self.state.may(*kind, who, at).is_ok();
        EventKind::ALL.iter().copied().filter(may).collect()
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> &CaseNumber {
        &self.number
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> &Phase {
        &self.state.phase
    }

    /// What it is made of, without what was said.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The days that its clocks are counted from.
    #[must_use]
    pub fn course(&self) -> &Course {
        &self.state.course
    }

    /// All that happened, in order.
    #[must_use]
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    /// The current version of the application, where it is kept.
    #[must_use]
    pub fn application(&self) -> Option<&Application> {
        self.versions().next_back()?.1
    }

    /// Every version of the application, in order: the day it came in, and what it says, where that is kept.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = (Date, Option<&Application>)> {
        self.history.iter().filter_map(|entry| match &entry.event {
            Event::Received { said, .. } | Event::Amended { said, .. } => {
                Some((entry.at.date(), said.kept().map(|application| &**application)))
            }
            _ => None,
        })
    }

    /// The entry of a number.
    pub(crate) fn entry(&self, number: u32) -> Option<&Entry> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.history.get(at).filter(|entry| entry.number == number)
    }

    /// What an agency recommended in its words, where they are kept.
    pub(crate) fn recommendation(&self, recommended: &Recommended) -> Option<&Recommendation> {
        match &self.entry(recommended.entry)?.event {
            Event::Recommended { said, .. } => said.kept(),
            _ => None,
        }
    }

    /// The number of the next entry.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        self.state.entries.saturating_add(1)
    }
}
