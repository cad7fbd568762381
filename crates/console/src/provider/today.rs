//! What needs somebody today. The most pressing comes first: what should have stopped, then what somebody waits for,
//! then what runs out, then what only we are late with.

mod view;

pub use view::{
    DemandWaiting, DraftWaiting, HitWaiting, LicenseNear, ProposalWaiting, QuestionWaiting, RefusedMessage, ReportDue,
    StopWaiting, TodayView,
};

use crate::components::{Badge, Column, Deadline, Moment, Table, Tone};
use crate::houses::trouble_columns;
use crate::number::{counted, grouped, shortened};
use crate::place::Place;
use crate::provider::licenses::used_up;
use crate::provider::links;
use maud::{Markup, Render, html};

/// Letters of a text that a row shows.
const LETTERS: usize = 160;

/// A part of the page.
struct Part {
    id: &'static str,
    title: &'static str,
    /// How it is counted: `order to stop`, in the plural `orders to stop`.
    words: (&'static str, &'static str),
    tone: Tone,
    count: usize,
    table: Markup,
}

/// The body of the page.
#[must_use]
pub fn today(view: &TodayView) -> Markup {
    let parts = [
        stops(view),
        questions(view),
        demands(view),
        refused(view),
        troubles(view),
        hits(view),
        proposals(view),
        reports(view),
        licenses(view),
        drafts(view),
    ];
    let (waiting, quiet): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.count > 0);
    html! {
        @if waiting.is_empty() {
            div.empty.alone {
                p { "Nothing waits for you." }
                p { a href=(Place::Ask.address()) { "Ask whether a customer may have an accelerator" } " or " a href=(links::live()) { "watch what is decided" } "." }
            }
        } @else {
            ul.tally {
                @for part in &waiting {
                    li.(part.tone.class()) { a href={ "#" (part.id) } { strong { (grouped(i128::try_from(part.count).unwrap_or(0))) } " " (part.word()) } }
                }
            }
        }
        @for part in &waiting { section.waiting { h2 #(part.id) { (part.title) } (part.table) } }
        @if !quiet.is_empty() && !waiting.is_empty() {
            p.quiet { "Nothing else waits: no " (quiet.iter().map(|part| part.words.1).collect::<Vec<_>>().join(", no ")) "." }
        }
    }
}

impl Part {
    fn word(&self) -> &'static str {
        if self.count == 1 { self.words.0 } else { self.words.1 }
    }

    fn of<T>(
        id: &'static str,
        title: &'static str,
        words: (&'static str, &'static str),
        tone: Tone,
        table: &Table<'_, T>,
    ) -> Self {
        let count = table.rows.len();
        let table = if count == 0 {
            html! {}
        } else {
            table.render()
        };
        Self { id, title, words, tone, count, table }
    }
}

fn stops(view: &TodayView) -> Part {
    let columns = vec![
        Column::words(
            "lease",
            "Lease",
            |row: &StopWaiting| html! { a.ref href=(links::lease(&row.lease)) { (row.lease) } },
        ),
        Column::words(
            "customer",
            "Customer",
            |row: &StopWaiting| html! { a href=(links::customer(&row.customer)) { (row.customer) } },
        ),
        Column::words(
            "license",
            "License",
            |row: &StopWaiting| html! { a.ref href=(links::license(&row.license)) { (row.license) } },
        ),
        Column::numbers("chips", "Chips", |row: &StopWaiting| grouped(row.chips.into())),
        Column::words("due", "Must have stopped by", |row: &StopWaiting| {
            let late = row.due.date() < view.today;
            html! { (Moment::utc(row.due)) @if late { " " (Badge::of(Tone::Bad, "!", "late")) } }
        }),
        Column::words(
            "do",
            "Next",
            |row: &StopWaiting| html! { a.ref href=(links::lease(&row.lease).at("stop-order")) { "Confirm that it stopped" } },
        ),
    ];
    let words = ("order to stop is not confirmed", "orders to stop are not confirmed");
    Part::of(
        "stops",
        "Orders to stop that are not confirmed",
        words,
        Tone::Bad,
        &Table::of("stop-orders", "Chips that must stop", columns, &view.stops),
    )
}

