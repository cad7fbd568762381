//! The log: how far it has come, who has seen it, and whether a receipt proves what it says.

use crate::address::Address;
use crate::components::{Badge, Column, Digest, Empty, FactList, Field, InputKind, Moment, Table, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::number::grouped;
use crate::place::Place;
use crate::provider::links;
use maud::{Markup, Render, html};
use portcullis_license::Instant;

/// A witness: somebody else who signs what it has seen of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessRow {
    /// Its name.
    pub name: String,
    /// The size and the moment of the latest checkpoint it signed; nothing where it has signed none.
    pub signed: Option<(u64, Instant)>,
}

/// A step of checking a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStep {
    /// What was checked, in a sentence.
    pub what: String,
    /// Whether it holds; nothing where it was not come to.
    pub holds: Option<bool>,
    /// What was found: a name, a hash, what is wrong with the mend.
    pub found: String,
}

/// What checking a receipt came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiptChecked {
    /// Each step in order.
    pub steps: Vec<CheckStep>,
    /// The place of the leaf in the log, where all of it holds.
    pub index: Option<u64>,
    /// The record, where it is kept here and may be seen: the id of a determination.
    pub record: Option<String>,
}

impl ReceiptChecked {
    /// Whether every step holds, and there is one.
    #[must_use]
    pub fn proves(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.holds == Some(true))
    }
}

/// The log, and a receipt that was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogView {
    /// The name of the log.
    pub origin: String,
    /// Leaves under the latest checkpoint; nothing where there is none yet.
    pub checkpoint: Option<(u64, Instant)>,
    /// The root under it, in hexadecimal.
    pub root: String,
    /// The key of the log, as verifiers write it.
    pub key: String,
    /// The latest checkpoint as it is signed, to be fetched.
    pub signed: Option<Address>,
    /// What the houses across have on record, where there are any.
    pub houses: Option<Address>,
    /// Witnesses that are known.
    pub witnesses: Vec<WitnessRow>,
    /// How many of them must have signed.
    pub needed: usize,
    /// What a receipt came to, where one was sent.
    pub checked: Option<ReceiptChecked>,
    /// What stands in the form: `receipt`, `leaf`.
    pub filled: Filled,
    /// For the form.
    pub keys: FormKeys,
}

/// The body of the page.
#[must_use]
pub fn log(view: &LogView) -> Markup {
    html! {
        (view.filled.summary())
        @if let Some(checked) = &view.checked { (result(checked)) }
        (checkpoint(view))
        (witnesses(view))
        h2 #check { "Check a receipt" }
        (form(view))
        (offline(view))
    }
}

fn checkpoint(view: &LogView) -> Markup {
    let size = match view.checkpoint {
        Some((size, at)) => html! { (grouped(size.into())) " records, " (Moment::utc(at)) },
        None => html! { span.quiet { "no checkpoint yet: it is made with the first record" } },
    };
    FactList::new()
        .row("Log", view.origin.as_str())
        .row("Latest checkpoint", size)
        .maybe("Root", (!view.root.is_empty()).then_some(Digest { full: &view.root }))
        .maybe("Key", (!view.key.is_empty()).then(|| html! { code { (view.key) } }))
        .maybe(
            "Signed",
            view.signed.as_ref().map(|address| html! { a href=(address) { "The checkpoint as it is signed" } }),
        )
        .maybe(
            "Houses across",
            view.houses
                .as_ref()
                .map(|address| html! { a href=(address) { "What they have on record, and where it differs" } }),
        )
        .render()
}

fn witnesses(view: &LogView) -> Markup {
    let size = view.checkpoint.map_or(0, |(size, _)| size);
    let columns = vec![
        Column::words("name", "Witness", |row: &WitnessRow| row.name.clone()),
        Column::words("signed", "Latest it signed", |row: &WitnessRow| {
            html! {
                @match row.signed {
                    Some((signed, at)) => { (grouped(signed.into())) " records, " (Moment::utc(at)) }
                    None => span.quiet { "nothing yet" },
                }
            }
        }),
        Column::words("state", "State", move |row: &WitnessRow| match row.signed {
            Some((signed, _)) if signed == size => Badge::of(Tone::Good, "✓", "up to date"),
            Some(_) => Badge::of(Tone::Info, "…", "behind"),
            None => Badge::of(Tone::Warn, "!", "has signed nothing"),
        }),
    ];
    let empty = Empty {
        says: "No witness is known, so the log is taken at its word. Name witnesses in the configuration, and how many of them must sign.",
        action: None,
    };
    html! {
        h2 #witnesses { "Witnesses" }
        p.quiet { "A log alone could show each reader another tree. Each witness signs only what continues what it signed before; " (view.needed) " must have signed for a receipt to count." }
        (Table { empty, ..Table::of("witness-table", "Who has seen it", columns, &view.witnesses) })
    }
}

fn form(view: &LogView) -> Markup {
    let receipt = Field {
        hint: Some("All of its text, from the line c2sp.org/tlog-proof@v1 on."),
        ..view.filled.text("receipt", "Receipt", 8)
    };
    let leaf = Field {
        hint: Some("The record as it was given with the receipt, in JSON."),
        ..view.filled.text("leaf", "Record", 6)
    };
    html! {
        form.sheet method="post" action=(Place::Log.address()) enctype="multipart/form-data" {
            (view.keys.hidden("check"))
            (receipt)
            (view.filled.line("receipt-file", "Or the file with it", InputKind::File))
            (leaf)
            p.buttons { button type="submit" { "Check it" } }
        }
    }
}

fn result(checked: &ReceiptChecked) -> Markup {
    let proves = checked.proves();
    let tone = if proves { Tone::Good } else { Tone::Bad };
    html! {
        div.verdict.(tone.class()) role="status" {
            p.what {
                @if let (true, Some(index)) = (proves, checked.index) { "It is proven: the record is leaf " (grouped(index.into())) " of the log" }
                @else if proves { "It is proven: the record is in the log" }
                @else { "It proves nothing" }
            }
            ol.checks {
                @for step in &checked.steps {
                    li {
                        @match step.holds {
                            Some(true) => (Badge::of(Tone::Good, "✓", "holds")),
                            Some(false) => (Badge::of(Tone::Bad, "✕", "does not hold")),
                            None => (Badge::of(Tone::Plain, "–", "not come to")),
                        }
                        " " (step.what) @if !step.found.is_empty() { div.quiet { (step.found) } }
                    }
                }
            }
            @if let Some(record) = &checked.record { p { a href=(links::determination(Some(record))) { "The record" } } }
        }
    }
}

fn offline(view: &LogView) -> Markup {
    let key = if view.key.is_empty() { "<key of the log>" } else { &view.key };
    html! {
        h2 #offline { "Check it without us" }
        p { "Whoever has the receipt, the record and the key of the log needs nobody else; get the key by another way than from this page." }
        div.scroll tabindex="0" role="region" aria-label="The command" { pre { code { "portcullis-verify receipt RECEIPT --leaf RECORD --key '" (key) "'" } } }
    }
}
