//! Names of houses and words, and who speaks in which direction.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The longest name of a house in bytes: `from/`, a house and a number fit into the id of an operation.
const MOST_HOUSE: usize = 100;
/// The longest word in bytes.
const MOST_WORD: usize = 60;
/// The longest reference in bytes, as the names of the ledger.
const MOST_REFERENCE: usize = portcullis_license::name::MOST_BYTES;

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {what}: {rule}")]
pub struct NameError {
    what: &'static str,
    rule: &'static str,
    found: String,
}

/// Lower case and no letters that look like others: two houses that read alike are one.
fn is_house(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends_plain = text.bytes().next().is_some_and(plain) && text.bytes().next_back().is_some_and(plain);
    ends_plain && text.len() <= MOST_HOUSE && text.bytes().all(|byte| plain(byte) || matches!(byte, b'.' | b'-'))
}

fn is_word(text: &str) -> bool {
    let letter = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    letter && text.len() <= MOST_WORD && text.bytes().all(plain)
}

fn is_reference(text: &str) -> bool {
    let fits = (1..=MOST_REFERENCE).contains(&text.len());
    fits && text.trim() == text && !text.chars().any(char::is_control)
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $check:ident, $what:literal, $rule:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks and makes the name.
            ///
            /// # Errors
            /// [`NameError`] where the text is none, with the rule.
            pub fn new(text: &str) -> Result<Self, NameError> {
                if $check(text) {
                    return Ok(Self(text.into()));
                }
                Err(NameError { what: $what, rule: $rule, found: text.chars().take(MOST_HOUSE).collect() })
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:?}", &*self.0)
            }
        }
    )*};
}

names! {
    /// Who sends or receives: a provider or an authority, by a name like that of a host. Its keys bear the same name.
    House: is_house, "name of a house",
        "write 1 to 100 of a-z, 0-9, `.` and `-`, with a letter or digit at both ends, as in exports.example";
    /// A word that programs read: the kind of a message, an outcome.
    Word: is_word, "word", "write 1 to 60 of a-z, 0-9 and `_`, a letter first";
    /// How one of the houses calls a thing of its own: a case, a question, a document, an inspection.
    Reference: is_reference, "reference",
        "write 1 to 200 bytes without control characters, and without spaces at either end";
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
