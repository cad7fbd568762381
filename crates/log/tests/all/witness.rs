//! One log and two witnesses, from the first checkpoint to a fork.

use crate::common::{Memory, ORIGIN, cosigner, leaf, name, signer};
use portcullis_log::note::{CosignError, Signer};
use portcullis_log::proof::inclusion;
use portcullis_log::witness::{AddCheckpoint, Answer, ClientError, Seen, Verdict, Witness, merge};
use portcullis_log::{Checkpoint, Hash, Quorum, Receipt, SignedNote, leaf_hash};
use proptest::prelude::*;

const NOW: u64 = 1_790_000_000;

fn witness() -> Witness {
    let mut witness = Witness::new();
    witness.know(ORIGIN, vec![signer().verifier()], None);
    witness
}

fn body(memory: &Memory, old_size: u64) -> Vec<u8> {
    AddCheckpoint::new(memory, old_size, memory.checkpoint()).unwrap().to_string().into_bytes()
}

fn signed(size: u64, root: Hash) -> SignedNote {
    Checkpoint::new(ORIGIN, size, root).unwrap().sign(&signer()).unwrap()
}

fn send(witness: &mut Witness, request: &AddCheckpoint) -> Verdict {
    let before = witness.last(ORIGIN);
    let body = request.to_string();
    assert_eq!(&AddCheckpoint::parse(body.as_bytes()).unwrap(), request);
    let verdict = witness.add_checkpoint(body.as_bytes(), NOW, &cosigner(1)).unwrap();
    if verdict.status() != 200 {
        assert_eq!(witness.last(ORIGIN), before, "a refusal changes nothing");
    }
    verdict
}

