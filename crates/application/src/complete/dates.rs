//! From when until when, and how long a license can last.

use jiff::Span;
use jiff::civil::Date;

use super::items::asks_for_advanced_chips;
use crate::form::Application;
use crate::gap::{Fault, Gaps, Rule};

/// How long a license can last.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Longest {
    /// Years.
    pub years: i64,
    /// What says so.
    pub citation: &'static str,
    /// How well that is known.
    pub evidence: &'static str,
}

/// Any license.
const FOUR_YEARS: Longest = Longest { years: 4, citation: "15 CFR 750.7(g)", evidence: "sourced: eCFR of 2025-01-27" };
/// Items of 15 CFR 742.6(a)(6)(iii)(A).
const ONE_YEAR: Longest = Longest {
    years: 1,
    citation: "15 CFR 750.7(g) with 742.6(a)(6)(iii)(A)",
    evidence: "sourced: eCFR of 2025-01-27; AGORA collection, document 1820",
};
/// The paragraph whose items have one year.
const SHORT_PARAGRAPH: &str = "742.6(a)(6)(iii)(A)";

/// How long the license that an application asks for can last: one year where a provision of 15 CFR 742.6(a)(6)(iii)(A) requires it or an item of that
/// paragraph is asked for under its regime, four years otherwise.
#[must_use]
pub fn longest(application: &Application) -> Longest {
    let is_cited = application.provisions.iter().any(|provision| provision.citation.contains(SHORT_PARAGRAPH));
    if is_cited || asks_for_advanced_chips(application) { ONE_YEAR } else { FOUR_YEARS }
}

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    if application.from.is_none() {
        gaps.missing("from", "write the first day asked for");
    }
    if application.until.is_none() {
        gaps.missing("until", "write the last day asked for");
    }
    let (Some(from), Some(until)) = (application.from, application.until) else { return };
    if until < from {
        gaps.contradiction("until", format!("it is before the first day, {from}"), "write a day on or after the first");
        return;
    }
    let longest = longest(application);
    if last_day(from, longest.years).is_none_or(|last| until > last) {
        let problem = format!("a license of this kind lasts {} year(s) at most", longest.years);
        let mend = last_day(from, longest.years)
            .map_or_else(|| "write days of this century".to_owned(), |last| format!("write a day up to {last}"));
        gaps.add(Fault::Unusable, "until".to_owned(), problem, mend);
        gaps.asked_by(Rule { citation: longest.citation, evidence: longest.evidence });
    }
}

/// The last of so many years that begin on a day.
fn last_day(from: Date, years: i64) -> Option<Date> {
    from.checked_add(Span::new().try_years(years).ok()?).ok()?.yesterday().ok()
}
