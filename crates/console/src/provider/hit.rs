//! A screening hit: the name in our file beside the name on the list, word by word, and what two people found.

use crate::components::{Badge, Choice, Confirm, Control, Field, InputKind, Moment, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::number::identifier;
use crate::provider::links;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_license::Instant;
use portcullis_screening::{Aspect, Evidence, Explanation, Score};

/// What became of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HitState {
    /// Nobody has said anything.
    Open,
    /// One person has said something, and a second one is missing.
    Proposed {
        /// Whether the party is said to be the listed one.
        same: bool,
        /// Why.
        because: String,
        /// What shows it.
        evidence: String,
        /// Who says so.
        by: String,
        /// When.
        at: Instant,
        /// Whether this person may be the second one.
        may_agree: bool,
    },
    /// Two people have said it.
    Resolved {
        /// Whether the party is the listed one.
        same: bool,
        /// Why.
        because: String,
        /// What shows it.
        evidence: String,
        /// Who found it.
        author: String,
        /// Who checked it.
        second: String,
        /// When.
        on: Date,
        /// The last day on which it applies.
        until: Date,
        /// Why it does not apply any more.
        lapsed: Option<String>,
    },
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitView {
    /// The name in our file: the customer's, or an owner's.
    pub name: String,
    /// Whose it is, where it is not the customer's own: `owner, 40%`.
    pub whose: Option<String>,
    /// What else is known of it: `located in SG`.
    pub known: String,
    /// The listed name that matched.
    pub matched: String,
    /// The entry's primary name.
    pub listed: String,
    /// What else the list says: countries, addresses, dates.
    pub listed_known: String,
    /// The list.
    pub list: String,
    /// The program under which it is listed; empty where the list has none.
    pub program: String,
    /// The entry, by its source's own name for it.
    pub entry: String,
    /// The license requirement and review policy that it states.
    pub requires: String,
    /// How well they match.
    pub score: Score,
    /// From which score on a person must say.
    pub possible_from: Score,
    /// From which score on it is taken to be the listed party.
    pub listed_from: Score,
    /// The score, word by word.
    pub words: Explanation,
    /// What is known besides the names, and whether it agrees.
    pub evidence: Vec<Evidence>,
    /// What became of it.
    pub state: HitState,
}

/// A hit of a customer. `place` is its place on the page: the names of its fields begin with `hits[{place}]`.
pub(crate) fn hit(customer: &str, place: usize, view: &HitView, filled: &Filled, keys: &FormKeys) -> Markup {
    html! {
        article.hit id={ "hit-" (place) } {
            h3 {
                (view.name) @if let Some(whose) = &view.whose { " " span.quiet { (whose) } }
                " " (state_badge(&view.state))
            }
            (sides(view))
            (alignment(place, view))
            (said(customer, place, view, filled, keys))
        }
    }
}

fn state_badge(state: &HitState) -> Badge<'static> {
    match state {
        HitState::Open => Badge::of(Tone::Warn, "?", "to be resolved"),
        HitState::Proposed { .. } => Badge::of(Tone::Warn, "½", "second person needed"),
        HitState::Resolved { lapsed: Some(_), .. } => Badge::of(Tone::Warn, "!", "resolution no longer applies"),
        HitState::Resolved { same: true, .. } => Badge::of(Tone::Bad, "✕", "the same"),
        HitState::Resolved { same: false, .. } => Badge::of(Tone::Good, "✓", "somebody else"),
    }
}

fn sides(view: &HitView) -> Markup {
    let other = (view.listed != view.matched).then_some(&view.listed);
    html! {
        div.sides {
            section { h4 { "In our file" } p.what { (view.name) } p.quiet { (view.known) } }
            section {
                h4 { "On the list" }
                p.what { (view.matched) }
                @if let Some(other) = other { p { "another name of " (other) } }
                p.quiet { (view.listed_known) }
                p { (view.list) @if !view.program.is_empty() { ", " (view.program) } " " span.quiet { "entry " (view.entry) } }
                @if !view.requires.is_empty() { p.quiet { (view.requires) } }
            }
        }
    }
}

/// Hundredths of a bit, in bits with one place.
fn bits(weight: u32) -> String {
    format!("{}.{}", weight / 100, weight % 100 / 10)
}

fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Kind => "kind",
        Aspect::Country => "country",
        Aspect::Identifier => "identifier",
        Aspect::Address => "address",
        Aspect::Date => "date",
    }
}

