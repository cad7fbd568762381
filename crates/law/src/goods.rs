//! Goods that are not accelerators, with the customs codes they are declared under.

use crate::codes::{CodeType, Codes};
use crate::error::LawError;
use foldhash::HashMap;
use serde::Deserialize;

/// A good.
#[derive(Debug, Clone, Deserialize)]
pub struct Good {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Customs codes, separated by `;`.
    pub customs_codes: String,
    /// Where it is controlled.
    pub citation: String,
    /// The evidence for the row.
    pub evidence: String,
}

/// A good that no regime names.
pub const OTHER: &str = "other";

/// All goods that some regime names.
#[derive(Debug, Default)]
pub struct GoodsTable {
    goods: Vec<Good>,
    by_name: HashMap<String, u64>,
}

impl GoodsTable {
    pub(crate) fn load(&mut self, text: &str, file: &str, codes: &mut Codes) -> Result<(), LawError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        for row in reader.deserialize() {
            let good: Good = row.map_err(|error: csv::Error| LawError::file(file, error.to_string()))?;
            codes.add(CodeType::Goods, &good.code, &good.title, file)?;
            let bit = codes.bit(CodeType::Goods, &good.code).unwrap_or(0);
            *self.by_name.entry(good.code.clone()).or_default() |= bit;
            // One customs code can cover several goods: a request by customs code may mean any of them, and
            // all are then taken to be meant.
            for customs_code in good.customs_codes.split(';').map(str::trim).filter(|code| !code.is_empty()) {
                *self.by_name.entry(customs_code.to_owned()).or_default() |= bit;
            }
            self.goods.push(good);
        }
        Ok(())
    }

    /// The goods that a code or customs code stands for; `other` stands for none.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u64> {
        if name == OTHER { Some(0) } else { self.by_name.get(name).copied() }
    }

    /// Every good.
    #[must_use]
    pub fn all(&self) -> &[Good] {
        &self.goods
    }
}
