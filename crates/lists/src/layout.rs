//! The published layouts, and recognising them.

use crate::error::ListError;
use crate::input::Input;
use std::fmt;

/// How a source lays out its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The Consolidated Screening List as CSV, of 2019 and of 2025.
    CslCsv,
    /// The Consolidated Screening List as JSON.
    CslJson,
    /// One JSON object a line, with the fields of the Consolidated Screening List.
    Jsonl,
    /// The flat files of the Office of Foreign Assets Control: a primary file, with names and addresses beside it.
    Ofac,
    /// The consolidated list of the United Nations Security Council, XML.
    Un,
    /// FollowTheMoney entities, one a line.
    Ftm,
    /// Any CSV, with a mapping.
    Csv,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 7] = [Self::CslCsv, Self::CslJson, Self::Jsonl, Self::Ofac, Self::Un, Self::Ftm, Self::Csv];

    /// Its name on the command line and in snapshots.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CslCsv => "csl-csv",
            Self::CslJson => "csl-json",
            Self::Jsonl => "jsonl",
            Self::Ofac => "ofac",
            Self::Un => "un",
            Self::Ftm => "ftm",
            Self::Csv => "csv",
        }
    }

    /// The layout with this name.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.word() == word)
    }

    /// What a person calls it.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::CslCsv => "Consolidated Screening List, CSV",
            Self::CslJson => "Consolidated Screening List, JSON",
            Self::Jsonl => "JSON Lines with the fields of the Consolidated Screening List",
            Self::Ofac => "OFAC flat files (sdn.csv, cons_prim.csv)",
            Self::Un => "UN Security Council consolidated list, XML",
            Self::Ftm => "FollowTheMoney entities, one a line",
            Self::Csv => "any CSV, with a mapping",
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What the first bytes of a file look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The layout; `None` for a delta of entries, which fits any.
    pub layout: Option<Layout>,
    /// The file says what changed, not what there is.
    pub delta: bool,
}

/// Looks at the first bytes of a file, which stay unread.
///
/// # Errors
/// When the file cannot be read, or looks like nothing that is known.
pub fn guess(input: &mut Input<'_>) -> Result<Guess, ListError> {
    let name = input.name();
    let bytes = input.peek()?;
    let text = String::from_utf8_lossy(bytes);
    let whole = |layout| Ok(Guess { layout: Some(layout), delta: false });
    let start = text.trim_start();
    let first_line = start.lines().next().unwrap_or_default();
    if start.starts_with('<') && text.contains("<CONSOLIDATED_LIST") {
        return whole(Layout::Un);
    }
    if start.starts_with('{') || start.starts_with('[') {
        let has = |key: &str| first_line.contains(&format!("\"{key}\""));
        if has("op") && has("entity") {
            return Ok(Guess { layout: Some(Layout::Ftm), delta: true });
        }
        if has("op") && (has("entry") || has("id")) {
            return Ok(Guess { layout: None, delta: true });
        }
        if text.contains("\"results\"") || start.starts_with('[') {
            return whole(Layout::CslJson);
        }
        if has("schema") && has("properties") {
            return whole(Layout::Ftm);
        }
        if has("source") && has("name") {
            return whole(Layout::Jsonl);
        }
    }
    let columns: Vec<&str> = first_line.split(',').map(|column| column.trim_matches(['"', ' '])).collect();
    if columns.contains(&"source") && columns.contains(&"alt_names") {
        return whole(Layout::CslCsv);
    }
    if columns.len() >= 12 && columns.first().is_some_and(|id| id.parse::<u64>().is_ok()) && text.contains("-0-") {
        return whole(Layout::Ofac);
    }
    let known: Vec<&str> = Layout::ALL.iter().map(|layout| layout.word()).collect();
    Err(ListError::unusable(
        &*name,
        "looks like none of the layouts that are known",
        format!("say which it is with --format, one of {}; csv needs a mapping", known.join(", ")),
    ))
}
