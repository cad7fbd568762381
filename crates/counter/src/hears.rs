//! What follows from messages: events of cases at the authority; what the provider knows of its filings, and changes to licenses.

use std::collections::BTreeMap;

use portcullis_application::Filed;
use portcullis_application::form::Document;
use portcullis_desk::case::{Case, CaseNumber, Why};
use portcullis_desk::event::{Actor, Digest, Entry, Event, Said, Writing};
use portcullis_exchange::body::NamedDocument;
use portcullis_exchange::{Body, Code, House, Message, Reference, Refusal};
use portcullis_license::{Change, Instant, Operation, OperationId, Person, Provider};
use serde::Deserialize as _;
use serde_json::Value;

use crate::docket::Docket;
use crate::filing::{Filing, Question};
use crate::says::operations_of;

/// The event that a provider's message asks for: in which case, and its entry. It is dated when the message came: what came in time is in time, whenever
/// somebody acts upon it.
///
/// # Errors
/// [`Refusal`] where nothing can be done with it; it has used its number all the same.
pub fn event(
    docket: &Docket,
    message: &Message,
    body: &Body,
    applicant: &Provider,
    came: Instant,
) -> Result<(CaseNumber, Entry), Refusal> {
    let refused = |code, detail: &dyn std::fmt::Display| Refusal::new(Some(message.number()), code, detail);
    let (case, person, event) = match body {
        Body::Application(application) => {
            let filed = filed(&application.filed, message.number())?;
            if filed.application().reference != application.reference.as_str() {
                let detail = "the application has another reference than the message that brings it";
                return Err(refused(Code::RefusedByDesk, &detail));
            }
            if docket.case_of_reference(applicant, application.reference.as_str()).is_some() {
                let detail = format!("there is a case of `{}` already: amend it", application.reference);
                return Err(refused(Code::RefusedByDesk, &detail));
            }
            (None, filed.certifier().name.clone(), Event::received(filed.application().clone()))
        }
        Body::Amendment(amendment) => {
            let filed = filed(&amendment.filed, message.number())?;
            let case = case_of(docket, &amendment.case, applicant, message.number())?;
            (Some(case), filed.certifier().name.clone(), Event::amended(filed.application().clone()))
        }
        body => {
            let (case, person, event) = said(docket, body, applicant, message.number())?;
            (Some(case), person, Ok(event))
        }
    };
    let event = event.map_err(|why| refused(Code::RefusedByDesk, &why))?;
    let by = Actor::Applicant { provider: applicant.clone(), person, message: Digest::from(message.hash()) };
    let at = case.map_or(came, |case| came.max(case.state().latest));
    let entry = Entry { number: case.map_or(1, Case::next_number), at, by, event };
    let number = match case {
        Some(case) => {
            let mut tried = case.clone();
            tried.record(&entry).map_err(|refusal| refused(code(&refusal.why), &refusal))?;
            case.number().clone()
        }
        None => {
            let number = docket.free_number(came.date().year());
            let number = number.ok_or_else(|| refused(Code::RefusedByDesk, &"no number is free"))?;
            Case::open(number.clone(), &entry).map_err(|refusal| refused(Code::RefusedByDesk, &refusal))?;
            number
        }
    };
    Ok((number, entry))
}

/// Whether it is too late for something, or it never was right.
fn code(why: &Why) -> Code {
    match why {
        Why::Phase { .. }
        | Why::Final { .. }
        | Why::TooLate { .. }
        | Why::Standing { .. }
        | Why::Done { .. }
        | Why::NoneOpen { .. }
        | Why::NotOpen { .. }
        | Why::Escalated { .. } => Code::TooLate,
        _ => Code::RefusedByDesk,
    }
}

/// What other messages say, as events of the case they are about.
fn said<'a>(
    docket: &'a Docket,
    body: &Body,
    applicant: &Provider,
    number: u64,
) -> Result<(&'a Case, Person, Event), Refusal> {
    let of_case = |case: &Reference| case_of(docket, case, applicant, number);
    let of_license = |license| {
        let case = docket.case_of_license(license).filter(|case| case.state().applicant == *applicant);
        case.ok_or_else(|| Refusal::new(Some(number), Code::UnknownLicense, license))
    };
    let kept = |text: &String| Said::Kept(text.clone());
    let written = |text: &String, documents: &[NamedDocument]| {
        Said::Kept(Writing { text: text.clone(), documents: documents.iter().map(document).collect() })
    };
    Ok(match body {
        Body::Answer(answer) => {
            let event = Event::Answered { question: answer.question, said: written(&answer.text, &answer.documents) };
            (of_case(&answer.case)?, answer.by.clone(), event)
        }
        Body::Withdrawal(said) => {
            (of_case(&said.case)?, said.by.clone(), Event::Withdrawn { said: kept(&said.reason) })
        }
        Body::Response(said) => {
            let event = Event::Responded { said: written(&said.text, &said.documents) };
            (of_case(&said.case)?, said.by.clone(), event)
        }
        Body::Appeal(said) => {
            let event = Event::Appealed { said: written(&said.text, &said.documents) };
            (of_case(&said.case)?, said.by.clone(), event)
        }
        Body::Surrender(said) => {
            (of_license(&said.license)?, said.by.clone(), Event::Surrendered { said: kept(&said.reason) })
        }
        Body::Report(report) => {
            let case = of_license(&report.license)?;
            let due = case.state().reports.iter().position(|report| report.filed.is_none());
            let due = due.and_then(|place| u32::try_from(place + 1).ok());
            let due = due.ok_or_else(|| Refusal::new(Some(number), Code::RefusedByDesk, "no report is due"))?;
            (
                case,
                report.by.clone(),
                Event::ReportFiled { report: due, said: written(&report.text, &report.documents) },
            )
        }
        Body::Breach(breach) => {
            let case = of_license(&breach.license)?;
            let next = case.state().breaches.saturating_add(1);
            (case, breach.by.clone(), Event::BreachNoted { breach: next, said: kept(&breach.text) })
        }
        other => {
            let detail = format!("`{}` asks for nothing that a case could take", other.word());
            return Err(Refusal::new(Some(number), Code::RefusedByDesk, detail));
        }
    })
}

