//! A lease: what runs for whom and under what, its slices, and how it is stopped.

use crate::components::{Badge, Column, Confirm, Empty, FactList, Field, InputKind, Moment, Notice, Table, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::number::grouped;
use crate::provider::links;
use crate::provider::rows::{LeaseRow, lease_state};
use maud::{Markup, Render, html};
use portcullis_license::{Amount, Asked, Instant, Unit};

/// A slice of a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceRow {
    /// Its reservation.
    pub reservation: String,
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
    /// What it holds.
    pub amount: Amount,
    /// What of it was used, once that was said.
    pub used: Option<Amount>,
    /// What was used beyond it, once that was said.
    pub breach: Option<Amount>,
    /// Until when its use can be posted.
    pub settle_until: Instant,
}

/// A lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseView {
    /// The lease.
    pub row: LeaseRow,
    /// What runs.
    pub asked: Asked,
    /// Who gave the order to stop, where there is one: the id of the operation.
    pub stopped_by: Option<String>,
    /// Its slices, the latest first.
    pub slices: Vec<SliceRow>,
    /// The determination it rests on, by the id of its record.
    pub determination: Option<String>,
    /// What stands in the form: `stop.reason`, `stop.due`.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The body of the page.
#[must_use]
pub fn lease(view: &LeaseView) -> Markup {
    html! {
        (view.filled.summary())
        (stop_order(view))
        (about(view))
        h2 #slices { "Slices" }
        (slices(view))
        @if let Some(keys) = view.keys.as_ref().filter(|_| view.row.stop.is_none()) { h2 #stop-it { "Stop it" } (stop(view, keys)) }
    }
}

fn stop_order(view: &LeaseView) -> Markup {
    let Some(order) = &view.row.stop else { return html! {} };
    let by = view.stopped_by.as_deref().unwrap_or("an operation");
    html! {
        section #stop-order {
            @if let Some(confirmed) = order.confirmed {
                (Notice { tone: Tone::Plain, title: "It has stopped.", body: Some(html! { p { "Confirmed " (Moment::utc(confirmed)) ". The order was given " (Moment::utc(order.at)) " by " (by) "." } }) })
            } @else {
                (Notice { tone: Tone::Bad, title: "It must stop.", body: Some(html! {
                    p { "By " (Moment::utc(order.due)) ". The order was given " (Moment::utc(order.at)) " by " (by) "." }
                }) })
                @if let Some(keys) = &view.keys { (confirm_stopped(view, keys)) }
            }
        }
    }
}

fn about(view: &LeaseView) -> Markup {
    let (row, asked) = (&view.row, &view.asked);
    let text = |value: &Option<String>| value.clone().filter(|text| !text.is_empty());
    let resale = asked.resale.map(|resale| if resale { "yes" } else { "no" });
    FactList::new()
        .row("State", lease_state(row.stop.as_ref()))
        .row("Customer", html! { a href=(links::customer(&row.customer)) { (row.customer) } })
        .maybe("Also for", Some(asked.others.join(", ")).filter(|others| !others.is_empty()))
        .row(
            "Runs",
            html! { (grouped(row.chips.into())) " × " (row.accelerator) ", " (grouped(asked.tpp.into())) " TPP each" },
        )
        .maybe("Classified", Some(asked.classifications.join(", ")).filter(|text| !text.is_empty()))
        .row("Under", html! { "license " a href=(links::license(&row.license)) { (row.license) } ", line " (row.line) })
        .maybe("Site", asked.site.as_ref().map(ToString::to_string))
        .maybe("Cluster", asked.cluster.as_ref().map(ToString::to_string))
        .maybe("End uses", Some(asked.end_uses.join(", ").replace('_', " ")).filter(|text| !text.is_empty()))
        .maybe("Passed on to others", resale)
        .maybe("Training operations", text(&asked.training_operations))
        .row("Since", Moment::utc(row.since))
        .row("Latest slice ends", Moment::utc(row.until))
        .maybe(
            "Rests on",
            view.determination.as_ref().map(|record| {
                html! { "determination " a href=(links::determination(Some(record))) { (record) } }
            }),
        )
        .render()
}

fn slices(view: &LeaseView) -> Markup {
    let in_hours = |amount: Amount| Unit::ChipMilliseconds.in_hours(amount.chip_milliseconds);
    let columns = vec![
        Column::words("reservation", "Reservation", |row: &SliceRow| row.reservation.clone()),
        Column::words("from", "From", |row: &SliceRow| Moment::utc(row.from)),
        Column::words("until", "Until", |row: &SliceRow| Moment::utc(row.until)),
        Column::numbers("amount", "Held", move |row: &SliceRow| in_hours(row.amount)),
        Column::numbers("used", "Used", move |row: &SliceRow| {
            row.used.map_or_else(|| "not posted yet".to_owned(), in_hours)
        }),
        Column::words("state", "State", move |row: &SliceRow| {
            html! {
                @match (row.used, row.breach) {
                    (_, Some(breach)) if breach != Amount::ZERO => { (Badge::of(Tone::Bad, "!", "more than was held")) " " (in_hours(breach)) }
                    (Some(_), _) => { (Badge::of(Tone::Good, "✓", "resolved")) }
                    (None, _) => { (Badge::of(Tone::Info, "…", "open")) " post by " (Moment::utc(row.settle_until)) }
                }
            }
        }),
    ];
    let empty = Empty { says: "Its slices are resolved and no longer kept here; the log has them.", action: None };
    Table { empty, ..Table::of("slice-table", "What was held and used, the latest first", columns, &view.slices) }
        .render()
}

fn stop(view: &LeaseView, keys: &FormKeys) -> Markup {
    let id = &view.row.lease;
    let question = format!("Stop {} chips of {}?", grouped(view.row.chips.into()), view.row.customer);
    let operation = keys.operation("stop");
    html! {
        (Confirm {
            id: "stop",
            action: links::lease_operation(id, "stop"),
            label: "Order to stop",
            question: &question,
            consequence: "The lease gets an order to stop and no further slice. Whoever runs the chips has to stop them and confirm it. It cannot be taken back.",
            tone: Tone::Bad,
            idempotency_key: &operation,
            form_key: &keys.form_key,
            brings_files: false,
            fields: html! {
                (Field { required: true, ..view.filled.text("stop.reason", "Reason", 3) })
                (Field { required: true, hint: Some("The last day on which it may run, in Coordinated Universal Time."), ..view.filled.line("stop.due", "Must have stopped by the end of", InputKind::Date) })
            },
        })
    }
}

fn confirm_stopped(view: &LeaseView, keys: &FormKeys) -> Markup {
    let id = &view.row.lease;
    let question = format!("Have all {} chips of {} stopped?", grouped(view.row.chips.into()), view.row.customer);
    let operation = keys.operation("stopped");
    html! {
        (Confirm {
            id: "stopped",
            action: links::lease_operation(id, "stopped"),
            label: "Confirm that it stopped",
            question: &question,
            consequence: "It is recorded under your name that nothing of this lease runs any more.",
            tone: Tone::Good,
            idempotency_key: &operation,
            form_key: &keys.form_key,
            brings_files: false,
            fields: html! {},
        })
    }
}
