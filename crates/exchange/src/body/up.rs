//! What a provider tells an authority.

use jiff::civil::Date;
use portcullis_license::{Amount, Balance, Instant, LicenseNumber, LineName, Person};
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

use super::Check;
use crate::name::Reference;
use crate::spelled;

/// A document by its name and digest; its bytes are fetched by the authority ([`crate::ask`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDocument {
    /// Its name.
    pub name: String,
    /// What it is: `contract`, `technical_description`, …
    pub kind: String,
    /// Its media type (RFC 6838).
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    #[serde(with = "spelled::hex")]
    pub sha256: Hash,
    /// The last day on which it can be relied on; left out, it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

/// A filed application: complete, certified, signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The applicant's own name for it, which no other of its applications has.
    pub reference: Reference,
    /// The application as it was filed.
    pub filed: Value,
}

/// An application as it is from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// The case.
    pub case: Reference,
    /// The whole application as it was filed anew.
    pub filed: Value,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The case.
    pub case: Reference,
    /// Who says so.
    pub by: Person,
    /// The number of the question in the case.
    pub question: u32,
    /// What is answered.
    pub text: String,
    /// Documents that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<NamedDocument>,
}

/// The application is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The case.
    pub case: Reference,
    /// Who says so.
    pub by: Person,
    /// Why.
    pub reason: String,
}

/// The response to a notice of intent to deny (15 CFR 750.6, recalled and not read).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The case.
    pub case: Reference,
    /// Who says so.
    pub by: Person,
    /// What speaks against the denial.
    pub text: String,
    /// Documents that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<NamedDocument>,
}

/// An appeal (15 CFR part 756, recalled and not read).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    /// The case.
    pub case: Reference,
    /// Who says so.
    pub by: Person,
    /// Why the decision is wrong.
    pub text: String,
    /// Documents that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<NamedDocument>,
}

/// A license is given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surrender {
    /// The license.
    pub license: LicenseNumber,
    /// Who says so.
    pub by: Person,
    /// Why.
    pub reason: String,
}

/// What was used under a license in a period, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// The license.
    pub license: LicenseNumber,
    /// The first moment of the period.
    pub from: Instant,
    /// The first moment after it.
    pub until: Instant,
    /// Each line of the license that was used, or all of them.
    pub lines: BTreeMap<LineName, LineUsage>,
    /// All lines together, as they stand at the end of the period.
    pub balance: Balance,
}

/// What was used of a line in a period. Amounts are strings of decimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineUsage {
    /// Used in the period within what was granted.
    pub used: Amount,
    /// Used in the period beyond what was reserved.
    pub breach: Amount,
    /// The line as it stands at the end of the period.
    pub balance: Balance,
}

/// A checkpoint of the provider's log (<https://c2sp.org/tlog-checkpoint>).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The signed note.
    pub note: String,
    /// That its tree grew out of one that was told before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consistency: Option<Consistency>,
}

/// That a tree grew out of a smaller one (RFC 6962 section 2.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consistency {
    /// The size of the smaller tree, in leaves.
    pub from: u64,
    /// The proof.
    #[serde(with = "spelled::proof")]
    pub hashes: Vec<Hash>,
}

/// A report that a condition asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The license.
    pub license: LicenseNumber,
    /// Who says so.
    pub by: Person,
    /// The condition that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Reference>,
    /// The provider's own name for the report.
    pub reference: Reference,
    /// What it says.
    pub text: String,
    /// Documents that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<NamedDocument>,
}

/// A condition or an amount was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// The license.
    pub license: LicenseNumber,
    /// Who says so.
    pub by: Person,
    /// The condition that was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Reference>,
    /// The line, where it is about an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineName>,
    /// What was used beyond what was granted, where it is about an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// When it was noticed.
    pub noticed: Instant,
    /// What happened, and what was done about it.
    pub text: String,
}

impl Check for Usage {
    fn check(&self) -> Result<(), String> {
        if self.from >= self.until {
            return Err(format!("its period ends at {}, not after it begins at {}", self.until, self.from));
        }
        if self.lines.is_empty() {
            return Err(
                "it names no line of the license: name each that was used, with zeroes where none was".to_owned()
            );
        }
        // Used beyond a line's grant is no use of it, so a period cannot have used more of a line than the line has used.
        let over = self.lines.iter().find(|(_, line)| line.balance.used.minus(line.used).is_none());
        over.map_or(Ok(()), |(line, _)| Err(format!("line `{line}` used more in the period than it has used at all")))
    }
}

impl Check for Breach {
    fn check(&self) -> Result<(), String> {
        match (&self.condition, &self.line, &self.amount) {
            (_, Some(_), Some(_)) | (Some(_), None, None) => Ok(()),
            _ => Err("it is about a condition, or about a line and an amount, or both: name them".to_owned()),
        }
    }
}

impl Check for Application {}
impl Check for Amendment {}
impl Check for Answer {}
impl Check for Withdrawal {}
impl Check for Response {}
impl Check for Appeal {}
impl Check for Surrender {}
impl Check for Checkpoint {}
impl Check for Report {}
