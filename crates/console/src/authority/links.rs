//! Where the pages of an authority are, and where their forms are sent.

use crate::address::Address;
use crate::authority::CaseTab;
use crate::place::Place;
use portcullis_desk::event::EventKind;

/// A case, by its number; each audience finds its own page there.
#[must_use]
pub fn case(number: &str) -> Address {
    Address::of([Place::Cases.segment(), number])
}

/// A part of a case, as officers see it.
#[must_use]
pub fn case_tab(number: &str, tab: CaseTab) -> Address {
    match tab {
        CaseTab::Overview => case(number),
        _ => Address::of([Place::Cases.segment(), number, tab.segment()]),
    }
}

/// Where what somebody does in a case is sent: one place for each kind of event.
#[must_use]
pub fn event(number: &str, kind: EventKind) -> Address {
    Address::of([Place::Cases.segment(), number, "events", kind.word()])
}

/// A letter of a case, by its reference; in Portable Document Format, or as text with the parameter `format=txt`.
#[must_use]
pub fn letter(number: &str, reference: &str) -> Address {
    Address::of([Place::Cases.segment(), number, "letters", reference])
}

/// A document of a case, by the hash of its content.
#[must_use]
pub fn document(number: &str, sha256: &str) -> Address {
    Address::of([Place::Cases.segment(), number, "documents", sha256])
}

/// The content of a document of a case.
#[must_use]
pub fn content(number: &str, sha256: &str) -> Address {
    Address::of([Place::Cases.segment(), number, "documents", sha256, "content"])
}

/// A license, by its number.
#[must_use]
pub fn license(number: &str) -> Address {
    Address::of([Place::Licenses.segment(), number])
}

/// A message that came from a provider and was not acted upon, by its number.
#[must_use]
pub fn message(number: u64) -> Address {
    Address::of(["messages", &number.to_string()])
}
