//! What is said in a filing: answers, withdrawal, response, appeal; and a draft that amends it.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use portcullis_access::Action;
use portcullis_console::provider::links;
use portcullis_console::{Filled, files_of};
use portcullis_counter::FilingEvent;
use portcullis_desk::event::{Said, Writing};

use super::done::{Done, mendable, see_done};
use super::filing::again;
use super::keys::version;
use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::files::WithFiles;
use crate::console::visit::Visit;
use crate::office::{documents, drafts, filings};
use crate::problem::{Kind, Problem};

/// What a document is that goes with a text.
const BESIDE: &str = "enclosure";

pub async fn say(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((reference, operation)): Path<(String, String)>,
    sent: WithFiles,
) -> Result<Response, Problem> {
    let (caller, fields) = (visit.caller()?, &sent.fields);
    let question: Option<u32> = fields.get("question").and_then(|number| number.parse().ok());
    // The field with the text is called as what is done with it.
    let field = match (operation.as_str(), question) {
        ("answer", Some(question)) => format!("answer-{question}"),
        ("withdraw" | "respond" | "appeal", _) => operation.clone(),
        _ => return Err(Problem::not_found(format!("operation {operation} of a filing"))),
    };
    let filled = || Filled::of(fields.0.iter().filter(|(name, _)| *name == field).cloned().collect());
    let writing = match writing(&app, caller, &sent, &field).await? {
        Ok(writing) => writing,
        Err((field, why)) => return again(&app, &visit, &reference, filled().with_problem(&field, &why)),
    };
    let (event, done) = match (operation.as_str(), question) {
        ("answer", Some(question)) => (FilingEvent::Answered { question, said: Said::Kept(writing) }, Done::Answered),
        ("withdraw", _) => (FilingEvent::Withdrawn { said: Said::Kept(writing.text) }, Done::Withdrawn),
        ("respond", _) => (FilingEvent::Responded { said: Said::Kept(writing) }, Done::Responded),
        _ => (FilingEvent::Appealed { said: Said::Kept(writing) }, Done::Appealed),
    };
    let number = u32::try_from(version(fields)?).map_err(Problem::malformed)?;
    match filings::act(&app, caller, &reference, Some(number), event).await {
        Ok(_) => Ok(see_done(&links::filing(&reference), done)),
        Err(problem) => again(&app, &visit, &reference, filled().with_problem(&field, &mendable(problem)?)),
    }
}

/// The text of a field with the documents that were chosen beside it; or the field that has to be mended.
///
/// # Errors
/// [`Problem`] where nothing in the form would mend it.
pub async fn writing(
    app: &Arc<App>,
    caller: &Caller,
    sent: &WithFiles,
    field: &str,
) -> Result<Result<Writing, (String, String)>, Problem> {
    let Some(text) = sent.fields.get(field) else {
        return Ok(Err((field.to_owned(), "it is empty; write what is to be read".to_owned())));
    };
    let files = files_of(field);
    let kept = sent.kept(app, &files, &documents::own_room(caller)?, &caller.principal.name).await?;
    // Forms send lines with CR LF (WHATWG HTML section 4.10.22.4).
    let text = text.replace("\r\n", "\n");
    Ok(match kept {
        Ok(brought) => {
            let documents = brought.iter().map(|brought| brought.document(None, BESIDE)).collect();
            Ok(Writing { text, documents })
        }
        Err(why) => Err((files, why)),
    })
}

/// A draft with what was filed last, under the name of the filing: what it is filed as is an amendment. One that is there already is gone on with.
pub async fn amend(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(reference): Path<String>,
    _fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let (named, application) = {
        let reading = caller.doing(Action::ReadFilings).unwrap_or_else(|| caller.clone());
        let counter = app.office()?.counter();
        let filing = filings::find(&reading, &counter, &reference)?;
        let application = filing.application().cloned();
        let erased = || Problem::new(Kind::Refused, "what was filed was erased: there is nothing to amend");
        (filing.reference.clone(), application.ok_or_else(erased)?)
    };
    let page = links::draft(Some(named.as_str()));
    match drafts::save(&app, caller, &named, None, application).await {
        Ok(_) => Ok(see_done(&page, Done::Begun)),
        Err(problem) if problem.status() == StatusCode::CONFLICT => Ok(crate::console::see(&page)),
        Err(problem) => Err(problem),
    }
}