fn questions(view: &TodayView) -> Part {
    let columns = vec![
        Column::words(
            "filing",
            "Filing",
            |row: &QuestionWaiting| html! { a.ref href=(links::filing(&row.filing)) { (row.filing) } },
        ),
        Column::words("text", "The authority asks", |row: &QuestionWaiting| shortened(&row.text, LETTERS)),
        Column::words("at", "Came", |row: &QuestionWaiting| Moment::utc(row.at)),
        Column::words("due", "Answer by", |row: &QuestionWaiting| match row.due {
            Some(due) => Deadline { due, today: view.today }.render(),
            None => html! { span.quiet { "no day named" } },
        }),
        Column::words(
            "do",
            "Next",
            |row: &QuestionWaiting| html! { a.ref href=(links::filing(&row.filing).at(&format!("question-{}", row.number))) { "Answer" } },
        ),
    ];
    let table = Table::of("open-questions", "Questions the authority waits on", columns, &view.questions);
    Part::of("questions", "Questions to answer", ("question to answer", "questions to answer"), Tone::Warn, &table)
}

fn demands(view: &TodayView) -> Part {
    let columns = vec![
        Column::words("what", "What", |row: &DemandWaiting| Badge::of(Tone::Warn, "!", row.what)),
        Column::words("about", "About", |row: &DemandWaiting| html! { a.ref href=(row.page) { (row.about) } }),
        Column::words("text", "The authority says", |row: &DemandWaiting| shortened(&row.text, LETTERS)),
        Column::words("due", "Do it by", |row: &DemandWaiting| match row.due {
            Some(due) => Deadline { due, today: view.today }.render(),
            None => html! { span.quiet { "the day that the letter names" } },
        }),
    ];
    let table = Table::of("open-demands", "Intents to deny, and inspections", columns, &view.demands);
    let words = ("intent or inspection to respond to", "intents and inspections to respond to");
    Part::of("demands", "Intents to deny and inspections", words, Tone::Bad, &table)
}

fn refused(view: &TodayView) -> Part {
    let columns = vec![
        Column::words("message", "Message", |row: &RefusedMessage| {
            format!("{} {}", row.kind.replace('_', " "), row.number)
        }),
        Column::words(
            "filing",
            "Filing",
            |row: &RefusedMessage| html! { @if let Some(filing) = &row.filing { a.ref href=(links::filing(filing)) { (filing) } } @else { "–" } },
        ),
        Column::words("code", "Why", |row: &RefusedMessage| html! { code { (row.code) } " " (row.detail) }),
        Column::words("at", "Told", |row: &RefusedMessage| Moment::utc(row.at)),
    ];
    let table = Table::of("refused-messages", "What the authority did not act upon", columns, &view.refused);
    Part::of("refused", "Refused by the authority", ("message refused", "messages refused"), Tone::Bad, &table)
}

fn troubles(view: &TodayView) -> Part {
    let table = Table::of(
        "house-troubles",
        "What differs between this house and the authority",
        trouble_columns(),
        &view.troubles,
    );
    let words = ("difference with the authority", "differences with the authority");
    Part::of("troubles", "Books that differ from the authority's", words, Tone::Bad, &table)
}

