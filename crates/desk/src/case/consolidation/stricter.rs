//! Which of two conditions is stricter. Not any two can be compared: of two sets of sites neither need be within the other.

use portcullis_license::{Condition, Grant, Rule};

/// The condition that keeps all others whenever it is kept; nothing where there is none.
pub(super) fn strictest(conditions: &[Condition]) -> Option<&Condition> {
    let keeps_all = |one: &&Condition| conditions.iter().all(|other| keeps(&one.rule, &other.rule));
    conditions.iter().find(keeps_all)
}

/// Whether whoever keeps the one keeps the other.
pub(super) fn keeps(one: &Rule, other: &Rule) -> bool {
    match (one, other) {
        (Rule::MostConcurrentChips { chips: one }, Rule::MostConcurrentChips { chips: other }) => one <= other,
        (Rule::MostClusterTpp { tpp: one }, Rule::MostClusterTpp { tpp: other }) => one <= other,
        (Rule::MostInWindow { days: one, amount }, Rule::MostInWindow { days: other, amount: most }) => {
            // As much in more days is stricter.
            one >= other && within(amount, most)
        }
        (Rule::NamedSites { sites: one }, Rule::NamedSites { sites: other }) => {
            one.iter().all(|site| other.contains(site))
        }
        (Rule::ReportEvery { days: one }, Rule::ReportEvery { days: other }) => one <= other,
        (Rule::MostTrainingOperations { power_of_ten: one }, Rule::MostTrainingOperations { power_of_ten: other }) => {
            one <= other
        }
        _ => one == other,
    }
}

fn within(one: &Grant, other: &Grant) -> bool {
    let limits = [(one.chip_hours, other.chip_hours), (one.tpp_hours, other.tpp_hours)];
    limits.iter().all(|(one, other)| other.is_none_or(|other| one.is_some_and(|one| one <= other)))
}
