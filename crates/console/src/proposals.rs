//! What takes two people: what waits for the second one, what it would change, and what became of it.
//!
//! Whoever agrees, agrees to what stands on the page and to nothing else: the form carries the digest of it.

use crate::address::Address;
use crate::components::{
    Badge, Change, Column, Confirm, Diff, Digest, Empty, FactList, Field, InputKind, Moment, Table, Tone,
};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::number::shortened;
use crate::place::Place;
use crate::provider::HitView;
use crate::provider::compared;
use maud::{Markup, Render, html};
use portcullis_license::Instant;

/// Letters of a reason that a row shows.
const LETTERS: usize = 160;

/// A proposal, by its id.
#[must_use]
pub fn proposal_page(id: &str) -> Address {
    Address::of([Place::Proposals.segment(), id])
}

/// Where something about a proposal is sent: `agree`, `decline`.
#[must_use]
pub fn proposal_operation(id: &str, operation: &str) -> Address {
    Address::of([Place::Proposals.segment(), id, operation])
}

/// Where a proposal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalState {
    /// It waits for a second person.
    Waits,
    /// Two people stand behind it.
    Agreed {
        /// The second.
        second: String,
        /// When.
        at: Instant,
    },
    /// Somebody would not have it.
    Declined {
        /// Who.
        by: String,
        /// When.
        at: Instant,
        /// Why; empty where they did not say.
        reason: String,
    },
    /// Nobody agreed in time.
    Expired,
}

/// A proposal, as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Its id.
    pub id: String,
    /// What is proposed, in a sentence.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// The first moment at which nobody can agree any more.
    pub expires: Instant,
    /// Where it is.
    pub state: ProposalState,
}

/// All proposals of the last weeks that somebody may speak of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProposalsView {
    /// Those that wait and that this person may agree to.
    pub to_agree: Vec<ProposalRow>,
    /// Those of this person that wait for another.
    pub own: Vec<ProposalRow>,
    /// Those that are over.
    pub over: Vec<ProposalRow>,
}

/// One field that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalChange {
    /// The field.
    pub field: String,
    /// What it is.
    pub before: Option<String>,
    /// What it would be.
    pub after: Option<String>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// What stands in a list of it.
    pub row: ProposalRow,
    /// What happens if somebody agrees, a sentence each.
    pub effects: Vec<String>,
    /// What changes, field by field.
    pub changes: Vec<ProposalChange>,
    /// What else there is to know, by name.
    pub facts: Vec<(&'static str, String)>,
    /// What it is about, where that has a page: its title and its address.
    pub about: Option<(String, Address)>,
    /// Both records of a screening hit.
    pub hit: Option<HitView>,
    /// The digest of all it says.
    pub digest: String,
    /// Why this person cannot agree; nothing where they can, and it waits.
    pub why_not: Option<String>,
    /// What stands in the form: `decline.reason`.
    pub filled: Filled,
    /// For the forms; nothing where this person can do nothing.
    pub keys: Option<FormKeys>,
}

/// The body of the page of all proposals.
#[must_use]
pub fn proposals(view: &ProposalsView) -> Markup {
    let table = |id, caption, says, rows| {
        let empty = Empty { says, action: Some(("See the licenses", Place::Licenses.address())) };
        Table { empty, ..Table::of(id, caption, columns(), rows) }.render()
    };
    html! {
        h2 #to-agree { "Waiting for your agreement" }
        (table("to-agree-to", "Proposed by others", "Nothing waits for you.", &view.to_agree))
        @if !view.own.is_empty() {
            h2 #own { "Waiting for somebody else" }
            (table("own-proposals", "Proposed by you: another person has to agree", "Nothing waits.", &view.own))
        }
        h2 #over { "Over" }
        (table("over-proposals", "What became of proposals in the last 30 days", "Nothing was proposed.", &view.over))
    }
}

