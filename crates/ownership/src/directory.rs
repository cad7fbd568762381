//! Who of a graph is asked for: parties by their name and by their identifiers, without going through all of them.

use crate::graph::Graph;
use crate::model::PartyIndex;
use foldhash::fast::FixedState;
use std::hash::BuildHasher as _;

/// Letters and digits of a legal entity identifier.
const LEI_LENGTH: usize = 20;

/// The names and the identifiers of a graph, in order. Twelve bytes a name, so that a graph of a million parties is
/// ready in a fraction of a second.
#[derive(Debug, Default)]
pub struct Directory {
    /// Hashes of normalised names, with whose they are.
    names: Vec<(u64, PartyIndex)>,
    /// Whose legal entity identifiers there are, and where the identifier stands among all ids of the graph.
    leis: Vec<(PartyIndex, u32)>,
}

/// A name as it is compared: small letters and digits; signs and case are forgiven, every word counts.
///
/// `Pte. Ltd.` is `pte ltd`, and `S.A.` is `sa`. Empty where the name holds no letter and no digit.
#[must_use]
pub fn normalised(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut gap = false;
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            if std::mem::take(&mut gap) && !plain.is_empty() {
                plain.push(' ');
            }
            plain.extend(letter.to_lowercase());
        } else {
            // Points and apostrophes stand within words.
            gap |= !matches!(letter, '.' | '\'' | '’');
        }
    }
    plain
}

impl Directory {
    /// The directory of a graph.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let hash = |party| Some((hash_of(graph.party(party).name)?, party));
        let mut names: Vec<(u64, PartyIndex)> = graph.parties().filter_map(hash).collect();
        names.sort_unstable();
        let ids = graph.every_id().zip(0_u32..).filter(|((id, _), _)| is_lei(id));
        let mut leis: Vec<(PartyIndex, u32)> = ids.map(|((_, party), place)| (party, place)).collect();
        leis.sort_unstable();
        Self { names, leis }
    }

    /// The parties of the graph whose name is this one, but for case and signs; in the order of their ids.
    #[must_use]
    pub fn named(&self, graph: &Graph, name: &str) -> Vec<PartyIndex> {
        let Some(hash) = hash_of(name) else { return Vec::new() };
        let wanted = normalised(name);
        let start = self.names.partition_point(|(known, _)| *known < hash);
        let same = self.names.iter().skip(start).take_while(|(known, _)| *known == hash).map(|(_, party)| *party);
        same.filter(|party| normalised(graph.party(*party).name) == wanted).collect()
    }

    /// The legal entity identifiers of a party. Its other ids are names that a source gave it, and no numbers that
    /// anybody else would know it by.
    pub fn identifiers<'g>(&self, graph: &'g Graph, party: PartyIndex) -> impl Iterator<Item = &'g str> {
        let start = self.leis.partition_point(|(known, _)| *known < party);
        let own = self.leis.iter().skip(start).take_while(move |(known, _)| *known == party);
        own.filter_map(|(_, place)| graph.id_at(*place))
    }
}

fn hash_of(name: &str) -> Option<u64> {
    let plain = normalised(name);
    (!plain.is_empty()).then(|| FixedState::with_seed(0).hash_one(plain.as_str()))
}

/// Eighteen capitals and digits, and two digits that check them (ISO 17442); the check itself is left to the sources.
fn is_lei(id: &str) -> bool {
    let (body, check) = id.split_at_checked(LEI_LENGTH - 2).unwrap_or((id, ""));
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    check.len() == 2 && body.bytes().all(plain) && check.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::{GraphBuilder, PartyStatement};

    #[test]
    fn signs_and_case_are_forgiven_and_words_are_not() {
        assert_eq!(normalised("  Harborlight  Compute Pte. Ltd. "), "harborlight compute pte ltd");
        assert_eq!(normalised("Acme-Trading, S.A."), normalised("ACME TRADING SA"));
        assert_ne!(normalised("Acme Trading"), normalised("Acme Trading Ltd"));
        assert_eq!(normalised("深圳市"), "深圳市");
        assert_eq!(normalised("— & —"), "");
    }

    #[test]
    fn parties_are_found_by_name_and_a_name_without_letters_is_nobodys() {
        let mut builder = GraphBuilder::new();
        for (id, name) in [("1", "Twin Ltd."), ("2", "TWIN LTD"), ("3", "Other"), ("4", "--"), ("5", "—")] {
            builder.party(&PartyStatement { id, name: Some(name), ..PartyStatement::default() }).unwrap();
        }
        builder.same("3", "5493001KJTIIGC8Y1R12").unwrap();
        let graph = builder.finish();
        let directory = Directory::of(&graph);
        let found = |name: &str| -> Vec<&str> {
            directory.named(&graph, name).into_iter().map(|party| graph.party(party).id).collect()
        };
        assert_eq!((found("twin ltd"), found("Twin"), found("--")), (vec!["1", "2"], vec![], vec![]));
        let other = graph.find("3").unwrap();
        assert_eq!(directory.identifiers(&graph, other).collect::<Vec<_>>(), ["5493001KJTIIGC8Y1R12"]);
        assert_eq!(directory.identifiers(&graph, graph.find("1").unwrap()).count(), 0);
    }
}
