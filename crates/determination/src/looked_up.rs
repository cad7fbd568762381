//! Whether looking up found the same of two transactions: what a change of the lists or of the graph touches.

use crate::owned::{HeldShown, OwnedParty, OwnerShown, OwnershipShown};
use crate::screening::{ListedAs, ScreenedParty};
use crate::transaction::Transaction;
use portcullis_screening::{Finding, Score};

impl Transaction {
    /// Whether looking up found the same of its parties as of those of another transaction. Scores do not count, nor
    /// do the documents that the statements of a graph stand in: what they come to does.
    #[must_use]
    pub fn looked_up_as(&self, other: &Self) -> bool {
        self.parties == other.parties
            && self.entry_policies == other.entry_policies
            && settled(&self.screened) == settled(&other.screened)
            && self.owned.len() == other.owned.len()
            && self.owned.iter().zip(&other.owned).all(|(one, other)| is_same(one, other))
    }
}

/// What was found, as far as it counts.
fn settled(screened: &[ScreenedParty]) -> Vec<ScreenedParty> {
    // To be clear is to be as if nobody had looked; where a profile differs there, the party itself does.
    let counts = screened.iter().filter(|party| party.finding != Finding::Clear || !party.hits.is_empty());
    counts.map(|party| ScreenedParty { hits: settled_hits(&party.hits), ..party.clone() }).collect()
}

/// A score shifts with every word that a list gains; what it comes to is what counts.
fn settled_hits(hits: &[ListedAs]) -> Vec<ListedAs> {
    let mut hits: Vec<ListedAs> = hits.iter().map(|hit| ListedAs { score: Score::default(), ..hit.clone() }).collect();
    hits.sort_by(|left, right| (&left.list, &left.entry).cmp(&(&right.list, &right.entry)));
    hits
}

fn is_same(one: &OwnedParty, other: &OwnedParty) -> bool {
    let answers = match (&one.answers, &other.answers) {
        (Some(one), Some(other)) => says_the_same(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let found = |party: &OwnedParty| (party.party.clone(), party.asked.clone(), party.found, party.takes.clone());
    answers && found(one) == found(other) && one.parties == other.parties
}

fn says_the_same(one: &OwnershipShown, other: &OwnershipShown) -> bool {
    let held = |held: &HeldShown| (held.bits, held.certain, held.at_least.clone(), held.at_most.clone());
    let held = |answers: &OwnershipShown| answers.held.iter().map(held).collect::<Vec<_>>();
    let owner = |owner: &OwnerShown| OwnerShown { hits: settled_hits(&owner.hits), ..owner.clone() };
    let owners = |answers: &OwnershipShown| answers.owners.iter().map(owner).collect::<Vec<_>>();
    (one.headquarters, one.parent_seat, &one.steps) == (other.headquarters, other.parent_seat, &other.steps)
        && held(one) == held(other)
        && owners(one) == owners(other)
}
