//! What two people found of a customer and a listed party: somebody else, the same, or that it cannot be told.
//!
//! A resolution is a fact with evidence: who found it, who checked it, why, and until when. It speaks of one
//! customer as it was and of one entry as it was; when either changes it no longer applies, and the question
//! is open again. Only that it is somebody else opens anything, and so only that ends without a trace: whom
//! people took for the listed party is in doubt after that finding ends, however unlike the names are by then.
//! Two parties may have one name: what was found of one takes nothing back that was found of the other.

use crate::query::Query;
use crate::threshold::Verdict;
use jiff::civil::Date;
use portcullis_catalog::sha256;
use portcullis_lists::Entry;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What a customer or an entry was when somebody looked at it: a SHA-256, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl Fingerprint {
    /// Of all that is known of the party asked for; the caller's name for the query is no part of it.
    #[must_use]
    pub fn of_query(query: &Query<'_>) -> Self {
        Self::of(&Query { id: None, ..query.clone() })
    }

    /// Of an entry as published.
    #[must_use]
    pub fn of_entry(entry: &Entry) -> Self {
        Self::of(entry)
    }

    fn of(value: &impl Serialize) -> Self {
        // Nothing here can fail to be written: text, numbers, and lists of them.
        let bytes = serde_json::to_vec(value).unwrap_or_default();
        Self(sha256(&bytes))
    }
}

/// What people came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The customer is not the listed party. What is on file without a conclusion says this.
    #[default]
    SomebodyElse,
    /// The customer is the listed party.
    Same,
    /// What is known does not tell.
    CannotTell,
}

impl Conclusion {
    /// Every conclusion.
    pub const ALL: [Self; 3] = [Self::SomebodyElse, Self::Same, Self::CannotTell];

    /// The word that machines read.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SomebodyElse => "somebody_else",
            Self::Same => "same",
            Self::CannotTell => "cannot_tell",
        }
    }

    /// The conclusion of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|conclusion| conclusion.word() == word)
    }

    /// In words, after `it is`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SomebodyElse => "somebody else",
            Self::Same => "the listed party",
            Self::CannotTell => "not possible to tell whether it is the listed party",
        }
    }

    /// Whether it is what is said where nothing is said.
    #[must_use]
    pub fn is_somebody_else(&self) -> bool {
        *self == Self::SomebodyElse
    }

    /// What a match comes to of which this was found: `lapsed` says why it does not apply any more.
    #[must_use]
    pub fn verdict(self, lapsed: Option<Lapse>, by_score: Verdict) -> Verdict {
        match (self, lapsed) {
            (_, Some(Lapse::NotYet)) | (Self::SomebodyElse, Some(_)) => by_score,
            (Self::SomebodyElse, None) => Verdict::Clear,
            (Self::Same, None) => Verdict::Listed,
            (Self::Same, Some(_)) | (Self::CannotTell, _) => by_score.max(Verdict::Possible),
        }
    }
}

/// What two people found of a customer and a listed party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// What they came to.
    #[serde(default, skip_serializing_if = "Conclusion::is_somebody_else")]
    pub conclusion: Conclusion,
    /// The customer, by name.
    pub customer: String,
    /// The customer as it was.
    pub customer_fingerprint: Fingerprint,
    /// The entry, by its source's own name for it.
    pub entry: String,
    /// The list the entry is on.
    pub list: String,
    /// The entry as it was.
    pub entry_fingerprint: Fingerprint,
    /// Why.
    pub because: String,
    /// What shows it: a document, a register extract, a call.
    pub evidence: String,
    /// Who found it.
    pub author: String,
    /// Who checked it.
    pub second: String,
    /// When it was found.
    pub on: Date,
    /// The last day on which it applies.
    pub until: Date,
}

/// Why a resolution does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// The customer's facts are not what they were.
    CustomerChanged,
    /// The entry is not what it was.
    EntryChanged,
    /// It was found later than the day asked about.
    NotYet,
    /// Its last day is past.
    Expired,
}

impl Lapse {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::CustomerChanged => "what is known of the customer has changed",
            Self::EntryChanged => "the entry has changed",
            Self::NotYet => "it was found later",
            Self::Expired => "its last day is past",
        }
    }
}

/// A resolution that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("resolutions, line {line}: {problem}")]
pub struct ResolutionError {
    /// The line.
    pub line: usize,
    /// What is wrong, and the mend.
    pub problem: String,
}

/// The resolutions on file.
#[derive(Debug, Clone, Default)]
pub struct Resolutions {
    /// By customer, then by list and entry; the latest last.
    found: BTreeMap<String, BTreeMap<(String, String), Vec<Resolution>>>,
}

