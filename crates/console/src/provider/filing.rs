//! A filing: where it stands, what the authority asks and says, and what can be done.

mod operations;

use crate::components::{Badge, Deadline, Event, Events, FactList, Moment, Notice, Step, StepState, Steps, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::provider::applications::stage_badge;
use crate::provider::links;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_application::{Row, Section};
use portcullis_license::Instant;

/// Something that happened in a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepShown {
    /// When.
    pub at: Instant,
    /// What, in a sentence.
    pub what: String,
    /// Who: a person of the provider, or the authority.
    pub by: String,
    /// What was said; empty where nothing was.
    pub said: String,
    /// What it means.
    pub tone: Tone,
}

/// A question of the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionShown {
    /// Its number in the case.
    pub number: u32,
    /// What is asked.
    pub text: String,
    /// When it came.
    pub at: Instant,
    /// Until when it is to be answered, where the authority says so.
    pub due: Option<Date>,
    /// The answer, once there is one.
    pub answer: Option<String>,
    /// Whether it can be answered; once the application is decided, nothing is to be answered any more.
    pub is_waiting: bool,
}

/// A letter of the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Its number in the filing.
    pub number: u32,
    /// What kind of letter it is.
    pub kind: String,
    /// When it came.
    pub at: Instant,
    /// Its text.
    pub text: String,
}

/// A document of a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledDocument {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Whether this person may read its content.
    pub may_be_read: bool,
    /// Whether the authority said that it has all of it.
    pub has_arrived: bool,
}

/// Something that the authority did not act upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// What it was.
    pub what: String,
    /// The stable word for why.
    pub code: String,
    /// What is wrong, and the mend.
    pub detail: String,
}

/// A filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingView {
    /// Its reference.
    pub reference: String,
    /// The authority's case, once it is acknowledged.
    pub case: Option<String>,
    /// Where it stands, in words.
    pub stage: String,
    /// What that means for the reader.
    pub tone: Tone,
    /// The last day to respond to a notice of intent to deny; nothing where none waits for a response.
    pub respond_by: Option<Date>,
    /// What is done, what is being done, and what is to come.
    pub steps: Vec<(String, StepState)>,
    /// What happened, the latest first.
    pub timeline: Vec<StepShown>,
    /// What the authority asks, the latest first.
    pub questions: Vec<QuestionShown>,
    /// Its letters, the latest first.
    pub letters: Vec<LetterRow>,
    /// The documents that go with it.
    pub documents: Vec<FiledDocument>,
    /// What it did not act upon.
    pub refusals: Vec<RefusalRow>,
    /// The license that came of it.
    pub license: Option<String>,
    /// The application as it was filed last; nothing where it was erased.
    pub application: Vec<Section>,
    /// SHA-256 of what was signed last.
    pub digest: String,
    /// What this person may do now, by the words of [`links::filing_operation`]: `amend`, `withdraw`, `respond`, `appeal`.
    /// Questions are answered beside them.
    pub may: Vec<String>,
    /// The day it is looked at.
    pub today: Date,
    /// What stands in the forms: `answer-{number}`, `withdraw`, `respond`, `appeal`.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The body of the page.
#[must_use]
pub fn filing(view: &FilingView) -> Markup {
    html! {
        (view.filled.summary())
        (refusals(view))
        (about(view))
        (operations::questions(view))
        (letters(view))
        (documents(view))
        h2 #timeline { "What happened" }
        (timeline(view))
        (operations::operations(view))
        (application(view))
    }
}

fn about(view: &FilingView) -> Markup {
    let steps: Vec<Step<'_>> =
        view.steps.iter().map(|(title, state)| Step { title, detail: None, state: *state }).collect();
    let facts = FactList::new()
        .row("Stage", stage_badge(view.tone, &view.stage))
        .maybe("Respond by", view.respond_by.map(|due| html! {
            (Deadline { due, today: view.today }) " " span.quiet { "15 CFR 750.6(b); the letter names the day that holds" }
        }))
        .maybe("Case of the authority", view.case.as_deref())
        .maybe("License", view.license.as_ref().map(|number| html! { a href=(links::license(number)) { (number) } }))
        .maybe("Signed", (!view.digest.is_empty()).then_some(crate::components::Digest { full: &view.digest }));
    html! {
        @if !steps.is_empty() { (Steps { label: "Where it stands", steps: &steps }) }
        (facts)
    }
}

fn refusals(view: &FilingView) -> Markup {
    html! {
        @for refusal in &view.refusals {
            (Notice { tone: Tone::Bad, title: &format!("The authority did not act upon it: {}", refusal.what), body: Some(html! { p { (refusal.detail) " " code { (refusal.code) } } }) })
        }
    }
}

fn letters(view: &FilingView) -> Markup {
    html! {
        @if !view.letters.is_empty() {
            h2 #letters { "Letters" }
            @for letter in &view.letters {
                @let number = letter.number.to_string();
                article.letter id={ "letter-" (number) } {
                    h3 { (letter.kind.replace('_', " ")) }
                    p.quiet { (Moment::utc(letter.at)) " · " a href=(links::letter(&view.reference, &number)) { "PDF" span.unseen { ": " (letter.kind) } } }
                    details { summary { "Read it" span.unseen { ": " (letter.kind) } } div.words { (letter.text) } }
                }
            }
        }
    }
}

fn documents(view: &FilingView) -> Markup {
    html! {
        @if !view.documents.is_empty() {
            h2 #documents { "Documents" }
            ul {
                @for document in &view.documents {
                    li {
                        @if document.may_be_read { a href=(links::filing_document(&view.reference, &document.sha256)) { (document.name) } } @else { (document.name) }
                        " "
                        @if document.has_arrived { (Badge::of(Tone::Good, "✓", "the authority has it")) } @else { (Badge::of(Tone::Warn, "…", "on its way")) }
                    }
                }
            }
        }
    }
}

fn timeline(view: &FilingView) -> Markup {
    let events: Vec<Event<'_>> = view
        .timeline
        .iter()
        .map(|step| Event {
            at: Moment::utc(step.at),
            title: html! { (step.what) },
            by: &step.by,
            detail: (!step.said.is_empty()).then(|| html! { div.words { (step.said) } }),
            tone: step.tone,
        })
        .collect();
    Events { label: "What happened, the latest first", events: &events, live_id: None }.render()
}

fn application(view: &FilingView) -> Markup {
    html! {
        h2 #application { "The application as filed" }
        @if view.application.is_empty() { p.quiet { "It was erased; the log still proves that it was filed." } }
        @for section in &view.application { (section_shown(section)) }
    }
}

/// A section of an application, as it is read.
pub(crate) fn section_shown(section: &Section) -> Markup {
    html! {
        details.data open {
            summary { (section.title) }
            dl.facts { @for row in &section.rows { (row_shown(row)) } }
        }
    }
}

fn row_shown(row: &Row) -> Markup {
    html! {
        div {
            dt { (row.label) @if let Some(block) = &row.block { " " span.block { "block " (block) } } }
            dd.words { @if row.value.is_empty() { span.quiet { (portcullis_application::preview::NOT_STATED) } } @else { (row.value) } }
        }
    }
}
