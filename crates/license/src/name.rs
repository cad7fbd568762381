//! Names that must not be confused with one another: a reservation is never taken for a license.
//!
//! [`names!`](crate::names) makes the types, here and wherever else something has a name of its own; a [`NameRule`] says which texts are names.

use std::sync::Arc;

/// The longest name, in bytes: enough for a UUID with a prefix or a company's registered name, small enough for an index key of any database.
pub const MOST_BYTES: usize = 200;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is {is_not} 1 to {most} {of}")]
pub struct NameError {
    found: String,
    is_not: &'static str,
    most: usize,
    of: &'static str,
}

/// Which texts are names of one kind.
#[derive(Debug, Clone, Copy)]
pub struct NameRule {
    /// What another text is told before the bounds: `not a name: a name has`.
    pub is_not: &'static str,
    /// The most bytes a name has; the fewest are 1.
    pub most: usize,
    /// What it is told after them: `letters and digits`.
    pub of: &'static str,
    /// Whether a text within the bounds is a name.
    pub fits: fn(&str) -> bool,
}

impl NameRule {
    /// The text, if it is a name.
    ///
    /// # Errors
    /// [`NameError`] where it is none. It quotes no more of the text than a name could have.
    pub fn check(self, text: &str) -> Result<Arc<str>, NameError> {
        let Self { is_not, most, of, fits } = self;
        if (1..=most).contains(&text.len()) && fits(text) {
            return Ok(text.into());
        }
        Err(NameError { found: text.chars().take(most).collect(), is_not, most, of })
    }
}

/// Whether a text has no control characters and no space at either end: for names that somebody else chose.
#[must_use]
pub fn is_printable(text: &str) -> bool {
    text.trim() == text && !text.chars().any(char::is_control)
}

const NAME: NameRule = NameRule {
    is_not: "not a name: a name has",
    most: MOST_BYTES,
    of: "bytes, no control characters, and no space at either end",
    fits: is_printable,
};

/// Types of names, each a text that keeps a [`NameRule`], written as that text in JSON. Where it is used, `serde` and `schemars` are dependencies.
#[macro_export]
macro_rules! names {
    ($rule:expr; $($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(::std::sync::Arc<str>);

        impl $name {
            /// Checks and makes the name.
            ///
            /// # Errors
            /// [`NameError`]($crate::name::NameError) where the text is none, with the rule.
            pub fn new(text: &str) -> Result<Self, $crate::name::NameError> {
                $crate::name::NameRule::check($rule, text).map(Self)
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::name::NameError;
            fn try_from(text: String) -> Result<Self, $crate::name::NameError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }

        impl ::std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(out, "{:?}", &*self.0)
            }
        }
    )*};
}

names! {
    NAME;
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
