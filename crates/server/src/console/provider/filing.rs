//! A filing: where it stands, what the authority asks and says, and what can be done.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use portcullis_access::Action;
use portcullis_access::proposal::Signer;
use portcullis_application::sections;
use portcullis_console::provider::{
    FiledDocument, FilingView, LetterRow, QuestionShown, RefusalRow, StepShown, filing,
};
use portcullis_console::{Crumb, Filled, Place, StepState, Tone};
use portcullis_counter::filing::Stage;
use portcullis_counter::{Counter, Filing, FilingEntry, FilingEvent, named};
use portcullis_desk::event::Said;
use portcullis_exchange::Body;
use portcullis_log::Hash;

use super::applications::{respond_by, tone};
use super::done::{notice, to_be_mended};
use super::keys::keys_of_version;
use crate::app::App;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::office::{documents, filings};
use crate::problem::Problem;

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(reference): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = view(&app, &visit, &reference, Filled::default())?;
    Ok(shown(&app, &visit, &view, &query))
}

/// The page again, with what is wrong with a form of it.
pub fn again(app: &Arc<App>, visit: &Visit, reference: &str, filled: Filled) -> Result<Response, Problem> {
    let view = view(app, visit, reference, filled)?;
    Ok(to_be_mended(shown(app, visit, &view, &[])))
}

fn shown(app: &Arc<App>, visit: &Visit, view: &FilingView, query: &[(String, String)]) -> Response {
    let title = format!("Filing {}", view.reference);
    let crumbs = [Crumb { title: "Applications", address: Place::Applications.address() }];
    let page =
        Framed { crumbs: &crumbs, notice: notice(query), ..Framed::of(&title, Place::Applications, filing(view)) };
    page.shown(app, Some(visit))
}

fn view(app: &App, visit: &Visit, reference: &str, filled: Filled) -> Result<FilingView, Problem> {
    let caller = visit.caller()?;
    let not_found = || Problem::not_found(format!("filing {reference}"));
    let reading = caller.doing(Action::ReadFilings).ok_or_else(not_found)?;
    let counter = app.office()?.counter();
    let found = filings::find(&reading, &counter, reference)?;
    let may_speak = caller.doing(Action::FileApplication).is_some_and(|caller| filings::is_own(&caller, found));
    let stage = found.stage();
    let keys = may_speak.then(|| keys_of_version(app, visit, found.next_number().into()));
    let mut questions: Vec<QuestionShown> = found.questions.iter().map(|one| question(found, one)).collect();
    questions.reverse();
    let letters = found.notices.iter().zip(1_u32..).map(|((at, notice), number)| LetterRow {
        number,
        kind: notice.letter.to_string(),
        at: *at,
        text: notice.text.clone(),
    });
    let mut letters: Vec<LetterRow> = letters.collect();
    letters.reverse();
    Ok(FilingView {
        reference: found.reference.to_string(),
        case: found.case.as_ref().map(ToString::to_string),
        stage: stage.words().to_owned(),
        tone: tone(stage),
        respond_by: respond_by(&counter, found),
        steps: steps(stage),
        timeline: timeline(&counter, found),
        questions,
        letters,
        documents: documents_of(found, filings::room(caller, found).is_some()),
        refusals: found.refusals.iter().map(|(entry, refusal)| refused(found, *entry, refusal)).collect(),
        license: found.license.as_ref().map(ToString::to_string),
        application: found.application().map(sections).unwrap_or_default(),
        digest: digest(found),
        may: if may_speak { may(app, visit, found) } else { Vec::new() },
        today: app.gate().now().date(),
        filled,
        keys,
    })
}

fn question(filing: &Filing, one: &portcullis_counter::filing::Question) -> QuestionShown {
    let answer = one.answered.and_then(|number| filing.entries.iter().find(|entry| entry.number == number));
    QuestionShown {
        number: one.asked.question,
        text: one.asked.text.clone(),
        at: one.at,
        due: one.asked.due,
        answer: answer.map(|entry| told(&entry.event)),
        is_waiting: filing.waiting_questions().any(|waiting| waiting.asked.question == one.asked.question),
    }
}

fn documents_of(filing: &Filing, may_be_read: bool) -> Vec<FiledDocument> {
    let has_arrived = |sha256: &str| Hash::from_hex(sha256).is_ok_and(|hash| filing.arrived.contains(&hash));
    let named = named::of_filing(filing).into_iter();
    named
        .map(|document| FiledDocument {
            name: document.name.clone(),
            sha256: document.sha256.clone(),
            may_be_read,
            has_arrived: has_arrived(&document.sha256),
        })
        .collect()
}

