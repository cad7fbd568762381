//! Where advice points to, and how it is settled where agencies contradict one another (15 CFR 750.4(f)).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::state::{Advice, Dispute, Recommended, State};
use super::why::Why;
use crate::advice::Stand;
use crate::agency::AgencyName;
use crate::clock::{ClockName, ClockState};
use crate::course::{Escalated, Rung};
use crate::event::{Ruling, SubjectMark};

/// Where advice points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "direction", rename_all = "snake_case")]
pub enum Direction {
    /// Nobody recorded whom it is referred to.
    Unrouted,
    /// These agencies did not speak yet.
    Open {
        /// Which.
        agencies: BTreeSet<AgencyName>,
    },
    /// Agencies contradict one another about these.
    Conflict {
        /// About what.
        subjects: BTreeSet<SubjectMark>,
    },
    /// It is before a rung of the ladder.
    Escalated {
        /// Which.
        to: Rung,
    },
    /// It is settled, and an agency can still take it further.
    Contestable {
        /// Until the end of this day.
        until: Date,
    },
    /// Nobody was asked, or nobody objects to anything.
    Free,
    /// To this.
    Toward {
        /// What is agreed on, or settled.
        ruling: Ruling,
    },
}

impl State {
    /// Where advice points to on a day.
    #[must_use]
    pub fn direction(&self, on: Date) -> Direction {
        match &self.dispute {
            Dispute::Escalated { to, .. } => Direction::Escalated { to: *to },
            Dispute::Settled { by, ruling } => match self.contestable_until(*by, ruling, on) {
                Some(until) => Direction::Contestable { until },
                None => Direction::Toward { ruling: ruling.clone() },
            },
            Dispute::None if self.routing.is_none() => Direction::Unrouted,
            Dispute::None => self.agreed(),
        }
    }

    fn agreed(&self) -> Direction {
        let open = self.advice.iter().filter(|(_, advice)| advice.is_silent());
        let agencies: BTreeSet<AgencyName> = open.map(|(agency, _)| agency.clone()).collect();
        if !agencies.is_empty() {
            return Direction::Open { agencies };
        }
        let subjects = self.conflicts();
        if !subjects.is_empty() {
            return Direction::Conflict { subjects };
        }
        let Some(first) = self.spoken().next() else { return Direction::Free };
        let stand = |subject| first.on_subject(subject).map(|position| position.stand);
        let Some(whole) = stand(SubjectMark::Application) else { return Direction::Free };
        let is_out = |subject: &SubjectMark| stand(*subject) != Some(Stand::Approve);
        let without = if whole == Stand::Approve {
            self.subjects().into_iter().filter(is_out).collect()
        } else {
            BTreeSet::new()
        };
        Direction::Toward { ruling: Ruling { stand: whole, without } }
    }

    /// The recommendations that count.
    pub(super) fn spoken(&self) -> impl Iterator<Item = &Recommended> {
        self.advice.values().filter_map(Advice::current)
    }

    /// Everything that somebody has a position of its own on.
    pub(super) fn subjects(&self) -> BTreeSet<SubjectMark> {
        self.spoken().flat_map(|recommended| &recommended.positions).map(|position| position.subject).collect()
    }

    /// About what agencies contradict one another.
    pub(super) fn conflicts(&self) -> BTreeSet<SubjectMark> {
        let stands = |subject: SubjectMark| -> BTreeSet<Stand> {
            self.spoken().filter_map(|spoken| spoken.on_subject(subject)).map(|position| position.stand).collect()
        };
        self.subjects().into_iter().filter(|subject| stands(*subject).len() > 1).collect()
    }

    /// Keeps the day on which agencies were found to contradict one another.
    pub(super) fn note_dispute(&mut self, on: Date) {
        if self.dispute == Dispute::None {
            if matches!(self.direction(on), Direction::Conflict { .. }) {
                self.course.disputed.get_or_insert(on);
            } else {
                self.course.disputed = None;
            }
        }
    }

    pub(super) fn may_settle(&self) -> Result<(), Why> {
        self.is_not_in_dispute()?;
        match self.agreed() {
            Direction::Conflict { .. } => Ok(()),
            Direction::Open { agencies } => Err(Why::Open { agencies }),
            _ => Err(Why::NoConflict),
        }
    }

