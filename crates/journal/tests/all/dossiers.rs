//! Notes that follow one another: in turn, once, by one node or by several.

use portcullis_journal::submission::Request;
use portcullis_journal::{Answer, NodeError, NoteKind, Submission, dossier};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::memory::Memory;
use crate::samples::{NOON, is_again, node, note, record};

fn event(dossier: &str, number: u64, says: &str) -> Submission {
    let body = json!({ "said": says });
    let personal = vec!["/said".to_owned()];
    Submission {
        id: dossier::id(dossier, number).unwrap(),
        request: Request::Note { note: NoteKind::Case, body, personal, license: None },
    }
}

#[test]
fn the_nth_note_follows_the_one_before_it() {
    let (mut store, mut node) = (Memory::default(), node());
    let batch = [
        event("case/1", 2, "too early"),
        event("case/1", 1, "first"),
        event("case/1", 1, "first"),
        event("case/1", 1, "another first"),
        event("case/2", 1, "of another case"),
        event("case/1", 2, "second"),
        note("case/1/3", json!("no dossier"), &[]),
    ];
    let answers = node.commit(&mut store, &batch, NOON).unwrap();
    let Answer::Unfit(unfit) = &answers[0] else { panic!("{:?}", answers[0]) };
    assert!(unfit.to_string().contains("note 1 of `case/1` comes next, and this is 2"), "{unfit}");
    assert!(is_again(&answers[2]));
    assert_eq!(answers[3], Answer::OtherBody { sequence: record(&answers[1]).sequence });
    let dossiers = node.replay().dossiers();
    assert_eq!((dossiers.length("case/1"), dossiers.length("case/2"), dossiers.length("case/3")), (2, 1, 0));
    assert_eq!(dossiers.places(), [0, 1, 2]);
    let none = Submission { id: note("x", json!(1), &[]).id, request: event("case/1", 1, "x").request };
    assert!(matches!(node.commit(&mut store, &[none], NOON).unwrap()[0], Answer::Unfit(_)));
}

proptest! {
    /// However several nodes add to some dossiers at once, each place of each dossier is one note, whoever reads them.
    #[test]
    fn nodes_that_add_at_once_agree(steps in vec((0..3_usize, 0..2_u8, any::<bool>()), 0..60)) {
        let mut store = Memory::default();
        let mut nodes = [node(), node(), node()];
        // What each node last saw of the dossiers.
        let mut seen = [[0_u64; 2]; 3];
        let mut kept = [0_u64; 2];
        for (step, (which, dossier, looks)) in steps.into_iter().enumerate() {
            let name = format!("case/{dossier}");
            let place = usize::from(dossier);
            if looks {
                nodes[which].refresh(&mut store).unwrap();
                seen[which][place] = nodes[which].replay().dossiers().length(&name);
                prop_assert_eq!(seen[which][place], kept[place]);
            } else {
                let submission = event(&name, seen[which][place] + 1, &format!("step {step}"));
                let answers: Result<Vec<Answer>, NodeError> = nodes[which].commit(&mut store, &[submission], NOON);
                match &answers.unwrap()[0] {
                    Answer::Recorded { again: false, .. } => {
                        prop_assert_eq!(seen[which][place], kept[place]);
                        kept[place] += 1;
                        seen[which][place] += 1;
                    }
                    Answer::OtherBody { .. } => prop_assert!(seen[which][place] < kept[place]),
                    answer => prop_assert!(false, "{:?}", answer),
                }
            }
        }
        for node in &mut nodes {
            node.refresh(&mut store).unwrap();
            let dossiers = node.replay().dossiers();
            prop_assert_eq!([dossiers.length("case/0"), dossiers.length("case/1")], kept);
            prop_assert_eq!(dossiers.places().len() as u64, store.len());
        }
    }
}
