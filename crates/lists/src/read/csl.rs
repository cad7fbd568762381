//! A row of the Consolidated Screening List, whichever way it was written down.

use super::Reading;
use super::identifier::{remarks, take};
use crate::date;
use crate::entry::{Alias, Entry, Kind};
use crate::error::Fault;
use crate::place;
use portcullis_catalog::hex;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The fields of the published JSON, which the CSV and the JSON Lines share; others are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    #[serde(deserialize_with = "text")]
    pub id: String,
    #[serde(deserialize_with = "text")]
    pub _id: String,
    #[serde(deserialize_with = "text")]
    pub source: String,
    #[serde(deserialize_with = "text")]
    pub entity_number: String,
    #[serde(rename = "type", deserialize_with = "text")]
    pub kind: String,
    #[serde(deserialize_with = "texts")]
    pub programs: Vec<String>,
    #[serde(deserialize_with = "text")]
    pub name: String,
    #[serde(deserialize_with = "text")]
    pub title: String,
    #[serde(deserialize_with = "texts")]
    pub aliases: Vec<String>,
    #[serde(deserialize_with = "texts")]
    pub alt_names: Vec<String>,
    #[serde(deserialize_with = "addresses")]
    pub addresses: Vec<String>,
    #[serde(deserialize_with = "texts")]
    pub countries: Vec<String>,
    #[serde(deserialize_with = "texts")]
    pub country: Vec<String>,
    #[serde(deserialize_with = "texts")]
    pub citizenships: Vec<String>,
    #[serde(deserialize_with = "texts")]
    pub nationalities: Vec<String>,
    #[serde(deserialize_with = "texts")]
    pub dates_of_birth: Vec<String>,
    #[serde(deserialize_with = "text")]
    pub places_of_birth: String,
    #[serde(deserialize_with = "numbers")]
    pub ids: Vec<Number>,
    #[serde(deserialize_with = "text")]
    pub federal_register_notice: String,
    #[serde(deserialize_with = "text")]
    pub start_date: String,
    #[serde(deserialize_with = "text")]
    pub end_date: String,
    #[serde(deserialize_with = "text")]
    pub license_requirement: String,
    #[serde(deserialize_with = "text")]
    pub license_policy: String,
    #[serde(deserialize_with = "text")]
    pub call_sign: String,
    #[serde(deserialize_with = "text")]
    pub vessel_type: String,
    #[serde(deserialize_with = "text")]
    pub vessel_flag: String,
    #[serde(deserialize_with = "text")]
    pub vessel_owner: String,
    #[serde(deserialize_with = "text")]
    pub remarks: String,
    #[serde(deserialize_with = "text")]
    pub source_list_url: String,
}

/// An identifier: its kind, the number, and the country that gave it.
#[derive(Debug, Default)]
pub(super) struct Number {
    pub kind: String,
    pub value: String,
    pub country: String,
}

/// The entry that a row states.
pub(super) fn entry(reading: &Reading<'_>, raw: Raw) -> Result<Entry, Fault> {
    let countries = reading.countries;
    let kind = Kind::from_source(&raw.kind).ok_or_else(|| {
        let problem = format!("`{}` is no kind of party", raw.kind);
        Fault::new("type", problem, "it may be Individual, Entity, Vessel, Aircraft or empty")
    })?;
    let list = match list_code(&raw.source) {
        code if code.is_empty() => reading.source.to_owned(),
        code => code,
    };
    let (name, others, published) = parties(&raw.name);
    let mut entry = Entry { kind, name, programs: raw.programs, ..Entry::default() };
    entry.id = [raw.id, raw._id].into_iter().find(|id| !id.is_empty()).unwrap_or_else(|| {
        if raw.entity_number.is_empty() { hashed(&list, &raw.name) } else { format!("{list}-{}", raw.entity_number) }
    });
    let aliases = others.into_iter().chain(raw.aliases).chain(raw.alt_names);
    entry.aliases = aliases.map(|name| Alias { name: unjoined(&name).to_owned(), weak: false }).collect();
    let stated = raw.countries.iter().chain(&raw.country).chain(&raw.citizenships).chain(&raw.nationalities);
    entry.countries = stated.chain([&raw.vessel_flag]).map(|text| place::country(countries, text)).collect();
    for address in raw.addresses {
        let address = unjoined(&address);
        entry.countries.extend(address_country(reading, &list, address));
        entry.addresses.push(address.to_owned());
    }
    entry.dates = raw.dates_of_birth.iter().map(|text| date::plain(text)).collect();
    for number in &raw.ids {
        take(&mut entry, countries, &number.kind, &number.value, Some(&number.country));
    }
    if !raw.call_sign.is_empty() {
        take(&mut entry, countries, "Call Sign", &raw.call_sign, None);
    }
    entry.license_requirement = Some(raw.license_requirement);
    entry.license_policy = Some(raw.license_policy);
    entry.federal_register_notice = Some(raw.federal_register_notice);
    entry.start_date = Some(raw.start_date);
    entry.end_date = Some(raw.end_date);
    entry.url = Some(raw.source_list_url);
    entry.remarks = remarks(&[
        ("", &raw.remarks),
        ("Title", &raw.title),
        ("Place of birth", &raw.places_of_birth),
        ("Vessel type", &raw.vessel_type),
        ("Vessel owner", &raw.vessel_owner),
        ("Published name", published),
    ]);
    entry.list = list;
    Ok(entry)
}

