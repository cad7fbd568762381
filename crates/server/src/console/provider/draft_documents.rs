//! Documents of a draft: brought by a form, put in the place of others, removed, and handed out.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_application::form::Document;
use portcullis_console::Filled;
use portcullis_console::provider::{DraftTab, links};

use super::done::{Done, mendable, see_done};
use super::draft;
use super::keys::version;
use crate::app::App;
use crate::console::files::WithFiles;
use crate::console::visit::Visit;
use crate::office::documents;
use crate::office::drafts::{self, Draft};
use crate::problem::Problem;

/// A document is brought, or removed: the draft is saved with it or without it.
pub async fn change(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(reference): Path<String>,
    sent: WithFiles,
) -> Result<Response, Problem> {
    let fields = &sent.fields;
    let saved = drafts::find(&app, visit.caller()?, &drafts::reference(&reference)?).await?;
    let seen = version(fields)?;
    let changed = match fields.get("remove") {
        Some(place) => Ok((without(&saved.application, place)?, Done::Removed)),
        None => brought(&app, &visit, &saved, &sent).await?.map(|application| (application, Done::Brought)),
    };
    let (field, why) = match changed {
        Ok((application, done)) => {
            match drafts::save(&app, visit.caller()?, &saved.reference, Some(seen), application).await {
                Ok(draft) => {
                    let page = links::draft(Some(draft.reference.as_str()));
                    return Ok(see_done(&page.with("show", DraftTab::Documents.word()), done));
                }
                Err(problem) => ("", mendable(problem)?),
            }
        }
        Err(wrong) => wrong,
    };
    let filled = Filled::of(fields.0.iter().filter(|(name, _)| FILLED.contains(&name.as_str())).cloned().collect());
    draft::tab_again(&app, &visit, saved, DraftTab::Documents, filled.with_problem(field, &why))
}

/// The fields that are filled in again.
const FILLED: [&str; 4] = ["name", "kind", "expires", "replaces"];

/// The application without the document at a place.
fn without(application: &Application, place: &str) -> Result<Application, Problem> {
    let mut application = application.clone();
    let place = place.parse().ok().filter(|place: &usize| *place < application.documents.len());
    let place = place.ok_or_else(|| Problem::malformed("remove: there is no such document; open the page again"))?;
    application.documents.remove(place);
    Ok(application)
}

/// The application with the document that the form brings; or the field of the form that has to be mended.
async fn brought(
    app: &Arc<App>,
    visit: &Visit,
    saved: &Draft,
    sent: &WithFiles,
) -> Result<Result<Application, (&'static str, String)>, Problem> {
    let (caller, fields) = (visit.caller()?, &sent.fields);
    let expires = match fields.get("expires").map(str::parse::<Date>).transpose() {
        Ok(expires) => expires,
        Err(_) => return Ok(Err(("expires", "it is no day; write 2027-11-22".to_owned()))),
    };
    let kept = sent.kept(app, "file", &documents::own_room(caller)?, &caller.principal.name).await?;
    let brought = match kept.as_deref() {
        Ok([brought, ..]) => brought,
        Ok([]) => return Ok(Err(("file", "no file was chosen; choose one".to_owned()))),
        Err(why) => return Ok(Err(("file", why.to_owned()))),
    };
    let document = brought.document(fields.get("name"), fields.get("kind").unwrap_or("other"));
    let document = Document { expires, ..document };
    let mut application = saved.application.clone();
    let replaced = fields
        .get("replaces")
        .and_then(|name| application.documents.iter_mut().find(|document| document.name.trim() == name));
    match replaced {
        Some(replaced) => *replaced = document,
        None => application.documents.push(document),
    }
    Ok(Ok(application))
}

/// The content of a document of a draft.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((reference, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let saved = drafts::find(&app, caller, &drafts::reference(&reference)?).await?;
    let document = saved.application.documents.iter().find(|document| document.sha256 == sha256);
    let document = document.ok_or_else(|| Problem::not_found(format!("document {sha256} of draft {reference}")))?;
    documents::handed_out(&app, documents::own_room(caller)?, documents::hash(&sha256)?, &document.name).await
}
