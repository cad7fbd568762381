//! The fields of the form: what each is called, which block of BIS-748P it is, and how well that is known.
//!
//! One table serves the list of gaps, the preview, amendments and letters, so that a field has one name wherever an officer meets it.

use crate::form::Application;
use crate::letters::brief;

/// Where the blocks of the form are laid down.
const FORM: &str = "15 CFR part 748, supp. 1";
/// What is known of blocks 1 to 6.
const READ: &str = "sourced: copy of 15 CFR part 748, supp. 1, as of 2024-10-31";
/// What is known of the others.
const RECALLED: &str = "sourced in part: eCFR of 2025-01-27; recall: high for the captions of blocks";
/// Of fields that no form has.
const OWN: &str = "operator's choice: an application for compute cannot be weighed without it";

/// A field, or a part with fields below it.
struct Field {
    /// Its path, without the places in lists.
    key: &'static str,
    /// What it is called.
    label: &'static str,
    /// Its block; the block of a party is that of its role.
    block: Option<&'static str>,
}

const fn field(key: &'static str, label: &'static str) -> Field {
    Field { key, label, block: None }
}

const fn block(key: &'static str, label: &'static str, block: &'static str) -> Field {
    Field { key, label, block: Some(block) }
}

/// All of it, and whatever no field is named for.
const WHOLE: Field = field("", "Application");

const FIELDS: &[Field] = &[
    field("reference", "Applicant's reference"),
    block("kind", "Type of application", "5"),
    field("purpose", "Kind of filing"),
    block("purpose.case", "Case that was returned without action", "10"),
    block("purpose.license", "License that is to be replaced", "11"),
    field("regimes", "Regimes"),
    field("provisions", "Provisions that require the license"),
    field("provisions[].provision", "Name in the law pack"),
    field("provisions[].citation", "Citation"),
    field("provisions[].standing", "Standing"),
    field("provisions[].review_policy", "Review policy"),
    field("determination", "Determination"),
    field("determination.record", "Record"),
    field("determination.on", "Day it is about"),
    field("determination.profile", "Profile"),
    field("determination.law", "Law, by its hash"),
    field("determination.answer", "Answer, by its hash"),
    block("contact", "Contact", "1"),
    block("contact.name", "Contact person", "1"),
    block("contact.telephone", "Telephone", "2"),
    field("contact.email", "E-mail"),
    field("parties", "Parties"),
    field("parties[]", "Party"),
    field("parties[].role", "Role"),
    field("parties[].name", "Name"),
    field("parties[].address", "Address"),
    field("parties[].country", "Country"),
    field("parties[].headquarters", "Headquarters"),
    field("parties[].ultimate_parent", "Ultimate parent"),
    field("parties[].ultimate_parent_country", "Headquarters of the ultimate parent"),
    field("parties[].group", "Customer group"),
    field("parties[].identifiers", "Identifiers"),
    field("parties[].owners", "Owners"),
    field("parties[].owners[].name", "Owner"),
    field("parties[].owners[].country", "Headquarters of the owner"),
    field("parties[].owners[].basis_points", "Share in hundredths of a percent"),
    field("parties[].owners[].evidence", "Evidence of the share"),
    field("parties[].owners[].as_of", "Day of the evidence"),
    field("parties[].resells_to", "Resells to"),
    block("end_user_is_ultimate_consignee", "The end users are the ultimate consignees", "18"),
    block("end_use", "End use", "21"),
    block("end_use.codes", "End use, as codes of the law", "21"),
    block("end_use.description", "Specific end use", "21"),
    field("end_use.training_operations", "Operations of the largest training run"),
    block("items", "Items", "22"),
    block("items[]", "Item", "22"),
    block("items[].line", "Line", "22"),
    block("items[].model", "Model", "22(c)"),
    block("items[].classifications", "Classification (ECCN)", "22(a)"),
    block("items[].tpp", "Total processing performance of one chip", "22(b)"),
    block("items[].performance_density", "Performance density of one chip", "22(j)"),
    block("items[].chips", "Quantity, in chips", "22(e)"),
    field("items[].chip_hours", "Chip-hours"),
    block("items[].price", "Price of one chip-hour", "22(g)"),
    block("items[].manufacturer", "Manufacturer", "22(i)"),
    block("items[].technical_description", "Technical description", "22(j)"),
    field("sites", "Sites"),
    field("sites[].site", "Site"),
    field("sites[].country", "Country"),
    field("sites[].region", "Region"),
    field("sites[].cluster_chips", "Chips of the largest cluster"),
    field("sites[].interconnect", "Interconnect"),
    field("from", "First day"),
    field("until", "Last day"),
    field("offered", "Conditions offered"),
    field("resale", "Resale"),
    field("remote_users", "Remote users"),
    field("remote_users.any", "Remote users"),
    field("remote_users.countries", "Countries of remote users"),
    field("remote_users.access", "How remote users are let in"),
    field("security", "Security of weights, tools and accounts"),
    block("certifications", "Certifications", "25"),
    block("documents", "Documents", "6"),
    block("documents[].name", "Document", "6"),
    block("documents[].kind", "Kind of document", "6"),
    block("documents[].media_type", "Media type", "6"),
    block("documents[].bytes", "Bytes", "6"),
    block("documents[].sha256", "SHA-256", "6"),
    block("documents[].expires", "Relied on until", "6"),
    block("additional_information", "Additional information", "24"),
];