    pub(super) fn chair_decided(&mut self, ruling: &Ruling, on: Date) -> Result<(), Why> {
        check_ruling(ruling)?;
        self.dispute = Dispute::Settled { by: None, ruling: ruling.clone() };
        self.course.chair_decided = Some(on);
        Ok(())
    }

    /// Whether an agency can take up the ladder what was decided against it; gives the next rung.
    pub(super) fn may_escalate(&self, agency: &AgencyName, on: Date) -> Result<Rung, Why> {
        let advice = self.may_advise(agency)?;
        let (by, ruling) = match &self.dispute {
            Dispute::Settled { by, ruling } => (*by, ruling),
            Dispute::Escalated { to, .. } => return Err(Why::Escalated { to: *to }),
            Dispute::None => return Err(Why::NotSettled),
        };
        let (next, clock) = above(by).ok_or(Why::LastRung)?;
        if !advice.current().is_some_and(|spoken| self.is_against(spoken, ruling)) {
            return Err(Why::NotAgainst { agency: agency.clone() });
        }
        self.is_in_time(clock, None, on).map(|()| next)
    }

    pub(super) fn escalated(&mut self, agency: &AgencyName, to: Rung, on: Date) -> Result<(), Why> {
        let next = self.may_escalate(agency, on)?;
        if to != next {
            return Err(Why::NextRung { next });
        }
        if let Dispute::Settled { ruling, .. } = &self.dispute {
            self.dispute = Dispute::Escalated { to, below: ruling.clone() };
        }
        self.course.escalations.push(Escalated { to, by: agency.clone(), on, decided: None });
        Ok(())
    }

    pub(super) fn rung_decided(&mut self, rung: Rung, ruling: &Ruling, on: Date) -> Result<(), Why> {
        check_ruling(ruling)?;
        match self.dispute {
            Dispute::Escalated { to, .. } if to == rung => {}
            Dispute::Escalated { to, .. } => return Err(Why::NextRung { next: to }),
            _ => return Err(Why::NotEscalated),
        }
        for escalated in self.course.escalations.iter_mut().filter(|escalated| escalated.to == rung) {
            escalated.decided.get_or_insert(on);
        }
        self.dispute = Dispute::Settled { by: Some(rung), ruling: ruling.clone() };
        Ok(())
    }

    /// Until when an agency that was decided against can go up the ladder; nothing where none can.
    fn contestable_until(&self, by: Option<Rung>, ruling: &Ruling, on: Date) -> Option<Date> {
        let (_, clock) = above(by)?;
        if !self.spoken().any(|spoken| self.is_against(spoken, ruling)) {
            return None;
        }
        self.clock(clock, None, on).filter(|clock| clock.state != ClockState::Expired).map(|clock| clock.due)
    }

    /// Whether it was decided otherwise than an agency said.
    fn is_against(&self, spoken: &Recommended, ruling: &Ruling) -> bool {
        let stand = |subject: &SubjectMark| spoken.on_subject(*subject).map(|position| position.stand);
        if ruling.stand != Stand::Approve {
            return stand(&SubjectMark::Application) != Some(ruling.stand);
        }
        let subjects: BTreeSet<SubjectMark> = self.subjects().union(&ruling.without).copied().collect();
        subjects.iter().any(|subject| (stand(subject) == Some(Stand::Approve)) == ruling.without.contains(subject))
    }
}

/// What is left out is left out of something that is approved.
fn check_ruling(ruling: &Ruling) -> Result<(), Why> {
    let leaves_out = !ruling.without.is_empty();
    if leaves_out && (ruling.stand != Stand::Approve || ruling.without.contains(&SubjectMark::Application)) {
        return Err(Why::Ruling);
    }
    Ok(())
}

/// The rung above, and the clock of those who can go there.
fn above(rung: Option<Rung>) -> Option<(Rung, ClockName)> {
    match rung {
        None => Some((Rung::AdvisoryCommittee, ClockName::AdvisoryCommitteeAppeal)),
        Some(Rung::AdvisoryCommittee) => Some((Rung::ReviewBoard, ClockName::ReviewBoardAppeal)),
        Some(Rung::ReviewBoard) => Some((Rung::President, ClockName::PresidentAppeal)),
        Some(Rung::President) => None,
    }
}
