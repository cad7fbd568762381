//! Decisions: what a draft has to rest on, and what its countersignature brings about.
//!
//! All that a draft rests on is looked at twice, when it is drafted and when it is signed: in between agencies speak, the applicant amends, time passes.

use jiff::civil::Date;
use portcullis_access::proposal::Signer;
use portcullis_license::license::MOST_PARTS;
use portcullis_license::{Change, Standing};

use super::dispute::Direction;
use super::phase::{Ending, Phase, PhaseKind};
use super::review::{is_by_hand, numbered};
use super::state::{Draft, Fate, State};
use super::why::Why;
use super::{eyes, referral};
use crate::advice::Stand;
use crate::clock::{ClockName, ClockState};
use crate::course::StopCause;
use crate::decision::OutcomeKind;
use crate::event::{ConditionMark, ConsentMark, Digest, DraftMark, SubjectMark};

impl OutcomeKind {
    /// The phases in which it can be decided.
    #[must_use]
    pub fn phases(self) -> &'static [PhaseKind] {
        match self {
            Self::Approve => &[PhaseKind::Referred],
            Self::IntentToDeny | Self::NoLicenseNeeded => &[PhaseKind::Registered, PhaseKind::Referred],
            Self::ReturnWithoutAction => &[PhaseKind::Registered, PhaseKind::Referred, PhaseKind::IntentToDeny],
            Self::Deny => &[PhaseKind::IntentToDeny],
            Self::AppealDismissed | Self::AppealGranted => &[PhaseKind::Appealed],
            Self::Vary | Self::Reinstate | Self::Revoke => &[PhaseKind::Licensed],
        }
    }
}

impl State {
    pub(super) fn drafted(&mut self, mark: &DraftMark, by: &Signer, on: Date) -> Result<(), Why> {
        eyes::may_draft(self, by)?;
        numbered("draft", mark.number, self.drafts.len())?;
        self.rests(mark, on)?;
        if let Some(before) = self.drafts.last_mut().filter(|draft| draft.fate == Fate::Waits) {
            before.fate = Fate::Superseded;
        }
        let (entry, version) = (self.entries, self.version());
        self.drafts.push(Draft { mark: mark.clone(), entry, version, by: by.clone(), fate: Fate::Waits });
        self.first_act(on);
        Ok(())
    }

    pub(super) fn sent_back(&mut self, number: u32, by: &Signer) -> Result<(), Why> {
        let draft = self.drafts.last_mut().filter(|draft| draft.fate == Fate::Waits).ok_or(Why::NoDraft)?;
        if draft.mark.number != number {
            return Err(Why::OtherDraft { number: draft.mark.number, digest: draft.mark.digest });
        }
        draft.fate = Fate::SentBack { by: by.clone() };
        Ok(())
    }

    pub(super) fn countersigned(&mut self, number: u32, digest: &Digest, by: &Signer, on: Date) -> Result<(), Why> {
        eyes::may_countersign(self, by)?;
        let draft = self.waiting().ok_or(Why::NoDraft)?.clone();
        if draft.mark.number != number || draft.mark.digest != *digest {
            return Err(Why::OtherDraft { number: draft.mark.number, digest: draft.mark.digest });
        }
        if draft.version != self.version() {
            return Err(Why::StaleDraft { current: self.version() });
        }
        self.rests(&draft.mark, on)?;
        if let Some(draft) = self.drafts.last_mut() {
            draft.fate = Fate::Countersigned { by: by.clone(), on };
        }
        if matches!(draft.mark.outcome, OutcomeKind::IntentToDeny | OutcomeKind::Deny) {
            self.denied_by.extend([draft.by, by.clone()]);
        }
        self.carry_out(&draft.mark, on)
    }

