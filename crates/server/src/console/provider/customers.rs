//! Whom the provider serves: everybody whom a license, a lease, a filing or a recorded determination names that the reader may see.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_console::Place;
use portcullis_console::provider::{CustomerRow, CustomersView, customers};
use portcullis_law::Outcome;
use portcullis_letter::csv::Cell;
use portcullis_license::Standing;
use portcullis_screening::Finding;

use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::listing::{Column, Listed, Wanted, number};
use crate::console::visit::Visit;
use crate::history::Past;
use crate::office::filings;
use crate::problem::Problem;

/// A customer, as far as it is known without looking it up.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Where it is located; empty where nobody said.
    pub country: String,
    /// Where it is headquartered.
    pub headquarters: String,
    /// Where its ultimate parent is headquartered.
    pub parent_country: String,
    /// Chips that run for it.
    pub chips: u64,
    /// Licenses in force that cover it.
    pub licenses: usize,
    /// The latest recorded determination: its place, its day and its outcome.
    pub latest: Option<(u64, Date, Outcome)>,
}

impl Known {
    /// Takes what is said of a party, where nothing was said before.
    fn said(&mut self, country: &str, headquarters: &str, parent_country: &str) {
        let fields = [&mut self.country, &mut self.headquarters, &mut self.parent_country];
        for (own, said) in fields.into_iter().zip([country, headquarters, parent_country]) {
            if own.is_empty() {
                said.clone_into(own);
            }
        }
    }
}

/// All customers whom the caller may see, by name.
pub fn known(app: &App, caller: &Caller, past: &Past) -> BTreeMap<String, Known> {
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    if let Some(caller) = caller.doing(Action::ReadReceipt) {
        for decided in past.decided().filter(|one| !one.customer.is_empty() && caller.sees_id(&one.id)) {
            let known = all.entry(decided.customer.clone()).or_default();
            known.said(&decided.country, &decided.headquarters, &decided.parent_country);
            known.latest.get_or_insert((decided.sequence, decided.at.date(), decided.outcome));
        }
    }
    let look = app.look();
    let ledger = look.replay().ledger();
    if let Some(caller) = caller.doing(Action::ReadLicenses) {
        for (_, held) in ledger.licenses().filter(|(_, held)| caller.sees(&held.license.licensee)) {
            for party in &held.license.parties {
                let known = all.entry(party.name.clone()).or_default();
                known.licenses += usize::from(held.standing == Standing::Issued);
            }
        }
    }
    if let Some(caller) = caller.doing(Action::ReadLeases) {
        for (_, lease) in ledger.leases().filter(|(_, lease)| caller.sees(&lease.path.provider)) {
            let known = all.entry(lease.asked.customer.clone()).or_default();
            known.chips = known.chips.saturating_add(lease.asked.chips.into());
        }
    }
    drop(look);
    if let (Some(caller), Ok(office)) = (caller.doing(Action::ReadFilings), app.office()) {
        let counter = office.counter();
        for filing in counter.filings().values().filter(|filing| filings::is_own(&caller, filing)) {
            let parties = filing.application().into_iter().flat_map(|application| &application.parties);
            for party in parties.filter(|party| party.role.receives() && !party.name.is_empty()) {
                let known = all.entry(party.name.clone()).or_default();
                known.said(&party.country, &party.headquarters, &party.ultimate_parent_country);
            }
        }
    }
    all
}

/// A customer as the list has it, and whether it was looked up.
struct Of {
    name: String,
    known: Known,
    finding: Finding,
    open_hits: usize,
}

