//! Every view of many lives of a case: nothing in it is for others, and nothing that is for its audience is missing.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_desk::agency::AgencyName;
use portcullis_desk::audience::{AgencyView, ApplicantView, AuditorView, ChairView, InspectorView, OfficerView};
use portcullis_desk::event::{EventKind, Role};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::build::{adviser, agency};
use crate::mark::{Marked, as_marked};
use crate::situations::groups;
use crate::table::{Audience, Is, sees};
use crate::vocabulary::is_marked;
use crate::walk::{Walk, next, of_role, walks};

/// Every view that there is of a case, as it is written.
pub fn views(marked: &Marked) -> Vec<(Audience, Value)> {
    let (case, at) = (&marked.desk.case, marked.desk.now);
    let (commerce, who) = (agency("commerce"), |role| as_marked(&of_role(role)));
    let mut views = vec![
        (Audience::Officer, written(OfficerView::of(case, &who(Role::Officer), at, &commerce).unwrap())),
        (Audience::Chair, written(ChairView::of(case, &who(Role::Chair), at, &commerce).unwrap())),
        (Audience::Applicant, written(ApplicantView::of(case, &who(Role::Applicant), at, &[]).unwrap())),
        (Audience::Auditor, written(AuditorView::of(case, at.date()))),
    ];
    let agencies: Vec<AgencyName> = case.state().advice.keys().cloned().collect();
    for name in agencies {
        let view = AgencyView::of(case, &as_marked(&adviser(name.as_str())), at, &[]).unwrap();
        views.push((Audience::Agency(name), written(view)));
    }
    if let Ok(view) = InspectorView::of(case, &who(Role::Inspector), at) {
        views.push((Audience::Inspector, written(view)));
    }
    views
}

fn written(view: impl serde::Serialize) -> Value {
    serde_json::to_value(view).unwrap()
}

/// The marks in a document, wherever they stand in its strings and keys. A mark has a sign at either end, and nothing else has.
pub fn marks(view: &Value) -> BTreeSet<String> {
    let text = view.to_string();
    text.split('~').skip(1).step_by(2).map(|mark| format!("~{mark}~")).collect()
}

/// What is wrong in the views of a case.
fn wrong(marked: &Marked) -> Vec<String> {
    let mut wrong = Vec::new();
    for (audience, view) in views(marked) {
        let found = marks(&view);
        let mut rules: BTreeMap<&str, Is> = BTreeMap::new();
        for place in &marked.places {
            let is = sees(&audience, place, &marked.desk.case);
            let rule = rules.entry(&place.text).or_insert(is);
            // What stands in several places is for all who may see one of them.
            if is == Is::Shown || (*rule == Is::Hidden && is == Is::Either) {
                *rule = is;
            }
        }
        let place = |text: &str| {
            let place = marked.places.iter().find(|place| place.text == text);
            place.map_or_else(|| text.to_owned(), |place| format!("{}{}", place.entry.event.kind(), place.pointer))
        };
        let leaked = found.iter().filter(|text| rules.get(text.as_str()).is_none_or(|rule| *rule == Is::Hidden));
        wrong.extend(leaked.map(|text| format!("{audience:?} sees {text} ({})", place(text))));
        let missing = rules.iter().filter(|(text, rule)| **rule == Is::Shown && !found.contains(**text));
        wrong.extend(missing.map(|(text, _)| format!("{audience:?} misses {text} ({})", place(text))));
    }
    wrong
}

fn walked(walk: &Walk) -> Marked {
    let mut marked = Marked::of(&walk.start);
    for step in &walk.steps {
        marked.desk.waits(step.days);
        if let Some((by, event)) = next(&marked.desk, step) {
            marked.does(by, event);
        }
    }
    marked
}

#[test]
fn nothing_leaks_and_nothing_is_missing_in_any_situation() {
    for (_, situations) in groups() {
        for situation in situations {
            let marked = Marked::of(&situation.desk);
            assert_eq!(wrong(&marked), Vec::<String>::new(), "{}", situation.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_leaks_and_nothing_is_missing_in_any_life(walk in walks(40)) {
        let marked = walked(&walk);
        prop_assert_eq!(wrong(&marked), Vec::<String>::new());
    }
}

/// The lives are worth their while: every kind of event is marked in some of them.
#[test]
fn every_kind_of_event_is_marked() {
    let mut runner = TestRunner::deterministic();
    let mut kinds = BTreeSet::new();
    for _ in 0..400 {
        let walk = walks(40).new_tree(&mut runner).unwrap().current();
        kinds.extend(walked(&walk).desk.case.history().iter().map(|entry| entry.event.kind()));
    }
    let missing: Vec<&EventKind> = EventKind::ALL.iter().filter(|kind| !kinds.contains(*kind)).collect();
    assert_eq!(missing, Vec::<&EventKind>::new());
}

/// The search finds what is there: a mark that is planted in a view is a leak.
#[test]
fn a_leak_is_found() {
    let marked = Marked::of(&crate::build::Desk::referred());
    let (_, mut view) = views(&marked).into_iter().find(|(audience, _)| *audience == Audience::Applicant).unwrap();
    let routing = marked.places.iter().find(|place| place.pointer == "/event/routing").unwrap();
    assert!(is_marked(&routing.text) && !marks(&view).contains(&routing.text));
    view["status"] = Value::String(format!("by {}", routing.text));
    assert!(marks(&view).contains(&routing.text));
}
