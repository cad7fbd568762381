//! Any CSV, with a mapping that says which column is what.

use super::csl::split;
use super::table::{Cells, Heading, Table};
use super::{Reading, Row};
use crate::entry::{Alias, Entry, Identifier, Kind};
use crate::error::{Fault, ListError};
use crate::input::Input;
use crate::{date, place};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which column is what. Every field is a column or a constant; what is left out stays empty.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(default = "comma")]
    delimiter: char,
    id: Field,
    name: Field,
    #[serde(default)]
    list: Option<Field>,
    #[serde(default)]
    kind: Option<Field>,
    #[serde(default)]
    kinds: BTreeMap<String, Kind>,
    #[serde(default)]
    aliases: Vec<Field>,
    #[serde(default)]
    weak_aliases: Vec<Field>,
    #[serde(default)]
    countries: Vec<Field>,
    #[serde(default)]
    addresses: Vec<Field>,
    #[serde(default)]
    dates: Vec<Field>,
    #[serde(default)]
    programs: Vec<Field>,
    #[serde(default)]
    identifiers: Vec<NumberField>,
    #[serde(default)]
    license_requirement: Option<Field>,
    #[serde(default)]
    license_policy: Option<Field>,
    #[serde(default)]
    federal_register_notice: Option<Field>,
    #[serde(default)]
    start_date: Option<Field>,
    #[serde(default)]
    end_date: Option<Field>,
    #[serde(default)]
    remarks: Option<Field>,
    #[serde(default)]
    url: Option<Field>,
}

/// Where a value comes from: `{ column = "Name" }` or `{ constant = "HOUSE" }`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    column: Option<String>,
    constant: Option<String>,
    separator: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberField {
    kind: String,
    column: String,
}

fn comma() -> char {
    ','
}

const MEND: &str = "each field is { column = \"...\" } or { constant = \"...\" }, several in brackets, with an optional \
                    separator = \";\"; id and name are required; examples/lists/mapping.toml shows one";

impl Mapping {
    /// Reads a mapping from the text of its file.
    ///
    /// # Errors
    /// When it is not TOML, or names a field that there is not, or a field that is neither column nor constant.
    pub fn parse(name: &str, text: &str) -> Result<Self, ListError> {
        let mapping: Self =
            toml::from_str(text).map_err(|error| ListError::unusable(name, error.to_string().trim_end(), MEND))?;
        if !mapping.delimiter.is_ascii() {
            return Err(ListError::unusable(name, "the delimiter is not one ASCII character", "write , or ; or \\t"));
        }
        if mapping.fields().any(|field| field.column.is_some() == field.constant.is_some()) {
            return Err(ListError::unusable(name, "a field is not either a column or a constant", MEND));
        }
        Ok(mapping)
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        let options = [
            &self.list,
            &self.kind,
            &self.license_requirement,
            &self.license_policy,
            &self.federal_register_notice,
            &self.start_date,
            &self.end_date,
            &self.remarks,
            &self.url,
        ];
        let lists = [&self.aliases, &self.weak_aliases, &self.countries, &self.addresses, &self.dates, &self.programs];
        let several = lists.into_iter().flatten();
        [&self.id, &self.name].into_iter().chain(options.into_iter().flatten()).chain(several)
    }

    fn columns(&self) -> Vec<&str> {
        let numbers = self.identifiers.iter().map(|number| number.column.as_str());
        self.fields().filter_map(|field| field.column.as_deref()).chain(numbers).collect()
    }
}

pub(super) fn read(reading: &Reading<'_>, input: &mut Input<'_>, sink: &mut dyn FnMut(Row)) -> Result<(), ListError> {
    let name = input.name();
    let Some(mapping) = reading.mapping else {
        let mend = format!("write a mapping and name it with --mapping: {MEND}");
        return Err(ListError::unusable(&*name, "a CSV of its own layout needs a mapping", mend));
    };
    let delimiter = u8::try_from(mapping.delimiter).unwrap_or(b',');
    let mut table = Table::new(input, delimiter);
    let heading =
        Heading::read(&mut table, &mapping.columns(), "name the columns in the mapping as the heading spells them")?;
    while let Some(cells) = table.next()? {
        if !cells.is_blank() {
            sink(Row::line(&name, cells.line, row(reading, mapping, &heading, cells)));
        }
    }
    Ok(())
}

fn row(reading: &Reading<'_>, mapping: &Mapping, heading: &Heading, cells: Cells<'_>) -> Result<Entry, Fault> {
    if cells.len() != heading.len() {
        let problem = format!("has {} fields where the heading has {}", cells.len(), heading.len());
        return Err(Fault::new("*", problem, "look for a quote that is not closed or a delimiter that is not quoted"));
    }
    let column = |name: &str| match heading.place(name) {
        Some(at) => cells.text(at, name).map(str::to_owned),
        None => Ok(String::new()),
    };
    let text = |field: &Field| match (&field.column, &field.constant) {
        (Some(name), _) => column(name),
        (None, constant) => Ok(constant.clone().unwrap_or_default()),
    };
    let option = |field: &Option<Field>| field.as_ref().map(text).transpose();
    let several = |fields: &[Field]| -> Result<Vec<String>, Fault> {
        let mut values = Vec::new();
        for field in fields {
            let all = text(field)?;
            match field.separator.as_deref().filter(|separator| !separator.is_empty()) {
                Some(separator) => values.extend(all.split(separator).map(str::to_owned)),
                None => values.push(all),
            }
        }
        Ok(values)
    };
    let names =
        |fields: &[Field], weak| several(fields).map(|names| names.into_iter().map(move |name| Alias { name, weak }));
    let countries = several(&mapping.countries)?;
    let mut entry = Entry {
        id: text(&mapping.id)?,
        name: text(&mapping.name)?,
        list: option(&mapping.list)?.unwrap_or_else(|| reading.source.to_owned()),
        kind: kind(mapping, option(&mapping.kind)?.unwrap_or_default().trim())?,
        aliases: names(&mapping.aliases, false)?.chain(names(&mapping.weak_aliases, true)?).collect(),
        countries: countries.iter().map(|text| place::country(reading.countries, text)).collect(),
        addresses: several(&mapping.addresses)?,
        dates: several(&mapping.dates)?.iter().map(|text| date::plain(text)).collect(),
        programs: several(&mapping.programs)?.iter().flat_map(|text| split(text)).collect(),
        license_requirement: option(&mapping.license_requirement)?,
        license_policy: option(&mapping.license_policy)?,
        federal_register_notice: option(&mapping.federal_register_notice)?,
        start_date: option(&mapping.start_date)?,
        end_date: option(&mapping.end_date)?,
        remarks: option(&mapping.remarks)?,
        url: option(&mapping.url)?,
        ..Entry::default()
    };
    for number in &mapping.identifiers {
        let value = column(&number.column)?;
        entry.identifiers.push(Identifier { kind: number.kind.clone(), value, country: None });
    }
    Ok(entry)
}

fn kind(mapping: &Mapping, word: &str) -> Result<Kind, Fault> {
    mapping.kinds.get(word).copied().or_else(|| Kind::from_source(word)).ok_or_else(|| {
        let mend = format!("say in the mapping what it means: [kinds] \"{word}\" = \"organization\"");
        Fault::new("kind", format!("`{word}` is no kind of party"), mend)
    })
}
