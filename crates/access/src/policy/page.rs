//! The roles and actions as a page for people, made of the decisions themselves.

use std::fmt::Write as _;

use super::Policy;
use super::table::{ALLOWED, Question, Relation};
use crate::action::Action;
use crate::role::Role;

const HEAD: &str = "# Who may call what

Made from the policies in `crates/access/policies` by `crates/access`; a test holds this page against them.

Each caller has roles, and belongs to a tenant or to none. A tenant owns what is about its providers. The letters say on whose things a role permits an action:

- **o** its own: what belongs to the caller's tenant; or to no tenant, where the caller belongs to none
- **s** what belongs to no tenant, where the caller belongs to one: the law, a provider that no tenant names
- **a** what belongs to any tenant, where the caller belongs to none: an authority, the house that runs the service
- **(…)** people only; what opens the gate takes two of them: one proposes, another agrees

Several roles permit what each of them permits, with three exceptions: who has the role `auditor` changes nothing, who has the role `administrator` signs
nothing that takes two people, and who belongs to a tenant does not read the log, which has the records of all. Nobody reaches what belongs to another
tenant. Without any role, and without a key, there is `read_health`.

How people sign in, with a key or with an identity provider: [sign-in.md](sign-in.md).

An operator may forbid more in Cedar policies of its own (see `crates/access/policies/schema.cedarschema`), and permit nothing.

";

/// The page.
#[must_use]
pub fn page(policy: &Policy) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("| action |");
    for role in Role::ALL {
        let _ = write!(text, " {role} |");
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(Role::ALL.len()));
    text.push('\n');
    for action in Action::ALL {
        let _ = write!(text, "| `{action}` |");
        for role in Role::ALL {
            let _ = write!(text, " {} |", cell(policy, role, *action));
        }
        text.push('\n');
    }
    text
}

fn cell(policy: &Policy, role: Role, action: Action) -> String {
    let may =
        |relation, person| policy.table.answer(Question { roles: role.into(), person, relation, action }) == ALLOWED;
    let mut letters = String::new();
    let mut machines = String::new();
    for (letter, relations) in
        [('o', &[Relation::Own, Relation::House][..]), ('s', &[Relation::Shared]), ('a', &[Relation::Overseen])]
    {
        if relations.iter().any(|relation| may(*relation, true)) {
            letters.push(letter);
        }
        if relations.iter().any(|relation| may(*relation, false)) {
            machines.push(letter);
        }
    }
    if letters == machines { letters } else { format!("({letters})") }
}
