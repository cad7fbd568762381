//! The consolidated list of the United Nations Security Council: XML, one element a party.

use super::identifier::remarks;
use super::{Reading, Row};
use crate::date;
use crate::entry::{Alias, Entry, Identifier, Kind};
use crate::error::{Fault, ListError};
use crate::input::Input;
use crate::place;
use jiff::civil::Date;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements deeper than this are no list.
const DEPTH_MAX: usize = 16;

/// An element of a party, with its text and its children.
#[derive(Debug, Default)]
struct Node {
    name: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The text of the first child of that name, empty where there is none.
    fn get(&self, name: &str) -> &str {
        self.all(name).next().map_or("", |child| child.text.trim())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The texts of the `VALUE` children of children of that name.
    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.all(name).flat_map(|child| child.all("VALUE")).map(|value| value.text.trim())
    }

    fn suffixed(&self, suffix: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name.ends_with(suffix))
    }
}

/// Gives the day on which the list was made, where it says so.
pub(super) fn read(
    reading: &Reading<'_>,
    input: &mut Input<'_>,
    sink: &mut dyn FnMut(Row),
) -> Result<Option<Date>, ListError> {
    let file = input.name();
    let (body, end) = input.parts();
    let mut reader = Reader::from_reader(body);
    let (mut buffer, mut open) = (Vec::new(), Vec::<Node>::new());
    let (mut made, mut root, mut number, mut outside) = (None, false, 0, 0_usize);
    let refused = |problem: String, mend: &str| Err(ListError::unusable(&*file, problem, mend));
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return refused(format!("after record {number}: {error}"), DAMAGED),
        };
        match event {
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                if !root {
                    if name != "CONSOLIDATED_LIST" {
                        return refused(format!("begins with <{name}>, not <CONSOLIDATED_LIST>"), WRONG);
                    }
                    (root, made) = (true, generated(&start));
                } else if open.is_empty() && !PARTIES.contains(&name.as_str()) {
                    outside += 1;
                } else if open.len() >= DEPTH_MAX {
                    return refused(format!("record {} is nested too deeply", number + 1), WRONG);
                } else {
                    open.push(Node { name, ..Node::default() });
                }
            }
            Event::Empty(start) if !root => {
                let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                if name != "CONSOLIDATED_LIST" {
                    return refused(format!("begins with <{name}>, not <CONSOLIDATED_LIST>"), WRONG);
                }
                return Ok(generated(&start));
            }
            Event::End(_) => match open.pop() {
                Some(node) => match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => {
                        number += 1;
                        sink(Row::record(&file, number, entry(reading, &node)));
                        end.reached();
                    }
                },
                None if outside > 0 => outside -= 1,
                // The end of the list; what follows it is not read.
                None => return Ok(made),
            },
            Event::Text(text) => push(&mut open, &String::from_utf8_lossy(&text)),
            Event::CData(text) => push(&mut open, &String::from_utf8_lossy(&text)),
            Event::GeneralRef(reference) => {
                let name = String::from_utf8_lossy(&reference).into_owned();
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let named = || resolve_predefined_entity(&name).map(str::to_owned);
                push(&mut open, &character.or_else(named).unwrap_or_else(|| format!("&{name};")));
            }
            Event::Eof if root => return refused(format!("ends after record {number}, before the list does"), DAMAGED),
            Event::Eof => return refused("is empty, or not XML".to_owned(), WRONG),
            _ => {}
        }
    }
}

const PARTIES: [&str; 2] = ["INDIVIDUAL", "ENTITY"];
const DAMAGED: &str = "the file is damaged or cut off: fetch it again";
const WRONG: &str = "this is not the UN Security Council consolidated list: name the right --format";

