//! What is done with drafts: begun, saved, copied, dropped, signed and filed.

use std::sync::Arc;

use axum::RequestExt as _;
use axum::extract::{Extension, FromRequest, Path, Request, State};
use axum::response::Response;
use portcullis_application::{Application, Certifier, copy, sign};
use portcullis_console::provider::{Values, add_row, application_of, links, remove_row};
use portcullis_console::{Filled, Place};
use portcullis_counter::FilingEvent;
use portcullis_desk::event::{Digest, Said};
use portcullis_license::{OperationId, Person};

use super::done::{Done, mendable, see_done};
use super::keys::version;
use super::question::Question;
use super::{applications, determination, draft, draft_name};
use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::visit::Visit;
use crate::office::drafts::{self, Draft};
use crate::office::filings;
use crate::problem::{Kind, Problem};

/// A new draft: empty, or from a question or a recorded determination that needs a license.
pub async fn begin(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let made = match fields.get("determination") {
        Some(record) => from_record(&app, caller, record).await.map(Some),
        None if fields.get("item").is_some() => from_question(&app, caller, &fields).map(Some),
        None => Ok(None),
    };
    let application = made?;
    let again = |why: &str| {
        let filled = Filled::of(fields.0.iter().filter(|(name, _)| name == "reference").cloned().collect());
        applications::again(&app, &visit, filled.with_problem("reference", why))
    };
    let saved = match (fields.get("reference"), application) {
        (None, None) => return again("it is empty; fill it in").await,
        // An application that comes of an answer has no name of a person's yet.
        (None, Some(application)) => draft_name::begun(&app, caller, &application).await,
        (Some(written), application) => match drafts::reference(written) {
            Ok(named) => drafts::save(&app, caller, &named, None, application.unwrap_or_default()).await,
            Err(problem) => Err(problem),
        },
    };
    match saved {
        Ok(draft) => Ok(see_done(&links::draft(Some(draft.reference.as_str())), Done::Begun)),
        Err(problem) => again(&mendable(problem)?).await,
    }
}

fn from_question(app: &App, caller: &Caller, fields: &Fields) -> Result<Application, Problem> {
    let asked = Question::of(&fields.0);
    let request = asked.request(&app.gate().served().engine)?;
    drafts::from_request(app, caller, request, &asked.placement(caller)?, None)
}

async fn from_record(app: &Arc<App>, caller: &Caller, record: &str) -> Result<Application, Problem> {
    let kept = determination::find(app, caller, record).await?;
    let asked = Question::of_request(&kept.decision.request, &app.gate().served().engine.profile().id);
    let id = OperationId::new(record).map_err(Problem::malformed)?;
    let request: Result<portcullis_determination::Request<'_>, _> =
        serde::Deserialize::deserialize(&kept.decision.request);
    let request = request.map_err(|error| Problem::new(Kind::Broken, error))?;
    let mut application = drafts::from_request(app, caller, request, &asked.placement(caller)?, Some(&id))?;
    // Decided otherwise by now, it does not come of what was recorded then.
    let answer = kept.decision.answer.strip_prefix("sha256:");
    if let Some(from) = application.determination.as_mut().filter(|from| Some(from.answer.as_str()) != answer) {
        from.record = None;
    }
    Ok(application)
}

/// A form about a draft, from a person whose draft it is.
pub struct Form {
    app: Arc<App>,
    visit: Visit,
    saved: Draft,
    fields: Fields,
}

impl FromRequest<Arc<App>> for Form {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let Path(reference) = request.extract_parts::<Path<String>>().await.map_err(Problem::malformed)?;
        let (visit, fields) = Fields::with_visit(request).await?;
        let saved = drafts::find(app, visit.caller()?, &drafts::reference(&reference)?).await?;
        Ok(Self { app: app.clone(), visit, saved, fields })
    }
}

/// What stands in the form is saved, whatever its button does besides.
pub async fn save(Form { app, visit, saved, fields }: Form) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let seen = version(&fields)?;
    let mut values = Values::of(fields.0.clone()).map_err(Problem::malformed)?;
    let before = values.clone();
    let pressed = fields.get("do").unwrap_or("save");
    let moved = match pressed.split_once(':') {
        Some(("add", list)) => add_row(&mut values, list),
        Some(("remove", row)) => remove_row(&mut values, row),
        _ => Ok(()),
    };
    if let Err(error) = moved {
        return draft::again(&app, &visit, saved, values, Vec::new(), of_none(Problem::malformed(error))?);
    }
    let application = match application_of(&values) {
        Ok(application) => application,
        // An empty row may be none that can be saved: what stood there before is, and the row waits to be filled in.
        Err(_) if pressed.starts_with("add:") && application_of(&before).is_ok() => {
            let application = application_of(&before).unwrap_or_default();
            return match drafts::save(&app, caller, &saved.reference, Some(seen), application).await {
                Ok(draft) => draft::with_row(&app, &visit, draft, values),
                Err(problem) => draft::again(&app, &visit, saved, values, Vec::new(), of_none(problem)?),
            };
        }
        Err(wrong) => return draft::again(&app, &visit, saved, values, wrong, Filled::default()),
    };
    match drafts::save(&app, caller, &saved.reference, Some(seen), application).await {
        Ok(draft) => Ok(see_done(&links::draft(Some(draft.reference.as_str())), Done::Saved)),
        // With the version that is kept now: who sends it again has been told.
        Err(problem) => draft::again(&app, &visit, saved, values, Vec::new(), of_none(problem)?),
    }
}

