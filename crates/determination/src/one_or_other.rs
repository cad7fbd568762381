//! Fields that are written in one of two shapes: a word or several, a word or an object.
//!
//! Read by visitors of our own: the derived way would first copy the value, then try one shape and format an
//! error before it tries the other, for every party of every request of a batch.

use crate::request::{License, LicenseHeld, ParentCompany, ParentRequest, Words};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;

/// The three ways in which a text arrives.
macro_rules! visit_word {
    ($lifetime:lifetime, $variant:path) => {
        fn visit_borrowed_str<E: Error>(self, word: &$lifetime str) -> Result<Self::Value, E> {
            Ok($variant(Cow::Borrowed(word)))
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<Self::Value, E> {
            Ok($variant(Cow::Owned(word.to_owned())))
        }

        fn visit_string<E: Error>(self, word: String) -> Result<Self::Value, E> {
            Ok($variant(Cow::Owned(word)))
        }
    };
}

/// A text that is borrowed where it can be, in a list.
#[derive(Deserialize)]
#[serde(transparent)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordsVisitor;
        impl<'de> Visitor<'de> for WordsVisitor {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word or a list of words")
            }

            visit_word!('de, Words::One);

            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Words<'de>, A::Error> {
                let words = Vec::<Word<'de>>::deserialize(SeqAccessDeserializer::new(sequence))?;
                Ok(Words::Many(words.into_iter().map(|Word(word)| word).collect()))
            }
        }
        deserializer.deserialize_any(WordsVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ParentRequest<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ParentVisitor;
        impl<'de> Visitor<'de> for ParentVisitor {
            type Value = ParentRequest<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`self` or an object with name and headquarters")
            }

            visit_word!('de, ParentRequest::Word);

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ParentRequest<'de>, A::Error> {
                ParentCompany::deserialize(MapAccessDeserializer::new(map)).map(ParentRequest::Company)
            }
        }
        deserializer.deserialize_any(ParentVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for LicenseHeld<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LicenseVisitor;
        impl<'de> Visitor<'de> for LicenseVisitor {
            type Value = LicenseHeld<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a regime or an object with number, regime, from and until")
            }

            visit_word!('de, LicenseHeld::Regime);

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LicenseHeld<'de>, A::Error> {
                License::deserialize(MapAccessDeserializer::new(map)).map(LicenseHeld::License)
            }
        }
        deserializer.deserialize_any(LicenseVisitor)
    }
}
