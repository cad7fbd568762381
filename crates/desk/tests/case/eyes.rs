//! Four eyes, held against a second way of finding them: over the raw history, with a comparison of its own.

use portcullis_access::proposal::Signer;
use portcullis_desk::case::{Case, PhaseKind};
use portcullis_desk::decision::{Outcome, OutcomeKind};
use portcullis_desk::event::{Actor, Event, EventKind};
use proptest::prelude::*;

use crate::build::{Desk, adviser, applicant, officer, said, signer};
use crate::soup::{PEOPLE, Soup, entry, person, soup};

fn same(one: &Signer, other: &Signer) -> bool {
    let plain = |name: &str| name.to_lowercase().replace(char::is_whitespace, "");
    one.credential.as_str() == other.credential.as_str() || plain(&one.name) == plain(&other.name)
}

/// Who drafted the draft of a number.
fn drafter(case: &Case, number: u32) -> Option<(Signer, OutcomeKind)> {
    case.history().iter().find_map(|entry| match (&entry.event, &entry.by) {
        (Event::Drafted { draft, .. }, Actor::Officer { signer }) if draft.number == number => {
            Some((signer.clone(), draft.outcome))
        }
        _ => None,
    })
}

/// Everybody who may not countersign draft `number`, by the first `entries` of the history.
fn barred(case: &Case, number: u32, entries: usize) -> Vec<Signer> {
    let (by, outcome) = drafter(case, number).unwrap();
    let mut barred = vec![by];
    for entry in &case.history()[..entries] {
        match (&entry.by, &entry.event) {
            (Actor::Adviser { signer, .. } | Actor::Chair { signer }, _) => barred.push(signer.clone()),
            (Actor::Officer { signer }, Event::Countersigned { draft, .. }) => {
                let (before, decided) = drafter(case, *draft).unwrap();
                let is_denial = matches!(decided, OutcomeKind::IntentToDeny | OutcomeKind::Deny);
                let is_appeal = matches!(outcome, OutcomeKind::AppealGranted | OutcomeKind::AppealDismissed);
                if is_denial && is_appeal {
                    barred.extend([before, signer.clone()]);
                }
            }
            _ => {}
        }
    }
    barred
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn who_is_allowed_is_who_may(soup in soup(60)) {
        let Soup { mut desk, attempts } = soup;
        for attempt in &attempts {
            let entry = entry(&mut desk, attempt);
            let _ = desk.case.record(&entry);
            let Some(number) = desk.case.state().waiting().map(|draft| draft.mark.number) else { continue };
            let at = desk.now;
            let barred = barred(&desk.case, number, desk.case.history().len());
            for candidate in (0..PEOPLE.len()).map(person) {
                let is_barred = barred.iter().any(|before| same(before, &candidate));
                let allowed = desk.case.allowed(&Actor::Officer { signer: candidate }, at).contains(&EventKind::Countersigned);
                // A denial that time made final is signed by nobody.
                let is_final = desk.case.phase().kind() == PhaseKind::IntentToDeny;
                prop_assert!(allowed != is_barred || (is_final && !allowed), "draft {}", number);
            }
        }
        for (at, entry) in desk.case.history().iter().enumerate() {
            if let (Event::Countersigned { draft, .. }, Actor::Officer { signer }) = (&entry.event, &entry.by) {
                prop_assert!(!barred(&desk.case, *draft, at).iter().any(|before| same(before, signer)));
            }
        }
    }
}

#[test]
fn the_drafter_and_whoever_advised_do_not_countersign() {
    let mut desk = Desk::ready();
    desk.drafts(Outcome::ReturnWithoutAction { reasons: "incomplete".to_owned() });
    let event = desk.countersignature();
    let mut tries =
        |signer: Signer| desk.try_to(Actor::Officer { signer }, event.clone()).map_err(|refusal| refusal.to_string());
    let drafted = tries(signer(" OFFICER.one")).unwrap_err();
    assert!(drafted.contains("drafted this"), "{drafted}");
    let advised = tries(signer("Adviser . Defense")).unwrap_err();
    assert!(advised.contains("spoke for an agency"), "{advised}");
    let shared = Signer { name: "officer.nine".to_owned(), ..signer("officer.one") };
    assert!(tries(shared).is_err());
    tries(signer("officer.two")).unwrap();
}

#[test]
fn nobody_who_signed_the_denial_signs_the_appeal() {
    let mut desk = Desk::denied();
    desk.does(applicant(), Event::Appealed { said: said("look again") });
    let dismissed = desk.draft(Outcome::AppealDismissed { reasons: "nothing new".to_owned() }, &[]);
    for denied in ["officer.one", "officer.two"] {
        assert_eq!(desk.code(officer(denied), dismissed.clone()), "same_person");
    }
    desk.does(officer("officer.five"), dismissed);
    let event = desk.countersignature();
    for barred in ["officer.one", "officer.two", "officer.five", "adviser.state"] {
        assert_eq!(desk.code(officer(barred), event.clone()), "same_person");
    }
    desk.does(officer("officer.six"), event);
}

#[test]
fn who_advised_after_the_draft_does_not_countersign_either() {
    let mut desk = Desk::ready();
    desk.drafts(Outcome::ReturnWithoutAction { reasons: "incomplete".to_owned() });
    let event = desk.countersignature();
    let advice = desk.recommendation(
        "state",
        &[(portcullis_desk::advice::Subject::Application, portcullis_desk::advice::Says::Approve)],
    );
    desk.does(Actor::Adviser { signer: signer("officer.two"), agency: crate::build::agency("state") }, advice);
    assert_eq!(desk.code(officer("officer.two"), event.clone()), "same_person");
    assert_eq!(desk.code(adviser("state"), event.clone()), "role");
    desk.does(officer("officer.three"), event);
}
