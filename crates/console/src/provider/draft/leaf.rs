//! The fields of the form of an application as inputs: which there are, and how each is written.
//!
//! The names are the paths of the application (`parties[2].headquarters`), so that a gap and its field have one name.

use portcullis_application::field::key_of;

/// How a field is written, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// A text on one line.
    Line,
    /// A text on several lines.
    Text,
    /// A country, by its code.
    Country,
    /// An accelerator, by its name in the catalog.
    Model,
    /// A whole number.
    Digits,
    /// A date.
    Date,
    /// Several texts, one a line.
    Lines,
    /// One of several words.
    Word,
    /// Yes, no, or nobody has said.
    YesNo,
    /// Said, or not said.
    Tick,
    /// Any of several words.
    Words,
    /// Carried along, for people not to change.
    Kept,
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf {
    /// Its path, without the places in lists.
    pub(crate) key: &'static str,
    /// How it is written.
    pub(crate) written: Written,
    /// Whether the application cannot be read without it, where what it belongs to is there.
    pub(crate) needed: bool,
    /// What it is called, where the form has no name of its own for it.
    pub(crate) label: Option<&'static str>,
}

const fn leaf(key: &'static str, written: Written) -> Leaf {
    Leaf { key, written, needed: false, label: None }
}

const fn needed(key: &'static str, written: Written) -> Leaf {
    Leaf { key, written, needed: true, label: None }
}

const fn called(leaf: Leaf, label: &'static str) -> Leaf {
    Leaf { label: Some(label), ..leaf }
}

/// Every field, in the order of the form.
pub(crate) const LEAVES: &[Leaf] = &[
    leaf("reference", Written::Kept),
    leaf("kind", Written::Word),
    needed("purpose.kind", Written::Word),
    leaf("purpose.case", Written::Line),
    leaf("purpose.license", Written::Line),
    leaf("regimes", Written::Lines),
    needed("provisions[].provision", Written::Line),
    needed("provisions[].citation", Written::Line),
    needed("provisions[].standing", Written::Line),
    leaf("provisions[].review_policy", Written::Line),
    called(leaf("determination.record", Written::Kept), "Determination: its record"),
    called(needed("determination.on", Written::Kept), "Determination: the day it is about"),
    called(needed("determination.profile", Written::Kept), "Determination: the profile"),
    called(needed("determination.law", Written::Kept), "Determination: the law, by its hash"),
    called(needed("determination.answer", Written::Kept), "Determination: the answer, by its hash"),
    leaf("contact.name", Written::Line),
    leaf("contact.telephone", Written::Line),
    leaf("contact.email", Written::Line),
    needed("parties[].role", Written::Word),
    needed("parties[].name", Written::Line),
    leaf("parties[].address", Written::Text),
    leaf("parties[].country", Written::Country),
    leaf("parties[].headquarters", Written::Country),
    leaf("parties[].ultimate_parent", Written::Line),
    leaf("parties[].ultimate_parent_country", Written::Country),
    leaf("parties[].group", Written::Line),
    leaf("parties[].identifiers", Written::Lines),
    needed("parties[].owners[].name", Written::Line),
    leaf("parties[].owners[].country", Written::Country),
    leaf("parties[].owners[].basis_points", Written::Digits),
    leaf("parties[].owners[].evidence", Written::Line),
    leaf("parties[].owners[].as_of", Written::Date),
    leaf("parties[].resells_to", Written::Lines),
    leaf("end_user_is_ultimate_consignee", Written::Tick),
    leaf("end_use.codes", Written::Words),
    leaf("end_use.description", Written::Text),
    leaf("end_use.training_operations", Written::Line),
    leaf("resale", Written::YesNo),
    called(leaf("remote_users.any", Written::YesNo), "Are there remote users?"),
    leaf("remote_users.countries", Written::Lines),
    leaf("remote_users.access", Written::Text),
    needed("items[].line", Written::Line),
    leaf("items[].model", Written::Model),
    leaf("items[].classifications", Written::Lines),
    leaf("items[].tpp", Written::Digits),
    leaf("items[].performance_density", Written::Line),
    leaf("items[].chips", Written::Digits),
    leaf("items[].chip_hours", Written::Digits),
    called(needed("items[].price.currency", Written::Line), "Price of one chip-hour: currency"),
    called(needed("items[].price.hundredths", Written::Digits), "Price of one chip-hour: hundredths of its unit"),
    leaf("items[].manufacturer", Written::Line),
    leaf("items[].technical_description", Written::Text),
    needed("sites[].site", Written::Line),
    leaf("sites[].country", Written::Country),
    leaf("sites[].region", Written::Line),
    leaf("sites[].cluster_chips", Written::Digits),
    leaf("sites[].interconnect", Written::Line),
    leaf("from", Written::Date),
    leaf("until", Written::Date),
    called(needed("offered[].id", Written::Line), "Name of the condition"),
    called(needed("offered[].owner", Written::Line), "Asked for by"),
    called(needed("offered[].rule", Written::Word), "What it asks"),
    called(leaf("offered[].chips", Written::Digits), "Most chips at once"),
    called(leaf("offered[].tpp", Written::Digits), "Most TPP in one cluster"),
    called(leaf("offered[].days", Written::Digits), "Days"),
    called(leaf("offered[].chip_hours", Written::Digits), "Most chip-hours"),
    called(leaf("offered[].tpp_hours", Written::Digits), "Most TPP-hours"),
    called(leaf("offered[].sites", Written::Lines), "Sites"),
    called(leaf("offered[].power_of_ten", Written::Digits), "Operations, ten to the power of"),
    called(leaf("offered[].text", Written::Text), "Wording"),
    leaf("security", Written::Text),
    needed("documents[].name", Written::Line),
    needed("documents[].kind", Written::Line),
    needed("documents[].media_type", Written::Line),
    needed("documents[].bytes", Written::Digits),
    needed("documents[].sha256", Written::Line),
    leaf("documents[].expires", Written::Date),
    leaf("certifications", Written::Words),
    leaf("additional_information", Written::Text),
];

