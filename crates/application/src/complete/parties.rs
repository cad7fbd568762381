//! Parties one by one: who each is, where, and who stands above it.

use portcullis_license::Group;

use crate::form::{OwnerEntry, PartyEntry};
use crate::gap::{Gaps, Rule};
use crate::letters::is_blank;

/// A whole, in hundredths of a percent.
const WHOLE: u16 = 10_000;
/// Parties are named and addressed.
const NAMED: Rule<'_> = Rule { citation: "15 CFR 748.5; 15 CFR 748.6", evidence: "sourced: eCFR of 2025-01-27" };
/// Where it is headquartered, and whoever stands at the top.
const HEADQUARTERS: Rule<'_> = Rule {
    citation: "15 CFR 742.6(a)(6); 15 CFR 744.23(a)(3)",
    evidence: "sourced: CSET explainer, December 2023; eCFR of 2026-07-23",
};

pub(super) fn check(gaps: &mut Gaps<'_>) {
    for (place, party) in gaps.application.parties.iter().enumerate() {
        let path = format!("parties[{place}]");
        named(gaps, &path, party);
        if party.role.states_its_owners() {
            headquarters(gaps, &path, party);
        }
        for (place, owner) in party.owners.iter().enumerate() {
            owned(gaps, &format!("{path}.owners[{place}]"), owner);
        }
        same_elsewhere(gaps, &path, place, party);
    }
}

fn named(gaps: &mut Gaps<'_>, path: &str, party: &PartyEntry) {
    let before = gaps.found.len();
    // What the license calls a party has to be a name; a group is one, so this is asked the same way.
    if is_blank(&party.name) {
        gaps.missing(format!("{path}.name"), "write its name, as its register has it");
    } else if Group::new(&party.name).is_err() {
        let mend = "write its name, as its register has it, without spaces at either end";
        gaps.unusable(format!("{path}.name"), "a name has 1 to 200 bytes and no control characters", mend);
    }
    gaps.text(format!("{path}.address"), &party.address, "write street and town");
    gaps.country(format!("{path}.country"), &party.country);
    cite(gaps, before, NAMED);
}

fn headquarters(gaps: &mut Gaps<'_>, path: &str, party: &PartyEntry) {
    let before = gaps.found.len();
    gaps.country(format!("{path}.headquarters"), &party.headquarters);
    gaps.text(
        format!("{path}.ultimate_parent"),
        &party.ultimate_parent,
        "name who stands at the top of its chain of ownership; its own name where it does itself",
    );
    gaps.country(format!("{path}.ultimate_parent_country"), &party.ultimate_parent_country);
    let is_own = !is_blank(&party.name) && party.ultimate_parent == party.name;
    let both = !is_blank(&party.headquarters) && !is_blank(&party.ultimate_parent_country);
    if is_own && both && party.headquarters != party.ultimate_parent_country {
        let problem = format!(
            "it is its own ultimate parent, and has headquarters in {} and in {}",
            party.headquarters, party.ultimate_parent_country
        );
        gaps.contradiction(
            format!("{path}.ultimate_parent_country"),
            problem,
            "state the same country twice, or name the parent",
        );
    }
    cite(gaps, before, HEADQUARTERS);
}

/// What was found since is asked for by a rule, and on the form by the block of the party.
fn cite(gaps: &mut Gaps<'_>, since: usize, rule: Rule<'_>) {
    for gap in gaps.found.iter_mut().skip(since) {
        if gap.citation.is_empty() {
            rule.citation.clone_into(&mut gap.citation);
        } else {
            gap.citation = format!("{}; {}", rule.citation, gap.citation);
        }
        rule.evidence.clone_into(&mut gap.evidence);
    }
}

fn owned(gaps: &mut Gaps<'_>, path: &str, owner: &OwnerEntry) {
    gaps.text(format!("{path}.name"), &owner.name, "name the owner, or remove the entry");
    if !is_blank(&owner.country) {
        gaps.country(format!("{path}.country"), &owner.country);
    }
    if let Some(share) = owner.basis_points.filter(|share| *share > WHOLE) {
        let problem = format!("{share} hundredths of a percent are more than the whole");
        gaps.unusable(format!("{path}.basis_points"), problem, "state at most 10000, which is 100 percent");
    }
    gaps.text(
        format!("{path}.evidence"),
        &owner.evidence,
        "say from what the share is known: a register, a filing, a statement",
    );
    if owner.as_of.is_none() {
        gaps.missing(format!("{path}.as_of"), "write the day of that evidence");
    }
}

/// One company in two roles is one company.
fn same_elsewhere(gaps: &mut Gaps<'_>, path: &str, place: usize, party: &PartyEntry) {
    if is_blank(&party.name) {
        return;
    }
    let mut before = gaps.application.parties.iter().take(place);
    let Some(other) = before.find(|other| other.name == party.name) else { return };
    if other.role == party.role {
        gaps.contradiction(format!("{path}.name"), "it is there twice in one role", "remove one of the two");
        return;
    }
    let fields = [
        ("country", &other.country, &party.country),
        ("headquarters", &other.headquarters, &party.headquarters),
        ("ultimate_parent", &other.ultimate_parent, &party.ultimate_parent),
        ("ultimate_parent_country", &other.ultimate_parent_country, &party.ultimate_parent_country),
    ];
    let title = other.role.title();
    for (field, one, this) in fields {
        if !is_blank(one) && !is_blank(this) && one != this {
            let problem = format!("the same company is stated otherwise as {title}");
            gaps.contradiction(format!("{path}.{field}"), problem, "state the same of it in every role");
        }
    }
    if other.role.receives() && party.role.receives() && other.group != party.group {
        let problem = format!("the same company is in another group as {title}");
        gaps.contradiction(format!("{path}.group"), problem, "state the same group in every role");
    }
}