#[test]
fn the_story_of_a_witness() {
    let mut witness = witness();
    let (small, large) = (Memory::of(300), Memory::of(70_000));
    let known = [cosigner(1).verifier()];

    // 1. Bytes that are no request: 400.
    let malformed = witness.add_checkpoint(b"old 0\n", NOW, &cosigner(1)).unwrap();
    assert_eq!(malformed.status(), 400);

    // 2. A log that nobody told the witness of: 404.
    let stranger = Signer::from_seed(name("stranger.example"), &[1; 32]);
    let note = Checkpoint::new("stranger.example", 0, Hash::EMPTY_ROOT).unwrap().sign(&stranger).unwrap();
    assert_eq!(send(&mut witness, &AddCheckpoint { old_size: 0, proof: vec![], note }).status(), 404);

    // 3. The origin of the log, signed by someone else: 403.
    let note = Checkpoint::new(ORIGIN, 300, small.root()).unwrap().sign(&stranger).unwrap();
    assert_eq!(send(&mut witness, &AddCheckpoint { old_size: 0, proof: vec![], note }).status(), 403);

    // 4. The log's name and key id, and a signature of another text: 403.
    let forged = small.checkpoint().to_string().replacen("\n300\n", "\n301\n", 1);
    let note = SignedNote::parse(forged.as_bytes()).unwrap();
    assert_eq!(send(&mut witness, &AddCheckpoint { old_size: 0, proof: vec![], note }).status(), 403);

    // 5. The empty tree with a root that is not that of nothing: 422.
    let note = signed(0, Hash::of(b"something"));
    assert_eq!(send(&mut witness, &AddCheckpoint { old_size: 0, proof: vec![], note }).status(), 422);

    // 6. The first checkpoint with a proof, where there is nothing to prove: 422.
    let proof = vec![Hash::EMPTY_ROOT];
    assert_eq!(send(&mut witness, &AddCheckpoint { old_size: 0, proof, note: small.checkpoint() }).status(), 422);

    // 7. The first checkpoint: 200, and what to store.
    let first = AddCheckpoint::new(&small, 0, small.checkpoint()).unwrap();
    let verdict = send(&mut witness, &first);
    assert_eq!(verdict.status(), 200);
    let Verdict::Cosigned { origin, seen, .. } = &verdict else { panic!("{verdict:?}") };
    assert_eq!((origin.as_str(), *seen), (ORIGIN, Seen { size: 300, root: small.root() }));

    // 8. The log checks the answer and merges it.
    let mut note = small.checkpoint();
    let answer = Answer::read(200, verdict.content_type(), verdict.body().as_bytes(), &note, &known).unwrap();
    let Answer::Cosigned(cosignatures) = answer else { panic!("{answer:?}") };
    merge(&mut note, cosignatures).unwrap();
    assert_eq!(note.cosigned(&known[0]), Ok(Some(NOW)));

    // 9. The log grew, but believes that the witness saw nothing yet: 409 with the size, and its content type.
    let verdict = send(&mut witness, &AddCheckpoint::new(&large, 0, large.checkpoint()).unwrap());
    assert_eq!((verdict.status(), verdict.content_type(), verdict.body().as_str()), (409, "text/x.tlog.size", "300\n"));
    let answer = Answer::read(409, verdict.content_type(), verdict.body().as_bytes(), &note, &known);
    assert_eq!(answer, Ok(Answer::Saw { size: 300 }));

    // 10. An old size above the new one: 400, before anything is said of what the witness saw.
    let backwards = AddCheckpoint { old_size: 301, proof: vec![], note: small.checkpoint() };
    assert_eq!(send(&mut witness, &backwards).status(), 400);

    // 11. The right size with a proof of another growth: 422.
    let mut request = AddCheckpoint::new(&large, 299, large.checkpoint()).unwrap();
    request.old_size = 300;
    assert_eq!(send(&mut witness, &request).status(), 422);

    // 12. The right proof: 200. The witness is as it was stored, taken up again.
    let mut witness = Witness::new();
    witness.know(ORIGIN, vec![stranger.verifier(), signer().verifier()], Some(*seen));
    let request = AddCheckpoint::new(&large, 300, large.checkpoint()).unwrap();
    assert_eq!(send(&mut witness, &request).status(), 200);
    assert_eq!(witness.last(ORIGIN), Some(Seen { size: 70_000, root: large.root() }));

    // 13. The same request again: 409, for the witness has moved on.
    assert_eq!(send(&mut witness, &request).body(), "70000\n");

    // 14. The same tree again, from its own size: 200, with nothing to prove.
    let again = AddCheckpoint::new(&large, 70_000, large.checkpoint()).unwrap();
    assert!(again.proof.is_empty());
    assert_eq!(send(&mut witness, &again).status(), 200);

    // 15. The same size with another root, a fork that the log signed: 422.
    let fork = AddCheckpoint { old_size: 70_000, proof: vec![], note: signed(70_000, Hash::of(b"fork")) };
    assert_eq!(send(&mut witness, &fork).status(), 422);

    // 16. A log that was rolled back and grew otherwise: no proof can be made, and a made-up one is refused: 422.
    let mut rewritten = Memory::of(69_999);
    (0..10).for_each(|index| rewritten.append(leaf_hash(&leaf(900_000 + index))));
    let request = AddCheckpoint::new(&rewritten, 70_000, rewritten.checkpoint()).unwrap();
    assert_eq!(send(&mut witness, &request).status(), 422);

    // 17. A clock that is not set is nobody's checkpoint: an error, and no state.
    let request = body(&large, 70_000);
    assert_eq!(witness.add_checkpoint(&request, 0, &cosigner(1)), Err(CosignError::Time(0)));

    // 18. A receipt under the cosigned checkpoint holds with the witness as quorum.
    let proof = inclusion(&small, 5, 300).unwrap();
    let receipt = Receipt { index: 5, proof, checkpoint: note, extra: None };
    let quorum = Quorum::new(known.to_vec(), 1).unwrap();
    receipt.verify(&leaf(5), &signer().verifier(), &quorum).unwrap();
}

