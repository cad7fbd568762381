//! Roles, and sets of them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody is here for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A system that asks before something starts: evaluations, starts and what they hold, of its tenant.
    Gate,
    /// As a gate, and carries out stops.
    Adapter,
    /// A provider's compliance officer: decisions, overrides, leases, reports, of its tenant.
    Officer,
    /// A licensing officer of the authority: licenses of all tenants.
    Licensing,
    /// Speaks for an agency that the authority asks: its tenant is the agency.
    Adviser,
    /// The chair of the operating committee of the agencies.
    Chair,
    /// Looks at the spot for the authority.
    Inspector,
    /// Reads and changes nothing.
    Auditor,
    /// Makes keys, sees to the configuration, and signs nothing.
    Administrator,
    /// Reads measurements of the service.
    Metrics,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Gate,
        Self::Adapter,
        Self::Officer,
        Self::Licensing,
        Self::Adviser,
        Self::Chair,
        Self::Inspector,
        Self::Auditor,
        Self::Administrator,
        Self::Metrics,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Adapter => "adapter",
            Self::Officer => "officer",
            Self::Licensing => "licensing",
            Self::Adviser => "adviser",
            Self::Chair => "chair",
            Self::Inspector => "inspector",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
            Self::Metrics => "metrics",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// What somebody who has it is here for.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Gate => "A system that asks before something starts",
            Self::Adapter => "As a gate, and carries out stops",
            Self::Officer => "A provider's compliance officer",
            Self::Licensing => "A licensing officer of the authority",
            Self::Adviser => "Speaks for an agency; its tenant is the agency",
            Self::Chair => "The chair of the agencies' operating committee",
            Self::Inspector => "Looks at the spot for the authority",
            Self::Auditor => "Reads and changes nothing",
            Self::Administrator => "Makes keys and sees to the configuration",
            Self::Metrics => "Reads measurements of the service",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// A set of roles.
#[derive(Copy, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<Role>", into = "Vec<Role>")]
#[schemars(with = "Vec<Role>")]
pub struct Roles(u16);

impl Roles {
    /// No role at all.
    pub const NONE: Self = Self(0);
    /// All roles.
    pub const EACH: Self = Self((1 << Role::ALL.len()) - 1);
    /// How many sets of roles there are.
    pub const SETS: usize = 1 << Role::ALL.len();

    /// Whether a role is among them.
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        self.0 & 1 << role as u8 != 0
    }

    /// These and one more.
    #[must_use]
    pub fn and(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }

    /// Those that are among others too.
    #[must_use]
    pub fn within(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles, in their order.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// The place of the set among all sets.
    #[must_use]
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// All sets, by their places.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u16::MAX).take(Self::SETS).map(Self)
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<T: IntoIterator<Item = Role>>(roles: T) -> Self {
        roles.into_iter().fold(Self::NONE, Self::and)
    }
}

impl From<Vec<Role>> for Roles {
    fn from(roles: Vec<Role>) -> Self {
        roles.into_iter().collect()
    }
}

impl From<Roles> for Vec<Role> {
    fn from(roles: Roles) -> Self {
        roles.iter().collect()
    }
}

impl From<Role> for Roles {
    fn from(role: Role) -> Self {
        Self::NONE.and(role)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return out.write_str("none");
        }
        for (place, role) in self.iter().enumerate() {
            write!(out, "{}{role}", if place > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{{{self}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_their_places() {
        let places: Vec<usize> = Roles::all().map(Roles::place).collect();
        assert_eq!(places, (0..Roles::SETS).collect::<Vec<_>>());
        for roles in Roles::all() {
            assert_eq!(roles.iter().collect::<Roles>(), roles);
            let text = serde_json::to_string(&roles).unwrap();
            assert_eq!(serde_json::from_str::<Roles>(&text).unwrap(), roles);
        }
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.word());
            assert_eq!(Role::from_word(role.word()), Some(role));
            assert!(Roles::from(role).iter().eq([role]));
        }
        assert!(serde_json::from_str::<Roles>("[\"gate\", \"root\"]").is_err());
    }
}
