//! The timeline: every instrument as a row, with its states as a bar over the same years.
//!
//! A table carries it, so that its rows are read like any other; a bar says for the eye what its row says in words. Bars
//! are drawn without a box of their own, with heights in percent, so that they fill rows of any height.

use crate::chart::{date_ticks, day_number};
use crate::components::Badge;
use crate::law_pages::{date_form, regime_address};
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_law::{EnforcementState, Instrument, Law, Regime, TextState};

const WIDTH: i64 = 440;
/// Years that are shown: older states begin at the left edge.
const YEARS: i16 = 6;
const EDGE: i64 = 6;

/// The time axis of all rows.
#[derive(Clone, Copy)]
struct Years {
    from: Date,
    to: Date,
    on: Date,
}

impl Years {
    /// Up to the end of the last year in which anything changes, or of the date's; some years back, with the date in them.
    fn of(law: &Law, on: Date) -> Self {
        let instruments = || law.regimes.iter().flat_map(|regime| &regime.instruments);
        let dates = || instruments().flat_map(dates_of).chain([on]);
        let (first, last) = (dates().min().unwrap_or(on), dates().max().unwrap_or(on));
        let back = last.year().saturating_sub(YEARS).min(on.year());
        let from = Date::new(back, 1, 1).unwrap_or(first).max(first.first_of_year());
        Self { from, to: last.last_of_year(), on }
    }

    fn x(&self, date: Date) -> i64 {
        let (from, span) = (day_number(self.from), (day_number(self.to) - day_number(self.from)).max(1));
        let share = (day_number(date) - from).clamp(0, span) * i128::from(WIDTH - 2 * EDGE) / span;
        EDGE + i64::try_from(share).unwrap_or(0)
    }

    fn ticks(&self) -> Vec<Date> {
        date_ticks(self.from, self.to, 9)
    }
}

fn dates_of(instrument: &Instrument) -> impl Iterator<Item = Date> {
    let periods = instrument.text.iter().map(|period| period.from);
    periods.chain(instrument.enforcement.iter().map(|period| period.from)).chain(instrument.first_date())
}

/// The timeline of all regimes, with the law of a date in words.
#[must_use]
pub fn timeline_page(law: &Law, on: Date) -> Markup {
    let years = Years::of(law, on);
    html! {
        (date_form(&Place::Law.address(), on))
        (legend())
        div.scroll tabindex="0" role="region" aria-label="Timeline of the instruments" {
            table.timeline {
                caption { "Instruments, by regime, as they stand on " (on.to_string()) }
                thead { tr {
                    th scope="col" { "Instrument" } th scope="col" { "Stage and evidence" } th scope="col" { "Text" }
                    th.when scope="col" { span.unseen { "States by year" } (axis(years)) }
                } }
                @for regime in &law.regimes {
                    tbody {
                        tr.regime {
                            th colspan="3" scope="rowgroup" {
                                a href=(regime_address(regime, on)) { (regime.title) }
                                " " span.quiet { (regime.jurisdiction) " · " (regime.authority) }
                            }
                            td.when { (bare(years)) }
                        }
                        @for instrument in &regime.instruments { (row(regime, instrument, years)) }
                    }
                }
            }
        }
    }
}

fn row(regime: &Regime, instrument: &Instrument, years: Years) -> Markup {
    let on = years.on;
    let unenforced = instrument.enforcement.iter().rfind(|period| period.from <= on).map(|period| period.state);
    html! {
        tr {
            th scope="row" { a href=(regime_address(regime, on).at(&instrument.id)) { (instrument.title) } }
            td { (Badge::stage(instrument.stage)) (Badge::evidence(&instrument.evidence)) }
            td {
                (Badge::text_state(instrument.text_on(on).map(|period| period.state)))
                @if let Some(state) = unenforced.filter(|state| *state != EnforcementState::Normal) { " " (Badge::enforcement(state)) }
            }
            td.when { (bar(instrument, years)) }
        }
    }
}

/// Each state with its first day, in words.
fn in_words(instrument: &Instrument) -> String {
    let text = instrument.text.iter().map(|period| {
        let state = Badge::text_state(Some(period.state)).word;
        (period.from, state)
    });
    let enforcement = instrument.enforcement.iter().map(|period| (period.from, Badge::enforcement(period.state).word));
    let mut all: Vec<_> = text.chain(enforcement).collect();
    all.sort();
    let mut words: Vec<String> = all.into_iter().map(|(from, state)| format!("{from} {state}")).collect();
    if words.is_empty() {
        let known = instrument.first_date().map_or_else(String::new, |date| format!("{date} "));
        words.push(format!("{known}{}, no text in force", instrument.stage));
    }
    if let Some(date) = instrument.verified_through {
        words.push(format!("seen to hold through {date}"));
    }
    words.join("; ")
}