fn push(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

/// The date of `dateGenerated`, without its time.
fn generated(start: &BytesStart<'_>) -> Option<Date> {
    let attribute = start.try_get_attribute("dateGenerated").ok().flatten()?;
    let text = std::str::from_utf8(&attribute.value).ok()?;
    text.get(..10)?.parse().ok()
}

fn entry(reading: &Reading<'_>, node: &Node) -> Result<Entry, Fault> {
    let kind = if node.name == "INDIVIDUAL" { Kind::Person } else { Kind::Organization };
    let names = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|name| node.get(name));
    let mut entry = Entry {
        id: [node.get("REFERENCE_NUMBER"), node.get("DATAID")]
            .into_iter()
            .find(|id| !id.is_empty())
            .unwrap_or("")
            .into(),
        list: "UN".to_owned(),
        kind,
        name: names.join(" "),
        programs: vec![node.get("UN_LIST_TYPE").to_owned()],
        start_date: Some(node.get("LISTED_ON").to_owned()),
        url: Some("https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list".to_owned()),
        ..Entry::default()
    };
    let mut country = |text: &str| {
        // `na`: not available. As a code it would be Namibia.
        if !text.is_empty() && !text.eq_ignore_ascii_case("na") {
            entry.countries.push(place::country(reading.countries, text));
        }
    };
    node.values("NATIONALITY").for_each(&mut country);
    for address in node.suffixed("_ADDRESS") {
        country(address.get("COUNTRY"));
        entry.addresses.push(place_of(address));
    }
    entry.aliases = aliases(node, &mut entry.dates);
    let born = node.all("INDIVIDUAL_DATE_OF_BIRTH").map(birth);
    entry.dates = born.chain(entry.dates).collect();
    entry.identifiers = node.all("INDIVIDUAL_DOCUMENT").map(|document| number(reading, document)).collect();
    entry.remarks = remarks(&[
        ("", node.get("COMMENTS1")),
        ("Title", &node.values("TITLE").collect::<Vec<_>>().join(", ")),
        ("Designation", &node.values("DESIGNATION").collect::<Vec<_>>().join(", ")),
        ("Place of birth", &node.all("INDIVIDUAL_PLACE_OF_BIRTH").map(place_of).collect::<Vec<_>>().join(" / ")),
    ]);
    Ok(entry)
}

/// A place in one line.
fn place_of(node: &Node) -> String {
    let parts = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"].map(|name| node.get(name));
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Aliases, those of low quality as weak ones; an alias may state a date of birth of its own.
fn aliases(node: &Node, dates: &mut Vec<String>) -> Vec<Alias> {
    let mut aliases = vec![Alias { name: node.get("NAME_ORIGINAL_SCRIPT").to_owned(), weak: false }];
    for alias in node.suffixed("_ALIAS") {
        let weak = alias.get("QUALITY").eq_ignore_ascii_case("low");
        let names = alias.get("ALIAS_NAME").split(';').map(str::trim);
        aliases.extend(names.map(|name| Alias { name: name.to_owned(), weak }));
        if let Some(name) = alias.get("NOTE").strip_prefix("original script:") {
            aliases.push(Alias { name: name.trim().to_owned(), weak });
        }
        dates.push(date::plain(alias.get("DATE_OF_BIRTH")));
    }
    aliases
}

fn birth(node: &Node) -> String {
    let exact = [node.get("DATE"), node.get("YEAR"), node.get("NOTE")].into_iter().find(|text| !text.is_empty());
    match (node.get("TYPE_OF_DATE"), node.get("FROM_YEAR"), node.get("TO_YEAR")) {
        (_, from, to) if !from.is_empty() && !to.is_empty() => format!("{from} to {to}"),
        ("APPROXIMATELY", ..) => exact.map(|text| format!("circa {text}")).unwrap_or_default(),
        _ => exact.unwrap_or_default().to_owned(),
    }
}

fn number(reading: &Reading<'_>, node: &Node) -> Identifier {
    let first = |names: [&str; 2]| names.into_iter().map(|name| node.get(name)).find(|text| !text.is_empty());
    let country = first(["ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"]);
    Identifier {
        kind: first(["TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"]).unwrap_or("Document").to_owned(),
        value: node.get("NUMBER").to_owned(),
        country: country.map(|text| place::country(reading.countries, text)),
    }
}
