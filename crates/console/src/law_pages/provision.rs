//! A provision: its words and citation, how it stands by date, when it fires.

use crate::components::{Badge, FactList};
use crate::law_pages::condition::condition_tree;
use crate::law_pages::{date_form, effect_words, provision_address, regime_address};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_law::{
    Effect, EnforcementState, Facts, Instrument, Kind, Law, Provision, ProvisionIndex, Standing, TextState,
};
use std::collections::BTreeSet;

/// A provision as it stands on a date; with the facts of a transaction, what its condition gives for them.
/// `None` where the law has no such provision.
#[must_use]
pub fn provision_page(law: &Law, index: ProvisionIndex, on: Date, facts: Option<&Facts>) -> Option<Markup> {
    let provision = law.provisions.get(index)?;
    let regime = law.regimes.get(provision.regime)?;
    let instrument = regime.instruments.get(provision.instrument)?;
    Some(html! {
        blockquote.provision { (provision.text) }
        (date_form(&provision_address(law, provision, on), on))
        (about(law, provision, instrument, on))
        @if !provision.obligations.is_empty() {
            h2 { "What must be done or kept" }
            ul { @for obligation in &provision.obligations { li { (obligation) } } }
        }
        (related(law, index, provision, on))
        h2 { "How it stands, by date" }
        (states(law, provision, instrument, on))
        h2 { "When it fires" }
        @if facts.is_some() { p { "Beside each test stands what is known of the transaction." } }
        (condition_tree(law, &provision.condition, facts))
        details.data open[facts.is_none()] {
            summary { "The rule as written, in Cedar" }
            div.scroll tabindex="0" role="region" aria-label="The rule as written" { pre { code { (provision.source) } } }
        }
        p { a href=(regime_address(regime, on)) { "All provisions of: " (regime.title) } }
    })
}

fn about(law: &Law, provision: &Provision, instrument: &Instrument, on: Date) -> Markup {
    let kinds: Vec<String> = Kind::ALL
        .into_iter()
        .filter(|kind| provision.concerns(*kind))
        .map(|kind| kind.word().replace('_', " "))
        .collect();
    let day = format!("On {on}");
    FactList::new()
        .row("Set in", &*provision.citation)
        .row("Instrument", html! { (instrument.title) " " (Badge::stage(instrument.stage)) })
        .row("Effect", effect_words(&provision.effect))
        .row("Looks at", kinds.join(", "))
        .row(&day, Badge::standing(law.standing(provision, on)))
        .row("Evidence", html! { (Badge::evidence(&provision.evidence)) " " (provision.evidence) })
        .render()
}

/// The provisions it lifts or changes, and those that lift or change it.
fn related(law: &Law, index: ProvisionIndex, provision: &Provision, on: Date) -> Markup {
    let targets = match &provision.effect {
        Effect::Review(_, targets) | Effect::Exception(_, targets) => targets.as_slice(),
        _ => &[],
    };
    let link = |at: &ProvisionIndex| {
        let known = law.provisions.get(*at)?;
        Some(
            html! { li { a href=(provision_address(law, known, on)) { (known.id) } " " span.quiet { (effect_words(&known.effect)) } } },
        )
    };
    let modifiers = law.modifiers_of(index);
    html! {
        @if !targets.is_empty() { h2 { "It applies to" } ul { @for item in targets.iter().filter_map(link) { (item) } } }
        @if !modifiers.is_empty() { h2 { "Exceptions and review policies" } ul { @for item in modifiers.iter().filter_map(link) { (item) } } }
    }
}

/// A state of a provision, from its first day on.
struct State<'a> {
    from: Date,
    standing: Option<Standing>,
    text: Option<TextState>,
    citation: &'a str,
}

fn states_of<'a>(law: &Law, provision: &'a Provision, instrument: &'a Instrument) -> Vec<State<'a>> {
    let after = provision.effective_to.and_then(|to| to.tomorrow().ok());
    let mut dates = BTreeSet::from([provision.effective_from]);
    dates.extend(after);
    dates.extend(instrument.text.iter().map(|period| period.from));
    dates.extend(instrument.enforcement.iter().map(|period| period.from));
    let state = |from: Date| {
        let text = instrument.text_on(from);
        let enforcement = instrument.enforcement_on(&provision.id, from);
        // What is not enforced is so by an announcement, however old; else by what begins that day.
        let announced = enforcement.filter(|period| period.state != EnforcementState::Normal || period.from == from);
        let begun = text.filter(|period| period.from == from);
        let citation = announced.map(|period| &period.citation).or(begun.map(|period| &period.citation));
        let citation = citation.and_then(Option::as_deref).unwrap_or(&provision.citation);
        State { from, standing: law.standing(provision, from), text: text.map(|period| period.state), citation }
    };
    let mut all: Vec<State<'a>> = dates.into_iter().map(state).collect();
    all.dedup_by(|later, earlier| later.standing == earlier.standing && later.text == earlier.text);
    all
}

fn states(law: &Law, provision: &Provision, instrument: &Instrument, on: Date) -> Markup {
    let states = states_of(law, provision, instrument);
    let now = states.iter().rposition(|state| state.from <= on);
    html! {
        div.scroll tabindex="0" role="region" aria-label="States by date" {
            table {
                caption.unseen { "States by date" }
                thead { tr { th scope="col" { "From" } th scope="col" { "Provision" } th scope="col" { "Text of the instrument" } th scope="col" { "Set by" } } }
                tbody {
                    @for (place, state) in states.iter().enumerate() {
                        tr.now[now == Some(place)] aria-current=[(now == Some(place)).then_some("date")] {
                            th scope="row" { time datetime=(state.from.to_string()) { (state.from.to_string()) } @if now == Some(place) { " ◂ " (on.to_string()) } }
                            td { (Badge::standing(state.standing)) }
                            td { (Badge::text_state(state.text)) }
                            td { (state.citation) }
                        }
                    }
                }
            }
        }
    }
}
