//! The benchmark as its files hold it.

use crate::error::BenchError;
use portcullis_catalog::{Countries, hex};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::fmt::Display;
use std::path::Path;

/// The list that is asked.
pub(super) const INDEX: &str = "dev/index.jsonl";
/// Names of companies that are on no list.
const NEGATIVES: &str = "dev/negatives.jsonl";
/// The files of queries, in the order in which they are shown.
const QUERIES: [&str; 7] =
    ["alias_company", "alias_prc", "alias_person", "perturbed", "natural_exchange", "natural_oui", "han"];
const PAIRS: &str = "labelled/nomenklatura_name_bench_cases.csv";

/// What the folder of the benchmark holds, for a person who has to provide it.
pub const FOLDER: &str = "\
dev/index.jsonl                the list, an entry a line: id, name, aliases, type, source, countries
dev/negatives.jsonl            companies that are on no list: name, country
dev/alias_company.jsonl        names that were taken out of the list: name, gold (the ids of the party that
dev/alias_prc.jsonl            must be found), category, countries
dev/alias_person.jsonl
dev/perturbed.jsonl            names disturbed in many ways: the same fields
dev/natural_exchange.jsonl     independent spellings: name, gold, category, country
dev/natural_oui.jsonl
dev/han.jsonl                  names in Chinese characters: name, gold, category
labelled/nomenklatura_name_bench_cases.csv
                               pairs of names: schema (Person or another), name1, name2, is_match";

/// A query.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    pub name: String,
    /// The ids of the party that it names.
    #[serde(default)]
    pub gold: Vec<String>,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    countries: Vec<String>,
    /// Where the party is, as a code once it is read.
    #[serde(default)]
    pub country: Option<String>,
}

/// A file of queries.
#[derive(Debug)]
pub(super) struct Queries {
    pub name: &'static str,
    pub asked: Vec<Asked>,
}

/// Two names, and whether they name one party.
#[derive(Debug, Deserialize)]
pub(super) struct Pair {
    schema: String,
    pub name1: String,
    pub name2: String,
    pub is_match: bool,
}

impl Pair {
    pub fn is_person(&self) -> bool {
        self.schema == "Person"
    }
}

/// The labelled pairs.
#[derive(Debug)]
pub(super) struct Pairs(pub Vec<Pair>);

/// The benchmark, but for the list itself.
#[derive(Debug)]
pub(super) struct Data {
    pub negatives: Vec<Asked>,
    pub files: Vec<Queries>,
    pub pairs: Pairs,
    /// Of all files that are read, the list included.
    pub sha256: String,
}

impl Data {
    pub fn read(folder: &Path, countries: &Countries) -> Result<Self, BenchError> {
        let mut hash = Sha256::new();
        let mut read = |file: &str| -> Result<Vec<u8>, BenchError> {
            let bytes = std::fs::read(folder.join(file)).map_err(|error| unusable(folder, file, error))?;
            hash.update(file);
            hash.update(&bytes);
            Ok(bytes)
        };
        read(INDEX)?;
        let negatives = queries(folder, NEGATIVES, &read(NEGATIVES)?, countries)?;
        let mut files = Vec::with_capacity(QUERIES.len());
        for name in QUERIES {
            let file = format!("dev/{name}.jsonl");
            files.push(Queries { name, asked: queries(folder, &file, &read(&file)?, countries)? });
        }
        let bytes = read(PAIRS)?;
        let pairs: Result<Vec<Pair>, csv::Error> = csv::Reader::from_reader(bytes.as_slice()).deserialize().collect();
        let pairs = Pairs(pairs.map_err(|error| unusable(folder, PAIRS, error))?);
        Ok(Self { negatives, files, pairs, sha256: hex(&hash.finalize()) })
    }

    /// Every name that is asked for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let asked = self.negatives.iter().chain(self.files.iter().flat_map(|file| &file.asked));
        asked.map(|asked| asked.name.as_str())
    }
}

fn queries(folder: &Path, file: &str, bytes: &[u8], countries: &Countries) -> Result<Vec<Asked>, BenchError> {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1_u32..).filter(|(line, _)| !line.trim_ascii().is_empty());
    let asked = lines.map(|(line, number)| {
        let mut asked: Asked =
            serde_json::from_slice(line).map_err(|error| unusable(folder, file, format!("line {number}: {error}")))?;
        let stated = asked.country.take().or_else(|| asked.countries.first().cloned());
        asked.country =
            stated.and_then(|stated| countries.parse(&stated).ok()).map(|country| country.code().to_owned());
        Ok(asked)
    });
    asked.collect()
}

fn unusable(folder: &Path, file: &str, problem: impl Display) -> BenchError {
    BenchError::Data { path: folder.join(file).display().to_string(), problem: problem.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_catalog::Catalog;

    #[test]
    fn countries_are_read_from_codes_and_from_names() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        let catalog = Catalog::load_directory(&folder).unwrap();
        let lines = "{\"name\":\"A\",\"countries\":[\"CN\",\"HK\"],\"gold\":[\"x\"],\"category\":\"c\"}\n\
                     {\"name\":\"B\",\"country\":\"China\"}\n\n{\"name\":\"C\",\"country\":\"Atlantis\"}\n{\"name\":\"D\"}\n";
        let read = |text: &str| queries(Path::new("folder"), "file", text.as_bytes(), catalog.countries());
        let asked = read(lines).unwrap();
        let countries: Vec<Option<&str>> = asked.iter().map(|asked| asked.country.as_deref()).collect();
        assert_eq!(countries, [Some("CN"), Some("CN"), None, None]);
        assert_eq!((asked[0].gold.as_slice(), asked[0].category.as_str()), (&["x".to_owned()][..], "c"));
        let error = read("{\"name\":\"A\"}\n{\"gold\":[]}\n").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("name"), "{error}");
    }
}
