//! An application in short, as lists and heads of pages name it.

use std::collections::BTreeSet;

use crate::form::{Application, PartyEntry, PartyRole};

/// Names that are written out.
const MOST_NAMES: usize = 2;

/// Who receives what is applied for: end users and consignees, or whoever buys where none is named.
fn receivers(application: &Application) -> impl Iterator<Item = &PartyEntry> {
    let receives = |party: &&PartyEntry| matches!(party.role, PartyRole::EndUser | PartyRole::UltimateConsignee);
    let has_receiver = application.parties.iter().any(|party| receives(&party));
    application.parties.iter().filter(
        move |party| {
            if has_receiver { receives(party) } else { party.role == PartyRole::Purchaser }
        },
    )
}

/// What is asked for, and for whom: `512 H100 SXM5 80GB for Example Robotics Ltd`.
#[must_use]
pub fn about(application: &Application) -> String {
    let items: Vec<String> = application.items.iter().map(|item| format!("{} {}", item.chips, item.model)).collect();
    let names: BTreeSet<&str> = receivers(application).map(|party| party.name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    match (short(&items), short(&names)) {
        (items, names) if names.is_empty() => items,
        (items, names) => format!("{items} for {names}"),
    }
}

/// The first of some names, and how many more there are.
#[must_use]
pub fn short<T: AsRef<str>>(names: &[T]) -> String {
    let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(AsRef::as_ref).collect();
    let more = names.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// The countries in which the ultimate parents of those who receive it are headquartered, as far as the application states them.
#[must_use]
pub fn parent_countries(application: &Application) -> BTreeSet<&str> {
    let stated = receivers(application).map(|party| party.ultimate_parent_country.trim());
    stated.filter(|country| !country.is_empty()).collect()
}