    /// Whether a draft has what it has to rest on.
    fn rests(&self, mark: &DraftMark, on: Date) -> Result<(), Why> {
        let outcome = mark.outcome;
        if !outcome.phases().contains(&self.phase.kind()) {
            return Err(Why::Outcome { outcome, belongs: outcome.phases() });
        }
        let has_parts = !mark.conditions.is_empty() || !mark.without.is_empty();
        let is_all = mark.without.contains(&SubjectMark::Application);
        if mark.license.is_some() != outcome.has_license() || (has_parts && !outcome.has_license()) || is_all {
            return Err(Why::Shape { outcome });
        }
        if mark.conditions.len() > MOST_PARTS || mark.without.len() > MOST_PARTS {
            return Err(Why::TooMany { what: "conditions or parts left out", most: MOST_PARTS as u64 });
        }
        match outcome {
            OutcomeKind::Approve => self.rests_for_approval(mark)?,
            OutcomeKind::Deny => self.applicant_was_heard(on)?,
            OutcomeKind::Vary | OutcomeKind::Reinstate | OutcomeKind::Revoke => return self.rests_for_change(mark),
            _ => {}
        }
        self.follows_advice(mark, on)
    }

    fn rests_for_approval(&self, mark: &DraftMark) -> Result<(), Why> {
        let version = self.version();
        if self.consulted != Some(version) {
            return Err(Why::DenialsNotConsulted { version });
        }
        if let Some(stop) = self.open_stops().next() {
            return Err(Why::Stopped { cause: stop.cause });
        }
        self.keeps_conditions(mark)
    }

    /// The applicant responded, or had its days to (15 CFR 750.6(b)).
    fn applicant_was_heard(&self, on: Date) -> Result<(), Why> {
        match self.clock(ClockName::IntentResponse, None, on) {
            None => Err(Why::NotNotified),
            Some(clock) if matches!(clock.state, ClockState::Met { .. } | ClockState::Expired) => Ok(()),
            Some(clock) => Err(Why::TooEarly { last: clock.due, citation: clock.citation }),
        }
    }

    fn follows_advice(&self, mark: &DraftMark, on: Date) -> Result<(), Why> {
        let outcome = mark.outcome;
        if !matches!(outcome, OutcomeKind::Approve | OutcomeKind::IntentToDeny | OutcomeKind::NoLicenseNeeded) {
            return Ok(());
        }
        match self.direction(on) {
            Direction::Free => Ok(()),
            Direction::Unrouted if outcome != OutcomeKind::Approve => Ok(()),
            Direction::Unrouted => Err(Why::Unrouted),
            Direction::Open { agencies } => Err(Why::Open { agencies }),
            Direction::Conflict { subjects } => Err(Why::Conflict { subjects }),
            Direction::Escalated { to } => Err(Why::Escalated { to }),
            Direction::Contestable { until } => Err(Why::Contestable { until }),
            Direction::Toward { ruling } if !outcome.follows(ruling.stand) => Err(Why::Against { stand: ruling.stand }),
            Direction::Toward { ruling } => {
                let subjects: std::collections::BTreeSet<_> =
                    ruling.without.difference(&mark.without).copied().collect();
                if subjects.is_empty() { Ok(()) } else { Err(Why::NotLeftOut { subjects }) }
            }
        }
    }

    /// Every condition that an agency asks for in its latest recommendation is kept as it is, or that agency consented to exactly what becomes of it.
    /// What is asked for a part that is left out goes with that part.
    fn keeps_conditions(&self, mark: &DraftMark) -> Result<(), Why> {
        for (agency, advice) in &self.advice {
            let Some(latest) = advice.latest() else { continue };
            let kept = latest.positions.iter().filter(|position| position.stand == Stand::Approve);
            for condition in
                kept.filter(|position| !mark.without.contains(&position.subject)).flat_map(|it| &it.conditions)
            {
                if mark.conditions.contains(condition) {
                    continue;
                }
                let is_same_name = |other: &&ConditionMark| other.id == condition.id && other.owner == condition.owner;
                let to = mark.conditions.iter().find(is_same_name).map(|altered| altered.digest);
                let consent = ConsentMark { condition: condition.id.clone(), from: condition.digest, to };
                if !advice.consents.contains(&consent) {
                    let (condition, owner) = (condition.id.clone(), agency.clone());
                    return Err(match to {
                        Some(_) => Why::ConditionAltered { condition, owner },
                        None => Why::ConditionDropped { condition, owner },
                    });
                }
            }
        }
        Ok(())
    }

    /// Whether there is something left to decide about a license, where there is one.
    pub(super) fn is_alive(&self) -> Result<(), Why> {
        match &self.phase {
            Phase::Licensed { standing, .. } if !matches!(standing, Standing::Issued | Standing::Suspended) => {
                Err(Why::Standing { standing: *standing })
            }
            _ => Ok(()),
        }
    }

