//! A document that goes with a case. Only its name and its hash came with the application: the file is with whoever filed it.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use maud::{Render as _, html};
use portcullis_console::authority::links;
use portcullis_console::{Crumb, Digest, FactList, Place, grouped};
use portcullis_desk::audience::SeenDocument;

use crate::app::App;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::office::seen::{self, Seen};
use crate::problem::Problem;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((number, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let SeenDocument { document, classification } = find(&app, &visit, &number, &sha256)?;
    let facts = FactList::new()
        .row("Kind", document.kind.replace('_', " "))
        .row("Media type", document.media_type.as_str())
        .row("Bytes", grouped(document.bytes.into()))
        .row("SHA-256", Digest { full: &document.sha256 }.render())
        .maybe("Marking", classification)
        .maybe("Can be relied on until", document.expires.map(|day| day.to_string()));
    let body = html! {
        (facts)
        p { "The file itself is with the applicant: only its name and its hash came with the application. A file that is handed in is this one if it has this hash." }
    };
    let case = format!("Case {number}");
    let crumbs = [
        Crumb { title: "Cases", address: Place::Cases.address() },
        Crumb { title: &case, address: links::case(&number) },
    ];
    let page = Framed { crumbs: &crumbs, ..Framed::of(&document.name, Place::Cases, body) };
    Ok(page.shown(&app, Some(&visit)))
}

/// A document that the reader's part may see.
fn find(app: &App, visit: &Visit, number: &str, sha256: &str) -> Result<SeenDocument, Problem> {
    let caller = visit.caller()?;
    let counter = app.office()?.counter();
    let case = seen::find(caller, &counter, number)?;
    let documents = match Seen::of(caller, case, app.gate().now(), &[])? {
        Seen::Officer(view) => view.documents,
        Seen::Chair(view) => view.documents,
        Seen::Agency(view) => view.documents,
        Seen::Inspector(_) | Seen::Auditor(_) => Vec::new(),
    };
    let found = documents.into_iter().find(|seen| seen.document.sha256 == sha256);
    found.ok_or_else(|| Problem::not_found(format!("document {sha256} of case {number}")))
}