/// A problem of the form as a whole.
///
/// # Errors
/// [`Problem`] where nothing in the form would mend it.
fn of_none(problem: Problem) -> Result<Filled, Problem> {
    Ok(Filled::default().with_problem("", &mendable(problem)?))
}

pub async fn copied(Form { app, visit, saved, fields }: Form) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let written = fields.get("copy").unwrap_or_default().to_owned();
    let made = match drafts::reference(&written) {
        Ok(named) => drafts::save(&app, caller, &named, None, copy(&saved.application)).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(draft) => Ok(see_done(&links::draft(Some(draft.reference.as_str())), Done::Copied)),
        Err(problem) => {
            let filled = Filled::of(vec![("copy".to_owned(), written)]).with_problem("copy", &mendable(problem)?);
            draft::part_again(&app, &visit, saved, filled)
        }
    }
}

pub async fn dropped(Form { app, visit, saved, fields }: Form) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    match drafts::drop(&app, caller, &saved.reference, version(&fields)?).await {
        Ok(()) => Ok(see_done(&Place::Applications.address(), Done::Dropped)),
        Err(problem) => draft::part_again(&app, &visit, saved, of_none(problem)?),
    }
}

/// Signed as the person who is signed in, of the version that they saw, and filed; or, where a filing has the name, filed as its amendment.
pub async fn file(Form { app, visit, saved, fields }: Form) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let capacity = fields.get("capacity").unwrap_or_default().to_owned();
    let filled = Filled::of(vec![("capacity".to_owned(), capacity.clone())]);
    if version(&fields)? != saved.version {
        let why = "it was saved by somebody else meanwhile: read it again before you sign it";
        return draft::part_again(&app, &visit, saved, filled.with_problem("", why));
    }
    if fields.get("agree") != Some("yes") {
        return draft::part_again(&app, &visit, saved, filled.with_problem("agree", "it is not certified; say so"));
    }
    let event = match signed(&app, caller, &saved, capacity)? {
        Ok(event) => event,
        Err((field, why)) => return draft::part_again(&app, &visit, saved, filled.with_problem(field, &why)),
    };
    let done = if matches!(event, FilingEvent::Amended { .. }) { Done::Amended } else { Done::Filed };
    let filing = app.office()?.counter().filings().get(&saved.reference).map_or(1, |filing| filing.next_number());
    match filings::act(&app, caller, saved.reference.as_str(), Some(filing), event).await {
        Ok(_) => {
            // It stands in the log from here on. A draft that somebody changed in this moment stays.
            let _ = drafts::drop(&app, caller, &saved.reference, saved.version).await;
            Ok(see_done(&links::filing(saved.reference.as_str()), done))
        }
        Err(problem) => draft::part_again(&app, &visit, saved, filled.with_problem("", &mendable(problem)?)),
    }
}

/// The event that files a draft; or the field of the form that has to be mended.
type Signed = Result<FilingEvent, (&'static str, String)>;

fn signed(app: &App, caller: &Caller, saved: &Draft, capacity: String) -> Result<Signed, Problem> {
    if let Some(gap) = saved.gaps(&app.gate().served().engine).first() {
        return Ok(Err(("", format!("it has gaps: {gap}"))));
    }
    let name = Person::new(&caller.principal.name).map_err(|error| Problem::new(Kind::Forbidden, error))?;
    let certifier = Certifier { name, capacity, at: app.gate().now() };
    let filed = match sign(saved.application.clone(), certifier) {
        Ok(filed) => filed,
        Err(gaps) => {
            let gap = gaps.first();
            let field = gap.filter(|gap| gap.path == "certifier.capacity").map_or("", |_| "capacity");
            return Ok(Err((field, gap.map(ToString::to_string).unwrap_or_default())));
        }
    };
    let (digest, said) = (Digest::from(filed.digest()), Said::Kept(Box::new(filed)));
    let amends = draft::amends(app, caller, saved.reference.as_str()).is_some();
    Ok(Ok(if amends { FilingEvent::Amended { digest, said } } else { FilingEvent::Filed { digest, said } }))
}