fn alignment(place: usize, view: &HitView) -> Markup {
    let words = &view.words;
    let title = format!("Word by word: {} and {}", view.name, view.matched);
    let verdict = if view.score >= view.listed_from {
        "taken to be the listed party"
    } else if view.score >= view.possible_from {
        "a person must say"
    } else {
        "under the threshold"
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table.alignment id={ "hit-" (place) "-words" } {
                caption { "Score " strong { (view.score.to_string()) } ", " (verdict) " (from " (view.possible_from.to_string()) " a person says, from " (view.listed_from.to_string()) " it is taken to be the listed party)" }
                thead { tr { th scope="col" { "In our file" } th scope="col" { "On the list" } th.number scope="col" { "Alike" } th.number scope="col" { "Tells, in bits" } } }
                tbody {
                    @for pair in &words.pairs {
                        tr.pair { th scope="row" { (pair.query) } td { (pair.name) } td.number { (pair.likeness.to_string()) } td.number { (bits(pair.weight)) } }
                    }
                    @for left in &words.only_in_query {
                        tr.only { th scope="row" { (left.word) } td { span.quiet { "nothing" } } td.number { "–" } td.number { (bits(left.weight)) } }
                    }
                    @for left in &words.only_in_name {
                        tr.only { th scope="row" { span.quiet { "nothing" } } td { (left.word) } td.number { "–" } td.number { (bits(left.weight)) } }
                    }
                }
            }
        }
        @if !view.evidence.is_empty() {
            p { "Besides the names: " @for one in &view.evidence {
                @if one.agrees { (Badge::of(Tone::Warn, "=", aspect(one.aspect))) " agrees " } @else { (Badge::of(Tone::Good, "≠", aspect(one.aspect))) " differs " }
            } }
        }
    }
}

fn same_words(same: bool) -> &'static str {
    if same { "the listed party" } else { "somebody else" }
}

fn said(customer: &str, place: usize, view: &HitView, filled: &Filled, keys: &FormKeys) -> Markup {
    match &view.state {
        HitState::Open => resolve(customer, place, view, filled, keys),
        HitState::Proposed { same, because, evidence, by, at, may_agree } => html! {
            p { strong { (by) } " says it is " strong { (same_words(*same)) } ": " (because) }
            p.quiet { "Evidence: " (evidence) " · " (Moment::utc(*at)) }
            @if *may_agree { (agree(customer, place, view, *same, keys)) } @else { p.quiet { "Somebody else has to agree." } }
        },
        HitState::Resolved { same, because, evidence, author, second, on, until, lapsed } => html! {
            p { "It is " strong { (same_words(*same)) } ": " (because) }
            p.quiet { "Evidence: " (evidence) " · found by " (author) ", checked by " (second) " on " (on.to_string()) ", applies until " (until.to_string()) }
            @if let Some(lapsed) = lapsed {
                p { "It no longer applies: " (lapsed) ". Look again." }
                (resolve(customer, place, view, filled, keys))
            }
        },
    }
}

/// What names the hit to the service.
fn names(view: &HitView, place: usize) -> Markup {
    html! {
        input type="hidden" name="hit" value=(place);
        input type="hidden" name="name" value=(view.name);
        input type="hidden" name="list" value=(view.list);
        input type="hidden" name="entry" value=(view.entry);
    }
}

fn resolve(customer: &str, place: usize, view: &HitView, filled: &Filled, keys: &FormKeys) -> Markup {
    let name = |field: &str| format!("hits[{place}].{field}");
    let (because, evidence, until, finding) = (name("because"), name("evidence"), name("until"), name("finding"));
    let chosen = filled.value(&finding);
    let findings = [
        Choice {
            value: "different",
            label: "Somebody else: the listed party is another one",
            chosen: chosen == "different",
        },
        Choice { value: "same", label: "The listed party: it is the same", chosen: chosen == "same" },
    ];
    let is_wrong = [&because, &evidence, &until, &finding].into_iter().any(|field| filled.problem(field).is_some());
    html! {
        details.resolve open[is_wrong] {
            summary { "Resolve" span.unseen { ": " (view.name) " and " (view.matched) } }
            form.sheet method="post" action=(links::resolutions(customer)) {
                (keys.hidden(&format!("hit-{place}")))
                (names(view, place))
                (Field { required: true, ..filled.field(&finding, "It is", Control::Radios(&findings)) })
                (Field { required: true, hint: Some("What tells one from the other, or shows that they are one."), ..filled.text(&because, "Because", 3) })
                (Field { required: true, hint: Some("A document, a register extract, a call."), ..filled.line(&evidence, "Evidence", InputKind::Text) })
                (Field { required: true, hint: Some("The last day on which this finding is relied on."), ..filled.line(&until, "Applies until", InputKind::Date) })
                p.buttons { button type="submit" { "Propose" } }
                p.quiet { "A second person has to agree before it counts." }
            }
        }
    }
}

fn agree(customer: &str, place: usize, view: &HitView, same: bool, keys: &FormKeys) -> Markup {
    let id = identifier(&format!("agree-{place}"));
    let question = format!("{} is {}. Do you agree?", view.name, same_words(same));
    let consequence = if same {
        "From now on it is decided about as the listed party."
    } else {
        "From now on this entry is no obstacle for it, until the finding ends or either side changes."
    };
    let operation = keys.operation(&id);
    html! {
        (Confirm {
            id: &id,
            action: links::second_resolution(customer),
            label: "Agree as the second person",
            question: &question,
            consequence,
            tone: if same { Tone::Bad } else { Tone::Good },
            idempotency_key: &operation,
            form_key: &keys.form_key,
            fields: names(view, place),
        })
    }
}
