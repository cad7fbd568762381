//! From the counter to the file: registered, returned, amended, withdrawn; questions, stops, past denials.

use jiff::civil::Date;

use super::phase::{Ending, Phase, PhaseKind};
use super::state::{Dispute, Question, State, count};
use super::why::Why;
use crate::course::{Assurances, PreLicenseCheck, StopCause};
use crate::event::{Digest, Step};

impl State {
    pub(super) fn registered(&mut self, on: Date) {
        self.phase = Phase::Registered { on };
        self.course.registered = Some(on);
        if self.questions.iter().any(|question| question.answered.is_none()) {
            self.stop(StopCause::Applicant, on);
        }
    }

    pub(super) fn ended(&mut self, how: Ending, on: Date) {
        self.phase = Phase::Ended { how, on };
        self.resolve(on);
    }

    pub(super) fn withdrawn(&mut self, on: Date) {
        let is_appeal = self.phase.kind() == PhaseKind::Appealed;
        self.ended(if is_appeal { Ending::DenialStands } else { Ending::Withdrawn }, on);
    }

    /// Another version: agencies look at it anew, and their days begin anew, lest one be taken to agree to what it had no time to read.
    pub(super) fn amended(&mut self, application: Digest, on: Date) {
        self.applications.push(application);
        self.ask_again(on);
    }

    /// Begins another round of advice.
    pub(super) fn ask_again(&mut self, on: Date) {
        for advice in self.advice.values_mut() {
            advice.referred = on;
            advice.round += 1;
            advice.taken_to_agree = None;
            advice.consents.clear();
        }
        for referred in &mut self.course.referrals {
            (referred.on, referred.asked, referred.recommended) = (on, None, None);
        }
        self.forget_dispute();
    }

    pub(super) fn forget_dispute(&mut self) {
        self.dispute = Dispute::None;
        (self.course.disputed, self.course.chair_decided) = (None, None);
        self.course.escalations.clear();
    }

    pub(super) fn first_act(&mut self, on: Date) {
        if self.course.registered.is_some() {
            self.course.first_act.get_or_insert(on);
        }
    }

    pub(super) fn asked(&mut self, question: u32, on: Date) -> Result<(), Why> {
        numbered("question", question, self.questions.len())?;
        self.questions.push(Question { asked: on, answered: None });
        self.first_act(on);
        if self.course.registered.is_some() {
            self.stop(StopCause::Applicant, on);
        }
        Ok(())
    }

    pub(super) fn answered(&mut self, question: u32, on: Date) -> Result<(), Why> {
        let asked = nth_mut(&mut self.questions, question).filter(|question| question.answered.is_none());
        asked.ok_or_else(|| not_open("question", question))?.answered = Some(on);
        if self.questions.iter().all(|question| question.answered.is_some()) {
            self.resume(StopCause::Applicant, on);
        }
        Ok(())
    }

    pub(super) fn stopped(&mut self, cause: StopCause, on: Date) -> Result<(), Why> {
        by_hand(cause)?;
        if self.open_stops().any(|stop| stop.cause == cause) {
            return Err(Why::StandsStill { cause });
        }
        match cause {
            StopCause::PreLicenseCheck => {
                self.course.checks.push(PreLicenseCheck {
                    needed: on,
                    requested: None,
                    answered: None,
                    analyzed: None,
                });
            }
            StopCause::GovernmentAssurances => {
                self.course.assurances.push(Assurances { needed: on, sent: None, asked: None, received: None });
            }
            _ => {}
        }
        self.stop(cause, on);
        Ok(())
    }

    pub(super) fn advanced(&mut self, step: Step, on: Date) -> Result<(), Why> {
        let cause = match step {
            Step::CheckRequested | Step::CheckAnswered => StopCause::PreLicenseCheck,
            Step::AssurancesSent | Step::AssurancesAsked => StopCause::GovernmentAssurances,
        };
        self.stands_still(cause)?;
        let (check, assurances) = (self.course.checks.last_mut(), self.course.assurances.last_mut());
        let (before, now) = match step {
            Step::CheckRequested => (check.as_ref().map(|check| check.needed), check.map(|check| &mut check.requested)),
            Step::CheckAnswered => {
                (check.as_ref().and_then(|check| check.requested), check.map(|check| &mut check.answered))
            }
            Step::AssurancesSent => (assurances.as_ref().map(|it| it.needed), assurances.map(|it| &mut it.sent)),
            Step::AssurancesAsked => (assurances.as_ref().and_then(|it| it.sent), assurances.map(|it| &mut it.asked)),
        };
        match (before, now) {
            (Some(_), Some(now @ None)) => *now = Some(on),
            _ => return Err(Why::Step { step }),
        }
        Ok(())
    }

    pub(super) fn resumed(&mut self, cause: StopCause, on: Date) -> Result<(), Why> {
        by_hand(cause)?;
        self.stands_still(cause)?;
        match cause {
            StopCause::PreLicenseCheck => {
                if let Some(check) = self.course.checks.last_mut() {
                    check.analyzed = check.answered.map(|_| on);
                }
            }
            StopCause::GovernmentAssurances => {
                if let Some(assurances) = self.course.assurances.last_mut() {
                    assurances.received = assurances.asked.map(|_| on);
                }
            }
            _ => {}
        }
        self.resume(cause, on);
        Ok(())
    }

    pub(super) fn consulted(&mut self, version: u32) -> Result<(), Why> {
        self.is_current(version)?;
        self.consulted = Some(version);
        Ok(())
    }

    pub(super) fn is_current(&self, version: u32) -> Result<(), Why> {
        let current = self.version();
        if version == current { Ok(()) } else { Err(Why::Version { current }) }
    }

    fn stands_still(&self, cause: StopCause) -> Result<(), Why> {
        if self.open_stops().any(|stop| stop.cause == cause) { Ok(()) } else { Err(Why::Runs { cause }) }
    }
}

/// Whether the clock stands still for this because somebody says so, and not by what happens.
pub(super) fn is_by_hand(cause: StopCause) -> bool {
    !matches!(cause, StopCause::Applicant | StopCause::IntentToDeny)
}

fn by_hand(cause: StopCause) -> Result<(), Why> {
    if is_by_hand(cause) { Ok(()) } else { Err(Why::StopsByItself { cause }) }
}

/// Whether a number is the next one.
pub(super) fn numbered(what: &'static str, number: u32, before: usize) -> Result<(), Why> {
    let expected = count(before).saturating_add(1);
    if number == expected { Ok(()) } else { Err(Why::Numbering { what, expected }) }
}

/// What has a number, counted from 1.
pub(super) fn nth_mut<T>(things: &mut [T], number: u32) -> Option<&mut T> {
    usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).and_then(|at| things.get_mut(at))
}

pub(super) fn not_open(what: &str, number: u32) -> Why {
    Why::NotOpen { what: format!("{what} {number}") }
}