impl Resolution {
    /// Whether it is complete: a reason, evidence, and two people.
    ///
    /// # Errors
    /// What is missing, and the mend.
    pub fn check(&self) -> Result<(), String> {
        for (field, text) in [
            ("because", &self.because),
            ("evidence", &self.evidence),
            ("author", &self.author),
            ("second", &self.second),
        ] {
            if text.trim().is_empty() {
                return Err(format!("`{field}` is empty; a resolution needs a reason, evidence and two people"));
            }
        }
        if same_person(&self.author, &self.second) {
            return Err(format!("`second` is {}, who is also the author; somebody else has to check it", self.second));
        }
        if self.until < self.on {
            return Err(format!(
                "`until` ({}) is before `on` ({}); write the last day it applies",
                self.until, self.on
            ));
        }
        Ok(())
    }

    /// Why it does not apply to this customer and this entry on this day; none where it does.
    #[must_use]
    pub fn lapse(&self, query: &Query<'_>, entry: &Entry, on: Date) -> Option<Lapse> {
        if on < self.on {
            Some(Lapse::NotYet)
        } else if on > self.until {
            Some(Lapse::Expired)
        } else if Fingerprint::of_entry(entry) != self.entry_fingerprint {
            Some(Lapse::EntryChanged)
        } else if Fingerprint::of_query(query) != self.customer_fingerprint {
            Some(Lapse::CustomerChanged)
        } else {
            None
        }
    }
}

impl FromIterator<Resolution> for Resolutions {
    fn from_iter<T: IntoIterator<Item = Resolution>>(found: T) -> Self {
        let mut resolutions = Self::default();
        found.into_iter().for_each(|resolution| resolutions.add(resolution));
        resolutions
    }
}

/// Names of people, compared as people are: neither case nor spaces make two of one.
fn same_person(left: &str, right: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(left) == plain(right)
}