/// The fields of a condition by what it asks, with those that may be left out.
const RULES: &[(&str, &[&str], &[&str])] = &[
    ("most_concurrent_chips", &["chips"], &[]),
    ("most_cluster_tpp", &["tpp"], &[]),
    ("most_in_window", &["days"], &["chip_hours", "tpp_hours"]),
    ("named_sites", &["sites"], &[]),
    ("no_resale", &[], &[]),
    ("report_every", &["days"], &[]),
    ("most_training_operations", &["power_of_ten"], &[]),
    ("text", &["text"], &[]),
];

/// The words of what a condition can ask.
pub(crate) fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(rule, ..)| *rule)
}

/// Whether a field has a place beside what was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Belongs {
    /// As the table of fields says.
    Always,
    /// It has to be there.
    Needed,
    /// It may be there.
    May,
    /// It has no place there.
    Not,
}

/// Whether a field (by its last name, in the list or part it stands in) has a place, by the word that was chosen there.
pub(crate) fn belongs(part: &str, field: &str, chosen: &str) -> Belongs {
    match (part, field) {
        ("purpose", "case" | "license") => match (chosen, field) {
            ("resubmission", "case") | ("replacement", "license") => Belongs::Needed,
            _ => Belongs::Not,
        },
        ("offered[]", "id" | "owner" | "rule") => Belongs::Always,
        ("offered[]", _) => match RULES.iter().find(|(rule, ..)| *rule == chosen) {
            Some((_, needed, _)) if needed.contains(&field) => Belongs::Needed,
            Some((_, _, may)) if may.contains(&field) => Belongs::May,
            _ => Belongs::Not,
        },
        _ => Belongs::Always,
    }
}

/// The name of the field whose word says which others have a place beside it.
pub(crate) fn chooser(part: &str) -> Option<&'static str> {
    match part {
        "purpose" => Some("kind"),
        "offered[]" => Some("rule"),
        _ => None,
    }
}

/// The field at a path.
pub(crate) fn leaf_at(path: &str) -> Option<&'static Leaf> {
    let key = key_of(path);
    LEAVES.iter().find(|leaf| leaf.key == key)
}
