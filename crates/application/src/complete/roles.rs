//! Parties together: who applies, for whom it is in the end, and through whose hands it goes on the way.

use std::collections::BTreeSet;

use crate::form::{Application, PartyEntry, PartyRole};
use crate::gap::Gaps;
use crate::letters::is_blank;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    let count = |role: PartyRole| application.parties.iter().filter(|party| party.role == role).count();
    match count(PartyRole::Applicant) {
        0 => gaps.missing("parties", "name the applicant (block 14)"),
        1 => {}
        many => gaps.contradiction(
            "parties",
            format!("there are {many} applicants"),
            "name one applicant; the others are other parties",
        ),
    }
    if count(PartyRole::Provider) > 1 {
        gaps.contradiction(
            "parties",
            "there are several providers",
            "file one application for each: a license has one licensee",
        );
    }
    licensee(gaps);
    receivers(gaps, count(PartyRole::UltimateConsignee), count(PartyRole::EndUser));
    resale(gaps);
}

/// A license is for whoever applies: a house applies for its own gate, and an authority decides on an applicant whom it knows.
fn licensee(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    let with = |role: PartyRole| application.parties.iter().find(|party| party.role == role);
    let Some(applicant) = with(PartyRole::Applicant).filter(|party| !is_blank(&party.name)) else { return };
    let others = application.parties.iter().enumerate();
    let others = others.filter(|(_, party)| party.role == PartyRole::Provider && !is_blank(&party.name));
    for (place, provider) in others.filter(|(_, provider)| provider.name != applicant.name) {
        gaps.contradiction(
            format!("parties[{place}].name"),
            format!("the license would be for {}, and {} applies (block 14)", provider.name, applicant.name),
            "have the provider apply itself, or make it another party of the application",
        );
    }
}

/// Block 19 is filled in where the ultimate consignee is not the end user; the other way round it has to be said.
fn receivers(gaps: &mut Gaps<'_>, consignees: usize, end_users: usize) {
    const SAME: &str = "end_user_is_ultimate_consignee";
    match (consignees, end_users, gaps.application.end_user_is_ultimate_consignee) {
        (0, 0, _) => gaps.missing("parties", "name the ultimate consignee (block 18) or the end users (block 19)"),
        (0, _, false) => gaps.missing(SAME, "name the ultimate consignee, or state that the end users are it"),
        (_, 0, true) => {
            gaps.contradiction(SAME, "no end user is named", "name the end users, or take the statement back");
        }
        (1.., _, true) => {
            gaps.contradiction(
                SAME,
                "an ultimate consignee is named too",
                "take the statement back, or remove the ultimate consignee",
            );
        }
        _ => {}
    }
}

fn resale(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    let resells = |party: &PartyEntry| party.role == PartyRole::Reseller;
    match (application.resale, application.parties.iter().any(resells)) {
        (None, _) => gaps.missing("resale", "state whether the customer passes it on to others"),
        (Some(true), false) => {
            gaps.contradiction("resale", "no reseller is named", "name each reseller, and to whom it passes on");
        }
        (Some(false), true) => {
            gaps.contradiction("resale", "a reseller is named", "state that it is passed on, or remove the reseller");
        }
        _ => {}
    }
    for (place, party) in application.parties.iter().enumerate() {
        let path = format!("parties[{place}].resells_to");
        if !resells(party) {
            if !party.resells_to.is_empty() {
                gaps.contradiction(path, "it is not a reseller", "make it a reseller, or name nobody it passes on to");
            }
            continue;
        }
        if party.resells_to.is_empty() {
            gaps.missing(path, "name those to whom it passes on");
            continue;
        }
        let mut is_named = true;
        for (at, name) in party.resells_to.iter().enumerate() {
            if !application.parties.iter().any(|other| other.name == *name && other.role.receives()) {
                is_named = false;
                gaps.contradiction(
                    format!("{path}[{at}]"),
                    "no such party receives anything here",
                    "add it to the parties, or use the name it has there",
                );
            }
        }
        if is_named && !reaches_a_user(application, party) {
            gaps.contradiction(path, "the chain never leaves the resellers", "name whoever uses it in the end");
        }
    }
}

/// Whether a chain of resellers ends with somebody who is none.
fn reaches_a_user(application: &Application, reseller: &PartyEntry) -> bool {
    let mut seen = BTreeSet::from([reseller.name.as_str()]);
    let mut next: Vec<&str> = reseller.resells_to.iter().map(String::as_str).collect();
    while let Some(name) = next.pop() {
        if !seen.insert(name) {
            continue;
        }
        for party in application.parties.iter().filter(|party| party.name == name && party.role.receives()) {
            if party.role != PartyRole::Reseller {
                return true;
            }
            next.extend(party.resells_to.iter().map(String::as_str));
        }
    }
    false
}