/// What the form asks of a party, in the block of its role.
const OF_THE_FORM: [&str; 5] =
    ["parties[]", "parties[].role", "parties[].name", "parties[].address", "parties[].country"];

/// What a field is, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// What it is called, with whose it is: `End user Example Robotics: Headquarters`.
    pub label: String,
    /// Its block on form BIS-748P, where the form has one.
    pub block: Option<&'static str>,
    /// What says that it is asked for.
    pub citation: String,
    /// How well that is known.
    pub evidence: &'static str,
}

/// What the field at a path of an application is: `parties[2].headquarters`. A path that the form does not have is described by the nearest part above it.
#[must_use]
pub fn describe(application: &Application, path: &str) -> Described {
    let key = key_of(path);
    let field = find(&key);
    let party = place(path, "parties").and_then(|place| application.parties.get(place));
    let of_role = party.filter(|_| OF_THE_FORM.contains(&key.as_str())).and_then(|party| party.role.block());
    let (name, block) = (field.label, field.block.or(of_role));
    let whose = whose(application, path);
    let label = match whose {
        Some(whose) if matches!(key.as_str(), "parties[]" | "items[]") => whose,
        Some(whose) => format!("{whose}: {name}"),
        None => name.to_owned(),
    };
    let evidence = match block {
        None => OWN,
        Some("1" | "2" | "5" | "6") => READ,
        Some(_) => RECALLED,
    };
    let citation = block.map_or_else(String::new, |block| format!("{FORM}, block {block}"));
    Described { label, block, citation, evidence }
}

/// What a field is called by itself, by its path without places.
#[must_use]
pub fn label(key: &str) -> &'static str {
    find(key).label
}

/// Whose field it is, where it is one of several.
fn whose(application: &Application, path: &str) -> Option<String> {
    if let Some(party) = place(path, "parties").and_then(|place| application.parties.get(place)) {
        let title = party.role.title();
        return Some(if party.name.is_empty() { title.to_owned() } else { format!("{title} {}", brief(&party.name)) });
    }
    if let Some(item) = place(path, "items").and_then(|place| application.items.get(place)) {
        return Some(format!("Line {}", brief(item.line.as_str())));
    }
    if let Some(site) = place(path, "sites").and_then(|place| application.sites.get(place)) {
        return Some(format!("Site {}", brief(site.site.as_str())));
    }
    let document = place(path, "documents").and_then(|place| application.documents.get(place))?;
    Some(format!("Document {}", brief(&document.name)))
}

fn find(key: &str) -> &'static Field {
    let mut key = key;
    loop {
        if let Some(found) = FIELDS.iter().find(|field| field.key == key) {
            return found;
        }
        key = match (key.strip_suffix("[]"), key.rsplit_once('.')) {
            (Some(list), _) => list,
            (None, Some((above, _))) => above,
            (None, None) => return &WHOLE,
        };
    }
}

/// A path without places: `parties[2].name` is `parties[].name`.
#[must_use]
pub fn key_of(path: &str) -> String {
    let mut inside = false;
    let outside = path.chars().filter(|letter| {
        inside = *letter == '[' || (inside && *letter != ']');
        !inside || *letter == '['
    });
    outside.collect()
}

/// The place in a list at which a path begins.
fn place(path: &str, list: &str) -> Option<usize> {
    path.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?.0.parse().ok()
}
