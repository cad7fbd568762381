//! The parties of a request, each in its role, with what stands above it as the determination knew it.

use portcullis_catalog::Exact;
use portcullis_determination::{Decimal, OwnedParty, OwnerRequest, ParentRequest, PartyRequest};
use portcullis_license::Group;
use portcullis_ownership::{Graph, OwnerOn, PartyIndex, owners_of, parentage};
use portcullis_party::{Party, Role, UltimateParent};

use super::{Determined, code};
use crate::form::{OwnerEntry, PartyEntry, PartyRole};

pub(super) fn parties(determined: &Determined<'_>) -> Vec<PartyEntry> {
    let (written, resolved) = (&determined.request.parties, &determined.transaction.parties);
    let has = |word: &str| written.iter().any(|party| party.role == word);
    // Whoever orders and nobody else is named to use or receive it uses it.
    let customer = if has("end_user") || has("ultimate_consignee") { PartyRole::Purchaser } else { PartyRole::EndUser };
    let pairs = written.iter().zip(resolved).enumerate();
    let mut parties: Vec<PartyEntry> =
        pairs.map(|(place, (written, party))| entry(determined, place, written, party, customer)).collect();
    if let Some(licensee) = provider(determined, &parties) {
        parties.insert(0, licensee);
    }
    parties
}

/// Who runs the chips, where the request does not say it, or says that somebody else provides.
fn provider(determined: &Determined<'_>, parties: &[PartyEntry]) -> Option<PartyEntry> {
    let placed = determined.placement.provider.as_ref()?;
    let mut applicants = parties.iter().filter(|party| party.role == PartyRole::Applicant);
    let role = match applicants.next() {
        Some(applicant) if applicant.name == placed.as_str() => return None,
        Some(_) => PartyRole::Provider,
        None => PartyRole::Applicant,
    };
    let country = determined.transaction.implied_provider.filter(|_| role == PartyRole::Applicant);
    let country = country.map(|country| country.to_string()).unwrap_or_default();
    Some(PartyEntry { country: country.clone(), headquarters: country, ..named(role, placed.as_str()) })
}

fn named(role: PartyRole, name: &str) -> PartyEntry {
    PartyEntry {
        role,
        name: name.to_owned(),
        address: String::new(),
        country: String::new(),
        headquarters: String::new(),
        ultimate_parent: String::new(),
        ultimate_parent_country: String::new(),
        group: None,
        identifiers: Vec::new(),
        owners: Vec::new(),
        resells_to: Vec::new(),
    }
}

fn role_of(role: Role, customer: PartyRole) -> PartyRole {
    match role {
        Role::Customer => customer,
        Role::EndUser => PartyRole::EndUser,
        Role::UltimateConsignee => PartyRole::UltimateConsignee,
        Role::IntermediateConsignee => PartyRole::IntermediateConsignee,
        Role::Purchaser => PartyRole::Purchaser,
        Role::Reseller => PartyRole::Reseller,
        Role::Provider => PartyRole::Applicant,
        Role::Operator => PartyRole::Operator,
    }
}

fn entry(
    determined: &Determined<'_>,
    place: usize,
    written: &PartyRequest<'_>,
    party: &Party,
    customer: PartyRole,
) -> PartyEntry {
    let role = role_of(party.role, customer);
    let name = written.name.as_deref().unwrap_or_default();
    let known = in_graph(determined, place);
    let (ultimate_parent, ultimate_parent_country) = parent(determined, place, written, party, known);
    // Affiliates are those of one ultimate parent; the license counts them together.
    let group = Some(&ultimate_parent).filter(|_| role.receives()).and_then(|parent| Group::new(parent).ok());
    let owners = match (&written.owners, known) {
        (Some(Some(owners)), _) => owners.iter().map(stated_owner).collect(),
        (_, Some((graph, index))) => graph_owners(determined, graph, index),
        _ => Vec::new(),
    };
    PartyEntry {
        country: code(party.country),
        headquarters: code(party.headquarters),
        ultimate_parent,
        ultimate_parent_country,
        group,
        identifiers: written.identifiers().iter().map(ToString::to_string).collect(),
        owners,
        ..named(role, name)
    }
}

