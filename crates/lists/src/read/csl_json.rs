//! The Consolidated Screening List as JSON: one object whose `results` are the rows, read one at a time.

use super::csl::{Raw, entry};
use super::{Reading, Row};
use crate::error::{Fault, ListError};
use crate::input::{Input, RecordEnd};
use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

pub(super) fn read(reading: &Reading<'_>, input: &mut Input<'_>, sink: &mut dyn FnMut(Row)) -> Result<(), ListError> {
    let name = input.name();
    let (body, end) = input.parts();
    let mut number = 0;
    let mut take = |value: Value| {
        number += 1;
        sink(Row::record(&name, number, row(reading, value)));
    };
    let mut deserializer = serde_json::Deserializer::from_reader(body);
    let found = Document(&mut take, &end).deserialize(&mut deserializer);
    let outcome = found.and_then(|found| deserializer.end().map(|()| found));
    match outcome {
        Ok(true) => Ok(()),
        Ok(false) => Err(ListError::unusable(
            &*name,
            "has no `results`",
            "this is not the Consolidated Screening List as JSON: name the right --format",
        )),
        Err(error) => Err(ListError::unusable(
            format!("{name}, line {}, after record {number}", error.line()),
            error.to_string(),
            "the file is damaged or not JSON: fetch it again",
        )),
    }
}

fn row(reading: &Reading<'_>, value: Value) -> Result<crate::Entry, Fault> {
    if !value.is_object() {
        return Err(Fault::new("*", "is not an object", "each of `results` is one object"));
    }
    let raw = Raw::deserialize(value)
        .map_err(|error| Fault::new("*", error.to_string(), "write the fields as the list is published"))?;
    entry(reading, raw)
}

/// The whole document; gives whether it had rows at all.
struct Document<'a, F>(&'a mut F, &'a RecordEnd);
/// The array of rows.
struct Rows<'a, F>(&'a mut F, &'a RecordEnd);

impl<'de, F: FnMut(Value)> DeserializeSeed<'de> for Document<'_, F> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Value)> Visitor<'de> for Document<'_, F> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `results`, or an array of rows")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "results" {
                map.next_value_seed(Rows(self.0, self.1))?;
                found = true;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            self.1.reached();
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<bool, A::Error> {
        Rows(self.0, self.1).visit_seq(seq).map(|()| true)
    }
}

impl<'de, F: FnMut(Value)> DeserializeSeed<'de> for Rows<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Value)> Visitor<'de> for Rows<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element::<Value>()? {
            (self.0)(value);
            self.1.reached();
        }
        Ok(())
    }
}
