//! What letters say, and what none of them says.

use std::collections::BTreeSet;

use portcullis_counter::Consequence;
use portcullis_counter::letters::NoLetter;
use portcullis_counter::says::{Letters, down};
use portcullis_desk::case::Case;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Event, EventKind, Said};
use portcullis_exchange::{Body, House};
use portcullis_letter::{Kind, Letter};

use crate::lives::{appeal_withdrawn, approved, intends_to_deny, intent_withdrawn, lives, returned_at_the_counter};
use crate::office::{CANARY, Desk, agency, applicant, hidden, letters, license, officer, said};

/// Every letter of a case with its kind.
pub fn all(case: &Case) -> Vec<(Kind, Letter)> {
    let letters = letters();
    let entry = |number: u32| case.history().iter().find(|entry| entry.number == number).unwrap();
    let listed = letters.letters_of(case);
    listed.into_iter().map(|(number, kind)| (kind, letters.write(case, entry(number)).unwrap())).collect()
}

/// The letters to the applicant, as text.
fn told(case: &Case) -> Vec<String> {
    all(case).into_iter().filter(|(kind, _)| *kind != Kind::Referral).map(|(_, letter)| letter.text()).collect()
}

/// The only letter of a kind.
pub fn only(case: &Case, kind: Kind) -> String {
    let found: Vec<String> = all(case).into_iter().filter(|(is, _)| *is == kind).map(|(_, it)| it.text()).collect();
    assert_eq!(found.len(), 1, "{kind}");
    let only = found.first().unwrap();
    only.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_kind_of_letter_is_made_from_a_history() {
    let made: BTreeSet<Kind> = lives().iter().flat_map(|(_, desk)| all(&desk.case)).map(|(kind, _)| kind).collect();
    assert_eq!(made, Kind::ALL.iter().copied().collect());
}

#[test]
fn both_signers_are_named_with_their_moments() {
    for (name, desk) in lives() {
        for (kind, letter) in all(&desk.case) {
            assert!(letter.signatures.len() >= kind.people(), "{name}: {kind}");
            if kind.people() == 2 {
                let capacities: Vec<&str> = letter.signatures.iter().map(|it| it.capacity.as_str()).collect();
                assert_eq!(capacities, ["Licensing Officer", "Countersigning Officer"], "{name}: {kind}");
                let [first, second] = letter.signatures.as_slice() else { panic!("{kind}") };
                assert!(first.at <= second.at && first.name != second.name, "{name}: {kind}");
                for signature in [first, second] {
                    assert!(letter.text().contains(signature.name.as_str()), "{name}: {kind}");
                }
            }
        }
    }
    // The notice is signed by those who decided it, whoever gave it.
    let mut desk = intends_to_deny();
    desk.does(officer("officer.nine"), Event::Notified {});
    let notice = only(&desk.case, Kind::IntentToDeny);
    assert!(notice.contains("officer.one") && notice.contains("officer.two") && !notice.contains("officer.nine"));
}

#[test]
fn nothing_of_what_colleagues_and_agencies_said_is_in_a_letter() {
    for (name, desk) in lives() {
        assert!(format!("{:?}", desk.case).contains(CANARY) || name.starts_with("returned"));
        for (kind, letter) in all(&desk.case) {
            let text = letter.text();
            for secret in [CANARY, "adviser.", "chair.one", "inspector.one", "rules-1"] {
                assert!(!text.contains(secret), "{name}: {kind} says {secret}\n{text}");
            }
        }
    }
}

#[test]
fn what_the_applicant_is_not_told_changes_no_letter() {
    let lead = |murmurs: bool| {
        let mut desk = Desk::open();
        desk.registers().refers(&["defense", "state"]).waits(3);
        if murmurs {
            desk.murmurs();
        }
        desk
    };
    let (mut quiet, mut busy) = (Desk::open(), Desk::open());
    quiet.registers().waits(3);
    busy.registers().consults().refers(&["defense"]).waits(3);
    busy.says("defense", portcullis_desk::advice::Says::NoLicenseNeeded);
    busy.drafts("officer.one", Outcome::NoLicenseNeeded { reasons: CANARY.to_owned() }, &[]).sends_back();
    for desk in [&mut quiet, &mut busy] {
        desk.decides(Outcome::NoLicenseNeeded { reasons: "below the line".to_owned() });
    }
    assert_eq!(told(&quiet.case), told(&busy.case));
    let [mut quiet, mut busy] = [lead(false), lead(true)];
    for desk in [&mut quiet, &mut busy] {
        desk.does(officer("officer.one"), Event::Asked { question: 1, said: said("who?") });
        desk.waits(1).does(applicant(), Event::Withdrawn { said: said("no") });
    }
    assert_eq!(told(&quiet.case), told(&busy.case));
    assert_eq!(told(&quiet.case).len(), 3);
}

#[test]
fn a_letter_is_the_same_however_late_it_is_written() {
    let letters = letters();
    for (name, desk) in lives() {
        let history = desk.case.history();
        for known in 1..=history.len() {
            let then = Case::replay(desk.case.number().clone(), history.get(..known).unwrap()).unwrap();
            for entry in then.history() {
                let (early, late) = (letters.letter(&then, entry), letters.letter(&desk.case, entry));
                assert_eq!(early, late, "{name}: entry {} at {known}", entry.number);
            }
        }
    }
}

#[test]
fn numbers_count_letters_and_nothing_else() {
    let mut desk = approved();
    desk.does(officer("officer.one"), Event::PreservationRequested { request: 1, said: said("all") });
    let numbers: Vec<String> = all(&desk.case).iter().map(|(_, letter)| letter.number.to_string()).collect();
    assert_eq!(numbers, ["2032-000017/1", "2032-000017/2", "2032-000017/R1", "2032-000017/3", "2032-000017/4"]);
}

#[test]
fn a_license_says_all_that_limits_it() {
    let text = only(&approved().case, Kind::License);
    for said in [
        "Example Cloud Inc 200 Sample Street, Springfield, IL US Our reference",
        "provision of compute on 576 accelerators (“h100” and “h200”) for “Northern Compute Ltd”",
        "1,000,000",
        "h100; at most 15824 TPP a chip",
        "Nothing begins before June 1, 2032. (from)",
        "to May 31, 2034",
        "Only at north-1. (sites)",
        "Licensee example-cloud US",
        "No more than 256 chips at once. (C-1)",
        "No resale: the customer uses it itself. (C-2)",
        "Example Resale LLC",
        "\"settle_within_hours\": 24",
    ] {
        let squeezed = text.replace("| ", "");
        assert!(squeezed.contains(said), "{said}\n{text}");
    }
}

#[test]
fn reasons_are_numbered_line_by_line() {
    for (_, desk) in lives().iter().filter(|(name, _)| *name == "returned") {
        let text = only(&desk.case, Kind::ReturnWithoutAction);
        assert!(
            text.contains(
                "1. The ultimate parent is headquartered in D:5 (15 CFR 742.6). 2. The end use cannot be told."
            )
        );
    }
}

#[test]
fn an_amendment_says_what_changes() {
    let mut desk = approved();
    let mut varied = license();
    varied.until = "2035-05-31".parse().unwrap();
    varied.lines.first_mut().unwrap().amount.chip_hours = Some(3_000_000);
    desk.waits(9).decides(Outcome::Vary { license: varied.clone() });
    varied.parties.push(portcullis_license::CoveredParty { name: "Example Resale LLC".to_owned(), group: None });
    desk.waits(9).decides(Outcome::Vary { license: varied });
    let amendments: Vec<Letter> =
        all(&desk.case).into_iter().filter(|(kind, _)| *kind == Kind::Amendment).map(|(_, it)| it).collect();
    let [first, second] = amendments.as_slice() else { panic!("two amendments") };
    let squeezed = |letter: &Letter| letter.text().split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Amendment 1 of license L-1",
        "Last day",
        "May 31, 2034 May 31, 2035",
        "1,000,000 chip-hours 3,000,000 chip-hours",
    ] {
        assert!(squeezed(first).contains(said), "{said}\n{}", first.text());
    }
    assert!(squeezed(second).contains("Amendment 2 of license L-1"));
    assert!(squeezed(second).contains("Party Example Resale LLC none covered"), "{}", second.text());
}