fn columns() -> Vec<Column<'static, ProposalRow>> {
    vec![
        Column::words("what", "Proposed", |row: &ProposalRow| html! { a href=(proposal_page(&row.id)) { (row.what) } }),
        Column::words("reason", "Because", |row: &ProposalRow| shortened(&row.reason, LETTERS)),
        Column::words("by", "By", |row: &ProposalRow| row.by.clone()),
        Column::words("at", "When", |row: &ProposalRow| Moment::utc(row.at)),
        Column::words("state", "State", state),
    ]
}

fn state(row: &ProposalRow) -> Markup {
    html! {
        @match &row.state {
            ProposalState::Waits => { (Badge::of(Tone::Warn, "½", "waits")) " " span.quiet { "until " (Moment::utc(row.expires)) } }
            ProposalState::Agreed { second, at } => { (Badge::of(Tone::Good, "✓", "agreed")) " " span.quiet { (second) ", " (Moment::utc(*at)) } }
            ProposalState::Declined { by, at, reason } => {
                (Badge::of(Tone::Plain, "–", "not agreed")) " " span.quiet { (by) ", " (Moment::utc(*at)) }
                @if !reason.is_empty() { div { (shortened(reason, LETTERS)) } }
            }
            ProposalState::Expired => { (Badge::of(Tone::Plain, "–", "nobody agreed in time")) }
        }
    }
}

/// The body of the page of one.
#[must_use]
pub fn proposal(view: &ProposalView) -> Markup {
    let row = &view.row;
    let about = view.about.as_ref().map(|(title, address)| html! { a href=(address) { (title) } });
    let mut facts = FactList::new()
        .row("State", state(row))
        .row("Proposed by", html! { (row.by) ", " (Moment::utc(row.at)) })
        .row("Because", row.reason.as_str())
        .maybe("About", about);
    for (name, value) in &view.facts {
        facts = facts.row(name, value.as_str());
    }
    html! {
        (view.filled.summary())
        p.what { (row.what) }
        (facts.row("Digest", Digest { full: &view.digest }))
        @if let Some(hit) = &view.hit { h2 #records { "Both records" } (compared("records", hit)) }
        h2 #effects { "What changes if you agree" }
        ul { @for effect in &view.effects { li { (effect) } } }
        (changes(view))
        (operations(view))
    }
}

fn changes(view: &ProposalView) -> Markup {
    let changes: Vec<Change<'_>> = view
        .changes
        .iter()
        .map(|change| Change { label: &change.field, before: change.before.as_deref(), after: change.after.as_deref() })
        .collect();
    html! { @if !changes.is_empty() { (Diff { caption: "Field by field", changes: &changes }) } }
}

fn operations(view: &ProposalView) -> Markup {
    let waits = view.row.state == ProposalState::Waits;
    let Some(keys) = view.keys.as_ref().filter(|_| waits) else { return html! {} };
    let id = &view.row.id;
    let operation = keys.operation("agree");
    html! {
        h2 #decide { "Your part" }
        @match &view.why_not {
            Some(why) => p { (why) },
            None => (Confirm {
                id: "agree",
                action: proposal_operation(id, "agree"),
                label: "Agree as the second person",
                question: &view.row.what,
                consequence: "You agree to what stands on this page. It is carried out at once, in your name and the first person's.",
                tone: Tone::Good,
                idempotency_key: &operation,
                form_key: &keys.form_key,
                brings_files: false,
                fields: html! { input type="hidden" name="digest" value=(view.digest); },
            }),
        }
        details.resolve open[view.filled.problem("decline.reason").is_some()] {
            summary { @if view.why_not.is_some() { "Take it back" } @else { "Do not agree" } }
            form.sheet method="post" action=(proposal_operation(id, "decline")) {
                (keys.hidden("decline"))
                (Field { required: true, hint: Some("Who proposed it reads this."), ..view.filled.line("decline.reason", "Because", InputKind::Text) })
                p.buttons { button type="submit" { @if view.why_not.is_some() { "Take back" } @else { "Decline" } } }
                p.quiet { "Nothing comes of it then; it can be proposed anew." }
            }
        }
    }
}
