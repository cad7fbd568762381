//! What a provider tells of a license: a report, a breach, that it gives it back. Where the license came of a filing, it is told to the authority as an event
//! of that filing; the own gate follows at once.

use std::sync::Arc;

use axum::RequestExt as _;
use axum::extract::{FromRequest, Path, Request};
use axum::response::Response;
use portcullis_access::Action;
use portcullis_console::Filled;
use portcullis_console::provider::links;
use portcullis_counter::FilingEvent;
use portcullis_desk::event::Said;
use portcullis_exchange::Reference;
use portcullis_license::{Change, LicenseNumber, Operation};

use super::done::{Done, mendable, see_done, seen};
use super::filing_forms::writing;
use super::keys::{operation, version};
use super::license::{again, of_license};
use crate::app::App;
use crate::caller::Caller;
use crate::console::files::WithFiles;
use crate::console::visit::Visit;
use crate::office::filings;
use crate::problem::{Kind, Problem};

/// A form about a license, from a person whose license it is.
pub struct Form {
    app: Arc<App>,
    visit: Visit,
    license: LicenseNumber,
    sent: WithFiles,
}

impl FromRequest<Arc<App>> for Form {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let Path(number) = request.extract_parts::<Path<String>>().await.map_err(Problem::malformed)?;
        let (visit, sent) = WithFiles::with_visit(app, request).await?;
        let license = app.own_license(visit.caller()?, &number)?;
        Ok(Self { app: app.clone(), visit, license, sent })
    }
}

impl Form {
    /// The page again, with what is wrong in a field.
    async fn again(&self, field: &str, why: &str) -> Result<Response, Problem> {
        let own = self.sent.fields.0.iter().filter(|(name, _)| name.contains('.'));
        let filled = Filled::of(own.cloned().collect()).with_problem(field, why);
        again(&self.app, &self.visit, self.license.as_str(), filled).await
    }

    /// Tells it, in the filing that the license came of or else to the own gate; then to the page that says so, or to the same one with what is wrong.
    async fn tells(
        &self,
        (field, done): (&str, Done),
        event: impl FnOnce() -> Result<FilingEvent, Problem>,
        here: impl FnOnce(LicenseNumber, &Caller) -> Result<Operation, Problem>,
    ) -> Result<Response, Problem> {
        match self.told(event, here).await {
            Ok(sequence) => {
                seen(&self.app, sequence).await;
                Ok(see_done(&links::license(self.license.as_str()), done))
            }
            Err(problem) => self.again(field, &mendable(problem)?).await,
        }
    }

    /// The record of it. In a filing it is said after what the page showed: sent twice, it is said once.
    async fn told(
        &self,
        event: impl FnOnce() -> Result<FilingEvent, Problem>,
        here: impl FnOnce(LicenseNumber, &Caller) -> Result<Operation, Problem>,
    ) -> Result<u64, Problem> {
        let caller = self.visit.caller()?;
        if let Some((caller, filing)) = self.filing(caller) {
            let number = u32::try_from(version(&self.sent.fields)?).map_err(Problem::malformed)?;
            return Ok(filings::act(&self.app, &caller, &filing, Some(number), event()?).await?.sequence);
        }
        let operation_here = here(self.license.clone(), caller)?;
        Ok(self.app.record_as(operation(caller, &self.sent.fields)?, operation_here).await?.0.sequence)
    }

    /// The filing that the license came of, by the person who may speak in it.
    fn filing(&self, caller: &Caller) -> Option<(Caller, String)> {
        let office = self.app.office().ok()?;
        let caller = caller.doing(Action::FileApplication)?;
        let (filing, _) = of_license(&caller, &office.counter(), &self.license)?;
        Some((caller, filing))
    }
}

pub async fn report(form: Form) -> Result<Response, Problem> {
    let writing = match writing(&form.app, form.visit.caller()?, &form.sent, "report.text").await? {
        Ok(writing) => writing,
        Err((field, why)) => return form.again(&field, &why).await,
    };
    let text = writing.text.clone();
    let event = || {
        let condition = form.sent.fields.get("report.condition").map(Reference::new).transpose();
        let condition = condition.map_err(Problem::malformed)?;
        Ok(FilingEvent::Reported { condition, said: Said::Kept(writing) })
    };
    let here = |license, _: &Caller| Ok(Operation::Report { license, reference: text });
    form.tells(("report.text", Done::Reported), event, here).await
}

pub async fn breach(form: Form) -> Result<Response, Problem> {
    let Some(text) = form.sent.fields.get("breach.text") else {
        return form.again("breach.text", "it is empty; write what happened").await;
    };
    let Some(condition) = form.sent.fields.get("breach.condition").and_then(|condition| Reference::new(condition).ok())
    else {
        return form.again("breach.condition", "name the condition that was not kept").await;
    };
    let event = || Ok(FilingEvent::Breached { condition, said: Said::Kept(text.to_owned()) });
    let here = |_, _: &Caller| {
        let why = "the license came of no filing here, so that nobody stands across who could be told; write to its authority";
        Err(Problem::new(Kind::Refused, why))
    };
    form.tells(("breach.text", Done::Breached), event, here).await
}

pub async fn surrender(form: Form) -> Result<Response, Problem> {
    let Some(reason) = form.sent.fields.get("surrender.reason") else {
        return form.again("surrender.reason", "it is empty; write why").await;
    };
    let event = || Ok(FilingEvent::Surrendered { said: Said::Kept(reason.to_owned()) });
    let here = |license, caller: &Caller| {
        let signed = caller.signed(Action::SurrenderLicense, reason, None)?;
        Ok(Operation::License { license, change: Change::Surrender, signed })
    };
    form.tells(("surrender.reason", Done::Surrendered), event, here).await
}
