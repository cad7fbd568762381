//! A party as a file has it: a line of JSON, or the cells of a row.

use super::asked::Asked;
use super::columns::{Columns, FIELDS};
use super::rows::{Cells, Fault};
use portcullis_catalog::Countries;
use portcullis_lists::Kind;
use portcullis_pipeline::LINE_BYTES_MAX;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A party.
pub(super) struct Party<'a> {
    /// The caller's name for it, as JSON.
    pub id: Option<Cow<'a, str>>,
    pub asked: Asked<'a>,
    /// Something that is known of it could not be read, and is not compared.
    pub unread: bool,
    /// The fields that its line has: a bit for each of [`FIELDS`].
    pub found: u8,
}

/// A text, without copying it where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The values of a line of JSON, for each of [`FIELDS`] by each of its names; other fields are ignored.
#[derive(Default)]
struct Line<'a>([[Option<&'a RawValue>; 2]; FIELDS.len()]);

struct LineOf<'c>(&'c Columns);

impl<'a> DeserializeSeed<'a> for LineOf<'_> {
    type Value = Line<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Line<'a>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for LineOf<'_> {
    type Value = Line<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Line<'a>, A::Error> {
        let names = self.0.names();
        let mut line = Line::default();
        while let Some((Text(key), value)) = map.next_entry::<Text<'a>, &'a RawValue>()? {
            for (values, names) in line.0.iter_mut().zip(names) {
                let slot = values.iter_mut().zip(names).find(|(_, name)| *name == key);
                if slot.is_some_and(|(slot, _)| slot.replace(value).is_some()) {
                    return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
                }
            }
        }
        let [_, [None, None], ..] = line.0 else { return Ok(line) };
        Err(A::Error::custom(format_args!("missing field `{}`", self.0.name())))
    }
}

impl<'a> Line<'a> {
    fn parse(line: &'a [u8], columns: &Columns) -> Result<Self, Fault> {
        if line.len() > LINE_BYTES_MAX {
            let problem = format!("is longer than {LINE_BYTES_MAX} bytes");
            return Err(Fault { field: "line", problem, mend: "write one JSON object a line" });
        }
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let parsed = LineOf(columns).deserialize(&mut deserializer);
        parsed.and_then(|line| deserializer.end().map(|()| line)).map_err(|error| {
            // A line is line 1 of itself.
            let problem =
                error.to_string().replace(" at line 1 column 0", "").replace(" at line 1 column ", " at column ");
            let field = if problem.contains(&format!("field `{}`", columns.name())) { "name" } else { "line" };
            Fault { field, problem, mend: "write one JSON object a line, with at least a `name`" }
        })
    }
}

/// What is wrong with a value, which has no place in a line.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(problem, _)| problem).to_owned()
}

impl<'a> Party<'a> {
    /// From a line of JSON.
    pub fn from_line(line: &'a [u8], columns: &Columns, countries: &Countries) -> Result<Self, Fault> {
        let Line(fields) = Line::parse(line, columns)?;
        let found =
            fields.iter().rev().fold(0, |found, values| found << 1 | u8::from(values.iter().any(Option::is_some)));
        let mut unread = false;
        let mut texts = |values: [Option<&RawValue>; 2]| {
            let mut texts = Vec::new();
            for value in values.into_iter().flatten() {
                unread |= !serde_json::from_str(value.get()).is_ok_and(|value| gather(value, &mut texts));
            }
            texts
        };
        let [id, name, kind, country, identifiers, address, date] = fields;
        let id = id.into_iter().flatten().map(RawValue::get).find(|id| *id != "null");
        let Text(name) = serde_json::from_str(name.into_iter().flatten().map(RawValue::get).next().unwrap_or_default())
            .map_err(|error| Fault { field: "name", problem: without_place(&error), mend: "write the name as text" })?;
        let (kinds, places) = (texts(kind), texts(country));
        let asked = Asked {
            name,
            identifiers: texts(identifiers).into_iter().map(Cow::Owned).collect(),
            address: texts(address).into_iter().next().map(Cow::Owned),
            date: texts(date).into_iter().next().map(Cow::Owned),
            ..Asked::default()
        };
        let mut party = Self { id: id.map(Cow::Borrowed), asked, unread, found };
        kinds.first().into_iter().for_each(|kind| party.set_kind(kind));
        places.iter().for_each(|place| party.add_country(place, countries));
        Ok(party)
    }

    /// From the cells of a row.
    pub fn from_cells(cells: &'a Cells, countries: &Countries) -> Result<Self, Fault> {
        let [id, name, kind, country, identifiers, address, date] = cells;
        let name = name.as_deref().ok_or_else(|| Fault {
            field: "name",
            problem: "is missing".to_owned(),
            mend: "every row needs a name",
        })?;
        let filled = |cell: &'a Option<String>| cell.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let several = |cell| filled(cell).into_iter().flat_map(|text| text.split([';', '|'])).map(str::trim);
        let several = |cell| several(cell).filter(|text| !text.is_empty());
        let id = filled(id).and_then(|id| serde_json::to_string(id).ok());
        let asked = Asked {
            name: name.into(),
            identifiers: several(identifiers).map(Cow::Borrowed).collect(),
            address: filled(address).map(Cow::Borrowed),
            date: filled(date).map(Cow::Borrowed),
            ..Asked::default()
        };
        // A table was asked for its columns when it was opened.
        let mut party = Self { id: id.map(Cow::Owned), asked, unread: false, found: u8::MAX };
        filled(kind).into_iter().for_each(|kind| party.set_kind(kind));
        several(country).for_each(|place| party.add_country(place, countries));
        Ok(party)
    }

    fn set_kind(&mut self, word: &str) {
        match Kind::from_source(word) {
            Some(kind) => self.asked.kind = Some(kind).filter(|kind| !kind.is_unknown()),
            None => self.unread = true,
        }
    }

    fn add_country(&mut self, text: &str, countries: &Countries) {
        match countries.parse(text) {
            Ok(country) => self.asked.add_country(country),
            Err(_) => self.unread |= !text.trim().is_empty(),
        }
    }
}

/// The texts of a value: itself, those of a list, the number of an identifier. Whether all could be read.
fn gather(value: Value, into: &mut Vec<String>) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => {
            into.push(text);
            true
        }
        Value::Number(number) => {
            into.push(number.to_string());
            true
        }
        Value::Array(items) => {
            // Every one is taken, whether or not those before it could be read.
            items.into_iter().map(|item| gather(item, into)).filter(|read| !read).count() == 0
        }
        Value::Object(mut object) => match object.remove("value").or_else(|| object.remove("number")) {
            Some(value @ (Value::String(_) | Value::Number(_))) => gather(value, into),
            _ => false,
        },
        Value::Bool(_) => false,
    }
}
