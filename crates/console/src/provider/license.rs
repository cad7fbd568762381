//! A license: its terms, what is left, what runs, what changed, and what is owed to the authority.

mod balances;
mod duties;

use crate::components::{Badge, Column, Deadline, FactList, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::license_parts::{self, AccountRow, ChangeRow, ReportRow, UseOverTime};
use crate::place::Place;
use crate::provider::links;
use crate::provider::rows::{LeaseRow, leases_table};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_license::account::Balance;
use portcullis_license::{Instant, License, Standing};

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
    /// Whether no authority across the counter issued it: people of this house entered it.
    pub is_by_hand: bool,
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
        (license_parts::terms("terms", &view.license, Some(links::customer)))
        h2 #reports { "Reports" }
        (license_parts::reports(&view.reports, view.today))
        h2 #history { "What changed" }
        (license_parts::history(&view.changes))
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
        .row("Last day", until)
        .row("Version", view.version.to_string())
        .maybe(
            "Comes of",
            view.filing.as_ref().map(|filing| html! { "filing " a href=(links::filing(filing)) { (filing) } }),
        )
        .maybe("Comes of", view.is_by_hand.then(|| by_hand(view)))
        .render()
}

/// Who entered a license that no authority across the counter issued: such a one is not told of there.
fn by_hand(view: &LicenseView) -> Markup {
    let issued = view.changes.iter().find(|change| change.change == "issue");
    html! {
        (Badge::of(Tone::Info, "✎", "by hand"))
        " entered in this register"
        @if let Some(issued) = issued {
            " by " (issued.by) @if let Some(second) = &issued.second { " and " (second) }
        }
        "; no authority across the counter issued it, and none is told of it"
    }
}

/// A column of amounts in hours.
pub(super) fn hours<T>(
    key: &'static str,
    title: &'static str,
    of: impl Fn(&T) -> Vec<String> + 'static,
) -> Column<'static, T> {
    Column::numbers(key, title, move |row| html! { @for text in of(row) { div { (text) } } })
}
