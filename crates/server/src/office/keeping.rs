//! Contents that nothing names any more are erased.
//!
//! A content is kept because a draft, a filing or a case names it. What was said in a case is erased when its time is over, and not while somebody asked
//! that the records be preserved; its names of documents go with it, and so the contents go here. The log keeps the hashes.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_counter::application_draft::{self, ApplicationDraft};
use portcullis_counter::content::{self, Keeping, Room};
use portcullis_counter::named;
use portcullis_desk::case::CaseNumber;
use portcullis_exchange::House;
use portcullis_gate::Gate;

use super::Office;
use crate::problem::Problem;
use crate::store;

/// For how long a content is kept that nothing names, in milliseconds: a day, since it is brought before it is named.
pub const GRACE: i64 = 24 * 60 * 60 * 1_000;
/// Heads, or drafts, that are read at once.
const AT_ONCE: usize = 100;

impl Office {
    /// Erases the contents that nothing names and that came more than [`GRACE`] ago; how many. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be read or written; what was not erased is, next time.
    pub fn let_go_of_unnamed(&self, gate: &Gate) -> Result<usize, Problem> {
        self.read_on(gate)?;
        let (own, by_cases) = (self.named_by_own(gate)?, self.named_by_cases());
        let before = gate.now().0.saturating_sub(GRACE);
        let (mut erased, mut after) = (0, None);
        loop {
            let heads = store::read(gate, "content_heads", |open| content::heads(open, after, AT_ONCE))?;
            let Some((last, _)) = heads.last() else { return Ok(erased) };
            after = Some(*last);
            for (hash, head) in heads {
                let is_named = |room: &str| match Room::named(room) {
                    Some(Room::Own(_)) => own.contains(&hash.to_hex()),
                    // A house that is across no more is not asked what it names: people decide.
                    Some(Room::From(house)) => by_cases.get(&house).is_none_or(|named| named.contains(&hash.to_hex())),
                    Some(Room::Case(number)) => self.is_attached(&number, &hash.to_hex()),
                    // Of what nothing is known, nothing is erased.
                    None => true,
                };
                let leaves = |room: &str, kept: &Keeping| kept.at.0 < before && !is_named(room);
                // The only writer is left alone where there is nothing to do.
                if !head.rooms.iter().any(|(room, kept)| leaves(room, kept)) {
                    continue;
                }
                let is_erased = store::transact(gate, "content_let_go", |open| content::let_go(open, hash, &leaves))?;
                erased += usize::from(is_erased);
            }
        }
    }

    /// What drafts and filings of this house name, whoever's they are.
    fn named_by_own(&self, gate: &Gate) -> Result<BTreeSet<String>, Problem> {
        let mut found = BTreeSet::new();
        {
            let counter = self.counter();
            let documents = counter.filings().values().flat_map(named::of_filing);
            found.extend(documents.map(|document| document.sha256.clone()));
        }
        let mut after = String::new();
        loop {
            let read = |open: &mut dyn portcullis_journal::store::Transaction| {
                open.documents(application_draft::KIND, &after, AT_ONCE)
            };
            let drafts = store::read(gate, "content_drafts", read)?;
            let Some(last) = drafts.last() else { return Ok(found) };
            last.name.clone_into(&mut after);
            for draft in &drafts {
                let draft = ApplicationDraft::of(draft)?;
                found.extend(draft.application.documents.into_iter().map(|document| document.sha256));
            }
        }
    }

    /// What cases name, by the house across that applied.
    fn named_by_cases(&self) -> BTreeMap<House, BTreeSet<String>> {
        let counter = self.counter();
        let named = |house: &House| {
            let provider = counter.sides().provider(house)?;
            let cases = counter.docket().cases().values().filter(|case| case.state().applicant == *provider);
            let documents = cases.flat_map(named::of_case);
            Some((house.clone(), documents.map(|document| document.sha256.clone()).collect()))
        };
        counter.sides().houses().filter_map(named).collect()
    }

    fn is_attached(&self, number: &CaseNumber, sha256: &str) -> bool {
        let counter = self.counter();
        counter.docket().case(number).is_some_and(|case| named::is_attached(case, sha256))
    }
}
