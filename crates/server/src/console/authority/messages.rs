//! Messages of providers that were taken and not acted upon, each with why.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use jiff::civil::Date;
use maud::{Render as _, html};
use portcullis_console::authority::{MessageRefused, links};
use portcullis_console::{Crumb, FactList, Moment, Place};
use portcullis_counter::note::Kept;
use portcullis_counter::{Counter, Mail};
use portcullis_desk::case::CaseNumber;
use portcullis_exchange::Refusal;
use portcullis_letter::csv::Cell;
use serde::Deserialize as _;

use super::reader::Reader;
use crate::app::App;
use crate::console::frame::Framed;
use crate::console::listing;
use crate::console::visit::Visit;
use crate::problem::Problem;

/// The word of a message that says that another was not acted upon.
const KIND: &str = "refusal";
/// How many days the queue has them.
const DAYS: i64 = 30;
/// How many it has at most.
const MOST: usize = 50;

/// The latest of them, the latest first.
pub(super) fn refused(counter: &Counter, today: Date) -> Vec<MessageRefused> {
    let since = today.checked_sub(jiff::Span::new().days(DAYS)).unwrap_or(today);
    let mut refused: Vec<MessageRefused> = all(counter).filter(|message| message.at.date() >= since).collect();
    refused.sort_by_key(|message| std::cmp::Reverse(message.at));
    refused.truncate(MOST);
    refused
}

fn all(counter: &Counter) -> impl Iterator<Item = MessageRefused> + '_ {
    let mails = counter.sides().houses().filter_map(|house| counter.mail(house));
    mails.flat_map(move |mail| mail.told().iter().filter_map(move |told| of(counter, mail, told)))
}

fn of(counter: &Counter, mail: &Mail, told: &Kept) -> Option<MessageRefused> {
    if told.kind != KIND {
        return None;
    }
    let refusal = Refusal::deserialize(told.said.as_ref()?.get("body")?).ok()?;
    let number = refusal.number?;
    let taken = mail.taken_as(number)?;
    let case = taken.said.as_ref().and_then(|said| said.pointer("/body/case")?.as_str());
    let provider = counter.sides().provider(mail.peer()).map(ToString::to_string);
    Some(MessageRefused {
        number,
        provider: provider.unwrap_or_else(|| mail.peer().to_string()),
        kind: taken.kind.clone(),
        // What a stranger wrote in this place may be no case at all.
        case: case.and_then(|case| CaseNumber::new(case).ok()).map(|case| case.to_string()),
        code: refusal.code.word().to_owned(),
        detail: refusal.detail,
        at: taken.at,
    })
}

/// As comma-separated values.
pub(super) fn csv(rows: Vec<MessageRefused>) -> Result<Response, Problem> {
    let cells = rows.into_iter().map(|row| {
        let case = row.case.unwrap_or_default();
        let texts = [&row.provider, &row.kind, &case, &row.code, &row.detail].map(|text| Cell::text(text));
        let came = Cell::Date(row.at.date());
        [listing::number(row.number)].into_iter().chain(texts).chain([came]).collect()
    });
    listing::file("refused-messages", &["message", "provider", "kind", "case", "code", "detail", "came"], cells)
}

/// The messages of this number that were not acted upon: each provider has its own count.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<u64>,
) -> Result<Response, Problem> {
    let is_officer = Reader::of(visit.caller()?) == Reader::Officer;
    let found: Vec<MessageRefused> = {
        let counter = app.office()?.counter();
        all(&counter).filter(|message| is_officer && message.number == number).collect()
    };
    if found.is_empty() {
        return Err(Problem::not_found(format!("message {number} that was not acted upon")));
    }
    let body = html! {
        @for message in &found {
            h2 { (message.kind.replace('_', " ")) " of " (message.provider) }
            (FactList::new()
                .row("Came", Moment::utc(message.at).render())
                .row("Why it was not acted upon", html! { code { (message.code) } " " (message.detail) })
                .maybe("Case", message.case.as_ref().map(|case| html! { a href=(links::case(case)) { (case) } })))
        }
        p { "The provider was told the same. It can send another message with what is wrong put right." }
    };
    let title = format!("Message {number}");
    let crumbs = [Crumb { title: "Queue", address: Place::Queue.address() }];
    Ok(Framed { crumbs: &crumbs, ..Framed::of(&title, Place::Queue, body) }.shown(&app, Some(&visit)))
}