/// `Entity List (EL) - Bureau of Industry and Security` is `EL`; a code is itself.
fn list_code(source: &str) -> String {
    let source = source.trim();
    let title = source.split(" - ").next().unwrap_or(source);
    let inside = title.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside);
    match inside {
        Some(code) => code.trim_end_matches(" List").trim_start_matches("NS-").trim().to_owned(),
        None => source.to_owned(),
    }
}

/// A name that holds several parties: the first, the others, and the name as published where that says more.
///
/// `A; and any successor, sub-unit, or subsidiary thereof` is A; the words of law after it name nobody.
fn parties(name: &str) -> (String, Vec<String>, &str) {
    let mut parts = name.split(';').map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default().to_owned();
    let others: Vec<&str> = parts.collect();
    let published = if others.is_empty() { "" } else { name };
    let named = others.into_iter().map(unjoined).filter(|part| !part.starts_with("any successor"));
    let named = named.map(|part| {
        let known = ["a.k.a.", "a.k.a", "f.k.a.", "f.k.a", "aka ", "fka "];
        known.iter().find_map(|label| part.strip_prefix(label)).unwrap_or(part).trim().to_owned()
    });
    (first, named.collect(), published)
}

/// The last of several values often carries the `and` of the sentence it was taken from.
fn unjoined(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("and ").map_or(text, str::trim_start)
}

/// Rows without a number of their own are named by what they say: list and name.
fn hashed(list: &str, name: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update((list.len() as u64).to_be_bytes());
    hasher.update(list);
    hasher.update(name.trim());
    let digest = hasher.finalize();
    format!("{list}-{}", hex(digest.get(..8).unwrap_or_default()))
}

/// The country at the end of an address. Denied persons live in the United States more than elsewhere and their
/// rows may end with the state: `AZ` is then Arizona, unless a postal code stands before it.
fn address_country(reading: &Reading<'_>, list: &str, address: &str) -> Option<String> {
    const STATES: &str = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM \
                          NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY DC";
    let mut parts = address.rsplit(", ");
    let tail = parts.next()?.trim();
    let after_code = parts.next().is_some_and(|part| part.contains(|c: char| c.is_ascii_digit()));
    if list == "DPL" && !after_code && STATES.split(' ').any(|state| state == tail) {
        return None;
    }
    place::at_end(reading.countries, address)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Several values joined by `; `.
pub(super) fn split(text: &str) -> Vec<String> {
    text.split("; ").map(|part| part.trim().trim_end_matches(';').to_owned()).filter(|part| !part.is_empty()).collect()
}

fn wrong<E: serde::de::Error>(expected: &str) -> E {
    E::custom(format!("must be {expected}"))
}

/// A text; a number is taken as written, a list is joined.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let several = value.as_array().map(|items| items.iter().filter_map(plain).collect::<Vec<_>>().join("; "));
    several.or_else(|| plain(&value)).ok_or_else(|| wrong("a text"))
}

/// A list of texts, or one text that joins them.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Array(items) => items.iter().map(|item| plain(item).ok_or_else(|| wrong("a list of texts"))).collect(),
        value => plain(&value).map(|text| split(&text)).ok_or_else(|| wrong("a list of texts")),
    }
}