fn document(named: &NamedDocument) -> Document {
    let NamedDocument { name, kind, media_type, bytes, sha256, expires } = named.clone();
    Document { name, kind, media_type, bytes, sha256: sha256.to_hex(), expires }
}

fn case_of<'a>(docket: &'a Docket, case: &Reference, applicant: &Provider, number: u64) -> Result<&'a Case, Refusal> {
    let named = CaseNumber::new(case.as_str()).ok();
    let found = named.and_then(|named| docket.case(&named)).filter(|case| case.state().applicant == *applicant);
    // Another provider's case is not known to be there.
    found.ok_or_else(|| Refusal::new(Some(number), Code::UnknownCase, case))
}

fn filed(value: &Value, number: u64) -> Result<Filed, Refusal> {
    Filed::deserialize(value).map_err(|error| Refusal::new(Some(number), Code::RefusedByDesk, error))
}

/// What an authority's message does to a license here. An authority issues what no other has issued, changes what it issued, under ids of its own, and nothing
/// else.
#[must_use]
pub fn operation(
    authority: &House,
    body: &Body,
    before: &[(OperationId, Operation)],
) -> Option<(OperationId, Operation)> {
    let Body::LicenseEvent(event) = body else { return None };
    let own = operations_of(authority);
    let Operation::License { license, change, .. } = &event.operation else { return None };
    let is_new = before.iter().all(|(id, _)| *id != event.id);
    let is_about =
        |operation: &Operation| matches!(operation, Operation::License { license: other, .. } if other == license);
    let first = before.iter().find(|(_, operation)| is_about(operation));
    let is_theirs = match first {
        Some((id, _)) => id.as_str().starts_with(&own),
        None => matches!(change, Change::Issue { .. }),
    };
    (is_new && is_theirs && event.id.as_str().starts_with(&own)).then(|| (event.id.clone(), event.operation.clone()))
}

/// What the provider knows of its filings from a message of the authority.
pub fn told(filings: &mut BTreeMap<Reference, Filing>, at: Instant, body: &Body) {
    let by_case = |filings: &BTreeMap<Reference, Filing>, case: &Reference| {
        filings.iter().find(|(_, filing)| filing.case.as_ref() == Some(case)).map(|(reference, _)| reference.clone())
    };
    match body {
        Body::Acknowledgement(said) => {
            if let Some(filing) = filings.get_mut(&said.reference) {
                filing.case.get_or_insert_with(|| said.case.clone());
            }
        }
        Body::Arrival(arrival) => of(filings, by_case(filings, &arrival.case), |filing| {
            filing.arrived.insert(arrival.sha256);
        }),
        Body::Question(asked) => of(filings, by_case(filings, &asked.case), |filing| {
            filing.questions.push(Question { asked: asked.clone(), at, answered: None });
        }),
        Body::Decision(decision) => of(filings, by_case(filings, &decision.case), |filing| {
            filing.license = decision.license.clone().or(filing.license.take());
            filing.decisions.push(decision.clone());
        }),
        Body::Notice(notice) => {
            let of_case = notice.case.as_ref().and_then(|case| by_case(filings, case));
            of(filings, of_case, |filing| filing.notices.push((at, notice.clone())));
        }
        Body::Inspection(ordered) => {
            let found = filings.iter().find(|(_, filing)| filing.license.as_ref() == Some(&ordered.license));
            let found = found.map(|(reference, _)| reference.clone());
            of(filings, found, |filing| filing.inspections.push(ordered.clone()));
        }
        Body::Preservation(asked) => {
            let of_case = asked.case.as_ref().and_then(|case| by_case(filings, case));
            of(filings, of_case, |filing| filing.preservations.push(asked.clone()));
        }
        _ => {}
    }
}

fn of(filings: &mut BTreeMap<Reference, Filing>, which: Option<Reference>, change: impl FnOnce(&mut Filing)) {
    if let Some(filing) = which.and_then(|reference| filings.get_mut(&reference)) {
        change(filing);
    }
}
