//! Choosing the date: a form that works by itself, and a track with the dates on which the instruments change.

use crate::address::Address;
use crate::atlas::{Atlas, controls};
use crate::chart::{date_ticks, day_number};
use crate::components::{Control, Field, InputKind};
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_law::{Fact, Law};
use std::collections::BTreeMap;

const WIDTH: i64 = 1000;
const EDGE: i64 = 8;

/// A date on which something changes, and what.
pub(crate) struct Mark {
    on: Date,
    what: Vec<String>,
}

/// The dates of the instruments whose provisions ask for a class of accelerators.
pub(crate) fn marks(law: &Law) -> Vec<Mark> {
    let classes = || law.classes.items().iter().filter(|class| controls(class));
    let drawn = classes().fold(0, |bits, class| bits | class.bit);
    let mut all: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for provision in &law.provisions {
        let mut asks = false;
        provision.condition.visit_facts(&mut |fact, codes| asks |= fact == Fact::Classes && codes & drawn != 0);
        let regime = law.regimes.get(provision.regime);
        let Some(instrument) = regime.and_then(|regime| regime.instruments.get(provision.instrument)) else { continue };
        for period in instrument.text.iter().filter(|_| asks) {
            let what = all.entry(period.from).or_default();
            if !what.contains(&instrument.title) {
                what.push(instrument.title.clone());
            }
        }
    }
    for class in classes() {
        let paragraph = class.paragraph.as_ref().unwrap_or(&class.id);
        all.entry(class.from).or_default().push(format!("{paragraph} begins"));
    }
    all.into_iter().map(|(on, what)| Mark { on, what }).collect()
}

fn address(on: Date) -> Address {
    Place::Atlas.address().with("on", &on.to_string())
}

/// The form and the track.
pub(crate) fn form(atlas: &Atlas<'_>) -> Markup {
    let on = atlas.on.to_string();
    let field = Field { required: true, ..Field::of("on", "Law of the date", Control::Input(InputKind::Date, &on)) };
    let first = atlas.marks.first().map_or(atlas.on, |mark| mark.on).min(atlas.on);
    let last = atlas.marks.last().map_or(atlas.on, |mark| mark.on).max(atlas.on);
    html! {
        form.date-form method="get" action=(Place::Atlas.address()) data-swap="atlas track" {
            div.row { (field) p.buttons { button.plain type="submit" { "Show" } } }
            div.track {
                (track(atlas, first, last))
                // Of use only where a script turns days into dates: shown by the script.
                span.slider hidden data-slider="field-on" data-first=(first.to_string()) {
                    label.unseen for="day" { "Day" }
                    input type="range" id="day" min="0" max=(day_number(last) - day_number(first))
                        value=(day_number(atlas.on) - day_number(first)) step="1";
                }
            }
            details.data {
                summary { "Dates on which these instruments change" }
                ul.marks { @for mark in &atlas.marks {
                    li { a href=(address(mark.on)) { time datetime=(mark.on.to_string()) { (mark.on.to_string()) } } " " (mark.what.join("; ")) }
                } }
            }
        }
    }
}

fn track(atlas: &Atlas<'_>, first: Date, last: Date) -> Markup {
    let (from, span) = (day_number(first), (day_number(last) - day_number(first)).max(1));
    let x = |date: Date| {
        let share = (day_number(date) - from).clamp(0, span) * i128::from(WIDTH - 2 * EDGE) / span;
        EDGE + i64::try_from(share).unwrap_or(0)
    };
    html! {
        svg.drawing #track viewBox={ "0 0 " (WIDTH) " 44" } role="group" aria-labelledby="track-title" {
            title #track-title { "Dates on which the instruments change" }
            line.axis x1=(EDGE) x2=(WIDTH - EDGE) y1="14" y2="14" {}
            @for tick in date_ticks(first, last, 10).into_iter().filter(|tick| tick.month() == 1) {
                line.grid x1=(x(tick)) x2=(x(tick)) y1="8" y2="26" {}
                text.tick x=(x(tick)) y="40" text-anchor="middle" { (tick.year()) }
            }
            @for mark in &atlas.marks {
                // The list below has the same links for the keyboard.
                a href=(address(mark.on)) tabindex="-1" {
                    title { (mark.on.to_string()) ": " (mark.what.join("; ")) }
                    circle.event cx=(x(mark.on)) cy="14" r="5" {}
                }
            }
            path.chosen d={ "M" (x(atlas.on)) " 20l6 9h-12Z" } {}
        }
    }
}
