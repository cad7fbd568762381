//! A customer: who stands above it, what lists say, what was decided, what covers it, what runs.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use maud::Markup;
use portcullis_access::Action;
use portcullis_catalog::Country;
use portcullis_console::chart::Owned;
use portcullis_console::provider::{CustomerView, DeterminationRow, LeaseRow, LicenseRow, OwnerRow, customer};
use portcullis_console::{Crumb, Filled, FormKeys, Place};
use portcullis_gate::Served;
use portcullis_ownership::{Graph, Limits, Listed, PartyIndex, Picture, picture};
use portcullis_screening::Query as Asked;

use super::customers::{Known, known};
use super::done::notice;
use super::hits::Hit;
use super::keys::keys;
use super::{hits, license, rows};
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::proposals;
use crate::console::visit::Visit;
use crate::history::screening_query;
use crate::problem::Problem;
use crate::v1::who;

/// Determinations, licenses and leases that the page has of each.
const MOST: usize = 50;
/// Owners above it whose names are looked at word by word.
const MOST_OWNERS: usize = 20;

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    shown(&app, &visit, name, &query, Filled::default()).await
}

/// The page, with what stands in its forms.
pub async fn shown(
    app: &Arc<App>,
    visit: &Visit,
    name: String,
    query: &[(String, String)],
    filled: Filled,
) -> Result<Response, Problem> {
    let caller = visit.caller()?.doing(Action::Screen);
    let caller = caller.ok_or_else(|| Problem::not_found(format!("customer {name}")))?;
    let keys = caller.may(Action::Override, None).is_ok().then(|| keys(app, visit));
    let title = name.clone();
    let body = app.blocking(move |app| body(app, &caller, &name, (filled, keys))).await?;
    let crumbs = [Crumb { title: "Customers", address: Place::Customers.address() }];
    let page = Framed::of(&title, Place::Customers, body);
    Ok(Framed { crumbs: &crumbs, notice: notice(query), ..page }.shown(app, Some(visit)))
}

/// The hits of a customer and of those above it, and by what each party was looked up. It blocks.
///
/// # Errors
/// [`Problem`] where the past cannot be read.
pub fn with_hits<R>(
    app: &App,
    caller: &Caller,
    name: &str,
    tell: impl FnOnce(Vec<Hit<'_>>) -> R,
) -> Result<R, Problem> {
    let past = app.history().read(app.gate())?;
    let country = known(app, caller, &past).remove(name).unwrap_or_default().country;
    drop(past);
    let (served, today) = (app.gate().served().clone(), app.gate().now().date());
    let (hits, _) = looked_up(&served, today, caller, name, &country);
    Ok(tell(hits))
}

/// The hits of a customer and of those above it, and who those are, as far as the caller may know.
fn looked_up<'a>(
    served: &'a Served,
    today: Date,
    caller: &Caller,
    name: &'a str,
    country: &'a str,
) -> (Vec<Hit<'a>>, Option<Above<'a>>) {
    let mut hits = hits::hits(served, today, &screening_query(name, country), None);
    let above = caller.doing(Action::ReadOwners).and_then(|_| Above::of(served, name, today));
    hits.extend(above.iter().flat_map(|above| above.hits(served, today)));
    (hits, above)
}

/// By what those above a customer are looked up whose hits its page has.
pub fn queries_above<'a>(served: &'a Served, name: &str, on: Date) -> Vec<Asked<'a>> {
    Above::of(served, name, on).map(|above| above.queries(served)).unwrap_or_default()
}

fn body(app: &App, caller: &Caller, name: &str, (filled, keys): (Filled, Option<FormKeys>)) -> Result<Markup, Problem> {
    let past = app.history().read(app.gate())?;
    let known = known(app, caller, &past).remove(name);
    // Whoever is not known yet can be looked up all the same: a customer is screened before it is one.
    let known = known.unwrap_or_default();
    let determinations = determinations(caller, name, &past);
    let licenses = licenses(app, caller, name, &past);
    drop(past);
    let (served, today) = (app.gate().served().clone(), app.gate().now().date());
    let shown: Vec<u64> = determinations.iter().map(|(sequence, _)| *sequence).collect();
    let erased = app.history().forget(app.gate(), &shown)?;
    let determinations =
        determinations.into_iter().filter(|(sequence, _)| !erased.contains(sequence)).map(|(_, row)| row).collect();
    let waiting = proposals::visible(app, caller)?.into_iter();
    let waiting: Vec<_> = waiting.filter(|(one, _)| one.is_waiting(app.gate().now())).collect();
    let (mut hits, above) = looked_up(&served, today, caller, name, &known.country);
    hits::with_proposals(&mut hits, &waiting);
    let view = CustomerView {
        name: name.to_owned(),
        hits: hits.into_iter().map(|hit| hit.view).collect(),
        determinations,
        licenses,
        leases: leases(app, caller, name)?,
        today,
        filled,
        keys,
        ..about(&known)
    };
    let Some(above) = above else { return Ok(customer(&view)) };
    let graph = above.graph;
    let owned = Some(Owned { graph, picture: &above.picture, on: today });
    let party = graph.party(above.party);
    let country = |known: Option<Country>| known.map(|country| country.to_string()).unwrap_or_default();
    let or = |own: String, other: String| if own.is_empty() { other } else { own };
    let parent = match above.picture.parentage.tops.as_slice() {
        [top] => graph.party(top.party).label().to_owned(),
        _ => String::new(),
    };
    let view = CustomerView {
        owned,
        owners: above.owners(&served, today),
        headquarters: or(view.headquarters.clone(), country(party.headquarters.known())),
        parent: or(view.parent.clone(), parent),
        parent_country: or(view.parent_country.clone(), country(above.picture.parentage.headquarters().known())),
        identifiers: graph.ids_of(above.party).map(str::to_owned).collect(),
        ..view
    };
    Ok(customer(&view))
}

