//! A JSON object as it came in, read only by who needs it.
//!
//! Most of a request is open objects: properties and context. Building values of them would cost more than the decision, and would lose what matters:
//! a member named twice, and the digits of a number.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A JSON object, unread.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a>(&'a RawValue);

/// The members of an object, by name.
pub type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

impl<'a> Object<'a> {
    /// The object, if the value is one.
    #[must_use]
    pub fn new(raw: &'a RawValue) -> Option<Self> {
        raw.get().starts_with('{').then_some(Self(raw))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0.get()
    }

    /// Its members.
    ///
    /// # Errors
    /// A sentence, where a name cannot be read or stands twice.
    pub fn members(self) -> Result<Members<'a>, String> {
        let MembersOf(members) = serde_json::from_str(self.as_str()).map_err(|error| plain(&error))?;
        Ok(members)
    }
}

/// The text that a value is.
pub(crate) fn text(raw: &RawValue) -> Result<Cow<'_, str>, String> {
    let Text(text) = serde_json::from_str(raw.get()).map_err(|error| plain(&error))?;
    Ok(text)
}

/// What is wrong with a value, without the place inside it: who asks knows which value it was.
pub(crate) fn plain(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    match whole.rsplit_once(" at line ") {
        Some((problem, _)) => problem.to_owned(),
        None => whole,
    }
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct MembersOf<'a>(Members<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for MembersOf<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members::new();
                while let Some((Text(name), value)) = map.next_entry()? {
                    if members.contains_key(&name) {
                        return Err(A::Error::custom(format_args!("`{name}` is stated twice")));
                    }
                    members.insert(name, value);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(MembersVisitor).map(MembersOf)
    }
}