#[test]
fn answers_that_are_none() {
    let note = Memory::of(3).checkpoint();
    let known = [cosigner(1).verifier()];
    let read =
        |status, content_type: &str, body: &str| Answer::read(status, content_type, body.as_bytes(), &note, &known);
    let line = |number: u8, note: &SignedNote| format!("{}\n", cosigner(number).cosign(note, NOW).unwrap());

    assert!(matches!(read(200, "", &line(2, &note)), Err(ClientError::NobodyKnown(_))));
    assert!(matches!(read(200, "", ""), Err(ClientError::Lines(_))));
    assert!(matches!(read(200, "", &line(1, &Memory::of(4).checkpoint())), Err(ClientError::Lines(_))));
    assert!(matches!(read(200, "", &line(1, &note).replace('\u{2014}', "-")), Err(ClientError::Lines(_))));
    let both = format!("{}{}", line(2, &note), line(1, &note));
    assert!(matches!(read(200, "", &both), Ok(Answer::Cosigned(lines)) if lines.len() == 1));

    assert_eq!(read(409, "text/x.tlog.size", "7\n"), Ok(Answer::Saw { size: 7 }));
    assert!(matches!(read(409, "text/x.tlog.size", "07\n"), Err(ClientError::Size(_))));
    assert!(matches!(read(409, "text/html", "7\n"), Ok(Answer::Refused { status: 409, .. })));
    assert!(matches!(read(503, "", "later"), Ok(Answer::Refused { status: 503, .. })));
    assert!(matches!(read(200, "", &"a".repeat(100_001)), Err(ClientError::TooLong(_))));
}

#[test]
fn bodies_that_are_none() {
    let text = String::from_utf8(body(&Memory::of(300), 7)).unwrap();
    AddCheckpoint::parse(text.as_bytes()).unwrap();
    for (from, to) in [
        ("old 7", "old 07"),
        ("old 7", "old  7"),
        ("old 7", "Old 7"),
        ("old 7", "old 7\r"),
        ("old 7\n", ""),
        ("old 7", "old 7\nAAAA"),
        ("\n\n", "\n"),
        ("300\n", "0300\n"),
        ("\u{2014}", "-"),
    ] {
        let body = text.replacen(from, to, 1);
        let status = witness().add_checkpoint(body.as_bytes(), NOW, &cosigner(1)).unwrap().status();
        assert_eq!(status, 400, "{from} to {to}");
    }
    let long = text.replacen("old 7\n", &format!("old 7\n{}", format!("{}\n", Hash::EMPTY_ROOT).repeat(63)), 1);
    assert_eq!(witness().add_checkpoint(long.as_bytes(), NOW, &cosigner(1)).unwrap().status(), 400);
    let huge = vec![b'a'; 2_000_000];
    assert_eq!(witness().add_checkpoint(&huge, NOW, &cosigner(1)).unwrap().status(), 400);
}

#[test]
fn every_changed_byte_of_a_request_is_noticed() {
    let (small, large) = (Memory::of(300), Memory::of(700));
    let last = Seen { size: 300, root: small.root() };
    let body = body(&large, 300);
    for at in 0..body.len() {
        for bit in [0, 3, 5, 7] {
            let mut witness = Witness::new();
            witness.know(ORIGIN, vec![signer().verifier()], Some(last));
            let mut changed = body.clone();
            changed[at] ^= 1 << bit;
            let verdict = witness.add_checkpoint(&changed, NOW, &cosigner(1)).unwrap();
            assert_ne!(verdict.status(), 200, "bit {bit} of byte {at}");
            assert_eq!(witness.last(ORIGIN), Some(last));
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_witness_panic(bytes: Vec<u8>, old: u64, line in "[A-Za-z0-9+/]{43}=", text in "(.|\n){0,80}") {
        let mut witness = witness();
        for body in [bytes, format!("old {old}\n{line}\n\n{text}").into_bytes()] {
            prop_assert_ne!(witness.add_checkpoint(&body, NOW, &cosigner(1)).unwrap().status(), 200);
        }
    }

    #[test]
    fn sizes_at_the_end_of_numbers_are_answered(old: u64, size: u64, last: u64) {
        let mut witness = Witness::new();
        witness.know(ORIGIN, vec![signer().verifier()], Some(Seen { size: last, root: Hash::of(b"last") }));
        for (old, last) in [(old, last), (last, last)] {
            let request = AddCheckpoint { old_size: old, proof: vec![Hash::EMPTY_ROOT; 60], note: signed(size, Hash::of(b"new")) };
            let status = send(&mut witness, &request).status();
            let expected = if old > size { 400 } else if old != last { 409 } else { 422 };
            prop_assert_eq!(status, expected);
        }
    }
}
