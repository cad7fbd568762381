//! Countries and territories, by their ISO 3166-1 alpha-2 code.
//!
//! Export control destinations follow ISO with a few customs of their own (Hong Kong and Macau are listed
//! apart from China). The code carries itself, so a [`Country`] needs no table to be printed or compared.

use crate::table::{CatalogError, Rows};
use std::collections::HashMap;
use std::fmt;

/// A country or territory that the table of countries has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// How many values [`Country::index`] can take: all pairs of letters.
    pub const INDEX_COUNT: usize = 26 * 26;

    fn from_letters(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Some(Self([*a, *b])),
            _ => None,
        }
    }

    /// A small number of its own, for tables by country.
    #[must_use]
    pub fn index(self) -> usize {
        let [a, b] = self.0;
        usize::from(a - b'A') * 26 + usize::from(b - b'A')
    }

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that names no country of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a country")]
pub struct CountryError {
    text: String,
}

/// The table of countries.
#[derive(Debug)]
pub struct Countries {
    names: Vec<(Country, String)>,
    known: [bool; Country::INDEX_COUNT],
    by_name: HashMap<String, Country>,
}

impl Countries {
    pub(crate) fn load(rows: &Rows) -> Result<Self, CatalogError> {
        let mut countries = Self { names: Vec::new(), known: [false; Country::INDEX_COUNT], by_name: HashMap::new() };
        for row in rows.iter() {
            let code = row.text("code")?;
            let country = Country::from_letters(code).ok_or_else(|| row.error("code", "is not two capital letters"))?;
            let name = row.text("name")?;
            if let Some(known) = countries.known.get_mut(country.index()) {
                *known = true;
            }
            countries.names.push((country, name.to_owned()));
            let others = row.text("other_names")?.split(';');
            for alias in [code, row.text("alpha3")?, name].into_iter().chain(others) {
                let alias = fold(alias);
                if !alias.is_empty() {
                    countries.by_name.entry(alias).or_insert(country);
                }
            }
        }
        Ok(countries)
    }

    /// The country that a code or a name stands for; case and outer space are forgiven.
    ///
    /// # Errors
    /// When no country of the table has that code or name.
    pub fn parse(&self, text: &str) -> Result<Country, CountryError> {
        match Country::from_letters(text) {
            Some(country) if self.contains(country) => Ok(country),
            _ => self
                .by_name
                .get(&fold(text))
                .copied()
                .ok_or_else(|| CountryError { text: text.chars().take(60).collect() }),
        }
    }

    /// Whether the table has this country.
    #[must_use]
    pub fn contains(&self, country: Country) -> bool {
        self.known.get(country.index()).copied().unwrap_or(false)
    }

    /// The short English name.
    #[must_use]
    pub fn name(&self, country: Country) -> &str {
        self.names.iter().find(|(known, _)| *known == country).map_or("?", |(_, name)| name)
    }

    /// Every country, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = Country> {
        self.names.iter().map(|(country, _)| *country)
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}