#[test]
fn each_agency_has_a_referral_of_its_own() {
    let mut desk = Desk::open();
    desk.registers().refers(&["defense", "state"]);
    let (letters, entry) = (letters(), desk.case.history().last().unwrap());
    let joint = letters.letter(&desk.case, entry).unwrap().text();
    assert!(joint.contains("Department of Defense and Department of State"), "{joint}");
    let own = letters.referral(&desk.case, entry, &agency("state")).unwrap();
    assert!(own.text().contains("Department of State") && !own.text().contains("Defense"));
    assert_eq!(own.number.as_str(), "2032-000017/R1/state");
    assert!(matches!(letters.referral(&desk.case, entry, &agency("energy")), Err(NoLetter::NotReferred { .. })));
    // It goes to the applicant under no circumstances.
    assert_eq!(Letters::letter(&letters, &desk.case, entry), None);
}

#[test]
fn what_has_no_form_has_no_letter() {
    let letters = letters();
    let none = |desk: &Desk| letters.write(&desk.case, desk.case.history().last().unwrap()).unwrap_err();
    let mut received = Desk::open();
    received.does(officer("officer.one"), Event::Asked { question: 1, said: said("who?") });
    assert!(matches!(none(&received), NoLetter::None { event: EventKind::Asked, .. }));
    let mut intent = intends_to_deny();
    assert!(matches!(none(&intent), NoLetter::None { event: EventKind::Countersigned, .. }));
    intent.does(officer("officer.one"), Event::IntentWithdrawn { said: hidden() });
    assert!(matches!(none(&intent), NoLetter::None { event: EventKind::IntentWithdrawn, .. }));
    // An entry of another case, or one that was altered, is not written about.
    let mut entry = intent.case.history().last().unwrap().clone();
    entry.at = entry.at.plus(1);
    assert!(matches!(letters.write(&intent.case, &entry), Err(NoLetter::NotOfCase { .. })));
}

