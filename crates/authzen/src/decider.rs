//! Who decides.

use std::borrow::Cow;

use crate::decision::Decision;
use crate::evaluation::Evaluation;
use crate::transaction;

/// Candidates of a search, lazily: only as many are drawn as a page decides.
pub type Candidates<'a> = Box<dyn Iterator<Item = Cow<'a, str>> + 'a>;

/// Decides, and knows who and what there is.
pub trait Decider {
    /// Decides one question. What cannot be decided is a denial with its reason; there is no other way to fail.
    fn decide(&self, asked: &Evaluation<'_>) -> Decision;

    /// Who or what a search may find, from the given place on, in an order that stays the same as long as nothing changes. Each of them is decided
    /// afterwards: a candidate too many costs time, one too few is not found.
    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a>;
}

/// What a search looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Who may do that with this?
    Subjects,
    /// With what may this subject do that?
    Resources,
    /// What may this subject do with this?
    Actions,
}

/// A search, as far as the candidates go.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// What it looks for.
    pub what: What,
    /// The type of the subject, sought or given.
    pub subject_kind: &'a str,
    /// The type of the resource, sought or given.
    pub resource_kind: &'a str,
}

impl<D: Decider + ?Sized> Decider for &D {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        (**self).decide(asked)
    }

    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a> {
        (**self).candidates(sought, from)
    }
}

/// Two deciders, one for each sort of resource: accelerators, instances and goods are the law's, everything else is the operator's own.
#[derive(Clone, Debug)]
pub struct ByResource<L, O> {
    /// Decides what [`transaction::is_item`] names.
    pub law: L,
    /// Decides everything else.
    pub own: O,
}

impl<L: Decider, O: Decider> Decider for ByResource<L, O> {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        if transaction::is_item(&asked.resource.kind) { self.law.decide(asked) } else { self.own.decide(asked) }
    }

    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a> {
        if transaction::is_item(sought.resource_kind) {
            self.law.candidates(sought, from)
        } else {
            self.own.candidates(sought, from)
        }
    }
}
