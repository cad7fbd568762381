//! The license that an application asks for: what would be issued if everything were granted as it is asked for.

use portcullis_license::{CoveredParty, Grant, ItemScope, License, LicenseNumber, Line, Provider};

use crate::complete::{gaps, gaps_of_the_license};
use crate::form::{Application, ItemEntry, PartyRole};
use crate::gap::{Fault, Gap};

/// Hours after the end of a slice within which its use is posted.
const SETTLE_WITHIN_HOURS: u16 = 24;

/// The license it asks for, under a number and by an authority.
///
/// # Errors
/// The gaps in the fields that a license is made of. Gaps elsewhere (who can be asked, what it costs, what is certified) do not stand in the way of looking
/// at it; they stand in the way of filing.
pub fn asked_for(application: &Application, number: LicenseNumber, authority: &str) -> Result<License, Vec<Gap>> {
    let mut blocking = gaps(application);
    blocking.retain(is_of_the_license);
    if blocking.is_empty() {
        blocking = gaps_of_the_license(application);
    }
    match written(application, number, authority) {
        Some(license) if blocking.is_empty() => Ok(license),
        _ => Err(blocking),
    }
}

fn is_of_the_license(gap: &Gap) -> bool {
    const WHOLE: [&str; 8] = ["", "regimes", "parties", "end_use.codes", "items", "sites", "from", "until"];
    const BELOW: [&str; 4] = ["regimes[", "end_use.codes[", "offered", "items["];
    const OF_PARTIES: [&str; 3] = [".name", ".role", ".group"];
    const OF_ITEMS: [&str; 3] = [".manufacturer", ".technical_description", ".price"];
    let path = gap.path.as_str();
    gap.fault == Fault::TooLong
        || WHOLE.contains(&path)
        || (BELOW.iter().any(|part| path.starts_with(part)) && !OF_ITEMS.iter().any(|field| path.contains(field)))
        || (path.starts_with("parties[") && OF_PARTIES.iter().any(|field| path.ends_with(field)))
        || (path.starts_with("sites[") && path.ends_with(".site"))
}

/// The license, where the fields that it needs are there.
pub(crate) fn written(application: &Application, number: LicenseNumber, authority: &str) -> Option<License> {
    let lines = application.items.iter().map(line).collect::<Option<Vec<Line>>>()?;
    Some(License {
        number,
        authority: authority.to_owned(),
        regimes: application.regimes.clone(),
        licensee: licensee(application)?,
        parties: covered(application),
        end_uses: application.end_use.codes.clone(),
        sites: application.sites.iter().map(|entry| entry.site.clone()).collect(),
        from: application.from?,
        until: application.until?,
        total: Grant::default(),
        lines,
        conditions: application.offered.clone(),
        settle_within_hours: SETTLE_WITHIN_HOURS,
    })
}

/// Who may do what the license permits: whoever runs the chips, and that is the applicant unless a provider is named.
#[must_use]
pub fn licensee(application: &Application) -> Option<Provider> {
    let with = |role: PartyRole| application.parties.iter().find(|party| party.role == role);
    let party = with(PartyRole::Provider).or_else(|| with(PartyRole::Applicant))?;
    Provider::new(&party.name).ok()
}

/// Everybody on the receiving side, each once.
fn covered(application: &Application) -> Vec<CoveredParty> {
    let mut covered: Vec<CoveredParty> = Vec::new();
    for party in application.parties.iter().filter(|party| party.role.receives()) {
        if !covered.iter().any(|known| known.name == party.name) {
            covered.push(CoveredParty { name: party.name.clone(), group: party.group.clone() });
        }
    }
    covered
}

/// A line covers the accelerator that is named and no other; only where the catalog has none of that name does it cover by classification.
fn line(item: &ItemEntry) -> Option<Line> {
    let by_name = !item.model.is_empty();
    let items = ItemScope {
        accelerators: if by_name { vec![item.model.clone()] } else { Vec::new() },
        classifications: if by_name { Vec::new() } else { item.classifications.clone() },
        most_tpp: Some(item.tpp?),
    };
    let amount = Grant { chip_hours: Some(item.chip_hours?), tpp_hours: Some(item.tpp_hours()?) };
    Some(Line { name: item.line.clone(), items, amount })
}
