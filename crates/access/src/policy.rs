//! Who may do what: Cedar policies over our own interface, with all their decisions made beforehand.
//!
//! Policies see a caller's roles, whether it is a person and belongs to a tenant, the action, and by whose the thing is whether it is the caller's: nothing
//! else (`policies/schema.cedarschema`). So there are finitely many questions; each is put to Cedar when the service starts, and a call costs one
//! look into a table. A policy that cannot be evaluated for one of them is refused there and then.
//!
//! Operators may forbid more, in files of their own; they can permit nothing.

mod cedar;
mod page;
mod table;

pub use cedar::PolicyError;
pub use page::page;
pub use table::Relation;

use std::fmt;

use crate::action::Action;
use crate::principal::Principal;
use crate::role::{Role, Roles};
use crate::tenant::TenantName;
use table::{ALLOWED, NOT_PERMITTED, Question, Table};

/// The policies, ready to be asked.
pub struct Policy {
    table: Table,
    /// What forbids, by what the table says.
    forbidding: Vec<Forbidding>,
}

/// A policy that forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forbidding {
    /// Its file and name.
    pub(crate) name: String,
    /// Why, in its own words.
    pub(crate) why: Option<String>,
}

/// Why somebody may not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// What was to be done.
    pub action: Action,
    /// The roles of who wanted to.
    pub roles: Roles,
    /// Whose the thing is, seen from the caller.
    pub relation: Relation,
    /// The policy that forbids it, and its reason; otherwise nothing permits it.
    pub forbidden: Option<(String, Option<String>)>,
    /// Roles of which one more would do.
    pub would_do: Roles,
}

/// How far somebody may go with an action, for lists.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// What belongs to the caller's tenant; or to nobody, where the caller has none.
    pub own: bool,
    /// What belongs to nobody, where the caller has a tenant.
    pub shared: bool,
    /// What belongs to tenants, where the caller has none; to others, where it has one.
    pub others: bool,
}

impl Reach {
    /// Whether somebody may go anywhere with it.
    #[must_use]
    pub fn is_any(self) -> bool {
        self.own || self.shared || self.others
    }
}

impl Policy {
    /// The policies that come with the program.
    ///
    /// # Errors
    /// [`PolicyError`] where they are not as they should be, which a test holds.
    pub fn built_in() -> Result<Self, PolicyError> {
        Self::with(&[])
    }

    /// The policies that come with the program, and files of an operator that forbid more: their names and texts.
    ///
    /// # Errors
    /// [`PolicyError`] where a file permits something, names what the schema does not have, or cannot be evaluated.
    pub fn with(files: &[(String, String)]) -> Result<Self, PolicyError> {
        let cedar = cedar::Cedar::load(files)?;
        let table = Table::fill(|question| cedar.ask(question), |action| cedar.naming(action))?;
        Ok(Self { table, forbidding: cedar.forbidding() })
    }

    /// Whether somebody may do something to what belongs to a tenant, or to none.
    ///
    /// # Errors
    /// [`Denied`], with what would help.
    pub fn decide(&self, principal: &Principal, action: Action, thing: Option<&TenantName>) -> Result<(), Denied> {
        let relation = Relation::of(principal.tenant.as_ref(), thing);
        let question = Question { roles: principal.roles, person: principal.is_person(), relation, action };
        match self.table.answer(question) {
            ALLOWED => Ok(()),
            other => Err(self.denied(question, other)),
        }
    }

    /// How far somebody may go with an action.
    #[must_use]
    pub fn reach(&self, principal: &Principal, action: Action) -> Reach {
        let (roles, person) = (principal.roles, principal.is_person());
        let may = |relation| self.table.answer(Question { roles, person, relation, action }) == ALLOWED;
        match principal.tenant {
            Some(_) => Reach { own: may(Relation::Own), shared: may(Relation::Shared), others: may(Relation::Foreign) },
            None => Reach { own: may(Relation::House), shared: false, others: may(Relation::Overseen) },
        }
    }

    fn denied(&self, question: Question, answer: u8) -> Denied {
        let Question { roles, relation, action, .. } = question;
        let forbidding = usize::from(answer).checked_sub(usize::from(NOT_PERMITTED) + 1);
        let forbidding = forbidding.and_then(|place| self.forbidding.get(place));
        let forbidden = forbidding.map(|policy| (policy.name.clone(), policy.why.clone()));
        let with = |role: &Role| self.table.answer(Question { roles: roles.and(*role), ..question }) == ALLOWED;
        Denied { action, roles, relation, forbidden, would_do: Role::ALL.into_iter().filter(with).collect() }
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Policy({} that forbid)", self.forbidding.len())
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, roles, relation, forbidden, would_do } = self;
        match forbidden {
            Some((_, Some(why))) => return write!(out, "`{action}` is forbidden: {why}"),
            Some((name, None)) => return write!(out, "`{action}` is forbidden by the policy `{name}`"),
            None => {}
        }
        write!(out, "`{action}` is not permitted on {relation} (roles: {roles})")?;
        if would_do.is_empty() {
            out.write_str("; no role permits it")
        } else {
            write!(out, "; one of these roles would: {would_do}")
        }
    }
}

impl std::error::Error for Denied {}
