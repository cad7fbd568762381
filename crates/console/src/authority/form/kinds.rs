//! The forms of the kinds of events that take a text, a choice or a number.

use super::{EventForm, Forms};
use crate::authority::words::{self, CAUSES, STEPS};
use crate::components::{Badge, InputKind, Tone};
use crate::files::TAKEN;
use maud::{Markup, html};
use portcullis_desk::agency::Agencies;
use portcullis_desk::course::StopCause;
use portcullis_desk::event::EventKind;
use portcullis_desk::routing::Referral;
use std::collections::BTreeSet;

/// What forms offer to choose from.
pub(crate) struct Offered<'a> {
    /// The agencies that can still be asked, with their names in full.
    pub(crate) agencies: Vec<(String, String)>,
    /// Whom the rules of routing name, and why.
    pub(crate) referral: Option<&'a Referral>,
    /// The agencies that a document can be for, with their names in full.
    pub(crate) readers: Vec<(String, String)>,
    /// What the clock stands still for.
    pub(crate) stops: Vec<StopCause>,
    /// Inspections without findings, by their numbers.
    pub(crate) inspections: Vec<usize>,
    /// Requests to preserve that are open, by their numbers.
    pub(crate) requests: Vec<usize>,
    /// The current version of the application.
    pub(crate) version: u32,
}

impl Offered<'_> {
    /// Nothing to choose from: for forms that take a text.
    pub(crate) fn none() -> Self {
        Self {
            agencies: Vec::new(),
            referral: None,
            readers: Vec::new(),
            stops: Vec::new(),
            inspections: Vec::new(),
            requests: Vec::new(),
            version: 0,
        }
    }

    /// The agencies that a document can be for: all of them, and nothing else to choose from.
    pub(crate) fn readers_among(agencies: &Agencies) -> Self {
        let readers = agencies.iter().map(|agency| (agency.name.to_string(), agency.full_name.clone()));
        Self { readers: readers.collect(), ..Self::none() }
    }

    /// The agencies that can be asked besides those that were.
    pub(crate) fn agencies_besides(agencies: &Agencies, asked: &BTreeSet<&str>) -> Vec<(String, String)> {
        let others = agencies.iter().filter(|agency| !agency.decides && !asked.contains(agency.name.as_str()));
        others.map(|agency| (agency.name.to_string(), agency.full_name.clone())).collect()
    }
}

/// Numbers to choose from.
fn numbers(what: &str, numbers: &[usize]) -> Vec<(String, String)> {
    numbers.iter().map(|number| (number.to_string(), format!("{what} {number}"))).collect()
}

impl Forms<'_> {
    /// The form of a kind of event; nothing for those that have a place of their own on the page, or that no person does.
    pub(crate) fn for_kind(self, kind: EventKind, title: &str, offered: &Offered<'_>) -> Markup {
        let form = self.of(kind);
        match kind {
            EventKind::Registered => form.confirmed(
                title,
                "Is the application complete?",
                "The clock starts (15 CFR 750.4(a)). What is missing later stops it only while the applicant is asked.",
                Tone::Info,
                html! {},
            ),
            EventKind::Notified => form.confirmed(
                title,
                "Tell the applicant that it is to be denied?",
                "The letter goes out with the reasons. The applicant has 20 days to respond, and the denial is final on day 45 (15 CFR 750.6).",
                Tone::Bad,
                html! {},
            ),
            EventKind::Closed => form.confirmed(
                title,
                "Is nothing to be done any more?",
                "The case is closed for good. Its records are kept for five years (15 CFR 762.6).",
                Tone::Plain,
                html! {},
            ),
            EventKind::Erased => form.confirmed(
                title,
                "Erase all that was said in this case?",
                "Texts, applications and letters are erased for good. Who did what, and when, stays, and so do the digests.",
                Tone::Bad,
                html! {},
            ),
            EventKind::Attached => attach(&form, title, offered),
            EventKind::Referred => refer(&form, title, offered),
            EventKind::DenialsConsulted => consulted(&form, title, offered),
            EventKind::Stopped => stop(&form, title, offered),
            EventKind::Resumed => resume(&form, title, offered),
            EventKind::Advanced => form.folded(title, Tone::Plain, &html! {
                (form.select("step", "Which step", &STEPS.map(|(_, word, label)| (word, label))))
                (form.text("said", "What was asked or answered", None, 3))
            }),
            EventKind::InspectionOrdered => form.folded(title, Tone::Plain, &sample(&form)),
            EventKind::InspectionFound => form.folded(title, Tone::Plain, &html! {
                (form.select("inspection", "Inspection", &numbers("Inspection", &offered.inspections)))
                div.grid-fields {
                    (form.line("looked_at", "Looked at", Some("How many of those drawn."), InputKind::Number))
                    (form.line("wrong", "Not as they should be", Some("How many of those looked at."), InputKind::Number))
                }
                (form.text("said", "What was found", None, 5))
            }),
            EventKind::ReportDue => form.folded(title, Tone::Plain, &form.line("due", "Last day for it", None, InputKind::Date)),
            EventKind::PreservationEnded => form.folded(title, Tone::Plain, &html! {
                (form.select("request", "Which request", &numbers("Request", &offered.requests)))
                (form.text("said", "Who said so", None, 2))
            }),
            EventKind::Suspended => form.folded(title, Tone::Bad, &html! {
                p { "It takes one person and holds from the next record on: nothing new begins under the license and nothing is renewed. To lift it takes two." }
                (form.maybe("drain_until", "What runs has to stop by the end of", "A day, in UTC. Left empty: what runs ends with its slice.", InputKind::Date))
                (form.text("reasons", "Why, as the licensee is told", Some("It stands in the letter, word for word."), 3))
                (form.text("said", "What it rests on, for the colleagues", Some("The licensee is not told this."), 2))
            }),
            _ => spoken(&form, kind, title),
        }
    }
}

