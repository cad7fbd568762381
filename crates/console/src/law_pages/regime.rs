//! A regime: what it is about, its provisions as they stand on a date, its instruments with their sources.

use crate::components::{Badge, Column, FactList, Table};
use crate::law_pages::{date_form, effect_words, provision_address, regime_address};
use crate::number::counted;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_law::{EnforcementPeriod, Instrument, Law, Provision, Regime, TextPeriod};

/// A regime as it stands on a date.
#[must_use]
pub fn regime_page(law: &Law, regime: &Regime, on: Date) -> Markup {
    let place = law.regimes.iter().position(|known| known.id == regime.id);
    let provisions: Vec<&Provision> =
        law.provisions.iter().filter(|provision| Some(provision.regime) == place).collect();
    let columns = vec![
        Column::words("provision", "Provision", |provision: &&Provision| {
            html! { a href=(provision_address(law, provision, on)) { (provision.id) } div.quiet { (provision.citation) } }
        }),
        Column::words("standing", "On the date", |provision: &&Provision| Badge::standing(law.standing(provision, on))),
        Column::words("effect", "Effect", |provision: &&Provision| effect_words(&provision.effect)),
        Column::words("text", "What it says", |provision: &&Provision| provision.text.clone()),
        Column::words("evidence", "Evidence", |provision: &&Provision| Badge::evidence(&provision.evidence)),
    ];
    let title = format!("{} as they stand on {on}", counted(provisions.len(), "provision"));
    html! {
        p.about { (regime.about) }
        (date_form(&regime_address(regime, on), on))
        h2 { "Provisions" }
        (Table { filter: true, ..Table::of("provisions", &title, columns, &provisions) })
        h2 { "Instruments" }
        @for instrument in &regime.instruments { (instrument_section(instrument, on)) }
    }
}

fn instrument_section(instrument: &Instrument, on: Date) -> Markup {
    let state = instrument.text_on(on).map(|period| period.state);
    let facts = FactList::new()
        .row("Stage", Badge::stage(instrument.stage))
        .row("Text on the date", Badge::text_state(state))
        .row("Cited as", instrument.citations.join("; "))
        .maybe("Released", instrument.released.map(|date| date.to_string()))
        .maybe("Published", instrument.published.map(|date| date.to_string()))
        .maybe("Seen to hold through", instrument.verified_through.map(|date| date.to_string()))
        .row("Evidence", html! { (Badge::evidence(&instrument.evidence)) " " (instrument.evidence) })
        .maybe("Note", instrument.note.as_deref());
    html! {
        section.instrument #(instrument.id) {
            h3 { (instrument.title) }
            (facts)
            @if !instrument.text.is_empty() {
                ul.states {
                    @for period in &instrument.text { (text_period(period)) }
                    @for period in &instrument.enforcement { (enforcement_period(period)) }
                }
            }
        }
    }
}

fn sources(citation: Option<&str>, note: Option<&str>, evidence: Option<&str>) -> String {
    [citation, note, evidence].into_iter().flatten().collect::<Vec<_>>().join(". ")
}

fn text_period(period: &TextPeriod) -> Markup {
    html! {
        li {
            time datetime=(period.from.to_string()) { (period.from.to_string()) } " " (Badge::text_state(Some(period.state)))
            " " span.quiet { (sources(period.citation.as_deref(), period.note.as_deref(), period.evidence.as_deref())) }
        }
    }
}

fn enforcement_period(period: &EnforcementPeriod) -> Markup {
    html! {
        li {
            time datetime=(period.from.to_string()) { (period.from.to_string()) } " " (Badge::enforcement(period.state))
            @if !period.provisions.is_empty() { " " code { (period.provisions.join(", ")) } }
            " " span.quiet { (sources(period.citation.as_deref(), period.note.as_deref(), period.evidence.as_deref())) }
        }
    }
}
