//! What a proposal is to do, in sentences: what is proposed, what follows if somebody agrees, and what changes field by field.

use portcullis_console::provider::links;
use portcullis_console::{Address, ProposalChange, grouped};
use portcullis_evidence::Instead;
use portcullis_license::operation::LimitOf;
use portcullis_license::{Grant, License, LicenseNumber};
use portcullis_screening::Conclusion;
use serde_json::Value;

use crate::app::App;
use crate::v1::proposals::resolve::ToResolve;
use crate::v1::proposals::what::What;

/// What a proposal does, in words.
#[derive(Default)]
pub struct Told {
    /// What follows, a sentence each.
    pub effects: Vec<String>,
    /// What changes, field by field.
    pub changes: Vec<ProposalChange>,
    /// What else there is to know.
    pub facts: Vec<(&'static str, String)>,
    /// What it is about, where that has a page here.
    pub about: Option<(String, Address)>,
}

/// What is proposed, in a sentence without its full stop.
pub fn sentence(what: &What) -> String {
    match what {
        What::Issue { license } => {
            format!("Issue license {} to {}, until {}", license.number, license.licensee, license.until)
        }
        What::Vary { license } => format!("Put a new version of license {} in force", license.number),
        What::Reinstate { license } => format!("End the suspension of license {license}"),
        What::Revoke { license } => format!("Revoke license {license} for good"),
        What::Limit { of: LimitOf::Group(group), limit } => {
            format!("Limit the customer group {group} to {} over all licenses", amount(*limit))
        }
        What::Limit { of: LimitOf::Provider(provider), limit } => {
            format!("Limit {provider} to {} over all licenses", amount(*limit))
        }
        What::Correct { reservation, chip_milliseconds } => {
            format!("Correct the use of slice {reservation} to {}", chip_hours(*chip_milliseconds))
        }
        What::Override { record, outcome: Instead::Authorized } => {
            format!("Authorize what record {record} leaves to a person")
        }
        What::Override { record, outcome: Instead::Prohibited } => {
            format!("Prohibit what record {record} leaves to a person")
        }
        What::Resolve { found } => {
            let ToResolve { name, list, entry, conclusion, .. } = &**found;
            match conclusion {
                Conclusion::SomebodyElse => format!("Hold that {name} is somebody else than entry {entry} of {list}"),
                Conclusion::Same => format!("Hold that {name} is entry {entry} of {list}"),
                Conclusion::CannotTell => {
                    format!("Hold that nobody can tell whether {name} is entry {entry} of {list}")
                }
            }
        }
    }
}

/// What there is to tell of a proposal besides.
pub fn told(app: &App, what: &What) -> Told {
    match what {
        What::Issue { license } => Told {
            effects: vec![
                format!("The gate opens for what the license covers, from {} to {}.", license.from, license.until),
                "Whatever starts under it is held against its amounts, and its conditions are kept.".to_owned(),
            ],
            changes: differences(None, license),
            ..Told::default()
        },
        What::Vary { license } => {
            let before = in_force(app, &license.number);
            Told {
                effects: vec![
                    "The new version holds from the record on, for whatever starts or is renewed after it.".to_owned(),
                ],
                changes: differences(before.as_ref(), license),
                about: Some(of_license(&license.number)),
                ..Told::default()
            }
        }
        What::Reinstate { license } => Told {
            effects: vec!["What it covers may start again at once.".to_owned()],
            about: Some(of_license(license)),
            ..Told::default()
        },
        What::Revoke { license } => revoked(app, license),
        What::Limit { of, .. } => limited(app, of),
        What::Correct { .. } => Told {
            effects: vec![
                "The balance of the license follows; what was said before stays in the log beside it.".to_owned(),
            ],
            ..Told::default()
        },
        What::Override { record, outcome } => overridden(*record, *outcome),
        What::Resolve { found } => resolved(found),
    }
}

fn of_license(number: &LicenseNumber) -> (String, Address) {
    (format!("License {number}"), links::license(number.as_str()))
}

fn in_force(app: &App, number: &LicenseNumber) -> Option<License> {
    app.look().replay().ledger().license(number).map(|held| held.license.clone())
}

fn revoked(app: &App, number: &LicenseNumber) -> Told {
    let look = app.look();
    let running = look.replay().ledger().leases().filter(|(_, lease)| lease.path.license == *number).count();
    let running = match running {
        0 => "Nothing runs under it now.".to_owned(),
        1 => "One lease runs under it, and is told to stop at once.".to_owned(),
        several => format!("{several} leases run under it, and are told to stop at once."),
    };
    let effects = vec![
        "Nothing starts under it any more.".to_owned(),
        running,
        "It cannot be taken back: another license would have to be issued.".to_owned(),
    ];
    Told { effects, about: Some(of_license(number)), ..Told::default() }
}

fn limited(app: &App, of: &LimitOf) -> Told {
    let look = app.look();
    let is_known = match of {
        LimitOf::Group(group) => look.replay().ledger().groups().any(|(name, _)| name == group),
        LimitOf::Provider(_) => true,
    };
    let mut effects = vec!["Nothing starts that would pass it; what runs goes on to the end of its slice.".to_owned()];
    if !is_known {
        effects.push("No license names this customer group yet: see that it is spelled as licenses will.".to_owned());
    }
    Told { effects, ..Told::default() }
}

fn overridden(record: u64, outcome: Instead) -> Told {
    let effect = match outcome {
        Instead::Authorized => {
            "The record says from then on that two people let it go ahead, although the law leaves it open."
        }
        Instead::Prohibited => "The record says from then on that it may not go ahead.",
    };
    let facts = vec![("Record", record.to_string())];
    let effects = vec![effect.to_owned(), "What the law itself says stays as it is.".to_owned()];
    Told { effects, facts, ..Told::default() }
}

fn resolved(found: &ToResolve) -> Told {
    let effects = match found.conclusion {
        Conclusion::SomebodyElse => vec![
            "From the next determination on, this entry is no obstacle for the party.".to_owned(),
            format!(
                "It ends after {}, and before as soon as the entry or what is known of the party changes.",
                found.until
            ),
        ],
        Conclusion::Same => vec![
            "From the next determination on, the party is decided about as the listed one.".to_owned(),
            format!("After {} a person must say again; until then nothing about it opens.", found.until),
        ],
        Conclusion::CannotTell => vec![
            "The party stays in doubt, and what depends on it stays closed.".to_owned(),
            format!("Nobody is reminded of it before {}.", found.until),
        ],
    };
    Told {
        effects,
        facts: vec![("Evidence", found.evidence.clone()), ("Applies until", found.until.to_string())],
        about: Some((found.name.clone(), links::customer(&found.name))),
        ..Told::default()
    }
}

/// What a grant allows, in words.
fn amount(grant: Grant) -> String {
    let hours = |hours: Option<u64>, unit: &str| hours.map(|hours| format!("{} {unit}", grouped(hours.into())));
    let parts = [hours(grant.chip_hours, "chip-hours"), hours(grant.tpp_hours, "TPP-hours")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no amount: it is not limited then".to_owned() } else { parts.join(" and ") }
}

/// Chip-hours with three decimals, rounded down.
fn chip_hours(chip_milliseconds: u64) -> String {
    let thousandths = chip_milliseconds / 3_600;
    format!("{}.{:03} chip-hours", grouped((thousandths / 1_000).into()), thousandths % 1_000)
}

/// The fields of a license that are others than before.
fn differences(before: Option<&License>, after: &License) -> Vec<ProposalChange> {
    let fields = |license: &License| match serde_json::to_value(license) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (before.map(fields).unwrap_or_default(), fields(after));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    changed
        .map(|name| ProposalChange {
            field: name.replace('_', " "),
            before: before.get(name).map(shown),
            after: after.get(name).map(shown),
        })
        .collect()
}

/// A value as a person reads it: lists of words and of named things by their words and names, anything else as it is kept.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{}: {}", name.replace('_', " "), shown(value));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
