//! Names of houses and words, and who speaks in which direction.

use portcullis_license::name::{MOST_BYTES, NameRule, is_printable};
use portcullis_license::names;
use serde::{Deserialize, Serialize};
use std::fmt;

/// `from/`, a house and a number fit into the id of an operation.
const HOUSE: NameRule = NameRule {
    is_not: "no name of a house: write",
    most: 100,
    of: "of a-z, 0-9, `.` and `-`, with a letter or digit at both ends, as in exports.example",
    fits: is_house,
};

const WORD: NameRule =
    NameRule { is_not: "no word: write", most: 60, of: "of a-z, 0-9 and `_`, a letter first", fits: is_word };

const REFERENCE: NameRule = NameRule {
    is_not: "no reference: write",
    most: MOST_BYTES,
    of: "bytes without control characters, and without spaces at either end",
    fits: is_printable,
};

/// Lower case and no letters that look like others: two houses that read alike are one.
fn is_house(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends_plain = text.bytes().next().is_some_and(plain) && text.bytes().next_back().is_some_and(plain);
    ends_plain && text.bytes().all(|byte| plain(byte) || matches!(byte, b'.' | b'-'))
}

fn is_word(text: &str) -> bool {
    let letter = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    letter && text.bytes().all(plain)
}

names! {
    HOUSE;
    /// Who sends or receives: a provider or an authority, by a name like that of a host. Its keys bear the same name.
    House
}

names! {
    WORD;
    /// A word that programs read: the kind of a message, an outcome.
    Word
}

names! {
    REFERENCE;
    /// How one of the houses calls a thing of its own: a case, a question, a document, an inspection.
    Reference
}

/// Which of the two a house is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Runs chips under licenses.
    Provider,
    /// Issues the licenses.
    Authority,
}

/// Which way a kind of message goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the provider to the authority.
    Up,
    /// From the authority to the provider.
    Down,
    /// Either way.
    Both,
}

impl Side {
    /// The one across.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Provider => Self::Authority,
            Self::Authority => Self::Provider,
        }
    }

    /// Whether this side sends what goes that way.
    #[must_use]
    pub const fn sends(self, direction: Direction) -> bool {
        matches!(
            (self, direction),
            (_, Direction::Both) | (Self::Provider, Direction::Up) | (Self::Authority, Direction::Down)
        )
    }
}

impl fmt::Display for Side {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Provider => "provider",
            Self::Authority => "authority",
        })
    }
}
