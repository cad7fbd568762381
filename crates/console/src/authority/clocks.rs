//! Clocks as bars: how many days counted, how many stood still, how many are left, and what follows by law when they are over.

use crate::authority::words;
use crate::components::{Badge, Column, Deadline, Table, Tone};
use crate::number::counted;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::agency::Agencies;
use portcullis_desk::clock::{Clock, ClockState};

const WIDTH: i64 = 180;
const HEIGHT: i64 = 16;

/// All clocks: those that are open first, the most pressing at the top.
pub(crate) fn clocks(id: &str, clocks: &[Clock], on: Date, agencies: &Agencies) -> Markup {
    let (mut open, over): (Vec<&Clock>, Vec<&Clock>) = clocks.iter().partition(|clock| clock.is_open());
    open.sort_by_key(|clock| (matches!(clock.state, ClockState::Stopped { .. }), clock.due));
    let over_id = format!("{id}-over");
    html! {
        @if open.is_empty() { p { "No clock runs." } }
        @else { (Table::of(id, "Clocks that run or stand still", columns(on, agencies), &open)) }
        @if !over.is_empty() {
            details {
                summary { (counted(over.len(), "clock")) " that ran out, or were met" }
                (Table::of(&over_id, "Clocks that are over", columns(on, agencies), &over))
            }
        }
    }
}

fn columns(on: Date, agencies: &Agencies) -> Vec<Column<'_, &Clock>> {
    vec![
        Column::words("title", "Until then", |clock: &&Clock| {
            html! {
                (words::capital(&clock.title))
                @if let Some(agency) = &clock.agency { div { (words::agency(agencies, agency)) } }
                div.quiet { (clock.citation) }
            }
        }),
        Column::words("bar", "Days", move |clock: &&Clock| html! { (bar(clock, on)) div.quiet { (days(clock)) } }),
        Column::words("state", "How it stands", move |clock: &&Clock| state(clock, on)),
        Column::words("expiry", "When it is over", |clock: &&Clock| clock.on_expiry.clone()),
    ]
}

fn days(clock: &Clock) -> String {
    let still = if clock.stood_still == 0 { String::new() } else { format!(", {} stood still", clock.stood_still) };
    format!("from {}: {} days{still}", clock.begun, clock.allowed)
}

/// How a clock stands, in words.
pub(crate) fn state(clock: &Clock, on: Date) -> Markup {
    let late = |days: u32| if days == 1 { "1 day late".to_owned() } else { format!("{days} days late") };
    match &clock.state {
        ClockState::Running { .. } | ClockState::Overdue { .. } => Deadline { due: clock.due, today: on }.render(),
        ClockState::Stopped { cause, since, left } => html! {
            (Badge::of(Tone::Warn, "‖", "stands still")) " since " (words::day(since)) " for " (words::cause(*cause))
            "; " (counted(usize::try_from(*left).unwrap_or(0), "day")) " left when it goes on"
        },
        ClockState::Met { on, late_by: 0 } => html! { (Badge::of(Tone::Good, "✓", "met")) " on " (words::day(on)) },
        ClockState::Met { on, late_by } => {
            html! { (Badge::of(Tone::Warn, "✓", "met late")) " on " (words::day(on)) ", " (late(*late_by)) }
        }
        ClockState::Expired => html! { (Badge::of(Tone::Plain, "–", "over")) " since " (words::day(clock.due)) },
        ClockState::Closed { on, late_by: 0 } => {
            html! { (Badge::of(Tone::Plain, "–", "closed")) " on " (words::day(on)) }
        }
        ClockState::Closed { on, late_by } => {
            html! { (Badge::of(Tone::Plain, "–", "closed")) " on " (words::day(on)) ", " (late(*late_by)) }
        }
    }
}

/// The days of a clock: those that counted, those that stood still, and the rest. It says nothing that the words beside it do not.
fn bar(clock: &Clock, on: Date) -> Markup {
    let whole = i64::from(clock.allowed).saturating_add(clock.stood_still.into()).max(1);
    let end = match clock.state {
        ClockState::Met { on, .. } | ClockState::Closed { on, .. } => on,
        _ => on,
    };
    let gone = (end.duration_since(clock.begun).as_hours() / 24).clamp(0, whole);
    let still = i64::from(clock.stood_still).min(gone);
    let at = |days: i64| days.saturating_mul(WIDTH) / whole;
    let (counted_end, still_end) = (at(gone - still), at(gone));
    let look = if matches!(clock.state, ClockState::Overdue { .. }) { "f6" } else { "f1" };
    html! {
        svg.drawing viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) aria-hidden="true" {
            title { (days(clock)) }
            rect.(look) x="0" y="3" width=(counted_end) height=(HEIGHT - 6) {}
            rect.a2 x=(counted_end) y="3" width=(still_end - counted_end) height=(HEIGHT - 6) {}
            rect.frame x="0" y="3" width=(WIDTH) height=(HEIGHT - 6) {}
        }
    }
}