const COLUMNS: &[Column<Of>] = &[
    Column { key: "name", cell: |one| Cell::text(&one.name), order: Some(|a, b| a.name.cmp(&b.name)) },
    Column {
        key: "country",
        cell: |one| Cell::text(&one.known.country),
        order: Some(|a, b| a.known.country.cmp(&b.known.country)),
    },
    Column {
        key: "parent_country",
        cell: |one| Cell::text(&one.known.parent_country),
        order: Some(|a, b| a.known.parent_country.cmp(&b.known.parent_country)),
    },
    Column {
        key: "finding",
        cell: |one| Cell::text(one.finding.word()),
        order: Some(|a, b| (a.finding, a.open_hits).cmp(&(b.finding, b.open_hits))),
    },
    Column { key: "chips", cell: |one| number(one.known.chips), order: Some(|a, b| a.known.chips.cmp(&b.known.chips)) },
    Column {
        key: "licenses",
        cell: |one| number(u128::try_from(one.known.licenses).unwrap_or(u128::MAX)),
        order: Some(|a, b| a.known.licenses.cmp(&b.known.licenses)),
    },
    Column {
        key: "latest",
        cell: |one| one.known.latest.map_or_else(|| Cell::text(""), |(_, day, _)| Cell::Date(day)),
        order: Some(|a, b| a.known.latest.cmp(&b.known.latest)),
    },
];

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (caller, wanted) = (visit.caller()?.clone(), Wanted(query));
    let listed = app.blocking(move |app| listed(app, &caller, &wanted)).await?;
    let view = match listed {
        Listed::File(file) => return Ok(file),
        Listed::Page(listing, rows) => CustomersView { listing, rows: rows.into_iter().map(row).collect() },
    };
    Ok(Framed::of("Customers", Place::Customers, customers(&view)).shown(&app, Some(&visit)))
}

fn listed(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Listed<Of>, Problem> {
    let past = app.history().read(app.gate())?;
    let all = known(app, caller, &past);
    drop(past);
    let (served, today) = (app.gate().served().clone(), app.gate().now().date());
    let screen = |one: &mut Of| {
        let found = app.history().screened().find(&served, today, &one.name, &one.known.country);
        (one.finding, one.open_hits) = (found.finding, found.open_hits);
    };
    let is_asked_for =
        |(name, known): &(String, Known)| wanted.finds("name", || name) && wanted.finds("country", || &known.country);
    let mut all: Vec<Of> = all
        .into_iter()
        .filter(is_asked_for)
        .map(|(name, known)| Of { name, known, finding: Finding::Clear, open_hits: 0 })
        .collect();
    // Only a list that is cut or turned by what was found has to look up everybody.
    let is_turned = wanted.value("sort").is_some_and(|sort| sort.ends_with("finding"));
    let needs_all = wanted.value("finding").is_some() || is_turned || wanted.is_file();
    if needs_all {
        all.iter_mut().for_each(screen);
        all.retain(|one| wanted.is("finding", |word| one.finding.word() == word));
    }
    if wanted.is_file() {
        forget_erased(app, &mut all)?;
    }
    let listed = wanted.list("customers", all, COLUMNS)?;
    let Listed::Page(listing, mut page) = listed else { return Ok(listed) };
    if !needs_all {
        page.iter_mut().for_each(screen);
    }
    forget_erased(app, &mut page)?;
    Ok(Listed::Page(listing, page))
}

/// What was erased meanwhile is told no more.
fn forget_erased(app: &App, shown: &mut Vec<Of>) -> Result<(), Problem> {
    let latest: Vec<u64> = shown.iter().filter_map(|one| Some(one.known.latest?.0)).collect();
    let erased = app.history().forget(app.gate(), &latest)?;
    shown.retain(|one| {
        let is_gone = one.known.latest.is_some_and(|(sequence, ..)| erased.contains(&sequence));
        !is_gone || one.known.licenses > 0 || one.known.chips > 0
    });
    Ok(())
}

fn row(of: Of) -> CustomerRow {
    let Of { name, known, finding, open_hits } = of;
    CustomerRow {
        name,
        country: known.country,
        parent_country: known.parent_country,
        finding,
        open_hits,
        chips: known.chips,
        licenses: known.licenses,
        latest: known.latest.map(|(_, day, outcome)| (day, outcome)),
    }
}
