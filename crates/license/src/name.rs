//! Names that must not be confused with one another: a reservation is never taken for a license.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest name, in bytes: enough for a UUID with a prefix or a company's registered name, small enough for an index key of any database.
pub const MOST_BYTES: usize = 200;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a name: a name has 1 to {MOST_BYTES} bytes, no control characters, and no space at either end")]
pub struct NameError(String);

fn checked(text: &str) -> Result<Arc<str>, NameError> {
    let fits =
        !text.is_empty() && text.len() <= MOST_BYTES && text.trim() == text && !text.chars().any(char::is_control);
    if fits { Ok(text.into()) } else { Err(NameError(text.chars().take(MOST_BYTES).collect())) }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks and makes the name.
            ///
            /// # Errors
            /// [`NameError`] where the text is empty, too long, or has control characters or outer spaces.
            pub fn new(text: &str) -> Result<Self, NameError> {
                checked(text).map(Self)
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
    /// The caller's name for one operation, chosen before it is sent, so that sending it again is the same operation. A reservation and the lease
    /// that it begins are known by the id of the operation that made them.
    OperationId
    /// A license's number, as its authority writes it.
    LicenseNumber
    /// A line of a license: one scope of items with an amount of its own.
    LineName
    /// A customer with its affiliates, who share what any of them may use.
    Group
    /// Who runs the chips: the licensee.
    Provider
    /// A place where chips stand, as the license names it.
    Site
    /// One interconnected cluster of chips.
    Cluster
    /// Who did something: a person of an authority or a provider, or a system of theirs.
    Person
}