fn about(known: &Known) -> CustomerView<'static> {
    CustomerView {
        country: known.country.clone(),
        headquarters: known.headquarters.clone(),
        parent_country: known.parent_country.clone(),
        ..CustomerView::default()
    }
}

fn determinations(caller: &Caller, name: &str, past: &crate::history::Past) -> Vec<(u64, DeterminationRow)> {
    let Some(caller) = caller.doing(Action::ReadReceipt) else { return Vec::new() };
    let own = past.decided().filter(|one| one.customer == name && caller.sees_id(&one.id)).take(MOST);
    let row = |one: &crate::history::Decided| DeterminationRow {
        record: one.id.to_string(),
        at: one.at,
        customer: one.customer.clone(),
        item: one.item.clone(),
        outcome: one.outcome,
    };
    own.map(|one| (one.sequence, row(one))).collect()
}

fn licenses(app: &App, caller: &Caller, name: &str, past: &crate::history::Past) -> Vec<LicenseRow> {
    let Some(caller) = caller.doing(Action::ReadLicenses) else { return Vec::new() };
    let look = app.look();
    let own = look.replay().ledger().licenses().filter(|(_, held)| {
        caller.sees(&held.license.licensee) && held.license.parties.iter().any(|party| party.name == name)
    });
    own.take(MOST).map(|(number, held)| rows::license(held, past.license(number))).collect()
}

fn leases(app: &App, caller: &Caller, name: &str) -> Result<Vec<LeaseRow>, Problem> {
    let Some(caller) = caller.doing(Action::ReadLeases) else { return Ok(Vec::new()) };
    let mut rows: Vec<LeaseRow> = {
        let look = app.look();
        let all = look.replay().ledger().leases();
        let own = all.filter(|(_, lease)| lease.asked.customer == name && caller.sees(&lease.path.provider));
        own.take(MOST).map(|(id, lease)| rows::lease(id, lease, None)).collect()
    };
    let since = license::since(app, rows.iter().map(|row| row.lease.as_str()))?;
    for row in &mut rows {
        row.since = since.get(&row.lease).copied().unwrap_or(row.since);
    }
    Ok(rows)
}

/// Who stands above a party of the graph.
struct Above<'a> {
    graph: &'a Graph,
    party: PartyIndex,
    picture: Picture,
}

impl<'a> Above<'a> {
    /// Nothing where no graph serves, or it has no such party.
    fn of(served: &'a Served, name: &str, on: Date) -> Option<Self> {
        let ownership = served.engine.served_ownership()?;
        let graph = ownership.graph();
        let party = who::find(graph, name).ok()?;
        let mut listed = Listed::nobody();
        if served.engine.served_lists().is_some() {
            for (one, standing, _) in served.engine.listed_above(ownership, party, on, |_| true) {
                listed.add(one, standing);
            }
        }
        Some(Self { graph, party, picture: picture(graph, party, on, &listed, Limits::default()) })
    }

    /// By what those above it are looked up who are, or may be, on a list, or of whom people have found something: as a determination does it.
    fn queries(&self, served: &'a Served) -> Vec<Asked<'a>> {
        let (Some(ownership), Some(lists)) = (served.engine.served_ownership(), served.engine.served_lists()) else {
            return Vec::new();
        };
        let is_found = |party: PartyIndex| {
            let name = std::iter::once(self.graph.party(party).name.to_owned()).collect();
            lists.resolutions.of_names(&name).next().is_some()
        };
        let above = self.picture.shown.iter().filter(|shown| shown.party != self.party);
        let above = above.filter(|shown| shown.itself != portcullis_ownership::Standing::Free || is_found(shown.party));
        above.take(MOST_OWNERS).map(|shown| ownership.query(shown.party)).collect()
    }

    fn hits(&self, served: &'a Served, on: Date) -> Vec<Hit<'a>> {
        self.queries(served).iter().flat_map(|query| hits::hits(served, on, query, Some("owner"))).collect()
    }

    fn owners(&self, served: &Served, on: Date) -> Vec<OwnerRow> {
        let Some(ownership) = served.engine.served_ownership() else { return Vec::new() };
        let listed = match served.engine.served_lists() {
            Some(_) => served.engine.listed_above(ownership, self.party, on, |_| true),
            None => Vec::new(),
        };
        let holds = |interest: &portcullis_ownership::Interest<'_>| {
            interest.from.is_none_or(|from| from <= on) && interest.to.is_none_or(|to| on < to)
        };
        let row = |interest: portcullis_ownership::Interest<'_>| {
            let owner = self.graph.party(interest.owner);
            let hit = listed.iter().find(|(party, ..)| *party == interest.owner);
            let lists = hit.map(|(.., shown)| shown.hits.iter().map(|hit| hit.list.as_str()).collect::<Vec<_>>());
            OwnerRow {
                name: owner.label().to_owned(),
                country: owner.headquarters.known().map(|country| country.to_string()).unwrap_or_default(),
                share: if interest.share.is_unknown() { "not known".to_owned() } else { interest.share.to_string() },
                evidence: format!("{} {}", interest.document, interest.statement).trim().to_owned(),
                as_of: interest.stated,
                listed: lists.unwrap_or_default().join(", "),
            }
        };
        self.graph.interests_in(self.party).filter(holds).map(row).collect()
    }
}
