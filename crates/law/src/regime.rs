//! A regime: the instruments of one authority about one kind of transaction.

use crate::error::LawError;
use crate::instrument::Instrument;
use jiff::civil::Date;
use serde::Deserialize;

/// A regime.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Its name in this project, and its folder's.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose law it is.
    pub authority: String,
    /// The country it belongs to.
    pub jurisdiction: String,
    /// What transactions it looks at.
    pub about: String,
    /// Its instruments.
    #[serde(rename = "instrument")]
    pub instruments: Vec<Instrument>,
}

impl Regime {
    pub(crate) fn load(text: &str, folder: &str) -> Result<Self, LawError> {
        let file = format!("{folder}/regime.toml");
        let regime: Self = toml::from_str(text).map_err(|error| LawError::file(&file, error.to_string()))?;
        if regime.id != folder {
            return Err(LawError::file(&file, format!("id `{}` is not the folder's name", regime.id)));
        }
        for (at, instrument) in regime.instruments.iter().enumerate() {
            let problem = |text: &str| Err(LawError::file(&file, format!("instrument `{}`: {text}", instrument.id)));
            if regime.instruments.iter().take(at).any(|other| other.id == instrument.id) {
                return problem("is given twice");
            }
            if !is_evidence(&instrument.evidence) {
                return problem("`evidence` must begin with sourced, recall or derived");
            }
            if !instrument.text.is_sorted_by_key(|period| period.from) {
                return problem("text states are not in order of date");
            }
            if !instrument.enforcement.is_sorted_by_key(|period| period.from) {
                return problem("enforcement states are not in order of date");
            }
            if instrument.stage.is_tentative() && !instrument.text.is_empty() {
                return problem("an instrument at this stage has no text in force, so no text states");
            }
        }
        Ok(regime)
    }

    /// The place of an instrument.
    #[must_use]
    pub fn instrument_index(&self, id: &str) -> Option<usize> {
        self.instruments.iter().position(|instrument| instrument.id == id)
    }

    /// Every date on which the state of an instrument changes.
    pub(crate) fn change_dates(&self) -> impl Iterator<Item = Date> {
        self.instruments.iter().flat_map(Instrument::change_dates)
    }
}

/// Whether a text is an evidence grade: where it was read, or how well it is recalled, or what it derives from.
pub(crate) fn is_evidence(text: &str) -> bool {
    ["sourced", "recall", "derived"].iter().any(|grade| text.starts_with(grade))
}
