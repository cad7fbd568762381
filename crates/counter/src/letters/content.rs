//! What the letters about an application say. Dates that the law sets are read off the clocks of the case.

use jiff::Span;
use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::case::Case;
use portcullis_desk::clock::ClockName;
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::{DraftText, OutcomeKind};
use portcullis_desk::event::{Actor, Entry, Event};
use portcullis_letter::{
    Acknowledgement, Addressee, AppealDecision, AppealWithdrawn, Content, Denial, InformationRequest, IntentToDeny,
    IntentWithdrawn, Kind, NoLicenseNeeded, Received, Referral, ReturnAtCounter, ReturnWithoutAction,
    WithdrawalConfirmed,
};

use super::{NoLetter, Periods, applied, change, due, signed};

/// A case as it was after its latest entry, and what is needed to write of it.
pub(super) struct Writer<'a> {
    pub case: &'a Case,
    pub entry: &'a Entry,
    pub agencies: &'a Agencies,
    pub periods: &'a Periods,
}

impl<'a> Writer<'a> {
    /// What the letter says; of a referral, to one agency where one is named.
    pub(super) fn content(&self, kind: Kind, agency: Option<&AgencyName>) -> Result<Content, NoLetter> {
        Ok(match kind {
            Kind::Acknowledgement => Content::Acknowledgement(self.acknowledgement()?),
            Kind::InformationRequest => Content::InformationRequest(self.information_request()?),
            Kind::Referral => Content::Referral(self.referral(agency)?),
            Kind::IntentToDeny => Content::IntentToDeny(self.intent_to_deny()?),
            Kind::Denial => Content::Denial(self.denial()?),
            Kind::IntentWithdrawn => Content::IntentWithdrawn(self.intent_withdrawn()?),
            Kind::ReturnAtCounter => Content::ReturnAtCounter(self.return_at_counter()?),
            Kind::ReturnWithoutAction => {
                let (application, reasons) = (self.of_application()?, self.reasons()?);
                Content::ReturnWithoutAction(ReturnWithoutAction { application, reasons, remedies: Vec::new() })
            }
            Kind::NoLicenseNeeded => {
                let (application, reasons) = (self.of_application()?, self.reasons()?);
                Content::NoLicenseNeeded(NoLicenseNeeded { application, law_of: self.on(), reasons })
            }
            Kind::WithdrawalConfirmed => Content::WithdrawalConfirmed(self.withdrawal()?),
            Kind::AppealDecision => Content::AppealDecision(self.appeal_decision()?),
            Kind::AppealWithdrawn => Content::AppealWithdrawn(self.appeal_withdrawn()?),
            Kind::License => Content::License(self.license()?),
            Kind::Amendment => Content::Amendment(self.amendment()?),
            Kind::Suspension => Content::Suspension(self.suspension()?),
            Kind::Reinstatement => Content::Reinstatement(self.reinstatement()?),
            Kind::Revocation => Content::Revocation(self.revocation()?),
            Kind::InspectionNotice => Content::InspectionNotice(self.inspection()?),
            Kind::Preservation => Content::Preservation(self.preservation()?),
        })
    }

    /// To whom it goes: the applicant, or the agencies.
    pub(super) fn addressee(&self, kind: Kind, agency: Option<&AgencyName>) -> Result<Addressee, NoLetter> {
        if kind == Kind::Referral {
            return Ok(Addressee { name: self.names(&self.referred(agency)?), address: Vec::new() });
        }
        Ok(applied::addressee(self.application()?, &self.case.state().applicant))
    }

    /// The day of the entry, which is the date of the letter.
    pub(super) fn on(&self) -> Date {
        self.entry.at.date()
    }

    pub(super) fn gone(&self, what: &'static str) -> NoLetter {
        NoLetter::Gone { entry: self.entry.number, what }
    }