fn field(object: &serde_json::Map<String, Value>, key: &str) -> String {
    object.get(key).and_then(plain).unwrap_or_default().trim().to_owned()
}

/// Addresses as texts or as objects; an object becomes the one line that the CSV would have.
fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let line = |item: &Value| match item {
        Value::Object(object) => {
            let parts = ["address", "city", "state", "postal_code", "country"].map(|key| field(object, key));
            Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
        }
        other => plain(other),
    };
    match Value::deserialize(deserializer)? {
        Value::Array(items) => items.iter().map(|item| line(item).ok_or_else(|| wrong("addresses"))).collect(),
        value => plain(&value).map(|text| split(&text)).ok_or_else(|| wrong("a list of addresses")),
    }
}

fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Number>, D::Error> {
    let number = |item: &Value| match item {
        Value::Object(object) => Some(Number {
            kind: field(object, "type"),
            value: field(object, "number"),
            country: field(object, "country"),
        }),
        other => plain(other).map(|text| joined_number(&text)),
    };
    match Value::deserialize(deserializer)? {
        Value::Array(items) => items.iter().map(|item| number(item).ok_or_else(|| wrong("identifiers"))).collect(),
        value => plain(&value)
            .map(|text| split(&text).iter().map(|part| joined_number(part)).collect())
            .ok_or_else(|| wrong("a list of identifiers")),
    }
}

/// `Passport, 836238033, KP`: the country, where there is one, stands last.
pub(super) fn joined_number(text: &str) -> Number {
    let parts: Vec<&str> = text.split(", ").map(str::trim).collect();
    match parts.as_slice() {
        [kind, value @ .., country] if !value.is_empty() && is_code(country) => number(kind, value, country),
        [kind, value @ ..] if !value.is_empty() => number(kind, value, ""),
        _ => number("Number", &[text], ""),
    }
}

/// As it was in 2019, `KP, 836238033, Passport`: the kind stands last.
pub(super) fn joined_number_of_2019(text: &str) -> Number {
    let parts: Vec<&str> = text.split(", ").map(str::trim).collect();
    match parts.as_slice() {
        [country, value @ .., kind] if !value.is_empty() && is_code(country) => number(kind, value, country),
        [value @ .., kind] if !value.is_empty() => number(kind, value, ""),
        _ => number("Number", &[text], ""),
    }
}

fn is_code(part: &str) -> bool {
    part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn number(kind: &str, value: &[&str], country: &str) -> Number {
    Number { kind: kind.to_owned(), value: value.join(", "), country: country.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_list_stands_in_brackets() {
        assert_eq!(list_code("Entity List (EL) - Bureau of Industry and Security"), "EL");
        assert_eq!(list_code("Military End User (MEU) List - Bureau of Industry and Security"), "MEU");
        assert_eq!(list_code("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department"), "MBS");
        assert_eq!(list_code("SDN"), "SDN");
    }

    #[test]
    fn a_name_may_hold_several_parties_and_words_that_name_nobody() {
        let (name, others, published) =
            parties("Example Export Co.; and any successor, sub-unit, or subsidiary thereof");
        assert_eq!((name.as_str(), others.len()), ("Example Export Co.", 0));
        assert!(published.contains("successor"));
        let (name, others, _) = parties("Doe Jane; a.k.a. Roe Jane; a.k.a Poe Jane");
        assert_eq!((name.as_str(), others), ("Doe Jane", vec!["Roe Jane".to_owned(), "Poe Jane".to_owned()]));
        assert_eq!(parties("Example Ltd."), ("Example Ltd.".to_owned(), vec![], ""));
    }

    #[test]
    fn numbers_are_read_in_the_order_of_their_year() {
        let shown = |number: Number| [number.kind, number.value, number.country].join("|");
        assert_eq!(shown(joined_number("Passport, 836, KP")), "Passport|836|KP");
        assert_eq!(shown(joined_number("Gender, Male")), "Gender|Male|");
        assert_eq!(shown(joined_number("Tax ID No., 1, 2")), "Tax ID No.|1, 2|");
        assert_eq!(shown(joined_number("alone")), "Number|alone|");
        assert_eq!(shown(joined_number_of_2019("US, 80-0890696, Tax ID No.")), "Tax ID No.|80-0890696|US");
        assert_eq!(shown(joined_number_of_2019("7706, Tax ID No.")), "Tax ID No.|7706|");
    }
}
