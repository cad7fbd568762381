//! What every letter has, whatever it says: who sends it, to whom, when, and who signed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What every letter has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Who sends it.
    pub authority: Authority,
    /// The letter's own number.
    pub number: String,
    /// The date it bears.
    pub date: Date,
    /// To whom.
    pub addressee: Addressee,
    /// Who signed it. Letters that decide need two people (see [`crate::Kind::people`]).
    pub signatures: Vec<Signer>,
    /// Where it can be checked, as an address or a sentence.
    pub check_at: Option<String>,
}

/// Who sends a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The name, as the letter speaks of it.
    pub name: String,
    /// Unit and address, a line each.
    pub address: Vec<String>,
    /// How to answer: a mail address, a page.
    pub contact: String,
}

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    /// The name.
    pub name: String,
    /// The address, a line each.
    pub address: Vec<String>,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The name. Two signatures under one name are one person's.
    pub name: String,
    /// The office the person signs in.
    pub capacity: String,
    /// When.
    pub at: Timestamp,
}

/// The frame as templates see it.
#[derive(Serialize)]
pub(crate) struct Fields<'a> {
    authority: &'a Authority,
    letter: Own<'a>,
    addressee: &'a Addressee,
}

#[derive(Serialize)]
struct Own<'a> {
    number: &'a str,
    date: Date,
}

impl Frame {
    /// The fields of the frame that a template may name: `authority`, `letter` and `addressee`.
    pub(crate) fn fields(&self) -> Fields<'_> {
        let own = Own { number: &self.number, date: self.date };
        Fields { authority: &self.authority, letter: own, addressee: &self.addressee }
    }

    /// How many different people signed.
    pub(crate) fn people(&self) -> usize {
        let mut names: Vec<&str> = self.signatures.iter().map(|signer| signer.name.trim()).collect();
        names.sort_unstable();
        names.dedup();
        names.iter().filter(|name| !name.is_empty()).count()
    }

    /// A frame with fictitious names, to look at a template with.
    ///
    /// # Errors
    /// Where the sample that comes with this crate cannot be read, which is a mistake of the crate.
    pub fn sample() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../templates/frame.json"))
    }
}