    pub(super) fn application(&self) -> Result<&'a Application, NoLetter> {
        self.case.application().ok_or_else(|| self.gone("the application"))
    }

    pub(super) fn of_application(&self) -> Result<portcullis_letter::Application, NoLetter> {
        Ok(portcullis_letter::Application {
            number: self.case.number().to_string(),
            registered: self.registered()?,
            summary: applied::summary(self.application()?),
        })
    }

    pub(super) fn registered(&self) -> Result<Date, NoLetter> {
        self.case.course().registered.ok_or_else(|| self.gone("the day of registration"))
    }

    pub(super) fn due(&self, name: ClockName) -> Result<Date, NoLetter> {
        due(self.case, name, None, self.on())
    }

    /// The day so many days after the letter.
    pub(super) fn after(&self, days: u16) -> Result<Date, NoLetter> {
        self.on().checked_add(Span::new().days(i64::from(days))).map_err(|_| self.gone("a day within the calendar"))
    }

    /// The words of the decision that the letter is about.
    pub(super) fn decision(&self) -> Result<&'a DraftText, NoLetter> {
        let draft = signed::draft_of(self.case, self.entry);
        draft.and_then(|draft| signed::words(self.case, draft)).ok_or_else(|| self.gone("the decision"))
    }

    /// Its reasons, as they may be told.
    pub(super) fn reasons(&self) -> Result<Vec<String>, NoLetter> {
        Ok(self.decision()?.outcome.reasons().map(applied::lines).unwrap_or_default())
    }

    fn acknowledgement(&self) -> Result<Acknowledgement, NoLetter> {
        let (first_action_by, resolved_by) = (self.due(ClockName::InitialAction)?, self.due(ClockName::Resolution)?);
        Ok(Acknowledgement { application: self.of_application()?, first_action_by, resolved_by })
    }

    fn information_request(&self) -> Result<InformationRequest, NoLetter> {
        let asked = match &self.entry.event {
            Event::Asked { said, .. } => said.kept(),
            _ => None,
        };
        let questions = applied::lines(asked.ok_or_else(|| self.gone("the question"))?);
        let stop = self.case.state().open_stops().find(|stop| stop.cause == StopCause::Applicant);
        Ok(InformationRequest {
            application: self.of_application()?,
            questions,
            respond_by: self.after(self.periods.answer)?,
            clock_stopped: stop.map(|stop| stop.from),
        })
    }

    /// The agencies that an entry refers to; the one that is named, if it is among them.
    fn referred(&self, agency: Option<&AgencyName>) -> Result<Vec<AgencyName>, NoLetter> {
        let Event::Referred { agencies, .. } = &self.entry.event else { return Err(self.gone("the referral")) };
        match agency {
            Some(agency) if agencies.contains(agency) => Ok(vec![agency.clone()]),
            Some(agency) => Err(NoLetter::NotReferred { entry: self.entry.number, agency: agency.clone() }),
            None => Ok(agencies.iter().cloned().collect()),
        }
    }

    fn names(&self, agencies: &[AgencyName]) -> String {
        let name =
            |name: &AgencyName| self.agencies.get(name).map_or_else(|| name.to_string(), |it| it.full_name.clone());
        applied::and(&agencies.iter().map(name).collect::<Vec<_>>())
    }

    fn referral(&self, agency: Option<&AgencyName>) -> Result<Referral, NoLetter> {
        let agencies = self.referred(agency)?;
        // Those of one entry have the same days; were it otherwise, the first one that is over counts for all.
        let first = |name: ClockName| {
            let days = agencies.iter().map(|agency| due(self.case, name, Some(agency), self.on()));
            days.collect::<Result<Vec<_>, _>>()?.into_iter().min().ok_or(NoLetter::NoClock(name))
        };
        let application = self.application()?;
        Ok(Referral {
            application: self.of_application()?,
            agency: self.names(&agencies),
            question: None,
            items: applied::items(application),
            parties: applied::participants(application),
            information_by: first(ClockName::InformationRequest)?,
            recommend_by: first(ClockName::Recommendation)?,
        })
    }

    fn intent_to_deny(&self) -> Result<IntentToDeny, NoLetter> {
        let final_on = self.due(ClockName::FinalDenial)?;
        // The days to appeal begin when the denial is final; what they will be is read off the clocks of the day after.
        let beyond = final_on.tomorrow().map_err(|_| self.gone("a day within the calendar"))?;
        Ok(IntentToDeny {
            application: self.of_application()?,
            decided: self.case.course().intent_decided.ok_or_else(|| self.gone("the day it was decided"))?,
            reasons: self.reasons()?,
            respond_by: self.due(ClockName::IntentResponse)?,
            final_on,
            appeal_by: due(self.case, ClockName::DenialAppeal, None, beyond)?,
        })
    }

    fn denial(&self) -> Result<Denial, NoLetter> {
        Ok(Denial {
            application: self.of_application()?,
            notice: self.case.course().intent_notified,
            reasons: self.reasons()?,
            appeal_by: self.due(ClockName::DenialAppeal)?,
        })
    }

    fn intent_withdrawn(&self) -> Result<IntentWithdrawn, NoLetter> {
        let Event::IntentWithdrawn { said } = &self.entry.event else { return Err(self.gone("why it is withdrawn")) };
        let before = self.case.history().iter().rev().filter(|entry| entry.number < self.entry.number);
        let notice = { before }.find(|entry| matches!(entry.event, Event::Notified {}));
        Ok(IntentWithdrawn {
            application: self.of_application()?,
            notice: notice.ok_or_else(|| self.gone("the notice"))?.at.date(),
            effective: self.on(),
            reasons: applied::lines(said.kept().ok_or_else(|| self.gone("why it is withdrawn"))?),
        })
    }

    fn return_at_counter(&self) -> Result<ReturnAtCounter, NoLetter> {
        let Event::Returned { said } = &self.entry.event else { return Err(self.gone("why it is returned")) };
        let first = self.case.history().first().ok_or_else(|| self.gone("the application"))?;
        Ok(ReturnAtCounter {
            application: Received {
                number: self.case.number().to_string(),
                received: first.at.date(),
                summary: applied::summary(self.application()?),
            },
            reasons: applied::lines(said.kept().ok_or_else(|| self.gone("why it is returned"))?),
        })
    }

    /// Who withdrew something.
    fn withdrawn_by(&self) -> Result<String, NoLetter> {
        let Actor::Applicant { person, provider, .. } = &self.entry.by else {
            return Err(self.gone("who withdrew it"));
        };
        Ok(format!("{} of {provider}", applied::quoted(person.as_str())))
    }

    fn withdrawal(&self) -> Result<WithdrawalConfirmed, NoLetter> {
        let by = self.withdrawn_by()?;
        Ok(WithdrawalConfirmed { application: self.of_application()?, withdrawn: self.on(), by })
    }

    /// The number of the latest appeal, and when it was filed.
    fn appeal(&self) -> Result<(String, Date), NoLetter> {
        let appeals = self.case.history().iter().filter(|entry| matches!(entry.event, Event::Appealed { .. }));
        let filed = appeals.clone().next_back().ok_or_else(|| self.gone("the appeal"))?;
        Ok((format!("{}/A{}", self.case.number(), appeals.count()), filed.at.date()))
    }

    /// The action that an appeal is against.
    fn appealed(&self) -> String {
        format!("Denial of application {}", self.case.number())
    }

    fn appeal_withdrawn(&self) -> Result<AppealWithdrawn, NoLetter> {
        let ((appeal, filed), by) = (self.appeal()?, self.withdrawn_by()?);
        Ok(AppealWithdrawn { appeal, filed, action: self.appealed(), withdrawn: self.on(), by })
    }

    fn appeal_decision(&self) -> Result<AppealDecision, NoLetter> {
        let (appeal, filed) = self.appeal()?;
        let granted = self.decision()?.outcome.kind() == OutcomeKind::AppealGranted;
        let (decision, effects) = if granted {
            let again = format!("The application is under review again from {}.", change::long(self.on()));
            ("The appeal is granted.", vec!["The denial is set aside.".to_owned(), again])
        } else {
            ("The appeal is dismissed.", vec!["The denial stands.".to_owned()])
        };
        Ok(AppealDecision {
            appeal,
            filed,
            action: self.appealed(),
            decision: decision.to_owned(),
            reasons: self.reasons()?,
            effects,
        })
    }
}
