//! What people found of a party and an entry of a list, from the proposal to the record.
//!
//! It speaks of both as they are when it is proposed. Where either changes before the second person agrees, nobody has looked at what is there now.

use jiff::civil::Date;
use portcullis_gate::Served;
use portcullis_license::operation::Signed;
use portcullis_lists::{Entry, Kind as PartyKind};
use portcullis_screening::{Conclusion, Fingerprint, Query, Resolution};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::{Kind, Problem};

/// The longest reason, and the longest evidence, in bytes: what a determination rests on is recorded with it.
const MOST_TEXT: usize = 1_000;

/// What people found of a party and an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToResolve {
    /// The party's name, exactly as it is screened.
    pub name: String,
    /// What it is, where it is screened as that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub kind: Option<PartyKind>,
    /// Where it is, as ISO 3166-1 alpha-2 codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Registration numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// The list.
    pub list: String,
    /// The entry, by its source's own name for it.
    pub entry: String,
    /// What it comes to: `somebody_else`, `same` or `cannot_tell`.
    #[schemars(with = "String")]
    pub conclusion: Conclusion,
    /// Why.
    pub because: String,
    /// What shows it: a document, a register extract, a call.
    pub evidence: String,
    /// The last day on which it applies.
    #[schemars(with = "String")]
    pub until: Date,
    /// The party and the entry as they were looked at, and the day; filled in when it is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// What was looked at, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    /// The party, by its fingerprint.
    #[schemars(with = "String")]
    pub party: Fingerprint,
    /// The entry, by its fingerprint.
    #[schemars(with = "String")]
    pub entry: Fingerprint,
    /// The day.
    #[schemars(with = "String")]
    pub on: Date,
}

impl ToResolve {
    /// The party, as it is looked up.
    pub fn query(&self) -> Query<'_> {
        Query {
            kind: self.kind,
            countries: self.countries.iter().map(|code| code.as_str().into()).collect(),
            identifiers: self.identifiers.iter().map(|number| number.as_str().into()).collect(),
            ..Query::named(&self.name)
        }
    }

    /// The same with what it speaks of, as that is today.
    ///
    /// # Errors
    /// [`Problem`] where a text is missing or too long, the last day is past, or there is no such entry.
    pub fn settled(self, served: &Served, today: Date) -> Result<Self, Problem> {
        for (field, text) in [("name", &self.name), ("because", &self.because), ("evidence", &self.evidence)] {
            if text.trim().is_empty() || text.len() > MOST_TEXT {
                return Err(Problem::malformed(format!("{field}: write 1 to {MOST_TEXT} bytes")));
            }
        }
        if self.until < today {
            let why = format!("until: {} is past; write the last day on which it applies", self.until);
            return Err(Problem::malformed(why));
        }
        if self.seen.as_ref().is_some_and(|seen| seen.on != today) {
            return Err(Problem::malformed("seen: a finding is of today; leave `seen` out, and it is filled in"));
        }
        let seen = self.now(served, today)?;
        match &self.seen {
            Some(before) if *before != seen => Err(changed()),
            _ => Ok(Self { seen: Some(seen), ..self }),
        }
    }

    /// Whether the party and the entry are still what was looked at.
    ///
    /// # Errors
    /// [`Problem`] where they are not.
    pub fn is_still_so(&self, served: &Served) -> Result<(), Problem> {
        let seen = self.seen.as_ref().ok_or_else(changed)?;
        if self.now(served, seen.on)? == *seen { Ok(()) } else { Err(changed()) }
    }

    /// As it is kept, once two people stand behind it.
    ///
    /// # Errors
    /// [`Problem`] where there is no second person, or nothing was looked at.
    pub fn resolution(self, signed: &Signed) -> Result<Resolution, Problem> {
        let Seen { party, entry, on } = self.seen.ok_or_else(changed)?;
        let second = signed.second.as_ref().ok_or_else(|| Problem::new(Kind::Forbidden, "it takes a second person"))?;
        Ok(Resolution {
            conclusion: self.conclusion,
            customer: self.name,
            customer_fingerprint: party,
            entry: self.entry,
            list: self.list,
            entry_fingerprint: entry,
            because: self.because,
            evidence: self.evidence,
            author: signed.by.to_string(),
            second: second.to_string(),
            on,
            until: self.until,
        })
    }

    /// What it speaks of, as the lists that serve have it.
    fn now(&self, served: &Served, on: Date) -> Result<Seen, Problem> {
        let entry = find(served, &self.list, &self.entry)?;
        Ok(Seen { party: Fingerprint::of_query(&self.query()), entry: Fingerprint::of_entry(entry), on })
    }
}

fn changed() -> Problem {
    let why = "the party or the entry of the list is not what was looked at any more: open the party again, compare, and propose anew";
    Problem::new(Kind::Refused, why)
}

/// An entry of the lists that serve.
///
/// # Errors
/// [`Problem`] where there is none, or two sources have one each and differ.
pub(crate) fn find<'a>(served: &'a Served, list: &str, entry: &str) -> Result<&'a Entry, Problem> {
    let lists = served.engine.served_lists();
    let lists =
        lists.ok_or_else(|| Problem::new(Kind::Unavailable, "no lists serve: set `lists` to a folder of them"))?;
    let mut named = lists.screener.entries().iter().filter(|one| one.list == list && one.id == entry);
    let first = named.next().ok_or_else(|| Problem::not_found(format!("entry {entry} of the list {list}")))?;
    if named.all(|other| other == first) {
        return Ok(first);
    }
    let why = format!("entry: two sources have an entry {entry} on {list}, and differ; keep the list of one of them");
    Err(Problem::new(Kind::Refused, why))
}
