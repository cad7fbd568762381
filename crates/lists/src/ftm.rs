//! FollowTheMoney: records that refer to each other, of which some are parties.
//!
//! An entry is made of several records: the party, the sanctions that name it, its addresses, its documents. A
//! delta changes records, not entries; so a snapshot of such a source keeps the records too, each in one
//! spelling, and the entries are a function of them. What changes with every crawl (`first_seen`, `last_seen`,
//! `last_change`, `referents`) is no part of a record.

use crate::entry::{Alias, Entry, Identifier, Kind, tidy};
use crate::error::{Fault, ListError};
use crate::input::{Input, each_line};
use crate::place;
use crate::read::{parse, settled};
use portcullis_catalog::Countries;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// One FollowTheMoney entity in its one spelling: values sorted, nothing empty, nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// Its schema: `Person`, `Sanction`.
    pub schema: String,
    /// Its label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
    /// The collections it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<String>,
    /// Whether it is itself the target of a list, where the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<bool>,
    /// Its properties.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Vec<String>>,
}

/// A record as published.
#[derive(Deserialize)]
struct Raw {
    id: String,
    schema: String,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    datasets: Vec<String>,
    #[serde(default)]
    target: Option<bool>,
    #[serde(default)]
    properties: BTreeMap<String, Vec<Value>>,
}

/// A line of a delta.
#[derive(Deserialize)]
struct Change {
    op: Op,
    entity: Value,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// What a line of a delta does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Op {
    Add,
    Mod,
    Del,
}

impl Op {
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Mod => "MOD",
            Self::Del => "DEL",
        }
    }

    /// Whether the op fits a state that has the id, or not.
    pub fn misfit(self, present: bool) -> Option<&'static str> {
        match (self, present) {
            (Self::Add, true) => Some("is there already"),
            (Self::Mod | Self::Del, false) => Some("is not there"),
            _ => None,
        }
    }
}

/// The records of a source, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records(BTreeMap<String, Record>);

impl Record {
    fn settled(raw: Raw) -> Result<Self, Fault> {
        let mut properties = BTreeMap::new();
        for (name, values) in raw.properties {
            let texts = values.iter().filter_map(|value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                // A nested entity stands for the reference to it.
                Value::Object(entity) => entity.get("id").and_then(Value::as_str).map(str::to_owned),
                _ => None,
            });
            let texts = sorted(texts.collect());
            if !texts.is_empty() {
                properties.insert(name, texts);
            }
        }
        let mut record = Self {
            id: raw.id,
            schema: raw.schema,
            caption: raw.caption.unwrap_or_default(),
            datasets: sorted(raw.datasets),
            target: raw.target,
            properties,
        };
        [&mut record.id, &mut record.schema, &mut record.caption].into_iter().for_each(tidy);
        let required = [("id", record.id.is_empty()), ("schema", record.schema.is_empty())];
        match required.into_iter().find(|(_, empty)| *empty) {
            Some((field, _)) => Err(Fault::empty(field)),
            None => Ok(record),
        }
    }

    fn values(&self, name: &str) -> &[String] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    fn first(&self, name: &str) -> Option<&String> {
        self.values(name).first()
    }

    /// What kind of party it is; `None` where it is none.
    fn party(&self) -> Option<Kind> {
        Some(match self.schema.as_str() {
            "Person" => Kind::Person,
            "Company" | "Organization" | "PublicBody" => Kind::Organization,
            "LegalEntity" => Kind::Unknown,
            "Vessel" => Kind::Vessel,
            "Airplane" => Kind::Aircraft,
            _ => return None,
        })
    }
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.iter_mut().for_each(tidy);
    texts.retain(|text| !text.is_empty());
    texts.sort_unstable();
    texts.dedup();
    texts
}

impl Records {
    /// Reads a full file; a line that is no record goes to `bad`.
    pub(crate) fn read(&mut self, input: &mut Input<'_>, bad: &mut dyn FnMut(u64, Fault)) -> Result<(), ListError> {
        let (name, mut lines, mut wrong) = (input.name(), 0_u64, 0_u64);
        each_line(input, |number, line| {
            lines += 1;
            let added = parse::<Raw>(line).and_then(Record::settled).and_then(|record| self.add(record));
            if let Err(fault) = added {
                wrong += 1;
                bad(number, fault);
            }
            Ok(())
        })?;
        if lines > 0 && lines == wrong {
            let mend = "each line is one object with id, schema and properties: name the right --format";
            return Err(ListError::unusable(&*name, "no line of it is a FollowTheMoney entity", mend));
        }
        Ok(())
    }

