//! What somebody may do next. Each event passes here first, so what a person is offered and what is taken cannot disagree.

use jiff::civil::Date;
use portcullis_license::{Change, Instant};

use super::dispute::Direction;
use super::eyes;
use super::review::is_by_hand;
use super::state::{Dispute, State};
use super::why::Why;
use crate::event::{Actor, EventKind, Step};

impl State {
    /// Whether somebody may do such a thing at a moment, as far as it does not depend on its particulars.
    pub(super) fn may(&self, kind: EventKind, by: &Actor, at: Instant) -> Result<(), Why> {
        if kind.phases().is_empty() {
            return Err(Why::NotFirst);
        }
        if !kind.roles().contains(&by.role()) {
            return Err(Why::Role { by: by.role() });
        }
        if let Actor::Applicant { provider, .. } = by
            && *provider != self.applicant
        {
            return Err(Why::OtherApplicant { applicant: self.applicant.clone() });
        }
        if !kind.phases().contains(&self.phase.kind()) {
            return Err(Why::Phase { belongs: kind.phases() });
        }
        self.may_now(kind, by, at.date())
    }

    fn may_now(&self, kind: EventKind, by: &Actor, on: Date) -> Result<(), Why> {
        match kind {
            EventKind::Amended => match self.dispute {
                Dispute::Escalated { to, .. } => Err(Why::Escalated { to }),
                _ => Ok(()),
            },
            EventKind::Asked | EventKind::Withdrawn | EventKind::IntentWithdrawn => self.is_not_final(on),
            EventKind::Answered => some("question", self.questions.iter().any(|question| question.answered.is_none())),
            EventKind::Attached => self.may_attach(by),
            EventKind::Advanced => {
                some("check or assurance", Step::ALL.iter().any(|step| self.clone().advanced(*step, on).is_ok()))
            }
            EventKind::Resumed => some("stop", self.open_stops().any(|stop| is_by_hand(stop.cause))),
            EventKind::Referred => self.is_not_in_dispute(),
            EventKind::TakenToAgree => {
                if self.advice.keys().any(|agency| self.deemed(agency, on)) {
                    Ok(())
                } else {
                    Err(Why::NobodySilent)
                }
            }
            EventKind::ChairDecided => self.may_settle(),
            EventKind::RungDecided => match self.direction(on) {
                Direction::Escalated { .. } => Ok(()),
                _ => Err(Why::NotEscalated),
            },
            EventKind::Drafted | EventKind::SentBack | EventKind::Countersigned => self.may_sign(kind, by, on),
            EventKind::Notified => self.may_notify(),
            EventKind::Responded => self.may_respond(on),
            EventKind::BecameFinal => self.may_become_final(on),
            EventKind::Appealed => self.may_appeal(on),
            EventKind::Suspended => self.may_change(&Change::Suspend { drain_until: None }, on),
            EventKind::Surrendered => self.may_change(&Change::Surrender, on),
            EventKind::Lapsed => self.may_change(&Change::Lapse, on),
            EventKind::InspectionFound => {
                some("inspection", self.inspections.iter().any(|inspection| inspection.found.is_none()))
            }
            EventKind::ReportFiled => some("report", self.reports.iter().any(|report| report.filed.is_none())),
            EventKind::PreservationEnded => some("request", self.requests.iter().any(|request| request.to.is_none())),
            EventKind::Closed => self.may_close(on),
            EventKind::Erased => self.may_erase(on),
            _ => self.may_speak(kind, by, on),
        }
    }

    /// Agencies attach where they were asked, inspectors where an inspection was ordered.
    fn may_attach(&self, by: &Actor) -> Result<(), Why> {
        match by {
            Actor::Adviser { agency, .. } if !self.advice.contains_key(agency) => {
                Err(Why::NotReferred { agency: agency.clone() })
            }
            Actor::Inspector { .. } => some("inspection", !self.inspections.is_empty()),
            _ => Ok(()),
        }
    }

    fn may_sign(&self, kind: EventKind, by: &Actor, on: Date) -> Result<(), Why> {
        self.is_not_final(on)?;
        match (kind, by.signer()) {
            (_, None) => Err(Why::Role { by: by.role() }),
            (EventKind::Drafted, Some(signer)) => {
                self.is_alive()?;
                eyes::may_draft(self, signer)
            }
            (EventKind::Countersigned, Some(signer)) => eyes::may_countersign(self, signer),
            _ => self.waiting().map(|_| ()).ok_or(Why::NoDraft),
        }
    }

    /// What an agency may say; whatever has no rule of its own here is open to all who have the part.
    fn may_speak(&self, kind: EventKind, by: &Actor, on: Date) -> Result<(), Why> {
        let Some(agency) = by.agency() else { return Ok(()) };
        match kind {
            EventKind::InformationRequested => self.may_request(agency, on),
            EventKind::Recommended => self.may_recommend(agency),
            EventKind::Escalated => self.may_escalate(agency, on).map(|_| ()),
            EventKind::Consented => {
                let asks = |latest: &super::state::Recommended| {
                    super::referral::conditions(&latest.positions).next().is_some()
                };
                if self.may_advise(agency)?.latest().is_some_and(asks) {
                    Ok(())
                } else {
                    Err(Why::NoSuchCondition { agency: agency.clone() })
                }
            }
            _ => Ok(()),
        }
    }
}

fn some(what: &'static str, is_open: bool) -> Result<(), Why> {
    if is_open { Ok(()) } else { Err(Why::NoneOpen { what }) }
}
