//! Referral to agencies, what they recommend, and what their silence means.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use portcullis_license::license::MOST_PARTS;

use super::phase::{Phase, PhaseKind};
use super::state::{Advice, Dispute, Recommended, State};
use super::why::Why;
use crate::advice::Stand;
use crate::agency::AgencyName;
use crate::clock::{self, ClockName};
use crate::course::Referred;
use crate::event::{ConditionMark, ConsentMark, PositionMark, SubjectMark};

impl Advice {
    /// Its latest recommendation of the present round.
    #[must_use]
    pub fn current(&self) -> Option<&Recommended> {
        self.recommendations.last().filter(|recommended| recommended.round == self.round)
    }

    /// Whether it has not spoken in the present round, and is not taken to agree either.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.current().is_none() && self.taken_to_agree.is_none()
    }

    /// Its latest recommendation of any round.
    #[must_use]
    pub fn latest(&self) -> Option<&Recommended> {
        self.recommendations.last()
    }
}

impl Recommended {
    /// Its position on a subject: the one on just that, or the one on all of the application.
    #[must_use]
    pub fn on_subject(&self, subject: SubjectMark) -> Option<&PositionMark> {
        let position = |subject| self.positions.iter().find(|position| position.subject == subject);
        position(subject).or_else(|| position(SubjectMark::Application))
    }
}

impl State {
    /// Whether an agency is silent beyond its time, so that it is taken not to object (15 CFR 750.4(d)).
    #[must_use]
    pub fn deemed(&self, agency: &AgencyName, on: Date) -> bool {
        self.phase.kind() == PhaseKind::Referred
            && self.advice.get(agency).is_some_and(Advice::is_silent)
            && clock::agency_is_taken_to_agree(&self.course, agency, on)
    }

    pub(super) fn referred(&mut self, agencies: &BTreeSet<AgencyName>, routing: &str, on: Date) -> Result<(), Why> {
        if routing.trim().is_empty() || routing.len() > MOST_PARTS {
            return Err(Why::Routing);
        }
        if agencies.len() > MOST_PARTS {
            return Err(Why::TooMany { what: "agencies", most: MOST_PARTS as u64 });
        }
        if agencies.is_empty() && self.routing.is_some() {
            return Err(Why::EmptyReferral);
        }
        if let Some(agency) = agencies.iter().find(|agency| self.advice.contains_key(*agency)) {
            return Err(Why::AlreadyReferred { agency: agency.clone() });
        }
        for agency in agencies {
            self.advice.insert(
                agency.clone(),
                Advice {
                    referred: on,
                    round: self.version(),
                    recommendations: Vec::new(),
                    taken_to_agree: None,
                    consents: Vec::new(),
                },
            );
            self.course.referrals.push(Referred { agency: agency.clone(), on, asked: None, recommended: None });
        }
        self.routing = Some(routing.to_owned());
        self.first_act(on);
        if let Phase::Registered { .. } = self.phase {
            self.phase = Phase::Referred { on };
        }
        Ok(())
    }

    pub(super) fn information_requested(&mut self, agency: &AgencyName, on: Date) {
        for referred in self.course.referrals.iter_mut().filter(|referred| referred.agency == *agency) {
            referred.asked.get_or_insert(on);
        }
    }

    pub(super) fn recommended(
        &mut self,
        agency: &AgencyName,
        version: u32,
        positions: &[PositionMark],
        on: Date,
    ) -> Result<(), Why> {
        self.is_current(version)?;
        shape(agency, positions)?;
        self.names_are_free(agency, positions)?;
        let entry = self.entries;
        let advice = self.advice.get_mut(agency).ok_or_else(|| Why::NotReferred { agency: agency.clone() })?;
        let round = advice.round;
        advice.recommendations.push(Recommended { entry, round, on, positions: positions.to_vec() });
        advice.consents.clear();
        for referred in self.course.referrals.iter_mut().filter(|referred| referred.agency == *agency) {
            referred.recommended.get_or_insert(on);
        }
        Ok(())
    }

    pub(super) fn consented(&mut self, agency: &AgencyName, consent: &ConsentMark) -> Result<(), Why> {
        let missing = || Why::NoSuchCondition { agency: agency.clone() };
        let advice = self.advice.get_mut(agency).ok_or_else(missing)?;
        let asked = |condition: &ConditionMark| condition.id == consent.condition && condition.digest == consent.from;
        let latest = advice.latest().ok_or_else(missing)?;
        if !conditions(&latest.positions).any(asked) {
            return Err(missing());
        }
        if !advice.consents.contains(consent) {
            advice.consents.push(consent.clone());
        }
        Ok(())
    }

