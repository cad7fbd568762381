//! Letters of a case, as text and in Portable Document Format. A letter is made again from the case, and has the same bytes each time.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portcullis_console::authority::SentLetter;
use portcullis_desk::case::Case;
use portcullis_letter::{Letter, Paper};
use portcullis_license::Instant;

use crate::app::App;
use crate::console::visit::Visit;
use crate::office::Desk;
use crate::office::seen::{self, Seen};
use crate::problem::{Kind, Problem};

/// A letter with what it is and when the event was that asked for it.
fn letters<'a>(desk: &'a Desk, case: &'a Case) -> impl Iterator<Item = (&'static str, Instant, Letter)> + 'a {
    let listed = desk.letters().letters_of(case);
    listed.into_iter().filter_map(move |(number, kind)| {
        let entry = case.history().iter().find(|entry| entry.number == number)?;
        Some((kind.name(), entry.at, desk.letters().letter(case, entry)?))
    })
}

/// The letters of a case, in order.
pub(super) fn sent(desk: &Desk, case: &Case) -> Vec<SentLetter> {
    let letters = letters(desk, case).map(|(kind, at, letter)| SentLetter {
        reference: letter.number.as_str().to_owned(),
        kind: kind.to_owned(),
        at,
        to: letter.addressee.first().map(|name| name.as_str().to_owned()).unwrap_or_default(),
        text: letter.text(),
    });
    letters.collect()
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((number, reference)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let letter = find(&app, &visit, &number, &reference)?;
    if query.iter().any(|(name, value)| name == "format" && value == "txt") {
        return Ok(file("text/plain; charset=utf-8", &reference, "txt", letter.text().into_bytes()));
    }
    let bytes = app
        .blocking(move |app| {
            let pdf = letter.pdf(app.office()?.desk().fonts(), Paper::default());
            pdf.map_err(|error| Problem::new(Kind::Broken, error))
        })
        .await?;
    Ok(file("application/pdf", &reference, "pdf", bytes))
}

/// A letter of a case that its reader may see as an officer: letters go to applicants, and what they say is no other part's to read here.
fn find(app: &App, visit: &Visit, number: &str, reference: &str) -> Result<Letter, Problem> {
    let caller = visit.caller()?;
    let office = app.office()?;
    let counter = office.counter();
    let case = seen::find(caller, &counter, number)?;
    let missing = || Problem::not_found(format!("letter {reference} of case {number}"));
    if !matches!(Seen::of(caller, case, app.gate().now(), &[])?, Seen::Officer(_)) {
        return Err(missing());
    }
    let desk = office.desk();
    let mut letters = letters(&desk, case).map(|(_, _, letter)| letter);
    letters.find(|letter| letter.number.as_str() == reference).ok_or_else(missing)
}

/// A file that a browser shows by itself, under a name of plain letters.
fn file(media_type: &'static str, reference: &str, ending: &str, bytes: Vec<u8>) -> Response {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = reference.chars().map(plain).collect();
    let disposition = format!("inline; filename=\"{name}.{ending}\"");
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