#[test]
fn what_is_taken_back_or_sent_back_is_told_by_letter() {
    let returned = only(&returned_at_the_counter().case, Kind::ReturnAtCounter);
    for words in ["The end user is not named.", "It was not registered", "officer.one"] {
        assert!(returned.contains(words), "{words}: {returned}");
    }
    let withdrawn = only(&intent_withdrawn().case, Kind::IntentWithdrawn);
    for words in ["We withdraw that notice", "under review again", "What was sent is to be weighed."] {
        assert!(withdrawn.contains(words), "{words}: {withdrawn}");
    }
    let appeal = only(&appeal_withdrawn().case, Kind::AppealWithdrawn);
    assert!(appeal.contains("The appeal was not decided.") && appeal.contains("/A1"), "{appeal}");
}

/// The licensee is told why, and nothing of what is for the colleagues.
#[test]
fn a_suspension_states_its_reasons_and_no_more() {
    let (_, desk) = lives().into_iter().find(|(name, _)| *name == "licensed").unwrap();
    let letter = only(&desk.case, Kind::Suspension);
    assert!(letter.contains("Use was not reported.") && !letter.contains(CANARY), "{letter}");
}

#[test]
fn what_was_erased_is_not_written_and_moves_no_number() {
    let letters = letters();
    for (name, desk) in lives() {
        let whole = letters.letters_of(&desk.case);
        for place in 0..desk.case.history().len() {
            let mut history = desk.case.history().to_vec();
            history.get_mut(place).unwrap().event.erase();
            let case = Case::replay(desk.case.number().clone(), &history).unwrap();
            let left = letters.letters_of(&case);
            for (number, kind) in &whole {
                let entry = case.history().iter().find(|entry| entry.number == *number).unwrap();
                let (was, is) = (
                    letters.letter(&desk.case, desk.case.history().get(*number as usize - 1).unwrap()),
                    letters.letter(&case, entry),
                );
                assert_eq!(
                    is.is_some(),
                    left.contains(&(*number, *kind)),
                    "{name}: {kind} without entry {}",
                    place + 1
                );
                // What is still written is what was written.
                assert!(is.is_none() || is == was, "{name}: {kind} without entry {}", place + 1);
            }
            if matches!(history.get(place).unwrap().event, Event::Received { said: Said::Erased, .. }) {
                let needs_none = |kind: &Kind| *kind == Kind::Preservation;
                assert!(left.iter().all(|(_, kind)| needs_none(kind)), "{name}: {left:?}");
            }
        }
    }
}

#[test]
fn the_message_of_an_inspection_and_its_letter_name_one_day() {
    let mut desk = approved();
    desk.inspects();
    let (letters, entry) = (letters(), desk.case.history().last().unwrap());
    let us = House::new("exports.example").unwrap();
    let body = down(&us, &desk.case, entry, Consequence::Inspection, 1, &letters);
    let Some(Body::Inspection(inspection)) = body else { panic!("an inspection") };
    let due = inspection.due.strftime("%B %-d, %Y").to_string();
    assert!(only(&desk.case, Kind::InspectionNotice).contains(&format!("to {due} ")));
}
