//! Codes: the enumerated words that facts are made of and provisions name.
//!
//! Each type of code is an enumerated entity type of the Cedar schema, so that a misspelt code in a provision
//! is refused when the pack is loaded. A code is also a bit, hence the bound of 64 a type.

use crate::error::LawError;
use foldhash::HashMap;
use std::fmt;

/// Codes a type may have: the bits of a word.
pub const CODES_MAX: usize = 64;

/// The types of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeType {
    /// A class of items: an ECCN paragraph, or another dated test.
    Class,
    /// A class of amounts.
    Amount,
    /// Goods other than accelerators.
    Goods,
    /// A group of countries.
    CountryGroup,
    /// An end use.
    EndUse,
    /// A red flag.
    RedFlag,
    /// A restricted-party list, or another list that parties may be on.
    List,
    /// A role of a party.
    Role,
    /// Not a code: a flag that holds or does not.
    Flag,
}

impl CodeType {
    /// Every type that has codes.
    pub const ENUMERATED: [Self; 8] = [
        Self::Class,
        Self::Amount,
        Self::Goods,
        Self::CountryGroup,
        Self::EndUse,
        Self::RedFlag,
        Self::List,
        Self::Role,
    ];
}

impl fmt::Display for CodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The codes of one type, in order of their bits.
#[derive(Debug, Clone, Default)]
pub struct CodeTable {
    codes: Vec<(String, String)>,
    bit_of: HashMap<String, u32>,
}

impl CodeTable {
    /// The bit of a code.
    #[must_use]
    pub fn bit(&self, code: &str) -> Option<u64> {
        self.bit_of.get(code).map(|shift| 1 << shift)
    }

    /// The codes, with their titles, in order of their bits.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &str, &str)> {
        self.codes.iter().enumerate().map(|(shift, (code, title))| (1 << shift, code.as_str(), title.as_str()))
    }

    /// The codes in a set of bits.
    pub fn names(&self, bits: u64) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(bit, _, _)| bits & bit != 0).map(|(_, code, _)| code)
    }

    /// The titles of the codes in a set of bits.
    pub fn titles(&self, bits: u64) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(bit, _, _)| bits & bit != 0).map(|(_, _, title)| title)
    }

    /// All codes.
    #[must_use]
    pub fn all_bits(&self) -> u64 {
        self.iter().fold(0, |bits, (bit, _, _)| bits | bit)
    }
}

/// The codes of every type.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// By the place of the type in [`CodeType::ENUMERATED`].
    tables: [CodeTable; CodeType::ENUMERATED.len()],
    empty: CodeTable,
    /// Lists by how those who publish them abbreviate them.
    published: HashMap<String, u64>,
}

impl Codes {
    /// The codes of a type.
    #[must_use]
    pub fn table(&self, code_type: CodeType) -> &CodeTable {
        self.tables.get(code_type as usize).unwrap_or(&self.empty)
    }

    /// The bit of a code.
    #[must_use]
    pub fn bit(&self, code_type: CodeType, code: &str) -> Option<u64> {
        self.table(code_type).bit(code)
    }

    /// The list that its publisher abbreviates so.
    #[must_use]
    pub fn published_list(&self, abbreviation: &str) -> Option<u64> {
        self.published.get(abbreviation).copied()
    }

    /// Says how the publisher of a list abbreviates it.
    pub(crate) fn publish(&mut self, list: &str, abbreviation: String, file: &str) -> Result<(), LawError> {
        let Some(bit) = self.bit(CodeType::List, list) else { return Ok(()) };
        match self.published.insert(abbreviation.clone(), bit) {
            Some(other) if other != bit => {
                Err(LawError::file(file, format!("two lists are published as `{abbreviation}`")))
            }
            _ => Ok(()),
        }
    }

    /// Adds a code; a code that is there already keeps its bit.
    ///
    /// # Errors
    /// When the type is full, or the code is not plain enough to be quoted.
    pub(crate) fn add(&mut self, code_type: CodeType, code: &str, title: &str, file: &str) -> Result<(), LawError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_');
        if code.is_empty() || !code.chars().all(plain) {
            return Err(LawError::file(file, format!("`{code}` is no code: letters, digits and . : - _ only")));
        }
        let Some(table) = self.tables.get_mut(code_type as usize) else {
            return Err(LawError::file(file, format!("{code_type} has no codes")));
        };
        if table.bit_of.contains_key(code) {
            return Ok(());
        }
        let shift = table.codes.len();
        if shift >= CODES_MAX {
            return Err(LawError::file(file, format!("`{code}` is one {code_type} too many: at most {CODES_MAX}")));
        }
        table.bit_of.insert(code.to_owned(), u32::try_from(shift).unwrap_or(0));
        table.codes.push((code.to_owned(), title.to_owned()));
        Ok(())
    }
}
