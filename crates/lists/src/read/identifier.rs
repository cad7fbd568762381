//! What identifies a party, and what is only said about it.

use crate::entry::{Entry, Identifier};
use crate::{date, place};
use portcullis_catalog::Countries;

/// Labels that stand among identifiers in the Consolidated Screening List and are none.
const REMARKS: [&str; 22] = [
    "Gender",
    "Secondary sanctions risk",
    "Additional Sanctions Information",
    "Transactions Prohibited",
    "Executive Order",
    "Website",
    "Email Address",
    "Phone Number",
    "Target Type",
    "Organization Type",
    "Nationality of Registration",
    "Listing Date",
    "Effective Date",
    "Purchase/Sales",
    "Aircraft Model",
    "Aircraft Operator",
    "Aircraft Manufacture Date",
    "Aircraft Mode S",
    "Vessel Year of Build",
    "Other Vessel",
    "Former Vessel Flag",
    "CAATSA Section",
];

/// Takes a labelled value to where it belongs: an identifier, a date, a country, or nowhere.
pub(super) fn take(entry: &mut Entry, countries: &Countries, kind: &str, value: &str, country: Option<&str>) {
    let kind = kind.trim().trim_end_matches([':', '-', ' ']);
    if kind == "Organization Established Date" {
        entry.dates.push(date::plain(value));
    } else if kind == "Nationality of Registration" || kind == "Vessel Flag" {
        entry.countries.push(place::country(countries, value));
    } else if !REMARKS.iter().any(|label| kind.starts_with(label)) {
        let country = country.filter(|text| !text.trim().is_empty());
        let (kind, value) = ship_number(kind, value.trim());
        entry.identifiers.push(Identifier {
            kind: kind.to_owned(),
            value: value.to_owned(),
            country: country.map(|text| place::country(countries, text)),
        });
    }
}

/// `Vessel Registration Identification`, `IMO 9187629` is an IMO number.
fn ship_number<'a>(kind: &'a str, value: &'a str) -> (&'a str, &'a str) {
    match value.strip_prefix("IMO ") {
        Some(number) if kind == "Vessel Registration Identification" || kind == "Identification Number" => {
            ("IMO", number.trim())
        }
        _ => (kind, value),
    }
}

/// Remarks from labelled parts; what is empty is left out.
pub(super) fn remarks(parts: &[(&str, &str)]) -> Option<String> {
    let parts = parts.iter().filter(|(_, text)| !text.trim().is_empty());
    let texts = parts.map(
        |(label, text)| {
            if label.is_empty() { text.trim().to_owned() } else { format!("{label}: {}", text.trim()) }
        },
    );
    let all = texts.collect::<Vec<_>>().join("; ");
    (!all.is_empty()).then_some(all)
}
