//! A license: its terms, what is left, what runs, what changed, and what is owed to the authority.

mod balances;
mod duties;
mod terms;

use crate::chart::Reading;
use crate::components::{Badge, Column, Deadline, Event, Events, FactList, Moment, Tone};
use crate::place::Place;
use crate::provider::filled::Filled;
use crate::provider::keys::FormKeys;
use crate::provider::links;
use crate::provider::rows::{LeaseRow, leases_table};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_license::account::Balance;
use portcullis_license::{Instant, License, Standing, Unit};

/// An account with its balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// What it is the account of: a line, a customer group.
    pub name: String,
    /// What it holds; nothing where it cannot be told, which stops the node.
    pub balance: Option<Balance>,
}

/// A reservation that is not resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationRow {
    /// Its id.
    pub reservation: String,
    /// The lease it is a slice of.
    pub lease: String,
    /// The line.
    pub line: String,
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
    /// Until when its use can be posted.
    pub settle_until: Instant,
    /// What it holds.
    pub amount: portcullis_license::Amount,
}

/// A change to the license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// The word for it: `issue`, `vary`, `suspend`.
    pub change: String,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// The second person, where it took two.
    pub second: Option<String>,
    /// Why.
    pub reason: String,
}

/// A report that a condition asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The condition.
    pub condition: String,
    /// The last day.
    pub due: Date,
    /// When it was filed, and under which reference.
    pub filed: Option<(Instant, String)>,
}

/// Use over time, in the unit of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseOverTime {
    /// The unit.
    pub unit: Unit,
    /// What was granted in it.
    pub granted: u128,
    /// Readings in order of time.
    pub readings: Vec<Reading>,
}

/// A license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseView {
    /// The version in force.
    pub license: License,
    /// Its number; variations count up from 1.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// Whether nothing is left in a unit that it limits.
    pub exhausted: bool,
    /// All lines together.
    pub total: Option<Balance>,
    /// Each line.
    pub lines: Vec<AccountRow>,
    /// Each customer group.
    pub groups: Vec<AccountRow>,
    /// Use over time, in each unit that is limited.
    pub use_over_time: Vec<UseOverTime>,
    /// What runs.
    pub leases: Vec<LeaseRow>,
    /// What is held.
    pub reservations: Vec<ReservationRow>,
    /// What changed, the latest first.
    pub changes: Vec<ChangeRow>,
    /// Reports due and filed, the latest due first.
    pub reports: Vec<ReportRow>,
    /// The filing it came of, by its reference.
    pub filing: Option<String>,
    /// The day it is looked at.
    pub today: Date,
    /// What stands in the forms: `report.condition`, `report.text`, `breach.condition`, `breach.text`, `surrender.reason`.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The body of the page.
#[must_use]
pub fn license(view: &LicenseView) -> Markup {
    let leases_of = Place::Leases.address().with("license", view.license.number.as_str());
    html! {
        (view.filled.summary())
        (about(view))
        h2 #balances { "What is left" }
        (balances::balances(view))
        h2 #leases-of { "What runs under it" }
        (leases_table("leases", "Leases", &view.leases, leases_of.clone()))
        @if !view.leases.is_empty() { p { a href=(leases_of) { "All its leases, to filter and take away" } } }
        (balances::reservations(view))
        h2 #terms { "Terms" }
        (terms::terms(view))
        h2 #reports { "Reports" }
        (duties::reports(view))
        h2 #history { "What changed" }
        (history(view))
        (duties::operations(view))
    }
}

fn about(view: &LicenseView) -> Markup {
    let license = &view.license;
    let running = matches!(view.standing, Standing::Issued | Standing::Suspended);
    let until = if running {
        Deadline { due: license.until, today: view.today }.render()
    } else {
        html! { (license.until.to_string()) }
    };
    FactList::new()
        .row(
            "Standing",
            html! {
                (Badge::license(view.standing)) @if view.exhausted { " " (Badge::of(Tone::Bad, "∅", "used up")) }
            },
        )
        .row("Authority", license.authority.as_str())
        .row("Licensee", license.licensee.as_str())
        .row("First day", license.from.to_string())
        .row("Last day", until)
        .row("Version", view.version.to_string())
        .maybe(
            "Comes of",
            view.filing.as_ref().map(|filing| html! { "filing " a href=(links::filing(filing)) { (filing) } }),
        )
        .render()
}

fn history(view: &LicenseView) -> Markup {
    let events: Vec<Event<'_>> = view
        .changes
        .iter()
        .map(|change| Event {
            at: Moment::utc(change.at),
            title: html! { (change.change.replace('_', " ")) },
            by: &change.by,
            detail: Some(html! {
                p { (change.reason) }
                @if let Some(second) = &change.second { p.quiet { "with " (second) " as the second person" } }
            }),
            tone: match change.change.as_str() {
                "issue" | "reinstate" => Tone::Good,
                "suspend" => Tone::Warn,
                "revoke" => Tone::Bad,
                _ => Tone::Plain,
            },
        })
        .collect();
    Events { label: "Changes to the license, the latest first", events: &events, live_id: None }.render()
}

/// A column of amounts in hours.
pub(super) fn hours<T>(
    key: &'static str,
    title: &'static str,
    of: impl Fn(&T) -> Vec<String> + 'static,
) -> Column<'static, T> {
    Column::numbers(key, title, move |row| html! { @for text in of(row) { div { (text) } } })
}