fn ground(years: Years) -> Markup {
    html! {
        @for tick in years.ticks() { line.grid x1=(years.x(tick)) x2=(years.x(tick)) y1="0" y2="100%" {} }
    }
}

fn chosen(years: Years) -> Markup {
    html! { line.now x1=(years.x(years.on)) x2=(years.x(years.on)) y1="0" y2="100%" {} }
}

fn bare(years: Years) -> Markup {
    html! {
        svg.years width=(WIDTH) height="30" aria-hidden="true" {
            title { (years.on.to_string()) } (ground(years)) (chosen(years))
        }
    }
}

fn axis(years: Years) -> Markup {
    html! {
        svg.years width=(WIDTH) height="30" aria-hidden="true" {
            title { "Years" }
            (ground(years))
            @for tick in years.ticks() {
                @if years.x(tick) + 34 < WIDTH { text.tick x=(years.x(tick) + 3) y="24" { (tick.year()) } }
            }
            path.chosen d={ "M" (years.x(years.on)) " 30l-6-9h12Z" } {}
        }
    }
}

/// The look of a state: full, outlined, hatched, or a thin line.
fn look(state: TextState) -> &'static str {
    match state {
        TextState::Effective => "state full",
        TextState::NotYetEffective => "state ahead",
        TextState::Suspended => "state paused",
        TextState::Unverified => "state unsure",
        TextState::Rescinded | TextState::Superseded | TextState::Expired => "state over",
    }
}

fn bar(instrument: &Instrument, years: Years) -> Markup {
    let ends = instrument.text.iter().skip(1).map(|period| period.from).chain([years.to]);
    let periods = instrument.text.iter().zip(ends);
    let enforcement_ends = instrument.enforcement.iter().skip(1).map(|period| period.from).chain([years.to]);
    let closed = instrument
        .enforcement
        .iter()
        .zip(enforcement_ends)
        .filter(|(period, _)| period.state != EnforcementState::Normal);
    let words = in_words(instrument);
    html! {
        svg.years width=(WIDTH) height="30" role="img" aria-label=(words) {
            title { (words) }
            (ground(years))
            @for (period, end) in periods {
                @let (x, end) = (years.x(period.from), years.x(end));
                @if look(period.state) == "state over" {
                    line.over x1=(x) x2=(end) y1="50%" y2="50%" {}
                    circle.over cx=(x) cy="50%" r="2" {}
                } @else {
                    rect.(look(period.state)) x=(x) y="50%" width=((end - x).max(2)) height="12" transform="translate(0 -6)" {}
                }
            }
            @if instrument.text.is_empty() {
                @if let Some(known) = instrument.first_date() {
                    line.tentative x1=(years.x(known)) x2=(years.x(years.to)) y1="50%" y2="50%" {}
                    circle.tentative cx=(years.x(known).max(EDGE)) cy="50%" r="4" {}
                }
            }
            @for (period, end) in closed {
                rect.unenforced x=(years.x(period.from)) y="50%" transform="translate(0 8)" width=((years.x(end) - years.x(period.from)).max(2)) height="3" {}
            }
            @if let Some(date) = instrument.verified_through {
                rect.verified x=(years.x(date) - 1) y="50%" width="2" height="18" transform="translate(0 -9)" {}
            }
            (chosen(years))
        }
    }
}

fn legend() -> Markup {
    let sample = |inner: Markup| html! { svg.sample viewBox="0 0 30 20" width="30" height="20" aria-hidden="true" { title { "sample" } (inner) } };
    let state = |state| sample(html! { rect.(look(state)) x="1" y="4" width="28" height="12" {} });
    html! {
        ul.legend {
            li { (state(TextState::Effective)) "effective" }
            li { (state(TextState::NotYetEffective)) "not yet effective" }
            li { (state(TextState::Suspended)) "suspended" }
            li { (state(TextState::Unverified)) "not known" }
            li { (sample(html! { line.over x1="1" x2="29" y1="10" y2="10" {} circle.over cx="2" cy="10" r="2" {} })) "over" }
            li { (sample(html! { circle.tentative cx="5" cy="10" r="4" {} line.tentative x1="9" x2="29" y1="10" y2="10" {} })) "reported or proposed" }
            li { (sample(html! { rect.unenforced x="1" y="9" width="28" height="3" {} })) "announced not enforced, or stayed" }
            li { (sample(html! { rect.verified x="14" y="1" width="2" height="18" {} })) "last seen to hold" }
        }
    }
}
