//! Where the chips stand, from where they are used, and what conditions the applicant offers.

use std::collections::BTreeSet;

use portcullis_law::Kind;
use portcullis_license::{Rule, Site};

use crate::form::SiteEntry;
use crate::gap::Gaps;
use crate::letters::is_blank;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    // Goods that leave the provider's hands may stand wherever the consignee puts them; compute runs somewhere.
    if application.sites.is_empty() && application.kind == Some(Kind::ProvideCompute) {
        gaps.missing("sites", "name each site where the chips stand");
    }
    for (place, site) in application.sites.iter().enumerate() {
        let path = format!("sites[{place}]");
        if application.sites.iter().take(place).any(|before| before.site == site.site) {
            gaps.contradiction(
                format!("{path}.site"),
                "another site has that name",
                "give each site a name of its own",
            );
        }
        self::site(gaps, &path, site);
    }
    remote_users(gaps);
    offered(gaps);
}

fn site(gaps: &mut Gaps<'_>, path: &str, site: &SiteEntry) {
    gaps.country(format!("{path}.country"), &site.country);
    gaps.text(format!("{path}.region"), &site.region, "write the provider's own name of the region");
    match site.cluster_chips {
        None => gaps.missing(
            format!("{path}.cluster_chips"),
            "state the chips of the largest interconnected cluster; 1 where none are connected",
        ),
        Some(0) => gaps.unusable(format!("{path}.cluster_chips"), "a cluster has chips", "state at least 1"),
        Some(1) => {}
        Some(_) => {
            gaps.text(
                format!("{path}.interconnect"),
                &site.interconnect,
                "say what connects the chips, with its speed",
            );
        }
    }
}

fn remote_users(gaps: &mut Gaps<'_>) {
    let remote = &gaps.application.remote_users;
    match remote.any {
        None => gaps.missing("remote_users.any", "state whether anybody uses it from elsewhere"),
        Some(true) => {
            if remote.countries.is_empty() {
                gaps.missing("remote_users.countries", "name the countries they are in");
            }
            gaps.text("remote_users.access", &remote.access, "say how they are let in");
        }
        Some(false) if !remote.countries.is_empty() => {
            gaps.contradiction(
                "remote_users.countries",
                "it is stated that there are none",
                "remove the countries, or state that there are remote users",
            );
        }
        Some(false) => {}
    }
    for (place, country) in remote.countries.iter().enumerate() {
        gaps.country(format!("remote_users.countries[{place}]"), country);
    }
}

fn offered(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    let mut ids = BTreeSet::new();
    for (place, condition) in application.offered.iter().enumerate() {
        let path = format!("offered[{place}]");
        gaps.text(format!("{path}.id"), &condition.id, "give the condition a name");
        gaps.text(
            format!("{path}.owner"),
            &condition.owner,
            "say to whom it is offered: the authority, or the agency it is for",
        );
        if !is_blank(&condition.id) && !ids.insert(condition.id.as_str()) {
            gaps.contradiction(format!("{path}.id"), "another condition has that name", "give each a name of its own");
        }
        match &condition.rule {
            Rule::NamedSites { sites } if !application.sites.is_empty() => {
                let is_there = |name: &Site| application.sites.iter().any(|site| site.site == *name);
                if !sites.iter().any(is_there) {
                    gaps.contradiction(
                        format!("{path}.sites"),
                        "none of its sites is among those of the application",
                        "name a site that the application has",
                    );
                }
            }
            Rule::NoResale if application.resale == Some(true) => {
                gaps.contradiction(
                    path,
                    "it is stated that the customer passes it on",
                    "take the condition back, or state that it is not passed on",
                );
            }
            _ => {}
        }
    }
}
