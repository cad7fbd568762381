//! What agencies ask for, and the license that an officer drafts from an application and their advice.

use std::collections::BTreeSet;

use jiff::civil::Date;
use portcullis_application::{Application, asked_for};
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::{Case, Direction, consolidated};
use portcullis_desk::event::{ConditionMark, ConsentMark, Event};
use portcullis_license::{Condition, License, LicenseNumber, Rule};

use crate::error::{DemoError, broken};
use crate::people::AUTHORITY_NAME;
use crate::plan::later;
use crate::step::View;
use crate::words;

/// The condition that an agency can do without.
const TRAINING: &str = "energy-training";
/// The condition that asks for reports.
pub(crate) const REPORT: &str = "state-report";

/// What an agency says.
pub(crate) fn recommendation(view: View, agency: &AgencyName, application: &Application) -> Recommendation {
    let deny = |reasons: &str| Says::Deny { reasons: reasons.to_owned() };
    let whole = match view {
        View::Approve | View::WithoutSite => Says::Approve,
        View::Conditions => Says::ApproveWithConditions { conditions: vec![condition(agency, application)] },
        View::Deny => deny(words::DENY),
        View::NotNeeded => Says::NoLicenseNeeded,
    };
    let mut positions = vec![Position { subject: Subject::Application, says: whole }];
    if let (View::WithoutSite, Some(last)) = (view, application.sites.last()) {
        positions.push(Position { subject: Subject::Site { site: last.site.clone() }, says: deny(words::SITE_DENIED) });
    }
    Recommendation { agency: agency.clone(), positions }
}

/// The condition that an agency asks for.
fn condition(agency: &AgencyName, application: &Application) -> Condition {
    let chips: u64 = application.items.iter().map(|item| item.chips).sum();
    let (id, rule) = match agency.as_str() {
        "defense" => ("defense-chips", Rule::MostConcurrentChips { chips }),
        "energy" => (TRAINING, Rule::MostTrainingOperations { power_of_ten: 26 }),
        "state" => (REPORT, Rule::ReportEvery { days: 30 }),
        _ => {
            let text = "Invoices are kept for five years and shown when asked.".to_owned();
            ("treasury-invoices", Rule::Text { text })
        }
    };
    Condition { id: id.to_owned(), owner: agency.as_str().to_owned(), rule }
}

/// Which agency agrees that its condition is dropped, and to what exactly; nothing where none is asked for that can be.
pub(crate) fn consent(case: &Case) -> Option<(AgencyName, ConsentMark)> {
    case.state().advice.iter().find_map(|(agency, advice)| {
        let asked = advice.latest()?.positions.iter().flat_map(|position| &position.conditions);
        let condition = asked.into_iter().find(|condition| condition.id == TRAINING)?;
        Some((agency.clone(), dropped(condition)))
    })
}

fn dropped(condition: &ConditionMark) -> ConsentMark {
    ConsentMark { condition: condition.id.clone(), from: condition.digest, to: None }
}

/// The number of a case's license.
pub(crate) fn number(case: &Case) -> Result<LicenseNumber, DemoError> {
    LicenseNumber::new(&format!("BFC-{}", case.number())).map_err(broken)
}

/// The license that an application asks for, with the conditions of agencies and without what they do not want; and what that is.
pub(crate) fn license(case: &Case, today: Date) -> Result<(License, Vec<Subject>), DemoError> {
    let application = case.application().ok_or_else(|| broken("an application is gone"))?;
    let mut license = asked_for(application, number(case)?, AUTHORITY_NAME)
        .map_err(|gaps| broken(gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    license.conditions.extend(conditions(case)?);
    let without = without(case, today);
    license.sites.retain(|site| !without.contains(&Subject::Site { site: site.clone() }));
    Ok((license, without))
}

/// A license as it is varied: half as much again, for two months more, without what an agency agreed to drop.
pub(crate) fn varied(case: &Case, license: &License) -> License {
    let mut varied = license.clone();
    let more = |amount: Option<u64>| amount.map(|amount| amount.saturating_add(amount / 2));
    for line in &mut varied.lines {
        line.amount.chip_hours = more(line.amount.chip_hours);
        line.amount.tpp_hours = more(line.amount.tpp_hours);
    }
    varied.until = later(varied.until, 61);
    varied.conditions.retain(|condition| !is_dropped(case, condition));
    varied
}

/// The conditions that agencies ask for in their latest recommendations, but for what they agreed to drop.
fn conditions(case: &Case) -> Result<Vec<Condition>, DemoError> {
    let mut conditions = Vec::new();
    for advice in case.state().advice.values() {
        let Some(latest) = advice.latest() else { continue };
        let entry = case.history().iter().find(|entry| entry.number == latest.entry);
        let said = entry.and_then(|entry| match &entry.event {
            Event::Recommended { said, .. } => said.kept(),
            _ => None,
        });
        let said = said.ok_or_else(|| broken("a recommendation is gone"))?;
        for position in &said.positions {
            if let Says::ApproveWithConditions { conditions: asked } = &position.says {
                conditions.extend(asked.iter().filter(|condition| !is_dropped(case, condition)).cloned());
            }
        }
    }
    Ok(conditions)
}

fn is_dropped(case: &Case, condition: &Condition) -> bool {
    let Ok(mark) = ConditionMark::of(condition) else { return false };
    case.state().advice.values().any(|advice| advice.consents.contains(&dropped(&mark)))
}

/// What the advice wants left out, by name.
fn without(case: &Case, today: Date) -> Vec<Subject> {
    let marks: BTreeSet<_> = match case.state().direction(today) {
        Direction::Toward { ruling } => ruling.without,
        _ => return Vec::new(),
    };
    let subjects = consolidated(case).subjects;
    subjects.into_iter().filter(|on| marks.contains(&on.mark)).filter_map(|on| on.subject).collect()
}
