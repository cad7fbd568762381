//! JSON, streamed: an array of records, one record a line, or a document with one long list.

use super::bods::Bods;
use super::{Format, ReadError, Sink, ftm, gleif};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::io::{BufRead, Read as _};

/// Bytes a record may have; what is longer is no statement about owners.
const RECORD_BYTES_MAX: u64 = 16 << 20;

/// What tells a record's format.
#[derive(Deserialize)]
struct Signs {
    #[serde(rename = "recordType")]
    record_type: Option<IgnoredAny>,
    #[serde(rename = "recordId")]
    record_id: Option<IgnoredAny>,
    #[serde(rename = "statementType")]
    statement_type: Option<IgnoredAny>,
    schema: Option<IgnoredAny>,
    op: Option<IgnoredAny>,
    #[serde(rename = "LEI")]
    lei: Option<IgnoredAny>,
    #[serde(rename = "Relationship", alias = "RelationshipRecord")]
    relationship: Option<IgnoredAny>,
}

/// What takes records of one format.
enum Taker {
    Bods(Bods),
    Ftm,
    GleifParties,
    GleifRelations,
}

impl Taker {
    fn of(record: &str) -> Result<Self, String> {
        let signs: Signs = serde_json::from_str(record).map_err(|error| format!("no list of records ({error})"))?;
        if signs.record_type.is_some() || signs.record_id.is_some() {
            Ok(Self::Bods(Bods::default()))
        } else if signs.statement_type.is_some() {
            Err("an earlier version of BODS, which names records otherwise: convert it to 0.4".to_owned())
        } else if signs.op.is_some() {
            Err("a file of changes: apply it to the entities first, and give the result".to_owned())
        } else if signs.schema.is_some() {
            Ok(Self::Ftm)
        } else if signs.relationship.is_some() {
            Ok(Self::GleifRelations)
        } else if signs.lei.is_some() {
            Ok(Self::GleifParties)
        } else {
            Err("JSON without the fields of any format".to_owned())
        }
    }

    fn format(&self) -> Format {
        match self {
            Self::Bods(_) => Format::Bods,
            Self::Ftm => Format::FollowTheMoney,
            Self::GleifParties => Format::GleifParties,
            Self::GleifRelations => Format::GleifRelations,
        }
    }

    fn take(&mut self, sink: &mut Sink<'_>, place: &str, record: &str) {
        sink.report.records += 1;
        match self {
            Self::Bods(bods) => bods.take(sink, place, record),
            Self::Ftm => ftm::take(sink, place, record),
            Self::GleifParties => gleif::take_party(sink, place, record),
            Self::GleifRelations => gleif::take_relation(sink, place, record),
        }
    }
}

/// Records as they come; the first tells the format.
struct Records<'s, 'b> {
    sink: &'s mut Sink<'b>,
    taker: Option<Taker>,
    refused: Option<String>,
}

impl Records<'_, '_> {
    /// Whether to go on.
    fn take(&mut self, place: &str, record: &str) -> bool {
        if self.taker.is_none() {
            match Taker::of(record) {
                Ok(taker) => {
                    self.sink.report.format = taker.format();
                    self.taker = Some(taker);
                }
                Err(found) => {
                    self.refused = Some(found);
                    return false;
                }
            }
        }
        if let Some(taker) = &mut self.taker {
            taker.take(self.sink, place, record);
        }
        self.sink.full.is_none()
    }

    fn finish(self) -> Result<(), ReadError> {
        if let Some(found) = self.refused {
            return Err(self.sink.kind(found));
        }
        if let Some(Taker::Bods(bods)) = self.taker {
            bods.finish(self.sink);
        }
        Ok(())
    }
}

pub(super) fn read(sink: &mut Sink<'_>, mut input: impl BufRead) -> Result<(), ReadError> {
    let first = input.fill_buf().map_err(|source| sink.io(source))?.first().copied();
    if first == Some(b'[') {
        return document(sink, input);
    }
    let mut line = Vec::new();
    let mut limited = (&mut input).take(RECORD_BYTES_MAX);
    limited.read_until(b'\n', &mut line).map_err(|source| sink.io(source))?;
    let text = String::from_utf8_lossy(&line);
    let key = text.trim_start_matches('{').trim_start();
    let lists = ["\"records\"", "\"relations\""];
    if lists.iter().any(|list| key.starts_with(list)) || serde_json::from_str::<IgnoredAny>(&text).is_err() {
        return document(sink, line.as_slice().chain(input));
    }
    lines(sink, line, input)
}

/// One record a line.
fn lines(sink: &mut Sink<'_>, first: Vec<u8>, mut input: impl BufRead) -> Result<(), ReadError> {
    let mut records = Records { sink, taker: None, refused: None };
    let (mut line, mut number) = (first, 1_u64);
    loop {
        let place = format!("line {number}");
        if line.len() as u64 >= RECORD_BYTES_MAX && !line.ends_with(b"\n") {
            return Err(records.sink.broken(format!("{place} is longer than {RECORD_BYTES_MAX} bytes")));
        }
        match std::str::from_utf8(&line) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => {
                if !records.take(&place, text.trim()) {
                    break;
                }
            }
            Err(_) => records.sink.bad(&place, "not UTF-8", "write the file as UTF-8"),
        }
        line.clear();
        let mut limited = (&mut input).take(RECORD_BYTES_MAX);
        let read = limited.read_until(b'\n', &mut line).map_err(|source| records.sink.io(source))?;
        if read == 0 {
            break;
        }
        number += 1;
    }
    records.finish()
}

/// An array of records, or an object with one under `records` or `relations`.
fn document(sink: &mut Sink<'_>, input: impl BufRead) -> Result<(), ReadError> {
    let mut records = Records { sink, taker: None, refused: None };
    let mut deserializer = serde_json::Deserializer::from_reader(input);
    let outcome = Document(&mut records).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    if records.refused.is_some() || records.sink.full.is_some() {
        return records.finish();
    }
    if let Err(error) = outcome {
        return Err(records.sink.broken(error));
    }
    records.finish()
}

struct Document<'r, 's, 'b>(&'r mut Records<'s, 'b>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0_u64;
        while let Some(record) = list.next_element::<Box<RawValue>>()? {
            number += 1;
            if !self.0.take(&format!("record {number}"), record.get()) {
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "records" || key == "relations" {
                found = true;
                map.next_value_seed(Document(&mut *self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if !found {
            self.0.refused = Some("a JSON object without a list of records".to_owned());
        }
        Ok(())
    }
}