    pub(super) fn taken_to_agree(&mut self, agency: &AgencyName, on: Date) -> Result<(), Why> {
        let is_deemed = self.deemed(agency, on);
        let advice = self.advice.get_mut(agency).ok_or_else(|| Why::NotReferred { agency: agency.clone() })?;
        if !is_deemed {
            return Err(Why::NotSilent { agency: agency.clone() });
        }
        advice.taken_to_agree = Some(on);
        Ok(())
    }

    /// Whether an agency that was asked may do such a thing now.
    pub(super) fn may_advise(&self, agency: &AgencyName) -> Result<&Advice, Why> {
        self.advice.get(agency).ok_or_else(|| Why::NotReferred { agency: agency.clone() })
    }

    pub(super) fn may_recommend(&self, agency: &AgencyName) -> Result<(), Why> {
        if self.may_advise(agency)?.taken_to_agree.is_some() {
            return Err(Why::TakenToAgree { agency: agency.clone() });
        }
        self.is_not_in_dispute()
    }

    /// What is settled between agencies, or before a rung, is not made open again by one of them or by an officer.
    pub(super) fn is_not_in_dispute(&self) -> Result<(), Why> {
        match self.dispute {
            Dispute::None => Ok(()),
            Dispute::Settled { .. } => Err(Why::Settled),
            Dispute::Escalated { to, .. } => Err(Why::Escalated { to }),
        }
    }

    pub(super) fn may_request(&self, agency: &AgencyName, on: Date) -> Result<(), Why> {
        self.may_advise(agency)?;
        self.is_in_time(ClockName::InformationRequest, Some(agency), on)
    }

    /// Conditions of two agencies in one license must not have one name.
    fn names_are_free(&self, agency: &AgencyName, positions: &[PositionMark]) -> Result<(), Why> {
        let others = self.advice.iter().filter(|(other, _)| *other != agency);
        let taken: BTreeMap<&str, &AgencyName> = others
            .filter_map(|(other, advice)| Some((other, advice.latest()?)))
            .flat_map(|(other, latest)| {
                conditions(&latest.positions).map(move |condition| (condition.id.as_str(), other))
            })
            .collect();
        let clash = conditions(positions)
            .find_map(|condition| taken.get(condition.id.as_str()).map(|other| (condition, *other)));
        clash.map_or(Ok(()), |(condition, other)| {
            Err(Why::ConditionTaken { condition: condition.id.clone(), agency: other.clone() })
        })
    }
}

/// All conditions of a recommendation.
pub(super) fn conditions(positions: &[PositionMark]) -> impl Iterator<Item = &ConditionMark> {
    positions.iter().flat_map(|position| &position.conditions)
}

/// One position on the application, no two on one subject, conditions of its own, each once, and nothing approved where all of it is not.
fn shape(agency: &AgencyName, positions: &[PositionMark]) -> Result<(), Why> {
    let wrong = |problem: &str| Err(Why::Positions { problem: problem.to_owned() });
    if positions.len() > MOST_PARTS || conditions(positions).count() > MOST_PARTS {
        return Err(Why::TooMany { what: "positions or conditions of one agency", most: MOST_PARTS as u64 });
    }
    let subjects: BTreeSet<SubjectMark> = positions.iter().map(|position| position.subject).collect();
    if subjects.len() != positions.len() {
        return wrong("two positions are on one subject");
    }
    let Some(whole) = positions.iter().find(|position| position.subject == SubjectMark::Application) else {
        return wrong("none is on the application as a whole");
    };
    if whole.stand != Stand::Approve && positions.iter().any(|position| position.stand == Stand::Approve) {
        return wrong("a part is approved and the whole is not: approve the whole, and say what is to be left out");
    }
    if positions.iter().any(|position| position.stand != Stand::Approve && !position.conditions.is_empty()) {
        return wrong("conditions go with what is not approved");
    }
    let ids: BTreeSet<&str> = conditions(positions).map(|condition| condition.id.as_str()).collect();
    if ids.len() != conditions(positions).count() {
        return wrong("two conditions have one name");
    }
    conditions(positions).find(|condition| condition.owner != agency.as_str()).map_or(Ok(()), |condition| {
        Err(Why::ConditionOwner { condition: condition.id.clone(), owner: condition.owner.clone() })
    })
}
