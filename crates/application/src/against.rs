//! An application held against the catalog and the law: codes that there are not, and figures that are not those of the model.
//!
//! Apart from [`crate::gaps`], because what it says changes with the catalog and the law of the day, and what is filed stays what it is.

use portcullis_catalog::{Accelerator, Measure};
use portcullis_determination::Engine;
use portcullis_law::{CodeType, Subject};

use crate::form::{Application, ItemEntry};
use crate::gap::{Gap, Gaps};

/// What the catalog and the law say against what is stated: countries, end uses and regimes that they do not have, models that the catalog has under no
/// such name, and classifications and performance that differ from the catalog's on the day from which the license is asked for.
#[must_use]
pub fn gaps_against(application: &Application, engine: &Engine) -> Vec<Gap> {
    let mut gaps = Gaps::new(application);
    countries(&mut gaps, engine);
    let end_uses = engine.law().codes.table(CodeType::EndUse);
    for (place, code) in application.end_use.codes.iter().enumerate() {
        if end_uses.bit(code).is_none() {
            gaps.unusable(
                format!("end_use.codes[{place}]"),
                "the law has no end use of that code",
                "choose one of the law's `codes.toml`",
            );
        }
    }
    for (place, regime) in application.regimes.iter().enumerate() {
        if engine.law().regime_index(regime).is_none() {
            gaps.unusable(
                format!("regimes[{place}]"),
                "the law has no regime of that id",
                "choose one that the determination names",
            );
        }
    }
    for (place, item) in application.items.iter().enumerate() {
        self::item(&mut gaps, engine, &format!("items[{place}]"), item);
    }
    gaps.found
}

fn countries(gaps: &mut Gaps<'_>, engine: &Engine) {
    let application = gaps.application;
    let mut stated: Vec<(String, &str)> = Vec::new();
    for (place, party) in application.parties.iter().enumerate() {
        let path = format!("parties[{place}]");
        stated.push((format!("{path}.country"), &party.country));
        stated.push((format!("{path}.headquarters"), &party.headquarters));
        stated.push((format!("{path}.ultimate_parent_country"), &party.ultimate_parent_country));
        let owners = party.owners.iter().enumerate();
        stated.extend(owners.map(|(at, owner)| (format!("{path}.owners[{at}].country"), owner.country.as_str())));
    }
    let sites = application.sites.iter().enumerate();
    stated.extend(sites.map(|(place, site)| (format!("sites[{place}].country"), site.country.as_str())));
    let remote = application.remote_users.countries.iter().enumerate();
    stated.extend(remote.map(|(place, code)| (format!("remote_users.countries[{place}]"), code.as_str())));
    for (path, code) in stated.into_iter().filter(|(_, code)| !code.is_empty()) {
        if !engine.catalog().countries().parse(code).is_ok_and(|country| country.code() == code) {
            gaps.unusable(path, "there is no country of that code", "write its ISO 3166-1 code of two capital letters");
        }
    }
}

fn item(gaps: &mut Gaps<'_>, engine: &Engine, path: &str, item: &ItemEntry) {
    if item.model.is_empty() {
        return;
    }
    let found = engine.catalog().find_accelerator(&item.model);
    let accelerator = found.ok().and_then(|place| engine.catalog().accelerators().get(place));
    let Some(accelerator) = accelerator.filter(|accelerator| accelerator.name == item.model) else {
        let mend = "write the name that the catalog has; leave it out where the catalog does not have the item";
        return gaps.unusable(format!("{path}.model"), "the catalog has no accelerator of that name", mend);
    };
    performance(gaps, path, item, accelerator);
    let Some(on) = gaps.application.from.or(gaps.application.determination.as_ref().map(|made| made.on)) else {
        return;
    };
    let classes = engine.classify(Subject::of(accelerator), on);
    let is_known = |stated: &String| {
        classes.classes.iter().chain(&classes.eccn).chain(&classes.open).any(|class| class == stated)
            || classes.paragraph.as_ref() == Some(stated)
    };
    for (place, stated) in item.classifications.iter().enumerate().filter(|(_, stated)| stated.starts_with("3A090")) {
        if !is_known(stated) {
            let problem = format!("{} does not fall under it on {on} by the catalog's figures", accelerator.name);
            gaps.contradiction(
                format!("{path}.classifications[{place}]"),
                problem,
                "state the classification of that day, or explain it in block 24",
            );
        }
    }
}

/// A chip is counted by its performance: what is stated must not be less than the catalog has.
fn performance(gaps: &mut Gaps<'_>, path: &str, item: &ItemEntry, accelerator: &Accelerator) {
    let (Some(stated), Measure::Known(known) | Measure::AtLeast(known)) = (item.tpp, accelerator.figures.tpp) else {
        return;
    };
    if portcullis_catalog::Exact::whole(stated.into()) < known {
        let problem = format!("the catalog has {} for {}", known.to_decimal(3), accelerator.name);
        gaps.contradiction(format!("{path}.tpp"), problem, "state that, rounded up");
    }
}
