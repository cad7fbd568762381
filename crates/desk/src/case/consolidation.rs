//! What agencies recommend, side by side. Nothing is averaged and nothing is merged: a conflict is shown as one.

mod stricter;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use portcullis_license::{Condition, Rule};
use serde::Serialize;

use self::stricter::strictest;
use super::Case;
use super::state::{Advice, Recommended};
use crate::advice::{Position, Says, Stand, Subject};
use crate::agency::AgencyName;
use crate::event::{ConditionMark, PositionMark, SubjectMark};

/// What agencies recommend, by subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consolidation {
    /// Each subject that somebody has a position of its own on, the application first.
    pub subjects: Vec<OnSubject>,
    /// Conditions of one kind that say different things.
    pub conditions: Vec<ConditionConflict>,
}

/// What agencies recommend on a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OnSubject {
    /// The subject, by its place in the application.
    pub mark: SubjectMark,
    /// The subject by its name, where what was said is kept.
    pub subject: Option<Subject>,
    /// What each agency says.
    pub positions: BTreeMap<AgencyName, AgencyPosition>,
    /// What that comes to.
    pub finding: Finding,
}

/// What an agency says on a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum AgencyPosition {
    /// It said this.
    Said {
        /// When.
        on: Date,
        /// Whether on just this subject; otherwise on the application as a whole.
        of_its_own: bool,
        /// Where it stands.
        stand: Stand,
        /// The conditions it asks for.
        conditions: Vec<ConditionMark>,
        /// In its own words, where they are kept.
        says: Option<Says>,
    },
    /// It was silent until its time was over, and does not object to what is decided.
    TakenToAgree {
        /// When that was noted.
        on: Date,
    },
    /// It is silent still; what it said on an earlier version does not count.
    Silent,
}

/// What the positions on a subject come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// All say the same.
    Agreed {
        /// What; nothing where nobody said anything and nobody is asked any more.
        stand: Option<Stand>,
    },
    /// They contradict one another, whatever those say who are silent still.
    Conflict {
        /// Who says what.
        says: BTreeMap<Stand, BTreeSet<AgencyName>>,
    },
    /// Nobody contradicts yet, and these are silent still.
    Open {
        /// Who.
        silent: BTreeSet<AgencyName>,
    },
}

/// Conditions of different agencies, on one subject and of one kind, that say different things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionConflict {
    /// On what.
    pub mark: SubjectMark,
    /// The kind of rule, by its word.
    pub rule: &'static str,
    /// The conditions; each has its owner.
    pub conditions: Vec<Condition>,
    /// The name of the one that is kept by whoever keeps none of the others better; nothing where none is stricter than all others.
    pub stricter: Option<String>,
}

/// Puts what agencies recommend side by side.
#[must_use]
pub fn consolidated(case: &Case) -> Consolidation {
    let mut subjects = case.state().subjects();
    subjects.insert(SubjectMark::Application);
    Consolidation {
        subjects: subjects.iter().map(|mark| on_subject(case, *mark)).collect(),
        conditions: subjects.iter().flat_map(|mark| condition_conflicts(case, *mark)).collect(),
    }
}

fn on_subject(case: &Case, mark: SubjectMark) -> OnSubject {
    let advice = &case.state().advice;
    let positions: BTreeMap<_, _> =
        advice.iter().map(|(agency, advice)| (agency.clone(), position(case, advice, mark))).collect();
    let finding = finding(&positions);
    let kept = advice.values().filter_map(Advice::current).filter_map(|spoken| kept(case, spoken, mark));
    let subject = if mark == SubjectMark::Application {
        Some(Subject::Application)
    } else {
        kept.filter(|(position, _)| position.subject == mark).map(|(_, said)| said.subject.clone()).next()
    };
    OnSubject { mark, subject, positions, finding }
}

fn position(case: &Case, advice: &Advice, mark: SubjectMark) -> AgencyPosition {
    let spoken = advice.current().and_then(|spoken| Some((spoken, spoken.on_subject(mark)?)));
    match (spoken, advice.taken_to_agree) {
        (Some((spoken, position)), _) => AgencyPosition::Said {
            on: spoken.on,
            of_its_own: position.subject == mark,
            stand: position.stand,
            conditions: position.conditions.clone(),
            says: kept(case, spoken, mark).map(|(_, said)| said.says.clone()),
        },
        (None, Some(on)) => AgencyPosition::TakenToAgree { on },
        (None, None) => AgencyPosition::Silent,
    }
}

fn finding(positions: &BTreeMap<AgencyName, AgencyPosition>) -> Finding {
    let mut says: BTreeMap<Stand, BTreeSet<AgencyName>> = BTreeMap::new();
    let mut silent = BTreeSet::new();
    for (agency, position) in positions {
        match position {
            AgencyPosition::Said { stand, .. } => {
                says.entry(*stand).or_default().insert(agency.clone());
            }
            AgencyPosition::Silent => {
                silent.insert(agency.clone());
            }
            AgencyPosition::TakenToAgree { .. } => {}
        }
    }
    if says.len() > 1 {
        Finding::Conflict { says }
    } else if !silent.is_empty() {
        Finding::Open { silent }
    } else {
        Finding::Agreed { stand: says.into_keys().next() }
    }
}

/// A recommendation's position on a subject, with its words.
fn kept<'a>(case: &'a Case, spoken: &'a Recommended, mark: SubjectMark) -> Option<(&'a PositionMark, &'a Position)> {
    let position = spoken.on_subject(mark)?;
    let at = spoken.positions.iter().position(|other| other == position)?;
    Some((position, case.recommendation(spoken)?.positions.get(at)?))
}

fn condition_conflicts(case: &Case, mark: SubjectMark) -> Vec<ConditionConflict> {
    let advice = case.state().advice.values();
    let kept = advice.filter_map(Advice::current).filter_map(|spoken| kept(case, spoken, mark));
    let mut by_rule: BTreeMap<&'static str, Vec<Condition>> = BTreeMap::new();
    for (_, position) in kept.filter(|(position, _)| position.subject == mark) {
        if let Says::ApproveWithConditions { conditions } = &position.says {
            for condition in conditions.iter().filter(|condition| can_conflict(&condition.rule)) {
                by_rule.entry(condition.rule.word()).or_default().push(condition.clone());
            }
        }
    }
    by_rule.retain(|_, conditions| {
        let first = conditions.first();
        conditions.iter().any(|other| first.is_some_and(|first| first.owner != other.owner && first.rule != other.rule))
    });
    let conflict = |(rule, conditions): (&'static str, Vec<Condition>)| {
        let stricter = strictest(&conditions).map(|condition| condition.id.clone());
        ConditionConflict { mark, rule, conditions, stricter }
    };
    by_rule.into_iter().map(conflict).collect()
}

/// Whether two rules of this kind that differ contradict one another. Texts do not: both can be kept, and a person reads them.
fn can_conflict(rule: &Rule) -> bool {
    !matches!(rule, Rule::Text { .. } | Rule::NoResale)
}