    fn rests_for_change(&self, mark: &DraftMark) -> Result<(), Why> {
        let Phase::Licensed { license, standing } = &self.phase else { return Err(Why::NoDraft) };
        self.is_alive()?;
        if mark.outcome == OutcomeKind::Reinstate && Change::Reinstate.after(Some(*standing)).is_none() {
            return Err(Why::Standing { standing: *standing });
        }
        if mark.license.as_ref().is_some_and(|varied| varied.number != license.number) {
            return Err(Why::LicenseNumber { number: license.number.clone() });
        }
        if mark.outcome == OutcomeKind::Vary { self.keeps_conditions(mark) } else { Ok(()) }
    }

    fn carry_out(&mut self, mark: &DraftMark, on: Date) -> Result<(), Why> {
        match (mark.outcome, &mut self.phase, &mark.license) {
            (OutcomeKind::Approve, _, Some(license)) => {
                self.phase = Phase::Licensed { license: license.clone(), standing: Standing::Issued };
                self.resolve(on);
            }
            (OutcomeKind::Vary, Phase::Licensed { license, .. }, Some(varied)) => *license = varied.clone(),
            (OutcomeKind::Reinstate, Phase::Licensed { standing, .. }, _) => *standing = Standing::Issued,
            (OutcomeKind::Revoke, Phase::Licensed { standing, .. }, _) => *standing = Standing::Revoked,
            (OutcomeKind::IntentToDeny, ..) => self.intends_to_deny(on),
            (OutcomeKind::Deny, ..) => self.denied(on),
            (OutcomeKind::ReturnWithoutAction, ..) => self.ended(Ending::Returned, on),
            (OutcomeKind::NoLicenseNeeded, ..) => self.ended(Ending::NoLicenseNeeded, on),
            (OutcomeKind::AppealDismissed, ..) => self.ended(Ending::DenialStands, on),
            (OutcomeKind::AppealGranted, ..) => self.reviewed_again(on),
            (outcome, ..) => return Err(Why::Shape { outcome }),
        }
        Ok(())
    }

    fn intends_to_deny(&mut self, on: Date) {
        self.phase = Phase::IntentToDeny { decided: on, notified: None, responded: None };
        self.course.intent_decided = Some(on);
        (self.course.intent_notified, self.course.responded, self.course.intent_withdrawn) = (None, None, None);
        for cause in self.open_stops().map(|stop| stop.cause).filter(|cause| is_by_hand(*cause)).collect::<Vec<_>>() {
            self.resume(cause, on);
        }
    }

    pub(super) fn denied(&mut self, on: Date) {
        self.phase = Phase::Denied { on };
        self.course.denied = Some(on);
        self.resolve(on);
    }

    /// The denial is set aside: agencies look at it anew.
    fn reviewed_again(&mut self, on: Date) {
        let course = &mut self.course;
        (course.resolved, course.denied, course.appealed) = (None, None, None);
        (course.intent_decided, course.intent_notified, course.responded, course.intent_withdrawn) =
            (None, None, None, None);
        self.ask_again(on);
        self.back_to_review(on);
    }

    pub(super) fn back_to_review(&mut self, on: Date) {
        self.phase = if self.routing.is_some() { Phase::Referred { on } } else { Phase::Registered { on } };
        self.resume(StopCause::IntentToDeny, on);
        self.drop_draft();
    }

    /// Nothing is signed or said against a denial that became final by the passing of time.
    pub(super) fn is_not_final(&self, on: Date) -> Result<(), Why> {
        if self.phase.kind() != PhaseKind::IntentToDeny {
            return Ok(());
        }
        match self.clock(ClockName::FinalDenial, None, on) {
            Some(clock) if clock.state == ClockState::Expired => Err(Why::Final { last: clock.due }),
            _ => Ok(()),
        }
    }

    /// Conditions that agencies ask for, as they count for a license.
    pub fn asked_conditions(&self) -> impl Iterator<Item = &ConditionMark> {
        let latest = self.advice.values().filter_map(|advice| advice.latest());
        latest.flat_map(|latest| referral::conditions(&latest.positions))
    }
}
