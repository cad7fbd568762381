//! A document that goes with a case: what is known of it, whether its content has arrived, and the content itself, as a file.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use maud::{Render as _, html};
use portcullis_console::authority::links;
use portcullis_console::{Crumb, Digest, FactList, Place, grouped};
use portcullis_counter::content::Room;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::audience::SeenDocument;

use crate::app::App;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::office::{Arrival, seen};
use crate::problem::Problem;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((number, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let SeenDocument { document, origin, classification, audience } = seen::document(&app, caller, &number, &sha256)?;
    let readers: Vec<&str> = audience.iter().map(AgencyName::as_str).collect();
    let facts = FactList::new()
        .row("Kind", document.kind.replace('_', " "))
        .row("Media type", document.media_type.as_str())
        .row("Bytes", grouped(document.bytes.into()))
        .row("SHA-256", Digest { full: &document.sha256 }.render())
        .row("Came with", origin.words())
        .maybe("Marking", classification)
        .maybe("For", (!readers.is_empty()).then(|| readers.join(", ")))
        .maybe("Can be relied on until", document.expires.map(|day| day.to_string()));
    let arrival = match seen::room(&app, caller, &number, origin)? {
        Room::From(house) => app.office()?.arrival(&house, &sha256),
        Room::Own(_) | Room::Case(_) => Arrival::Here,
    };
    let body = html! {
        (facts)
        @match arrival {
            Arrival::Here => p { a href=(links::content(&number, &sha256)) { "Download" } " " span.quiet { "It was written by a stranger: open it where it can do no harm." } },
            Arrival::Waits(why) => {
                p { "Its content has not arrived yet; it is fetched from the applicant." }
                @if let Some(why) = why { p.quiet { "When it was tried last: " (why) "." } }
            }
        }
    };
    let case = format!("Case {number}");
    let crumbs = [
        Crumb { title: "Cases", address: Place::Cases.address() },
        Crumb { title: &case, address: links::case(&number) },
    ];
    let page = Framed { crumbs: &crumbs, ..Framed::of(&document.name, Place::Cases, body) };
    Ok(page.shown(&app, Some(&visit)))
}

/// The content of a document that the reader's part may see, as a file.
pub(super) async fn content(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((number, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let document = seen::document(&app, caller, &number, &sha256)?;
    seen::content(&app, caller, &number, &document).await
}
