//! Where the pages of a provider are, and where their forms are sent.

use crate::address::Address;
use crate::place::Place;

fn below(place: Place, rest: &[&str]) -> Address {
    Address::of(std::iter::once(place.segment()).chain(rest.iter().copied()))
}

/// The answer to a question; its parameters are the fields of the question.
#[must_use]
pub fn answer() -> Address {
    below(Place::Ask, &["answer"])
}

/// A recorded determination by the id of its record; without one, where a determination is sent to be recorded.
#[must_use]
pub fn determination(record: Option<&str>) -> Address {
    Address::of(std::iter::once("determinations").chain(record))
}

/// A customer, by the name it is served under.
#[must_use]
pub fn customer(name: &str) -> Address {
    below(Place::Customers, &[name])
}

/// Where what a person found about a screening hit is sent.
#[must_use]
pub fn resolutions(customer: &str) -> Address {
    below(Place::Customers, &[customer, "resolutions"])
}

/// A license, by its number.
#[must_use]
pub fn license(number: &str) -> Address {
    below(Place::Licenses, &[number])
}

/// Where something about a license is sent: `report`, `breach`, `surrender`.
#[must_use]
pub fn license_operation(number: &str, operation: &str) -> Address {
    below(Place::Licenses, &[number, operation])
}

/// A lease, by its id.
#[must_use]
pub fn lease(id: &str) -> Address {
    below(Place::Leases, &[id])
}

/// Where something about a lease is sent: `stop`, `stopped`.
#[must_use]
pub fn lease_operation(id: &str, operation: &str) -> Address {
    below(Place::Leases, &[id, operation])
}

/// A draft by its reference; without one, where a new draft is made.
#[must_use]
pub fn draft(reference: Option<&str>) -> Address {
    Address::of(std::iter::once("drafts").chain(reference))
}

/// Where something about a draft is sent: `try`, `documents`, `copy`, `file`, `delete`.
#[must_use]
pub fn draft_operation(reference: &str, operation: &str) -> Address {
    Address::of(["drafts", reference, operation])
}

/// The content of a document of a draft, by its hash.
#[must_use]
pub fn draft_document(reference: &str, sha256: &str) -> Address {
    Address::of(["drafts", reference, "documents", sha256])
}

/// The content of a document of a filing, by its hash.
#[must_use]
pub fn filing_document(reference: &str, sha256: &str) -> Address {
    below(Place::Applications, &[reference, "documents", sha256])
}

/// A filing, by the applicant's reference.
#[must_use]
pub fn filing(reference: &str) -> Address {
    below(Place::Applications, &[reference])
}

/// Where something about a filing is sent: `answer`, `amend`, `withdraw`, `respond`, `appeal`.
#[must_use]
pub fn filing_operation(reference: &str, operation: &str) -> Address {
    below(Place::Applications, &[reference, operation])
}

/// A letter of the authority in a filing, by its number; in Portable Document Format.
#[must_use]
pub fn letter(reference: &str, number: &str) -> Address {
    below(Place::Applications, &[reference, "letters", number])
}

/// Decisions as they are made.
#[must_use]
pub fn live() -> Address {
    Address::of(["live"])
}

/// The stream that says when decisions were made: for [`crate::Page::live`].
#[must_use]
pub fn live_stream() -> Address {
    Address::of(["live", "stream"])
}

/// Stands for the regime of a provision where that is not known; the names of provisions differ over all regimes.
pub const ANY_REGIME: &str = "-";

/// The page of a provision on a date.
#[must_use]
pub fn provision(regime: &str, provision: &str, on: &str) -> Address {
    below(Place::Law, &[regime, provision]).with("on", on)
}

/// A regime on a date, at one of its instruments.
#[must_use]
pub fn instrument(regime: &str, instrument: &str, on: &str) -> Address {
    below(Place::Law, &[regime]).with("on", on).at(instrument)
}
