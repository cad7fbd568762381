//! What is known besides the name, and what it does to the score.
//!
//! Agreement closes part of the gap to certainty, disagreement takes part of the score away: more evidence for a
//! party never lowers its score, more evidence against it never raises it. What either side leaves out says nothing.

use crate::clean::clean;
use crate::query::Query;
use crate::search::Score;
use crate::vocabulary::SAME;
use portcullis_lists::{Entry, Kind};
use serde::Serialize;

/// A number that two parties share makes them the same, whatever they are called.
pub(crate) const SAME_IDENTIFIER: Score = Score(9_900);

/// One is a company, the other none.
pub(crate) const KIND_DIFFERS: Evidence = Evidence { aspect: Aspect::Kind, agrees: false };

/// What of a query was compared with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Person, organization, ship or aircraft.
    Kind,
    /// The country.
    Country,
    /// A registration number, passport or ship number.
    Identifier,
    /// The address.
    Address,
    /// The date of birth or foundation.
    Date,
}

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// What was compared.
    pub aspect: Aspect,
    /// Whether both sides say the same.
    pub agrees: bool,
}

impl Evidence {
    /// What the evidence makes of a score.
    fn applied_to(self, Score(score): Score) -> Score {
        // In hundredths: of the gap that agreement closes, of the score that disagreement takes.
        let (closes, takes) = match self.aspect {
            Aspect::Kind => (0, 15),
            Aspect::Country => (8, 6),
            Aspect::Identifier => (0, 0),
            Aspect::Address => (15, 0),
            Aspect::Date => (20, 20),
        };
        if self.agrees && self.aspect == Aspect::Identifier {
            return Score(score).max(SAME_IDENTIFIER);
        }
        Score(if self.agrees { score + SAME.saturating_sub(score) * closes / 100 } else { score - score * takes / 100 })
    }
}

/// Compares what is known of the asked and the listed party besides their names.
pub(crate) fn compare(query: &Query<'_>, entry: &Entry) -> Vec<Evidence> {
    let kind = query.kind.filter(|kind| !kind.is_unknown() && !entry.kind.is_unknown());
    let countries = Some(&query.countries).filter(|asked| !asked.is_empty() && !entry.countries.is_empty());
    let date = query.date.as_deref().and_then(year).filter(|_| entry.dates.iter().any(|date| year(date).is_some()));
    let found = [
        kind.map(|kind| (Aspect::Kind, kind == entry.kind)),
        countries.map(|asked| {
            let shares = |listed: &String| asked.iter().any(|country| listed.eq_ignore_ascii_case(country));
            (Aspect::Country, entry.countries.iter().any(shares))
        }),
        shares_identifier(query, entry).then_some((Aspect::Identifier, true)),
        query.address.as_deref().filter(|address| shares_address(address, entry)).map(|_| (Aspect::Address, true)),
        date.map(|asked| (Aspect::Date, entry.dates.iter().any(|listed| year(listed) == Some(asked)))),
    ];
    found.into_iter().flatten().map(|(aspect, agrees)| Evidence { aspect, agrees }).collect()
}

/// The score of the names, with all evidence.
pub(crate) fn weigh(names: Score, evidence: &[Evidence]) -> Score {
    // Against first, then for: the order must not depend on which fields a caller fills.
    let (agreeing, against): (Vec<&Evidence>, Vec<&Evidence>) = evidence.iter().partition(|evidence| evidence.agrees);
    against.iter().chain(&agreeing).fold(names, |score, evidence: &&Evidence| evidence.applied_to(score))
}

/// A kind of persons, for the name to be read as a person's.
pub(crate) fn is_person(kind: Option<Kind>) -> bool {
    kind == Some(Kind::Person)
}

/// A number as it is compared: letters and digits alone, in capitals.
pub(crate) fn identifier(text: &str) -> Option<String> {
    let plain: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    // Shorter numbers are shared by too many.
    (plain.len() >= 5 && plain.bytes().any(|letter| letter.is_ascii_digit())).then_some(plain)
}

fn shares_identifier(query: &Query<'_>, entry: &Entry) -> bool {
    query.identifiers.iter().filter_map(|asked| identifier(asked)).any(|asked| {
        entry.identifiers.iter().any(|listed| identifier(&listed.value).is_some_and(|listed| listed == asked))
    })
}

/// Addresses agree where they share a number and two other words, or three words without numbers.
fn shares_address(asked: &str, entry: &Entry) -> bool {
    let words = |address: &str| -> Vec<String> {
        let plain = clean(address, &foldhash::HashMap::default());
        let words = plain.split([' ', '.']).filter(|word| word.len() >= 3 || word.parse::<u32>().is_ok());
        words.map(str::to_owned).collect()
    };
    let asked = words(asked);
    entry.addresses.iter().any(|listed| {
        let listed = words(listed);
        let shared = asked.iter().filter(|word| listed.contains(word));
        let (numbers, others): (Vec<_>, Vec<_>) = shared.partition(|word| word.parse::<u32>().is_ok());
        others.len() >= 2 && others.len() + numbers.len() >= 3
    })
}

/// The year in a date as published: `1961`, `04 Mar 1961`, `circa 1961`.
fn year(date: &str) -> Option<u16> {
    let years = date.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| digits.len() == 4);
    years.filter_map(|digits| digits.parse().ok()).find(|year| (1_000..2_200).contains(year))
}
