//! Letters that messages and records can hold.

use portcullis_counter::note::of_told;
use portcullis_counter::says::Letters;
use portcullis_desk::advice::Says;
use portcullis_desk::case::Case;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::Event;
use portcullis_exchange::body::Notice;
use portcullis_exchange::{Body, House, Sequence};
use portcullis_letter::Kind;
use portcullis_license::CoveredParty;

use crate::office::{Desk, letters, license, officer, said};

/// Whether the letter of the last entry is given to a message; if it is, a record of that message has to be taken.
fn is_told(case: &Case) -> bool {
    let entry = case.history().last().unwrap();
    let Some((word, text)) = Letters::letter(&letters(), case, entry) else { return false };
    assert!(text.len() <= 40_000);
    let house = |name: &str| House::new(name).unwrap();
    let mut sequence = Sequence::new(house(&"a".repeat(100)), house(&"b".repeat(100))).unwrap();
    let number = "n".repeat(200).try_into().unwrap();
    let body = Body::Notice(Notice::new(Some("c".repeat(200).try_into().unwrap()), Some(number), word, text));
    let message = sequence.next(entry.at, &body).unwrap();
    of_told(&message, &"w".repeat(100)).unwrap().digest().unwrap();
    true
}

fn asked(text: &str) -> Case {
    let mut desk = Desk::open();
    desk.registers().does(officer("officer.one"), Event::Asked { question: 1, said: said(text) });
    desk.case
}

#[test]
fn what_a_message_brings_a_record_holds() {
    let (mut told, mut kept) = (0, 0);
    for unit in ["a\n", "why?\n", "\"\\\" \n", "w", "宽 ", "\u{1}", "a b\n\n"] {
        for part in 1..=10 {
            let most = 20_000 / unit.len();
            if is_told(&asked(&unit.repeat(most * part / 10))) { told += 1 } else { kept += 1 }
        }
    }
    assert!(told > 10 && kept > 0, "{told} told, {kept} kept back");
}

#[test]
fn a_long_license_names_its_terms_by_their_digest() {
    let approved = |parties: usize| {
        let mut desk = Desk::open();
        desk.registers().refers(&["defense"]).says("defense", Says::Approve).consults();
        let mut license = license();
        let party = |number| CoveredParty { name: format!("Example Compute Number {number} Ltd"), group: None };
        license.parties = (0..parties).map(party).collect();
        desk.decides(Outcome::Approve { license });
        desk.case
    };
    let letter = |case: &Case| {
        let (made, entry) = (letters(), case.history().last().unwrap());
        assert_eq!(made.letters_of(case).last().unwrap().1, Kind::License);
        made.letter(case, entry).unwrap().text()
    };
    let state = |parties: usize| {
        let case = approved(parties);
        let text = letter(&case);
        assert!(text.contains(&format!("Number {} Ltd", parties - 1)));
        (text.contains("sha256_of_canonical_json"), is_told(&case))
    };
    let mut states: Vec<(bool, bool)> = [3, 50, 100, 150, 200, 250, 300, 400, 999].into_iter().map(state).collect();
    states.dedup();
    // Whole; then by digest, so that a message can bring it; then too long for any, and printed whole.
    assert_eq!(states, [(false, true), (true, true), (false, false)]);
}