    fn add(&mut self, record: Record) -> Result<(), Fault> {
        if self.0.contains_key(&record.id) {
            let problem = format!("`{}` is given twice", record.id);
            return Err(Fault::new("id", problem, "one of the two is wrong: ask the publisher"));
        }
        self.0.insert(record.id.clone(), record);
        Ok(())
    }

    /// Applies a delta. It fits as a whole or not at all: a state that it was not made for cannot be mended by it.
    pub(crate) fn apply(&mut self, input: &mut Input<'_>) -> Result<(), ListError> {
        let name = input.name();
        each_line(input, |number, line| {
            let place = || format!("{name}, line {number}");
            let fault =
                |fault: Fault| ListError::unusable(place(), format!("`{}`: {}", fault.field, fault.problem), REDO);
            let change: Change = parse(line).map_err(fault)?;
            let json = |error: serde_json::Error| ListError::unusable(place(), format!("`entity`: {error}"), REDO);
            let id = Named::deserialize(&change.entity).map_err(json)?.id;
            let id = id.trim();
            if let Some(misfit) = change.op.misfit(self.0.contains_key(id)) {
                return Err(ListError::unusable(
                    place(),
                    format!("{} `{id}`, but it {misfit}", change.op.word()),
                    REDO,
                ));
            }
            if change.op == Op::Del {
                self.0.remove(id);
            } else {
                let raw = Raw::deserialize(&change.entity).map_err(json)?;
                let record = Record::settled(raw).map_err(fault)?;
                self.0.insert(record.id.clone(), record);
            }
            Ok(())
        })
    }

    /// The records, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.values()
    }

    pub(crate) fn from_settled(records: Vec<Record>) -> Self {
        Self(records.into_iter().map(|record| (record.id.clone(), record)).collect())
    }

    /// An entry for each party, by id; a party without a name is a fault at its place among the records.
    pub(crate) fn entries(&self, source: &str, countries: &Countries) -> Vec<(u64, Result<Entry, Fault>)> {
        let mut links: HashMap<&str, Vec<&Record>> = HashMap::new();
        for record in self.0.values() {
            let holders = match record.schema.as_str() {
                "Sanction" => record.values("entity"),
                "Identification" | "Passport" => record.values("holder"),
                _ => &[],
            };
            for holder in holders {
                links.entry(holder).or_default().push(record);
            }
        }
        let parties = self.0.values().zip(1..).filter_map(|(record, place)| Some((record, record.party()?, place)));
        let entries = parties.map(|(record, kind, place)| {
            let linked = links.get(record.id.as_str()).map_or(&[][..], Vec::as_slice);
            let made = self.entry(record, kind, linked, source, countries);
            let found = settled(made).map_err(|fault| {
                let problem = format!("of `{}` {}", record.id, fault.problem);
                Fault::new(fault.field, problem, fault.mend)
            });
            (place, found)
        });
        entries.collect()
    }

    fn entry(&self, party: &Record, kind: Kind, linked: &[&Record], source: &str, countries: &Countries) -> Entry {
        let (name, aliases) = names(party);
        let mut entry = Entry {
            id: party.id.clone(),
            // A party that several collections tell of is on the source as a whole; its programs name them.
            list: match party.datasets.as_slice() {
                [dataset] => dataset.clone(),
                _ => source.to_owned(),
            },
            kind,
            name,
            aliases,
            linked: party.target == Some(false),
            url: party.first("sourceUrl").cloned(),
            remarks: Some(party.values("notes").join(" / ")),
            ..Entry::default()
        };
        for property in COUNTRIES {
            entry.countries.extend(party.values(property).iter().map(|text| place::country(countries, text)));
        }
        for (property, kind) in NUMBERS {
            let numbers = party.values(property).iter();
            entry.identifiers.extend(numbers.map(|value| Identifier {
                kind: kind.to_owned(),
                value: value.clone(),
                country: None,
            }));
        }
        entry.dates = ["birthDate", "incorporationDate"].iter().flat_map(|name| party.values(name)).cloned().collect();
        entry.addresses = party.values("address").to_vec();
        for address in party.values("addressEntity").iter().filter_map(|id| self.0.get(id)) {
            entry.addresses.push(line(address));
            entry.countries.extend(address.values("country").iter().map(|text| place::country(countries, text)));
        }
        entry.programs = ["programId", "program"].iter().flat_map(|name| party.values(name)).cloned().collect();
        if party.datasets.len() > 1 {
            entry.programs.extend(party.datasets.iter().map(|dataset| format!("dataset: {dataset}")));
        }
        take_linked(&mut entry, linked, countries);
        entry
    }
}

