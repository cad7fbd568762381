//! All questions there are, and the answer to each.

use std::fmt;

use super::PolicyError;
use crate::action::Action;
use crate::role::Roles;
use crate::tenant::TenantName;

/// It may be done.
pub(crate) const ALLOWED: u8 = 0;
/// Nothing permits it. Greater answers are places of policies that forbid it, from the next number on.
pub(crate) const NOT_PERMITTED: u8 = 1;
/// The most policies that forbid: one answer each.
pub(crate) const MOST_FORBIDDING: usize = 200;

/// Whose a thing is, seen from the caller.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Of the caller's tenant.
    Own,
    /// Of another tenant than the caller's.
    Foreign,
    /// Of no tenant, and the caller is of one.
    Shared,
    /// Of no tenant, and neither is the caller.
    House,
    /// Of a tenant, and the caller is of none.
    Overseen,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Own, Self::Foreign, Self::Shared, Self::House, Self::Overseen];

    /// How the things of a tenant, or of none, stand to a caller of a tenant, or of none.
    #[must_use]
    pub fn of(caller: Option<&TenantName>, thing: Option<&TenantName>) -> Self {
        match (caller, thing) {
            (Some(caller), Some(thing)) if caller == thing => Self::Own,
            (Some(_), Some(_)) => Self::Foreign,
            (Some(_), None) => Self::Shared,
            (None, None) => Self::House,
            (None, Some(_)) => Self::Overseen,
        }
    }

    /// Whether the caller is of a tenant.
    pub(crate) fn is_bound(self) -> bool {
        matches!(self, Self::Own | Self::Foreign | Self::Shared)
    }

    fn place(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Own => "what belongs to your tenant",
            Self::Foreign => "what belongs to another tenant",
            Self::Shared => "what belongs to no tenant, for callers who have one",
            Self::House => "what belongs to no tenant",
            Self::Overseen => "what belongs to a tenant, for callers who have none",
        })
    }
}

/// A question.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Question {
    pub(crate) roles: Roles,
    pub(crate) person: bool,
    pub(crate) relation: Relation,
    pub(crate) action: Action,
}

impl Question {
    /// All of them, in the order of their places.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Roles::all().flat_map(|roles| {
            [false, true].into_iter().flat_map(move |person| {
                Relation::ALL.into_iter().flat_map(move |relation| {
                    Action::ALL.iter().map(move |action| Self { roles, person, relation, action: *action })
                })
            })
        })
    }

    fn place(self) -> usize {
        let place = self.roles.place() * 2 + usize::from(self.person);
        let place = place * Relation::ALL.len() + self.relation.place();
        place * Action::ALL.len() + self.action as usize
    }
}

/// The answers, by the places of their questions: about 47,000 bytes.
pub(crate) struct Table(Box<[u8]>);

impl Table {
    /// Asks all questions there are. Those that differ only in roles that make no difference to the action are asked once.
    pub(crate) fn fill(
        ask: impl Fn(Question) -> Result<u8, PolicyError>,
        naming: impl Fn(Action) -> Roles,
    ) -> Result<Self, PolicyError> {
        let mut answers: Vec<u8> = Vec::new();
        for question in Question::all() {
            let same = Question { roles: question.roles.within(naming(question.action)), ..question };
            // Fewer roles have an earlier place.
            let answer = match answers.get(same.place()) {
                Some(answer) => *answer,
                None => ask(question)?,
            };
            answers.push(answer);
        }
        Ok(Self(answers.into_boxed_slice()))
    }

    /// The answer; a question that is not there is not permitted.
    pub(crate) fn answer(&self, question: Question) -> u8 {
        self.0.get(question.place()).copied().unwrap_or(NOT_PERMITTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_place_of_its_own() {
        for (place, question) in Question::all().enumerate() {
            assert_eq!(question.place(), place, "{question:?}");
        }
        assert_eq!(Question::all().count(), Roles::SETS * 2 * Relation::ALL.len() * Action::ALL.len());
    }
}
