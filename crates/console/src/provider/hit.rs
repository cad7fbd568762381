//! A screening hit: our record beside the listed one, field by field and word by word, and what two people found.

use crate::address::Address;
use crate::components::{Badge, Choice, Control, Field, InputKind, Moment, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::provider::links;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_license::Instant;
use portcullis_screening::{Aspect, Conclusion, Evidence, Explanation, Score};
use std::collections::BTreeSet;

/// What became of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HitState {
    /// Nobody has said anything.
    Open,
    /// One person has said something, and a second one is missing.
    Proposed {
        /// What they say.
        conclusion: Conclusion,
        /// Why.
        because: String,
        /// What shows it.
        evidence: String,
        /// Who says so.
        by: String,
        /// When.
        at: Instant,
        /// Where a second person looks at it.
        page: Address,
    },
    /// Two people have said it.
    Resolved {
        /// What they came to.
        conclusion: Conclusion,
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

/// One field of both records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The field.
    pub field: &'static str,
    /// What our record says, one value a line; nothing where it does not say.
    pub ours: Vec<String>,
    /// What the listed one says.
    pub listed: Vec<String>,
    /// What of both was weighed, where anything was.
    pub aspect: Option<Aspect>,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitView {
    /// The name in our file: the customer's, or an owner's.
    pub name: String,
    /// Whose it is, where it is not the customer's own: `owner, 40%`.
    pub whose: Option<String>,
    /// The listed name that matched.
    pub matched: String,
    /// The list.
    pub list: String,
    /// The entry, by its source's own name for it.
    pub entry: String,
    /// Both records beside each other, without the names that matched.
    pub compared: Vec<Compared>,
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

/// A hit of a customer. `place` is its place on the page: the names of its fields begin with `hits[{place}]`. Without keys it can be looked at only.
pub(crate) fn hit(customer: &str, place: usize, view: &HitView, filled: &Filled, keys: Option<&FormKeys>) -> Markup {
    html! {
        article.hit id={ "hit-" (place) } {
            h3 {
                (view.name) @if let Some(whose) = &view.whose { " " span.quiet { (whose) } }
                " " (state_badge(&view.state))
            }
            (compared(&format!("hit-{place}"), view))
            (said(customer, place, view, filled, keys))
        }
    }
}

/// Both records beside each other, and the score word by word. `id` is what the ids of its tables begin with.
pub(crate) fn compared(id: &str, view: &HitView) -> Markup {
    html! { (sides(id, view)) (alignment(id, view)) }
}

fn state_badge(state: &HitState) -> Badge<'static> {
    match state {
        HitState::Open => Badge::of(Tone::Warn, "?", "to be resolved"),
        HitState::Proposed { .. } => Badge::of(Tone::Warn, "½", "second person needed"),
        HitState::Resolved { lapsed: Some(_), .. } => Badge::of(Tone::Warn, "!", "resolution no longer applies"),
        HitState::Resolved { conclusion: Conclusion::Same, .. } => Badge::of(Tone::Bad, "✕", "the same"),
        HitState::Resolved { conclusion: Conclusion::SomebodyElse, .. } => Badge::of(Tone::Good, "✓", "somebody else"),
        HitState::Resolved { conclusion: Conclusion::CannotTell, .. } => Badge::of(Tone::Warn, "…", "cannot be told"),
    }
}

/// Letters and digits of a word, as words are compared.
fn plain(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name with those of its words marked that stand for words of the other name; words beside each other are marked as one.
fn marked(name: &str, matched: &BTreeSet<String>) -> Markup {
    let words: Vec<(bool, &str)> = name.split_whitespace().map(|word| (matched.contains(&plain(word)), word)).collect();
    html! {
        @for (place, words) in words.chunk_by(|one, next| one.0 == next.0).enumerate() {
            @let text = words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
            @if place > 0 { " " }
            @if words.iter().any(|(is_matched, _)| *is_matched) { mark { (text) } } @else { (text) }
        }
    }
}

/// What is compared, so that it is told apart: two entries, and entries of two lists, may have one name.
fn both(view: &HitView) -> String {
    format!("{} and {}, {} {}", view.name, view.matched, view.list, view.entry)
}

fn sides(id: &str, view: &HitView) -> Markup {
    let of = |words: &mut dyn Iterator<Item = &String>| -> BTreeSet<String> {
        words.flat_map(|words| words.split_whitespace()).map(plain).collect()
    };
    let ours = of(&mut view.words.pairs.iter().map(|pair| &pair.query));
    let listed = of(&mut view.words.pairs.iter().map(|pair| &pair.name));
    let title = format!("Side by side: {}", both(view));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table.compared id={ (id) "-sides" } {
                caption { "Side by side; words that stand for each other are marked" }
                thead { tr { th scope="col" { "Field" } th scope="col" { "In our file" } th scope="col" { "On the list" } th scope="col" { "Together" } } }
                tbody {
                    tr { th scope="row" { "Name" } td { (marked(&view.name, &ours)) } td { (marked(&view.matched, &listed)) } td.number { (view.score.to_string()) } }
                    @for row in &view.compared {
                        tr { th scope="row" { (row.field) } td { (values(&row.ours)) } td { (values(&row.listed)) } td { (together(row, &view.evidence)) } }
                    }
                    tr { th scope="row" { "List" } td { (values(&[])) } td { (view.list) " " span.quiet { "entry " (view.entry) } } td {} }
                }
            }
        }
    }
}

fn values(values: &[String]) -> Markup {
    html! { @for value in values { div { (value) } } @if values.is_empty() { span.quiet { "–" } } }
}

fn together(row: &Compared, evidence: &[Evidence]) -> Markup {
    let found = evidence.iter().find(|one| row.aspect == Some(one.aspect));
    html! {
        @match found {
            Some(one) if one.agrees => (Badge::of(Tone::Warn, "=", "agrees")),
            Some(_) => (Badge::of(Tone::Good, "≠", "differs")),
            None => {}
        }
    }
}

/// Hundredths of a bit, in bits with one place.
fn bits(weight: u32) -> String {
    format!("{}.{}", weight / 100, weight % 100 / 10)
}

fn alignment(id: &str, view: &HitView) -> Markup {
    let words = &view.words;
    let title = format!("Word by word: {}", both(view));
    let verdict = if view.score >= view.listed_from {
        "taken to be the listed party"
    } else if view.score >= view.possible_from {
        "a person must say"
    } else {
        "under the threshold"
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table.alignment id={ (id) "-words" } {
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
    }
}

fn said(customer: &str, place: usize, view: &HitView, filled: &Filled, keys: Option<&FormKeys>) -> Markup {
    let resolve = || html! { @if let Some(keys) = keys { (resolve(customer, place, view, filled, keys)) } };
    match &view.state {
        HitState::Open => resolve(),
        HitState::Proposed { conclusion, because, evidence, by, at, page } => html! {
            p { strong { (by) } " says it is " strong { (conclusion.words()) } ": " (because) }
            p.quiet { "Evidence: " (evidence) " · " (Moment::utc(*at)) }
            p { a href=(page) { "Look as the second person" } ". Until somebody else agrees, nothing changes." }
        },
        HitState::Resolved { conclusion, because, evidence, author, second, on, until, lapsed } => html! {
            p { "It is " strong { (conclusion.words()) } ": " (because) }
            p.quiet { "Evidence: " (evidence) " · found by " (author) ", checked by " (second) " on " (on.to_string()) ", applies until " (until.to_string()) }
            @match lapsed {
                Some(lapsed) => { p { "It no longer applies: " (lapsed) ". Look again." } (resolve()) }
                None => p.quiet { "It ends on that day, and before it as soon as the entry or what is known of the party changes." },
            }
        },
    }
}

fn resolve(customer: &str, place: usize, view: &HitView, filled: &Filled, keys: &FormKeys) -> Markup {
    let name = |field: &str| format!("hits[{place}].{field}");
    let (because, evidence, until, conclusion) = (name("because"), name("evidence"), name("until"), name("conclusion"));
    let chosen = filled.value(&conclusion);
    let choice = |of: Conclusion, label| Choice { value: of.word(), label, chosen: chosen == of.word() };
    let conclusions = [
        choice(Conclusion::SomebodyElse, "Somebody else: the listed party is another one"),
        choice(Conclusion::Same, "The listed party: it is the same"),
        choice(Conclusion::CannotTell, "It cannot be told: the gate stays as it is"),
    ];
    let is_wrong = [&because, &evidence, &until, &conclusion].into_iter().any(|field| filled.problem(field).is_some());
    html! {
        details.resolve open[is_wrong] {
            summary { "Resolve" span.unseen { ": " (view.name) " and " (view.matched) } }
            form.sheet method="post" action=(links::resolutions(customer)) {
                (keys.hidden(&format!("hit-{place}")))
                input type="hidden" name="hit" value=(place);
                input type="hidden" name="name" value=(view.name);
                input type="hidden" name="list" value=(view.list);
                input type="hidden" name="entry" value=(view.entry);
                (Field { required: true, ..filled.field(&conclusion, "It is", Control::Radios(&conclusions)) })
                (Field { required: true, hint: Some("What tells one from the other, or shows that they are one."), ..filled.text(&because, "Because", 3) })
                (Field { required: true, hint: Some("A document, a register extract, a call."), ..filled.line(&evidence, "Evidence", InputKind::Text) })
                (Field { required: true, hint: Some("The last day on which this finding is relied on."), ..filled.line(&until, "Applies until", InputKind::Date) })
                p.buttons { button type="submit" { "Propose" } }
                p.quiet { "A second person has to agree before it counts." }
            }
        }
    }
}