/// The forms that take a text and nothing else.
fn spoken(form: &EventForm<'_>, kind: EventKind, title: &str) -> Markup {
    let (tone, label, hint) = match kind {
        EventKind::Returned => {
            (Tone::Bad, "Why, and what would mend it", Some("The applicant is told this. No clock has started."))
        }
        EventKind::Asked => (
            Tone::Plain,
            "The question",
            Some("The clock stands still until the last question is answered (15 CFR 750.4(b))."),
        ),
        EventKind::InformationRequested => {
            (Tone::Plain, "What is missing", Some("An officer decides what the applicant is asked."))
        }
        EventKind::IntentWithdrawn => {
            (Tone::Plain, "Why", Some("The application is under review again (15 CFR 750.6(b))."))
        }
        EventKind::BreachNoted => (Tone::Bad, "What it is, and how it is known", None),
        EventKind::PreservationRequested => (
            Tone::Plain,
            "Who asked, and why",
            Some("Nothing of the case is erased until it is over (15 CFR 762.6(b))."),
        ),
        // The others have a place of their own, or are done by applicants and by time.
        _ => return html! {},
    };
    form.folded(title, tone, &form.text("said", label, hint, 4))
}

/// A cause for which the clock stands still already is not offered.
fn stop(form: &EventForm<'_>, title: &str, offered: &Offered<'_>) -> Markup {
    let others = CAUSES.iter().filter(|(cause, _)| !offered.stops.contains(cause));
    let choices: Vec<(&str, &str)> = others.map(|(cause, word)| (*word, words::cause(*cause))).collect();
    form.folded(
        title,
        Tone::Plain,
        &html! {
            (form.select("cause", "For what", &choices))
            (form.text("said", "What is waited for", None, 3))
        },
    )
}

fn resume(form: &EventForm<'_>, title: &str, offered: &Offered<'_>) -> Markup {
    let open = CAUSES.iter().filter(|(cause, _)| offered.stops.contains(cause));
    let choices: Vec<(&str, &str)> = open.map(|(cause, word)| (*word, words::cause(*cause))).collect();
    form.folded(
        title,
        Tone::Plain,
        &html! {
            (form.select("cause", "It stood still for", &choices))
            (form.text("said", "What came of it", None, 3))
        },
    )
}

fn consulted(form: &EventForm<'_>, title: &str, offered: &Offered<'_>) -> Markup {
    form.folded(title, Tone::Plain, &html! {
        (form.hidden("version", &offered.version.to_string()))
        p { "For version " (offered.version) " of the application. The candidates are under the tab of precedents and denials." }
        (form.line("found", "How many past denials count", None, InputKind::Number))
        (form.text("said", "Which, and why they count or do not", None, 4))
    })
}