/// The party in the ownership graph, where the determination found it there and no other.
fn in_graph<'a>(determined: &Determined<'a>, place: usize) -> Option<(&'a Graph, PartyIndex)> {
    let of_party = |owned: &&OwnedParty| owned.party == format!("parties[{place}]") && owned.answers.is_some();
    let owned = determined.transaction.owned.iter().find(of_party)?;
    let graph = determined.engine.served_ownership()?.graph();
    let [one] = owned.parties.as_slice() else { return None };
    Some((graph, graph.find(&one.id)?))
}

/// The ultimate parent and where it is headquartered, as far as the request or the graph states them. That a party of which nothing is stated is its own
/// parent is an assumption, and not repeated here.
fn parent(
    determined: &Determined<'_>,
    place: usize,
    written: &PartyRequest<'_>,
    party: &Party,
    known: Option<(&Graph, PartyIndex)>,
) -> (String, String) {
    let name = || written.name.as_deref().unwrap_or_default().to_owned();
    let country = code(party.parent_headquarters());
    let stated = match &written.ultimate_parent {
        Some(ParentRequest::Word(_)) => return (name(), country),
        Some(ParentRequest::Company(company)) => company.name.as_deref(),
        None => None,
    };
    if let Some(stated) = stated {
        return (stated.to_owned(), country);
    }
    let from_graph = known.filter(|_| determined.transaction.takes_from_graph(place, "ultimate_parent"));
    match (from_graph, &written.ultimate_parent) {
        (Some(_), _) if party.ultimate_parent == UltimateParent::Itself => (name(), country),
        (Some((graph, index)), _) => {
            let above = parentage(graph, index, determined.transaction.on);
            let top = match above.tops.as_slice() {
                [top] if above.certain => graph.party(top.party).label().to_owned(),
                _ => String::new(),
            };
            (top, country)
        }
        (None, Some(_)) => (String::new(), country),
        (None, None) => (String::new(), String::new()),
    }
}

/// An owner as the request states it; from what that is known a person has to say.
fn stated_owner(owner: &OwnerRequest<'_>) -> OwnerEntry {
    OwnerEntry {
        name: owner.name.as_deref().unwrap_or_default().to_owned(),
        country: String::new(),
        basis_points: owner.percent.and_then(|Decimal(percent)| basis_points(percent)),
        evidence: String::new(),
        as_of: None,
    }
}

fn graph_owners(determined: &Determined<'_>, graph: &Graph, index: PartyIndex) -> Vec<OwnerEntry> {
    let on = determined.transaction.on;
    owners_of(graph, index, on)
        .iter()
        .filter(|owner| owner.owner != index)
        .map(|owner| graph_owner(determined, graph, index, owner))
        .collect()
}

fn graph_owner(determined: &Determined<'_>, graph: &Graph, index: PartyIndex, owner: &OwnerOn) -> OwnerEntry {
    let on = determined.transaction.on;
    let party = graph.party(owner.owner);
    let holds = |from: Option<_>, to: Option<_>| from.is_none_or(|from| from <= on) && to.is_none_or(|to| on < to);
    let stated: Vec<_> = graph
        .interests_in(index)
        .filter(|interest| interest.owner == owner.owner && holds(interest.from, interest.to))
        .collect();
    let mut evidence: Vec<String> = stated
        .iter()
        .map(|interest| {
            let statement = Some(interest.statement).filter(|name| !name.is_empty());
            let statement = statement.map(|name| format!(", statement {name}")).unwrap_or_default();
            format!("{}{statement}: {}", interest.document, interest.share)
        })
        .collect();
    evidence.dedup();
    OwnerEntry {
        name: party.label().to_owned(),
        country: code(party.headquarters),
        basis_points: owner.percent.known().and_then(basis_points),
        evidence: evidence.join("; "),
        as_of: stated.iter().filter_map(|interest| interest.stated).max(),
    }
}

/// A percentage in hundredths of a percent, cut off: it never reaches a line that it does not reach.
fn basis_points(percent: Exact) -> Option<u16> {
    percent.times(Exact::whole(100))?.to_decimal(0).parse().ok()
}
