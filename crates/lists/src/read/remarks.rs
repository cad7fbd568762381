//! What OFAC says in remarks: dates, countries, numbers, and the names it calls weak.

use super::identifier::take;
use crate::date;
use crate::entry::{Alias, Entry};
use crate::place;
use portcullis_catalog::Countries;

/// The labels of numbers, as remarks begin with them. Free text does not begin so.
const NUMBERS: [&str; 64] = [
    "Passport",
    "Diplomatic Passport",
    "Stateless Person Passport",
    "National ID No.",
    "National Foreign ID Number",
    "Personal ID Card",
    "Identification Number",
    "Identity Card",
    "Birth Certificate Number",
    "Driver's License No.",
    "SSN",
    "Tax ID No.",
    "Registration Number",
    "Registration ID",
    "Public Registration Number",
    "Business Registration Number",
    "Business Registration Document #",
    "Business Number",
    "Commercial Registry Number",
    "Company Number",
    "Company ID",
    "Certificate of Incorporation Number",
    "Chamber of Commerce Number",
    "Chinese Commercial Code",
    "Unified Social Credit Code (USCC)",
    "Legal Entity Number",
    "Government Gazette Number",
    "Economic Register Number (CBLS)",
    "Enterprise Number",
    "Trade License No.",
    "License",
    "Dubai Chamber of Commerce Membership No.",
    "D-U-N-S Number",
    "V.A.T. Number",
    "UK Company Number",
    "Vessel Registration Identification",
    "MMSI",
    "Aircraft Tail Number",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Serial Identification",
    "SWIFT/BIC",
    "BIK (RU)",
    "ISIN",
    "Equity Ticker",
    "Folio Mercantil No.",
    "Matricula Mercantil No",
    "C.R. No.",
    "Cedula No.",
    "Cedula de Residencia",
    "Cedula de Ciudadania",
    "Numero de Identidad",
    "Residency Number",
    "NIT #",
    "RUC #",
    "RTN",
    "RIF #",
    "R.F.C.",
    "C.U.R.P.",
    "C.U.I.T.",
    "C.U.I.",
    "C.I.F.",
    "D.N.I.",
    "N.I.E.",
];

/// Takes what the remarks say to where it belongs; the remarks themselves stay as they are.
pub(super) fn read_remarks(entry: &mut Entry, countries: &Countries, remarks: &str) {
    for part in remarks.trim().trim_end_matches('.').split("; ") {
        let part = part.trim().trim_end_matches(';');
        read_part(entry, countries, part.strip_prefix("alt. ").unwrap_or(part));
    }
}

fn read_part(entry: &mut Entry, countries: &Countries, part: &str) {
    if let Some(text) = part.strip_prefix("DOB ").or_else(|| part.strip_prefix("Organization Established Date ")) {
        entry.dates.push(date::plain(text));
        return;
    }
    for label in ["nationality ", "citizen ", "Nationality of Registration "] {
        if let Some(text) = part.strip_prefix(label) {
            entry.countries.push(place::country(countries, text));
            return;
        }
    }
    for label in ["a.k.a. ", "f.k.a. ", "n.k.a. "] {
        if let Some(name) = part.strip_prefix(label) {
            // What OFAC holds to be a good alias stands in the file of names; those in remarks it calls weak.
            let name =
                name.split_once('\'').and_then(|(_, rest)| rest.rsplit_once('\'')).map_or(name, |(name, _)| name);
            entry.aliases.push(Alias { name: name.to_owned(), weak: true });
            return;
        }
    }
    if let Some(rest) = part.strip_prefix("Digital Currency Address - ") {
        if let Some((currency, address)) = rest.split_once(' ') {
            take(entry, countries, &format!("Digital Currency Address - {currency}"), address, None);
        }
        return;
    }
    // The longest label that fits: `Company Number` before `Company`.
    let fitting = NUMBERS.iter().filter_map(|label| Some((label, part.strip_prefix(label)?.strip_prefix(' ')?)));
    if let Some((label, rest)) = fitting.max_by_key(|(label, _)| label.len()) {
        let end = [" (", " issued ", " expires "].iter().filter_map(|mark| rest.find(mark)).min();
        let value = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        let inside = rest.split_once(" (").and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside);
        let country = inside.and_then(|text| place::known(countries, text));
        let label = label.trim_end_matches(" (also called L/N or S/N or F/N)").trim_end_matches(" #");
        take(entry, countries, label, value, country.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::countries;

    #[test]
    fn remarks_hold_dates_countries_numbers_and_weak_names() {
        let mut entry = Entry { id: "1".into(), list: "SDN".into(), name: "EXAMPLE".into(), ..Entry::default() };
        let said = "DOB 14 Feb 1970; alt. DOB circa 1971; POB Example City; nationality Korea, North; Passport A12 (Iran) \
                    issued 12 Jan 2010 expires 3 Mar 2015; Vessel Registration Identification IMO 9999999; Tax ID No. 77 \
                    (Russia); Linked To: EXAMPLE TWO; a.k.a. 'EX'; f.k.a. 'O'EXAMPLE'.";
        read_remarks(&mut entry, countries(), said);
        entry.settle();
        assert_eq!(entry.dates, ["1970-02-14", "circa 1971"]);
        assert_eq!(entry.countries, ["KP"]);
        let names: Vec<_> = entry.aliases.iter().map(|alias| (alias.name.as_str(), alias.weak)).collect();
        assert_eq!(names, [("EX", true), ("O'EXAMPLE", true)]);
        let numbers: Vec<_> = entry
            .identifiers
            .iter()
            .map(|one| (one.kind.as_str(), one.value.as_str(), one.country.as_deref()))
            .collect();
        assert_eq!(
            numbers,
            [("Passport", "A12", Some("IR")), ("IMO", "9999999", None), ("Tax ID No.", "77", Some("RU"))]
        );
    }
}
