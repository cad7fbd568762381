//! A license of the register: its terms, what is left of it, what changed, what was broken, reported and inspected.

use super::used_of_granted;
use crate::authority::{links, oversight, timeline, words};
use crate::components::{Badge, Column, Deadline, Empty, FactList, Moment, Table, Tone};
use crate::license_parts::{
    AccountRow, ChangeRow, ReportRow, UseOverTime, accounts, beyond, burn_downs, history, reports, terms,
};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::case::state::Inspection;
use portcullis_license::account::Balance;
use portcullis_license::{Instant, License, Standing};

/// A breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachRow {
    /// The license.
    pub license: String,
    /// The licensee.
    pub licensee: String,
    /// When it was noted.
    pub at: Instant,
    /// Who noted it.
    pub by: String,
    /// What it is; nothing where its words are not kept.
    pub text: Option<String>,
}

/// A license of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredView {
    /// The version in force.
    pub license: License,
    /// Its number; variations count up from 1.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// All lines together.
    pub total: Option<Balance>,
    /// Each line.
    pub lines: Vec<AccountRow>,
    /// Use over time, in each unit that is limited.
    pub use_over_time: Vec<UseOverTime>,
    /// The day of the provider's latest signed statement of use; nothing where there is none.
    pub stated_on: Option<Date>,
    /// What changed, the latest first.
    pub changes: Vec<ChangeRow>,
    /// What was broken, the latest first.
    pub breaches: Vec<BreachRow>,
    /// Reports due and filed, the latest due first.
    pub reports: Vec<ReportRow>,
    /// Inspections, the first has number 1.
    pub inspections: Vec<Inspection>,
    /// The case it was issued in, by its number.
    pub case: Option<String>,
    /// The day it is looked at.
    pub today: Date,
}

/// The body of the page.
#[must_use]
pub fn registered(view: &RegisteredView) -> Markup {
    html! {
        (about(view))
        h2 #use { "Use against what was granted" }
        (balances(view))
        h2 #breaches { "Breaches" }
        (breaches(&view.breaches, Some(view)))
        h2 #reports { "Reports" }
        (reports(&view.reports, view.today))
        h2 #inspections { "Inspections" }
        (oversight::inspections(&view.inspections))
        h2 #terms { "Terms" }
        (terms("terms", &view.license, None))
        h2 #history { "What changed" }
        (history(&view.changes))
    }
}

fn about(view: &RegisteredView) -> Markup {
    let license = &view.license;
    let until = match view.standing {
        Standing::Issued | Standing::Suspended => Deadline { due: license.until, today: view.today }.render(),
        _ => html! { (words::day(license.until)) },
    };
    FactList::new()
        .row("Standing", Badge::license(view.standing))
        .row("Licensee", license.licensee.as_str())
        .row("Last day", until)
        .row("Version", view.version.to_string())
        .row(
            "Issued in case",
            html! { @match &view.case {
                Some(case) => a href=(links::case(case)) { (case) },
                None => { (Badge::of(Tone::Info, "✎", "by hand")) " entered in this register without a case" }
            } },
        )
        .render()
}

fn balances(view: &RegisteredView) -> Markup {
    let columns = vec![
        Column::words("account", "Account", |row: &AccountRow| row.name.clone()),
        Column::words("used", "Used of granted", |row: &AccountRow| match &row.balance {
            Some(balance) => used_of_granted(balance),
            None => html! { (Badge::of(Tone::Warn, "?", "not known")) },
        }),
        Column::numbers(
            "breach",
            "Used beyond it",
            |row: &AccountRow| html! { @for text in beyond(row.balance.as_ref()) { div { (text) } } },
        ),
    ];
    html! {
        p.quiet { @match view.stated_on {
            Some(on) => { "As the provider's signed statement of " (words::day(on)) " has it, checked against the register." }
            None => "The provider has not stated any use yet.",
        } }
        (burn_downs(&view.use_over_time, &view.license))
        (Table::of("balances", "Granted is what is left, reserved and used together", columns, &accounts(view.total, &view.lines, &[])))
    }
}

/// Breaches, the latest first; with their licenses, but on the page of one.
pub(crate) fn breaches(rows: &[BreachRow], of: Option<&RegisteredView>) -> Markup {
    let mut columns = vec![Column::words("at", "Noted", |row: &BreachRow| Moment::utc(row.at))];
    if of.is_none() {
        columns.push(Column::words(
            "license",
            "License",
            |row: &BreachRow| html! { a href=(links::license(&row.license).at("breaches")) { (row.license) } },
        ));
        columns.push(Column::words("licensee", "Licensee", |row: &BreachRow| row.licensee.clone()));
    }
    columns.push(Column::words("by", "By", |row: &BreachRow| row.by.clone()));
    columns.push(Column::words("text", "What it is", |row: &BreachRow| match &row.text {
        Some(text) => timeline::paragraphs(text),
        None => html! { span.quiet { "its words are not kept" } },
    }));
    let empty = Empty { says: "No breach was noted.", action: None };
    Table { empty, ..Table::of("breach-table", "Breaches, the latest first", columns, rows) }.render()
}
