//! What an authority tells a provider of documents: that one has arrived, whole.

use std::collections::BTreeSet;

use portcullis_exchange::body::Arrival;
use portcullis_exchange::{Body, House, Reference};
use portcullis_journal::Submission;
use portcullis_log::Hash;

use super::Clerk;
use crate::cause::Cause;
use crate::named;

/// The kind of message that tells of an arrival.
const KIND: &str = "arrival";

impl Clerk<'_> {
    /// The next arrival that is to be told; nothing where all were. `is_here` says whether the content of a document has come from a house.
    #[must_use]
    pub fn due_of_arrivals(&self, is_here: &dyn Fn(&House, Hash) -> bool) -> Option<Submission> {
        self.counter.sides().houses().find_map(|peer| self.arrived(peer, is_here))
    }

    fn arrived(&self, peer: &House, is_here: &dyn Fn(&House, Hash) -> bool) -> Option<Submission> {
        let provider = self.counter.sides().provider(peer)?;
        let told = self.counter.mail(peer)?.told().iter().filter(|kept| kept.kind == KIND);
        let told: BTreeSet<&str> = told.filter_map(|kept| kept.cause.as_deref()).collect();
        let cases = self.counter.docket().cases().values().filter(|case| case.state().applicant == *provider);
        let mut named = cases.flat_map(|case| named::of_case(case).into_iter().map(move |document| (case, document)));
        named.find_map(|(case, document)| {
            let sha256 = Hash::from_hex(&document.sha256).ok().filter(|hash| is_here(peer, *hash))?;
            let cause = Cause::Arrival { case: case.number().clone(), sha256 };
            if told.contains(cause.to_string().as_str()) {
                return None;
            }
            let case = Reference::new(case.number().as_str()).ok()?;
            self.told(peer, &cause, &Body::Arrival(Arrival { case, sha256 })).ok()
        })
    }
}