fn sample(form: &EventForm<'_>) -> Markup {
    html! {
        div.grid-fields {
            (form.line("of", "Out of how many", Some("All there are."), InputKind::Number))
            (form.line("drawn", "How many are looked at", None, InputKind::Number))
        }
        (form.line("seed", "Drawn by", Some("Anything that nobody could choose, named before the draw: the root hash of a checkpoint of that day. With it anybody draws the same."), InputKind::Text))
        (form.text("said", "What for", None, 3))
    }
}

/// A file, and for whom it is. One that was brought and is refused for something else does not have to be chosen again.
fn attach(form: &EventForm<'_>, title: &str, offered: &Offered<'_>) -> Markup {
    const IS_HERE: [&str; 4] = ["file_name", "media_type", "bytes", "sha256"];
    let kinds = ["assessment", "technical_description", "end_use_check", "correspondence", "other"];
    let kinds = kinds.map(|kind| (kind, words::spaced(kind)));
    let is_here = form.value("sha256").is_some();
    form.folded(title, Tone::Plain, &html! {
        @if let Some(name) = form.value("file_name") {
            p { (Badge::of(Tone::Good, "✓", "is here")) " " (name) }
            @for field in IS_HERE { @if let Some(value) = form.value(field) { (form.hidden(field, value)) } }
        }
        (form.file("file", "File", TAKEN, !is_here))
        (form.select("kind", "What it is", &kinds))
        (form.maybe("name", "Name", "That of the file where it is left empty.", InputKind::Text))
        (form.maybe("classification", "Marking", "As it stands on the document. What is marked is for the agencies chosen here and for no other.", InputKind::Text))
        (form.checkboxes("audience", "For", "None chosen: for all that are asked, if it has no marking.", &offered.readers))
    })
}

/// Whom the rules name and why, and whom the officer chooses.
fn refer(form: &EventForm<'_>, title: &str, offered: &Offered<'_>) -> Markup {
    let reasons = |name: &str| {
        let referral = offered.referral?;
        referral.agencies.iter().find(|(agency, _)| agency.as_str() == name).map(|(_, why)| why)
    };
    let rules: BTreeSet<&str> = offered
        .referral
        .iter()
        .flat_map(|referral| referral.agencies.values().flatten().chain(&referral.none_needed))
        .map(|why| why.rule.as_str())
        .collect();
    let version = offered.referral.map_or("", |referral| referral.version.as_str());
    let by_rules = format!("By {}.", words::listed(&rules));
    let said = if rules.is_empty() || form.was_sent() { None } else { Some(by_rules.as_str()) };
    let body = html! {
        @if let Some(referral) = offered.referral {
            @if !referral.none_needed.is_empty() {
                p { "The usual agencies need not be asked:" }
                ul { @for why in &referral.none_needed { li { (why.why) " " span.quiet { (why.rule) ", " (why.citation) } } } }
            }
        } @else { p { "The rules of routing could not be applied, so nothing can be referred by them: the words of the application are not kept." } }
        (form.hidden("routing", version))
        fieldset.field #field-referred-agencies tabindex="-1" {
            legend { "Agencies to ask" }
            @if offered.agencies.is_empty() { p.quiet { "All agencies of the procedure were asked already." } }
            @for (place, (name, full_name)) in offered.agencies.iter().enumerate() {
                @let why = reasons(name);
                @let chosen = if form.was_sent() { form.forms.filled.has(&form.name("agencies"), name) } else { why.is_some() };
                @let id = format!("field-referred-agencies-{place}");
                div.choice {
                    input type="checkbox" id=(id) name=(form.name("agencies")) value=(name) checked[chosen];
                    label for=(id) {
                        (full_name)
                        @for why in why.into_iter().flatten() {
                            " " span.quiet { (why.why) " (" (why.rule) ", " (why.citation) ")"
                                @if !why.open.is_empty() { "; not stated in the application: " (why.open.join(", ")) } }
                        }
                    }
                }
            }
        }
        (form.text_with("said", "Which rules say so", said))
    };
    form.folded(title, Tone::Info, &body)
}

impl EventForm<'_> {
    /// A text that begins with a proposal.
    fn text_with(&self, field: &str, label: &str, proposed: Option<&str>) -> Markup {
        use crate::components::{Control, Field};
        use maud::Render;
        let name = self.name(field);
        let standing = self.forms.filled.field(&name, label, Control::Text(3, self.forms.filled.value(&name)));
        let control = proposed.map_or(standing.control, |proposed| Control::Text(3, proposed));
        Field { required: true, control, ..standing }.render()
    }
}
