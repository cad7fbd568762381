//! One JSON object a line, with the fields of the Consolidated Screening List.

use super::csl::{Raw, entry};
use super::{Reading, Row};
use crate::error::{Fault, ListError};
use crate::input::{Input, each_line};

pub(super) fn read(reading: &Reading<'_>, input: &mut Input<'_>, sink: &mut dyn FnMut(Row)) -> Result<(), ListError> {
    let name = input.name();
    each_line(input, |number, line| {
        let raw: Result<Raw, Fault> = parse(line);
        sink(Row::line(&name, number, raw.and_then(|raw| entry(reading, raw))));
        Ok(())
    })
}

/// A line of JSON; what is wrong names the field.
pub(crate) fn parse<'a, T: serde::Deserialize<'a>>(line: &'a [u8]) -> Result<T, Fault> {
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().to_string();
        let field = if field == "." || field == "?" { "*".to_owned() } else { field };
        Fault::new(field, error.inner().to_string(), "write one JSON object a line, as the format describes it")
    })?;
    match deserializer.end() {
        Ok(()) => Ok(parsed),
        Err(error) => Err(Fault::new("*", error.to_string(), "write one JSON object a line, and nothing after it")),
    }
}
