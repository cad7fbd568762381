//! What letters say: for each kind of letter the fields that its template may name.
//!
//! A kind is a row of one table below: its name, how many people must have signed, and its fields. The built-in template of a kind is
//! `templates/NAME.toml`, and `templates/NAME.json` is a sample of its fields, with everything in it that can be there.

mod application;
mod authority;
mod license;

use std::fmt;
use std::str::FromStr;

use minijinja::Value;
use serde_json::Value as Json;

pub use application::{
    Acknowledgement, Application, Denial, InformationRequest, IntentToDeny, IntentWithdrawn, Item, NoLicenseNeeded,
    Participant, Received, Referral, ReturnAtCounter, ReturnWithoutAction, WithdrawalConfirmed,
};
pub use authority::{AppealDecision, AppealWithdrawn, InspectionNotice, Preservation};
pub use license::{Amendment, Change, Condition, License, LicenseOf, Reinstatement, Revocation, Suspension};

/// One row for each kind of letter: its fields, its name, the people who must have signed, what it is.
macro_rules! letters {
    ($($kind:ident, $name:literal, $people:literal, $means:literal;)*) => {
        /// Which letter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $means] $kind,)* }

        /// What a letter says, by kind.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Content { $(#[doc = $means] $kind($kind),)* }

        impl Kind {
            /// All kinds, in the order a case meets them.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name: of the template's file, and where a template is chosen.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// How many different people must have signed: two where it decides for good or opens a gate, one where it acts at once, none
            /// where it only tells.
            #[must_use]
            pub fn people(self) -> usize {
                match self { $(Self::$kind => $people),* }
            }

            /// The template that comes with this crate.
            #[must_use]
            pub fn builtin(self) -> &'static str {
                match self { $(Self::$kind => include_str!(concat!("../templates/", $name, ".toml"))),* }
            }

            fn sample(self) -> &'static str {
                match self { $(Self::$kind => include_str!(concat!("../templates/", $name, ".json"))),* }
            }
        }

        impl Content {
            /// Which letter it is for.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind),* }
            }

            /// Reads the fields of a letter of a kind.
            ///
            /// # Errors
            /// Where a field is missing, unknown or of another type.
            pub fn from_json(kind: Kind, fields: Json) -> Result<Self, serde_json::Error> {
                match kind { $(Kind::$kind => serde_json::from_value(fields).map(Self::$kind)),* }
            }

            /// The fields as JSON.
            ///
            /// # Errors
            /// None that these types can have.
            pub fn to_json(&self) -> Result<Json, serde_json::Error> {
                match self { $(Self::$kind(fields) => serde_json::to_value(fields)),* }
            }

            /// The fields as a template reads them.
            pub(crate) fn fields(&self) -> Value {
                match self { $(Self::$kind(fields) => minijinja::value::Serde(fields).into()),* }
            }
        }
    };
}

letters! {
    Acknowledgement, "acknowledgement", 0, "An application has arrived and is registered.";
    InformationRequest, "information_request", 0, "The applicant is asked for what is missing.";
    Referral, "referral", 0, "An agency is asked for its recommendation.";
    License, "license", 2, "An application is approved, with conditions.";
    IntentToDeny, "intent_to_deny", 2, "Notice that an application is to be denied.";
    Denial, "denial", 2, "An application is denied.";
    IntentWithdrawn, "intent_withdrawn", 1, "A notice that an application is to be denied is withdrawn.";
    ReturnAtCounter, "return_at_counter", 1, "An application is returned without action before it is registered.";
    ReturnWithoutAction, "return_without_action", 2, "An application is returned without action.";
    NoLicenseNeeded, "no_license_needed", 2, "What was applied for needs no license.";
    WithdrawalConfirmed, "withdrawal_confirmed", 0, "An application was withdrawn by the applicant.";
    Amendment, "amendment", 2, "A license is changed.";
    Suspension, "suspension", 1, "A license is suspended.";
    Reinstatement, "reinstatement", 2, "A suspended license is in force again.";
    Revocation, "revocation", 2, "A license is revoked.";
    InspectionNotice, "inspection_notice", 1, "Records or a place are to be inspected.";
    Preservation, "preservation", 1, "Records must not be destroyed.";
    AppealDecision, "appeal_decision", 2, "An appeal is decided.";
    AppealWithdrawn, "appeal_withdrawn", 0, "An appeal was withdrawn by the applicant.";
}

impl Content {
    /// Fictitious fields of a kind of letter, with everything in them that can be there: to look at a template with, and what checks it.
    ///
    /// # Errors
    /// Where the sample that comes with this crate cannot be read, which is a mistake of the crate.
    pub fn sample(kind: Kind) -> Result<Self, serde_json::Error> {
        Self::from_json(kind, serde_json::from_str(kind.sample())?)
    }

    /// The sample without what can be absent, and with its lists empty.
    pub(crate) fn bare(kind: Kind) -> Result<Self, serde_json::Error> {
        let mut fields: Json = serde_json::from_str(kind.sample())?;
        for pointer in pointers(&fields) {
            let mut without = fields.clone();
            let Some(place) = without.pointer_mut(&pointer) else { continue };
            *place = if place.is_array() { Json::Array(Vec::new()) } else { Json::Null };
            if Self::from_json(kind, without.clone()).is_ok() {
                fields = without;
            }
        }
        Self::from_json(kind, fields)
    }
}

/// The JSON pointers of all fields outside lists, outer ones first.
fn pointers(fields: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), fields)];
    while let Some((at, value)) = open.pop() {
        for (name, value) in value.as_object().into_iter().flatten() {
            let pointer = format!("{at}/{name}");
            open.push((pointer.clone(), value));
            found.push(pointer);
        }
    }
    found
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A name that no letter has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no letter {0:?}: the letters are {all}", all = Kind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownKind(String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        let found = Self::ALL.iter().copied().find(|kind| kind.name() == name);
        found.ok_or_else(|| UnknownKind(name.chars().take(60).collect()))
    }
}