fn hits(view: &TodayView) -> Part {
    let columns = vec![
        Column::words("name", "Name", |row: &HitWaiting| row.name.clone()),
        Column::words("listed", "May be", |row: &HitWaiting| html! { (row.listed) " " span.quiet { (row.list) } }),
        Column::numbers("score", "Score", |row: &HitWaiting| row.score.to_string()),
        Column::words(
            "customer",
            "Customer",
            |row: &HitWaiting| html! { a href=(links::customer(&row.customer)) { (row.customer) } },
        ),
        Column::words("do", "Next", |row: &HitWaiting| {
            let says = if row.half_resolved { "Look as the second person" } else { "Compare and resolve" };
            html! { a href=(links::customer(&row.customer).at("hits")) { (says) } }
        }),
    ];
    let table = Table::of("open-hits", "Names that may be on a list", columns, &view.hits);
    Part::of(
        "hits",
        "Screening hits to resolve",
        ("screening hit to resolve", "screening hits to resolve"),
        Tone::Warn,
        &table,
    )
}

fn proposals(view: &TodayView) -> Part {
    let columns = vec![
        Column::words("what", "Proposed", |row: &ProposalWaiting| html! { a href=(row.page) { (row.what) } }),
        Column::words("reason", "Because", |row: &ProposalWaiting| shortened(&row.reason, LETTERS)),
        Column::words("by", "By", |row: &ProposalWaiting| row.by.clone()),
        Column::words("at", "When", |row: &ProposalWaiting| Moment::utc(row.at)),
    ];
    let table = Table::of("open-proposals", "What two people have to agree on", columns, &view.proposals);
    Part::of(
        "proposals",
        "Waiting for your agreement",
        ("proposal to agree to", "proposals to agree to"),
        Tone::Warn,
        &table,
    )
}

fn reports(view: &TodayView) -> Part {
    let columns = vec![
        Column::words(
            "license",
            "License",
            |row: &ReportDue| html! { a.ref href=(links::license(&row.license).at("reports")) { (row.license) } },
        ),
        Column::words("condition", "Asked for by", |row: &ReportDue| html! { "condition " code { (row.condition) } }),
        Column::words("due", "Due", |row: &ReportDue| Deadline { due: row.due, today: view.today }),
        Column::words(
            "do",
            "Next",
            |row: &ReportDue| html! { a.ref href=(links::license(&row.license).at("reports")) { "File the report" } },
        ),
    ];
    let table = Table::of("due-reports", "Reports owed to the authority", columns, &view.reports);
    Part::of("reports", "Reports due", ("report due", "reports due"), Tone::Warn, &table)
}

fn licenses(view: &TodayView) -> Part {
    let columns = vec![
        Column::words(
            "number",
            "License",
            |row: &LicenseNear| html! { a.ref href=(links::license(&row.number)) { (row.number) } },
        ),
        Column::words("parties", "Covers", |row: &LicenseNear| row.parties.clone()),
        Column::words("left", "Left", |row: &LicenseNear| row.left.clone()),
        Column::words("exhausted", "Used up, if use goes on", |row: &LicenseNear| {
            used_up(row.exhausted_on, view.today)
        }),
        Column::words("until", "Last day", |row: &LicenseNear| Deadline { due: row.until, today: view.today }),
    ];
    let table = Table::of("near-licenses", "Licenses that soon cover nothing more", columns, &view.licenses);
    let words = ("license near its end", "licenses near their end");
    Part::of("licenses", "Licenses near exhaustion or expiry", words, Tone::Info, &table)
}

fn drafts(view: &TodayView) -> Part {
    let columns = vec![
        Column::words(
            "reference",
            "Draft",
            |row: &DraftWaiting| html! { a.ref href=(links::draft(Some(&row.reference))) { (row.reference) } },
        ),
        Column::words("parties", "For", |row: &DraftWaiting| row.parties.clone()),
        Column::words("gaps", "State", |row: &DraftWaiting| match row.gaps {
            0 => Badge::of(Tone::Good, "✓", "ready to file").render(),
            gaps => Badge::of(Tone::Warn, "…", &counted(gaps, "gap")).render(),
        }),
        Column::words("saved", "Saved", |row: &DraftWaiting| Moment::utc(row.saved)),
    ];
    let table = Table::of("open-drafts", "Applications that are not filed", columns, &view.drafts);
    Part::of("drafts", "Drafts", ("draft", "drafts"), Tone::Plain, &table)
}