const REDO: &str = "the delta was not made for this state, or is damaged; nothing was changed: import the full file";

const COUNTRIES: [&str; 6] = ["country", "jurisdiction", "mainCountry", "nationality", "citizenship", "flag"];

const NUMBERS: [(&str, &str); 19] = [
    ("registrationNumber", "Registration Number"),
    ("idNumber", "Identification Number"),
    ("passportNumber", "Passport"),
    ("taxNumber", "Tax Number"),
    ("vatCode", "VAT"),
    ("leiCode", "LEI"),
    ("dunsCode", "D-U-N-S Number"),
    ("uniqueEntityId", "UEI"),
    ("uscCode", "Unified Social Credit Code"),
    ("innCode", "INN"),
    ("ogrnCode", "OGRN"),
    ("kppCode", "KPP"),
    ("okpoCode", "OKPO"),
    ("swiftBic", "SWIFT/BIC"),
    ("imoNumber", "IMO"),
    ("mmsi", "MMSI"),
    ("callSign", "Call Sign"),
    ("registrationMark", "Aircraft Tail Number"),
    ("serialNumber", "Serial Number"),
];

/// The primary name is the caption where it is one of the names; all others are aliases.
fn names(party: &Record) -> (String, Vec<Alias>) {
    let names = party.values("name");
    let parts =
        ["firstName", "middleName", "lastName"].map(|part| party.first(part).map_or("", String::as_str)).join(" ");
    // The caption of a record without any name is its schema.
    let caption = Some(party.caption.as_str()).filter(|caption| *caption != party.schema);
    let primary = match names {
        [] => [parts.trim(), caption.unwrap_or_default()].into_iter().find(|name| !name.is_empty()),
        [first, ..] => caption.filter(|caption| names.iter().any(|name| name == caption)).or(Some(first.as_str())),
    };
    let others = ["alias", "previousName", "abbreviation"].iter().flat_map(|name| party.values(name));
    let strong = names.iter().chain(others).map(|name| Alias { name: name.clone(), weak: false });
    let weak = party.values("weakAlias").iter().map(|name| Alias { name: name.clone(), weak: true });
    (primary.unwrap_or_default().to_owned(), strong.chain(weak).collect())
}

/// An address in one line.
fn line(address: &Record) -> String {
    if let Some(full) = address.first("full") {
        return full.clone();
    }
    let parts = ["street", "city", "region", "postalCode", "country"].map(|part| address.first(part));
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}

/// What sanctions and documents add to the party they name.
fn take_linked(entry: &mut Entry, linked: &[&Record], countries: &Countries) {
    let mut starts = Vec::new();
    for record in linked {
        if record.schema == "Sanction" {
            let programs = match record.values("programId") {
                [] => record.values("program"),
                ids => ids,
            };
            entry.programs.extend_from_slice(programs);
            starts.extend(["startDate", "listingDate"].iter().flat_map(|name| record.values(name)));
        } else {
            let kind = record.first("type").unwrap_or(&record.schema);
            let country = record.first("country").map(|text| place::country(countries, text));
            let numbers = ["number", "passportNumber"].iter().flat_map(|name| record.values(name));
            entry.identifiers.extend(numbers.map(|value| Identifier {
                kind: kind.clone(),
                value: value.clone(),
                country: country.clone(),
            }));
        }
    }
    // ISO dates sort as texts: the first day on any list.
    entry.start_date = starts.into_iter().min().cloned();
    entry.programs.sort();
}
