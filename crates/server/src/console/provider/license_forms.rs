//! What a provider tells of a license: a report, a breach, that it gives it back. Where the license came of a filing, it is told to the authority as an event
//! of that filing; the own gate follows at once.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use portcullis_access::Action;
use portcullis_console::provider::{Filled, links};
use portcullis_counter::FilingEvent;
use portcullis_desk::event::Said;
use portcullis_exchange::Reference;
use portcullis_license::{Change, LicenseNumber, Operation};

use super::done::{Done, mendable, see_done, seen};
use super::keys::{operation, version};
use super::license::{again, of_license};
use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::visit::Visit;
use crate::office::filings;
use crate::problem::{Kind, Problem};

/// What stands in the fields of a form, to be shown again.
fn filled(fields: &Fields) -> Filled {
    let own = fields.0.iter().filter(|(name, _)| name.contains('.'));
    Filled::of(own.cloned().collect())
}

/// The filing that a license came of, by the person who may speak in it.
fn filing(app: &App, caller: &Caller, number: &LicenseNumber) -> Option<(Caller, String)> {
    let office = app.office().ok()?;
    let caller = caller.doing(Action::FileApplication)?;
    let (filing, _) = of_license(&caller, &office.counter(), number)?;
    Some((caller, filing))
}

/// Says it in the filing, after what the page showed: sent twice, it is said once.
async fn said(
    app: &Arc<App>,
    (caller, filing): (Caller, String),
    fields: &Fields,
    event: FilingEvent,
) -> Result<u64, Problem> {
    let number = u32::try_from(version(fields)?).map_err(Problem::malformed)?;
    filings::act(app, &caller, &filing, Some(number), event).await.map(|acted| acted.sequence)
}

/// Where a form ends: on the page that says that it was done, or on the same one with what is wrong.
async fn ended(
    app: &Arc<App>,
    visit: &Visit,
    (number, field): (&str, &str),
    fields: &Fields,
    done: Result<u64, Problem>,
    says: Done,
) -> Result<Response, Problem> {
    match done {
        Ok(sequence) => {
            seen(app, sequence).await;
            Ok(see_done(&links::license(number), says))
        }
        Err(problem) => again(app, visit, number, filled(fields).with_problem(field, &mendable(problem)?)).await,
    }
}

pub async fn report(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let license = app.own_license(caller, &number)?;
    let Some(text) = fields.get("report.text") else {
        let wrong = filled(&fields).with_problem("report.text", "it is empty; write what the report says");
        return again(&app, &visit, &number, wrong).await;
    };
    let done = match filing(&app, caller, &license) {
        Some(told) => {
            let condition = fields.get("report.condition").map(Reference::new).transpose();
            match condition {
                Err(error) => Err(Problem::malformed(error)),
                Ok(condition) => {
                    let event = FilingEvent::Reported { condition, said: Said::Kept(text.to_owned()) };
                    said(&app, told, &fields, event).await
                }
            }
        }
        None => {
            let (id, report) = (operation(caller, &fields)?, Operation::Report { license, reference: text.to_owned() });
            app.record_as(id, report).await.map(|recorded| recorded.0.sequence)
        }
    };
    ended(&app, &visit, (&number, "report.text"), &fields, done, Done::Reported).await
}

pub async fn breach(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let license = app.own_license(caller, &number)?;
    let wrong = |field: &str, why: &str| filled(&fields).with_problem(field, why);
    let Some(text) = fields.get("breach.text") else {
        let wrong = wrong("breach.text", "it is empty; write what happened");
        return again(&app, &visit, &number, wrong).await;
    };
    let Some(condition) = fields.get("breach.condition").and_then(|condition| Reference::new(condition).ok()) else {
        let wrong = wrong("breach.condition", "name the condition that was not kept");
        return again(&app, &visit, &number, wrong).await;
    };
    let done = match filing(&app, caller, &license) {
        Some(told) => {
            let event = FilingEvent::Breached { condition, said: Said::Kept(text.to_owned()) };
            said(&app, told, &fields, event).await
        }
        None => {
            let why = "the license came of no filing here, so that nobody stands across who could be told; write to its authority";
            Err(Problem::new(Kind::Refused, why))
        }
    };
    ended(&app, &visit, (&number, "breach.text"), &fields, done, Done::Breached).await
}

pub async fn surrender(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let license = app.own_license(caller, &number)?;
    let Some(reason) = fields.get("surrender.reason") else {
        let wrong = filled(&fields).with_problem("surrender.reason", "it is empty; write why");
        return again(&app, &visit, &number, wrong).await;
    };
    let done = match filing(&app, caller, &license) {
        Some(told) => {
            let event = FilingEvent::Surrendered { said: Said::Kept(reason.to_owned()) };
            said(&app, told, &fields, event).await
        }
        None => {
            let signed = caller.signed(Action::SurrenderLicense, reason, None)?;
            let given_back = Operation::License { license, change: Change::Surrender, signed };
            app.record_as(operation(caller, &fields)?, given_back).await.map(|recorded| recorded.0.sequence)
        }
    };
    ended(&app, &visit, (&number, "surrender.reason"), &fields, done, Done::Surrendered).await
}