/// The content of a document of a filing.
pub async fn document(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((reference, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let found = {
        let counter = app.office()?.counter();
        let filing = filings::find(caller, &counter, &reference)?;
        let found = named::of_filing(filing).into_iter().find(|document| document.sha256 == sha256);
        found.map(|document| document.name.clone()).zip(filings::room(caller, filing))
    };
    let not_found = || Problem::not_found(format!("document {sha256} of filing {reference}"));
    let (name, room) = found.ok_or_else(not_found)?;
    documents::handed_out(&app, room, documents::hash(&sha256)?, &name).await
}

/// What was done, being done, and to come, as far as the stage says.
fn steps(stage: Stage) -> Vec<(String, StepState)> {
    use StepState::{Ahead, Current, Done, Stopped};
    let states = match stage {
        Stage::Sent => [Done, Current, Ahead, Ahead],
        Stage::NotTaken => [Done, Stopped, Ahead, Ahead],
        Stage::Pending | Stage::Asked => [Done, Done, Current, Ahead],
        Stage::Withdrawn => [Done, Done, Stopped, Ahead],
        Stage::IntentToDeny | Stage::Appealed => [Done, Done, Done, Current],
        _ => [Done, Done, Done, Done],
    };
    let names = ["Filed", "Taken by the authority", "Under review", "Decided"];
    names.into_iter().map(str::to_owned).zip(states).collect()
}

/// SHA-256 of what was signed last.
fn digest(filing: &Filing) -> String {
    let signed = filing.entries.iter().rev().find_map(|entry| match &entry.event {
        FilingEvent::Filed { digest, .. } | FilingEvent::Amended { digest, .. } => Some(digest),
        _ => None,
    });
    signed.map(|digest| digest.hash().to_hex()).unwrap_or_default()
}

fn refused(filing: &Filing, entry: u32, refusal: &portcullis_exchange::Refusal) -> RefusalRow {
    let event = filing.entries.iter().find(|own| own.number == entry);
    let what = event.map_or_else(|| format!("entry {entry}"), |entry| done(&entry.event).to_owned());
    RefusalRow { what, code: refusal.code.to_string(), detail: refusal.detail.clone() }
}

/// What can be done now, by the words that forms are sent with: what the filing itself would take.
fn may(app: &App, visit: &Visit, filing: &Filing) -> Vec<String> {
    let amended = filing.entries.iter().rev().find_map(|entry| match &entry.event {
        FilingEvent::Filed { digest, said } | FilingEvent::Amended { digest, said } => {
            Some(FilingEvent::Amended { digest: *digest, said: said.clone() })
        }
        _ => None,
    });
    let events = [
        ("amend", amended),
        ("withdraw", Some(FilingEvent::Withdrawn { said: Said::Kept("-".to_owned()) })),
        ("respond", Some(FilingEvent::Responded { said: Said::Kept("-".into()) })),
        ("appeal", Some(FilingEvent::Appealed { said: Said::Kept("-".into()) })),
    ];
    let latest = filing.entries.last().map_or_else(Default::default, |entry| entry.at);
    let taken = |event: FilingEvent| {
        let (number, at) = (filing.next_number(), app.gate().now().max(latest));
        filing.clone().apply(&FilingEntry { number, at, by: Signer::of(visit.principal()), event }).is_ok()
    };
    let may = events.into_iter().filter(|(_, event)| event.clone().is_some_and(taken));
    may.map(|(word, _)| word.to_owned()).collect()
}

/// What happened, the latest first: what the provider's people did, and what the authority said.
fn timeline(counter: &Counter, filing: &Filing) -> Vec<StepShown> {
    let own = filing.entries.iter().map(|entry| StepShown {
        at: entry.at,
        what: done(&entry.event).to_owned(),
        by: entry.by.name.clone(),
        said: told(&entry.event),
        tone: Tone::Plain,
    });
    let mut all: Vec<StepShown> = own.chain(heard(counter, filing)).collect();
    // At one moment, what we did comes before what was said of it.
    all.sort_by_key(|step| step.at);
    all.reverse();
    all
}

/// What the authority said in messages about the case.
fn heard(counter: &Counter, filing: &Filing) -> Vec<StepShown> {
    let (Some(authority), Some(case)) = (counter.sides().authority(), &filing.case) else { return Vec::new() };
    let Some(mail) = counter.mail(authority) else { return Vec::new() };
    let of_case = mail.taken().iter().filter(|kept| {
        let said = kept.said.as_ref().and_then(|said| said.pointer("/body/case")?.as_str());
        said == Some(case.as_str())
    });
    let step = |kept: &portcullis_counter::note::Kept| {
        let body = Body::read(&kept.message()?, portcullis_exchange::Side::Authority).ok()?;
        let (what, said, tone) = match body {
            Body::Acknowledgement(_) => ("The authority has it.".to_owned(), String::new(), Tone::Info),
            Body::Question(question) => {
                (format!("The authority asks question {}.", question.question), question.text, Tone::Warn)
            }
            Body::Notice(notice) => {
                (format!("A letter came: {}.", spoken(notice.letter.as_str())), String::new(), Tone::Info)
            }
            Body::Decision(decision) => {
                (format!("The authority decided: {}.", spoken(decision.outcome.as_str())), decision.reasons, Tone::Info)
            }
            Body::Preservation(asked) => ("Records are to be preserved.".to_owned(), asked.text, Tone::Warn),
            _ => return None,
        };
        Some(StepShown { at: kept.at, what, by: authority.to_string(), said, tone })
    };
    of_case.filter_map(step).collect()
}

fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

/// An event, as a sentence.
fn done(event: &FilingEvent) -> &'static str {
    match event {
        FilingEvent::Filed { .. } => "The application was filed.",
        FilingEvent::Amended { .. } => "It was amended.",
        FilingEvent::Answered { .. } => "A question was answered.",
        FilingEvent::Withdrawn { .. } => "It was withdrawn.",
        FilingEvent::Responded { .. } => "The notice of intent to deny was responded to.",
        FilingEvent::Appealed { .. } => "An appeal was filed.",
        FilingEvent::Surrendered { .. } => "The license was given back.",
        FilingEvent::Reported { .. } => "A report was filed.",
        FilingEvent::Breached { .. } => "A breach was told.",
    }
}

/// What was said in an event; empty where nothing was, or it was erased.
fn told(event: &FilingEvent) -> String {
    event.text().unwrap_or_default().to_owned()
}