impl Resolutions {
    /// Reads resolutions, one JSON object a line.
    ///
    /// # Errors
    /// When a line is no resolution, or an incomplete one: nothing is read then.
    pub fn parse(text: &str) -> Result<Self, ResolutionError> {
        let mut resolutions = Self::default();
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            let resolution: Resolution = serde_json::from_str(text)
                .map_err(|error| ResolutionError { line, problem: format!("{error}; one JSON object a line") })?;
            resolution.check().map_err(|problem| ResolutionError { line, problem })?;
            resolutions.add(resolution);
        }
        Ok(resolutions)
    }

    /// Whether nobody has found anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Adds one, later than all that are there.
    pub fn add(&mut self, resolution: Resolution) {
        let of_customer = self.found.entry(resolution.customer.clone()).or_default();
        of_customer.entry((resolution.list.clone(), resolution.entry.clone())).or_default().push(resolution);
    }

    /// What was found of those with these names, in the order of names, lists and entries.
    pub fn of_names<'a>(&'a self, names: &'a BTreeSet<String>) -> impl Iterator<Item = &'a Resolution> {
        names.iter().filter_map(|name| self.found.get(name)).flat_map(BTreeMap::values).flatten()
    }

    /// Whether of anybody of this name it was ever found that they are, or may be, a listed party.
    #[must_use]
    pub fn leaves_in_doubt(&self, name: &str) -> bool {
        let mut found = self.found.get(name).into_iter().flat_map(BTreeMap::values).flatten();
        found.any(|one| !one.conclusion.is_somebody_else())
    }

    /// What was found about a customer and an entry, and why it does not apply: the latest that applies. Where none does, or where the last word on this
    /// very customer takes back that it is somebody else: the latest of the last words on anybody of the name that leave it in doubt. Where there is no
    /// doubt: the last one.
    #[must_use]
    pub fn find(&self, query: &Query<'_>, entry: &Entry, on: Date) -> Option<(&Resolution, Option<Lapse>)> {
        let found = self.found.get(&*query.name)?.get(&(entry.list.clone(), entry.id.clone()))?;
        let applies = found.iter().rev().find(|one| one.lapse(query, entry, on).is_none());
        if let Some(one) = applies.filter(|one| !one.conclusion.is_somebody_else()) {
            return Some((one, None));
        }
        let mut heard = BTreeSet::new();
        // Only another finding about the same party takes one back: a name alone does not say who was looked at.
        let mut last_words = found.iter().rev().filter(|one| one.on <= on && heard.insert(&one.customer_fingerprint));
        let doubt = last_words.find(|one| {
            let counts = applies.is_none_or(|exact| exact.customer_fingerprint == one.customer_fingerprint);
            counts && !one.conclusion.is_somebody_else()
        });
        doubt.or(applies).or_else(|| found.last()).map(|one| (one, one.lapse(query, entry, on)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn entry() -> Entry {
        Entry { id: "7".into(), list: "EL".into(), name: "Acme Trading".into(), ..Entry::default() }
    }

    fn resolution() -> Resolution {
        Resolution {
            conclusion: Conclusion::SomebodyElse,
            customer: "Acme Bakery".into(),
            customer_fingerprint: Fingerprint::of_query(&Query::named("Acme Bakery")),
            entry: "7".into(),
            list: "EL".into(),
            entry_fingerprint: Fingerprint::of_entry(&entry()),
            because: "a bakery in another country".into(),
            evidence: "register extract 12".into(),
            author: "Ann Example".into(),
            second: "Ben Sample".into(),
            on: jiff::civil::date(2026, 1, 10),
            until: jiff::civil::date(2026, 12, 31),
        }
    }

    #[test]
    fn it_is_dropped_when_anything_changes() {
        let day = jiff::civil::date(2026, 6, 1);
        let query = Query::named("Acme Bakery");
        assert_eq!(resolution().lapse(&query, &entry(), day), None);
        let moved = Query { countries: vec!["CN".into()], ..query.clone() };
        assert_eq!(resolution().lapse(&moved, &entry(), day), Some(Lapse::CustomerChanged));
        let amended = Entry { remarks: Some("amended".into()), ..entry() };
        assert_eq!(resolution().lapse(&query, &amended, day), Some(Lapse::EntryChanged));
        assert_eq!(resolution().lapse(&query, &entry(), jiff::civil::date(2027, 1, 1)), Some(Lapse::Expired));
        assert_eq!(resolution().lapse(&query, &entry(), jiff::civil::date(2026, 1, 9)), Some(Lapse::NotYet));
        assert_eq!(resolution().lapse(&query, &entry(), jiff::civil::date(2026, 12, 31)), None, "the last day counts");
    }

    #[test]
    fn only_that_it_is_somebody_else_opens() {
        use Verdict::{Clear, Listed, Possible};
        let lapsed = [Lapse::CustomerChanged, Lapse::EntryChanged, Lapse::Expired];
        for by_score in [Clear, Possible, Listed] {
            assert_eq!(Conclusion::SomebodyElse.verdict(None, by_score), Clear);
            assert_eq!(Conclusion::Same.verdict(None, by_score), Listed);
            assert_eq!(Conclusion::CannotTell.verdict(None, by_score), by_score.max(Possible));
            for why in lapsed {
                assert_eq!(Conclusion::SomebodyElse.verdict(Some(why), by_score), by_score);
                assert_eq!(Conclusion::Same.verdict(Some(why), by_score), by_score.max(Possible));
            }
            for conclusion in Conclusion::ALL {
                assert_eq!(conclusion.verdict(Some(Lapse::NotYet), by_score), by_score);
                assert_eq!(Conclusion::from_word(conclusion.word()), Some(conclusion));
            }
        }
    }

    #[test]
    fn what_is_on_file_without_a_conclusion_says_somebody_else() {
        let line = serde_json::to_string(&resolution()).unwrap();
        assert!(!line.contains("conclusion"), "{line}");
        assert_eq!(serde_json::from_str::<Resolution>(&line).unwrap(), resolution());
        let same = Resolution { conclusion: Conclusion::Same, ..resolution() };
        assert_eq!(serde_json::from_str::<Resolution>(&serde_json::to_string(&same).unwrap()).unwrap(), same);
    }

    /// A day of 2026, as far as a small number says.
    fn day(number: i8) -> Date {
        jiff::civil::date(2026, 6, 1 + number)
    }

    fn customer(number: u8) -> Query<'static> {
        Query { countries: vec![["NL", "JP", "SG"][usize::from(number)].into()], ..Query::named("Acme Bakery") }
    }

    fn version(number: u8) -> Entry {
        Entry { remarks: Some(format!("version {number}")), ..entry() }
    }

    fn any_finding() -> impl Strategy<Value = Resolution> {
        (0..3_usize, 0..3_u8, 0..2_u8, 0..4_i8, 0..4_i8).prop_map(|(conclusion, of, entry, on, lasts)| Resolution {
            conclusion: Conclusion::ALL[conclusion],
            customer_fingerprint: Fingerprint::of_query(&customer(of)),
            entry_fingerprint: Fingerprint::of_entry(&version(entry)),
            on: day(on),
            until: day(on + lasts),
            ..resolution()
        })
    }

    fn any_score() -> impl Strategy<Value = Verdict> {
        prop_oneof![Just(Verdict::Clear), Just(Verdict::Possible), Just(Verdict::Listed)]
    }

    fn verdict(all: &[Resolution], query: &Query<'_>, entry: &Entry, on: Date, by_score: Verdict) -> Verdict {
        let all: Resolutions = all.iter().cloned().collect();
        all.find(query, entry, on).map_or(by_score, |(one, lapsed)| one.conclusion.verdict(lapsed, by_score))
    }

    /// The same from the words alone, and slowly.
    fn said(all: &[Resolution], query: &Query<'_>, entry: &Entry, on: Date, by_score: Verdict) -> Verdict {
        let has_begun = |one: &Resolution| on >= one.on;
        let is_own = |one: &Resolution| one.customer_fingerprint == Fingerprint::of_query(query);
        let is_exact = |one: &Resolution| {
            is_own(one) && has_begun(one) && on <= one.until && one.entry_fingerprint == Fingerprint::of_entry(entry)
        };
        let is_taken_back = |place: usize| {
            let later = &all[place + 1..];
            later.iter().any(|other| has_begun(other) && other.customer_fingerprint == all[place].customer_fingerprint)
        };
        let doubts: Vec<_> = (0..all.len())
            .filter(|place| has_begun(&all[*place]) && !is_taken_back(*place))
            .filter(|place| all[*place].conclusion != Conclusion::SomebodyElse)
            .collect();
        let exact = (0..all.len()).filter(|place| is_exact(&all[*place])).max().map(|place| all[place].conclusion);
        match exact {
            Some(Conclusion::Same) => Verdict::Listed,
            Some(Conclusion::SomebodyElse) if !doubts.iter().any(|place| is_own(&all[*place])) => Verdict::Clear,
            None if doubts.is_empty() => by_score,
            _ => by_score.max(Verdict::Possible),
        }
    }

    #[test]
    fn what_is_found_of_another_of_the_name_takes_nothing_back() {
        let found = |number, conclusion| Resolution {
            conclusion,
            customer_fingerprint: Fingerprint::of_query(&customer(number)),
            ..resolution()
        };
        let all = [found(0, Conclusion::Same), found(1, Conclusion::SomebodyElse)];
        let told = |number| verdict(&all, &customer(number), &entry(), day(0), Verdict::Clear);
        assert_eq!([told(0), told(1)], [Verdict::Listed, Verdict::Clear], "each is who was looked at");
        assert_eq!(told(2), Verdict::Possible, "neither was looked at, and one of the name was the listed party");
        let all = [found(0, Conclusion::Same), found(0, Conclusion::SomebodyElse)];
        assert_eq!(verdict(&all, &customer(2), &entry(), day(0), Verdict::Clear), Verdict::Clear, "taken back");
    }

    #[test]
    fn those_of_a_name_are_found_by_it() {
        let named = |customer: &str, entry: &str| Resolution {
            customer: customer.to_owned(),
            entry: entry.to_owned(),
            ..resolution()
        };
        let all: Resolutions =
            [named("B", "2"), named("C", "1"), named("A", "9"), named("B", "1")].into_iter().collect();
        let names = ["A", "B", "D"].map(str::to_owned).into();
        let found: Vec<_> = all.of_names(&names).map(|one| (&*one.customer, &*one.entry)).collect();
        assert_eq!(found, [("A", "9"), ("B", "1"), ("B", "2")]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_was_found_is_what_the_words_say(
            all in vec(any_finding(), 0..6), of in 0..3_u8, entry in 0..2_u8, on in 0..8_i8, by_score in any_score(),
        ) {
            let (query, entry, on) = (customer(of), version(entry), day(on));
            prop_assert_eq!(verdict(&all, &query, &entry, on, by_score), said(&all, &query, &entry, on, by_score));
        }

        /// However many of its name are somebody else or the listed party: nobody is let in for what another is.
        #[test]
        fn nothing_found_of_another_opens(
            all in vec(any_finding(), 0..6), of in 0..3_u8, entry in 0..2_u8, on in 0..8_i8, by_score in any_score(),
        ) {
            let (query, entry, on) = (customer(of), version(entry), day(on));
            let fingerprint = Fingerprint::of_query(&query);
            let own: Vec<_> = all.iter().filter(|one| one.customer_fingerprint == fingerprint).cloned().collect();
            let alone = verdict(&own, &query, &entry, on, by_score);
            prop_assert!(verdict(&all, &query, &entry, on, by_score) >= alone);
        }
    }

    #[test]
    fn one_person_is_not_two() {
        let alone = Resolution { second: " ann  example".into(), ..resolution() };
        assert!(alone.check().unwrap_err().contains("somebody else"));
        let line = serde_json::to_string(&alone).unwrap();
        assert_eq!(Resolutions::parse(&line).unwrap_err().line, 1);
    }
}
