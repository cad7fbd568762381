//! A letter of the authority, to be printed: its words as they came in a message, set in Portable Document Format. The letter itself was printed by the
//! authority; this says of itself that it is a copy.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use portcullis_exchange::body::Notice;
use portcullis_letter::{Letter, Paper, Part, Reference, Text};
use portcullis_license::Instant;

use crate::app::App;
use crate::console::visit::Visit;
use crate::office::filings;
use crate::problem::{Kind, Problem};

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((reference, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let not_found = || Problem::not_found(format!("letter {number} of filing {reference}"));
    let place: usize = number.parse().ok().filter(|number| *number > 0).ok_or_else(not_found)?;
    let copy = {
        let counter = app.office()?.counter();
        let filing = filings::find(visit.caller()?, &counter, &reference)?;
        let (at, notice) = filing.notices.get(place - 1).ok_or_else(not_found)?;
        copy(&reference, place, *at, notice)
    };
    let pdf = app
        .blocking(move |app| {
            let desk = app.office()?.desk();
            copy.pdf(desk.fonts(), Paper::default()).map_err(|error| Problem::new(Kind::Broken, error))
        })
        .await?;
    let mut response = ([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response();
    let named = HeaderValue::from_str(&format!("attachment; filename=\"letter-{place}.pdf\""));
    if let Ok(named) = named {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    }
    Ok(response)
}

fn copy(filing: &str, number: usize, at: Instant, notice: &Notice) -> Letter {
    let reference = |label: &str, value: &str| Reference { label: label.into(), value: value.into() };
    let case = notice.case.as_ref().map(|case| reference("Case", case.as_str()));
    let license = notice.license.as_ref().map(|license| reference("License", license.as_str()));
    let own = [reference("Filing", filing), reference("SHA-256 of the words", &notice.sha256.to_hex())];
    let about = "The words below are those of the message in which the letter came. The message, which the authority signed, is kept.";
    Letter {
        number: Text::new(&format!("{filing}, letter {number}")),
        letterhead: vec!["Copy of a letter of the authority".into()],
        date: at.date(),
        addressee: Vec::new(),
        references: case.into_iter().chain(license).chain(own).collect(),
        subject: Text::new(&notice.letter.as_str().replace('_', " ")),
        parts: vec![Part::Paragraph(about.into()), Part::Preformatted(Text::lines(&notice.text))],
        signatures: Vec::new(),
        check_at: None,
    }
}
