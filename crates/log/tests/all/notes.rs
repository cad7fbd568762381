//! Notes, keys and checkpoints: the published examples, what is refused, and whatever chance makes.

use crate::common::{ORIGIN, cosigner, name, signer};
use portcullis_log::Hash;
use portcullis_log::checkpoint::{Checkpoint, CheckpointError};
use portcullis_log::note::{
    CosignError, CosignatureVerifier, Cosigner, KeyError, KeyName, MOST_SIGNATURES, NoteError, SignedNote, Signer,
    Verifier,
};
use proptest::prelude::*;

/// The example of c2sp.org/signed-note.
const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
/// The example of Go's note package.
const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_published_examples_hold() {
    SignedNote::parse(NOTE.as_bytes()).unwrap().verify(&Verifier::parse(VKEY).unwrap()).unwrap();
    assert_eq!(Verifier::parse(VKEY).unwrap().to_string(), VKEY);
    let signer = Signer::parse(GO_SECRET).unwrap();
    assert_eq!((signer.encode(), signer.verifier().to_string()), (GO_SECRET.to_owned(), GO_VKEY.to_owned()));
    let read = SignedNote::parse(GO_NOTE.as_bytes()).unwrap();
    read.verify(&signer.verifier()).unwrap();
    let mut written = SignedNote::new(read.text()).unwrap();
    written.sign(&signer).unwrap();
    assert_eq!(written.to_string(), GO_NOTE);
    assert!(!format!("{signer:?}").contains("AYEKF"), "a secret is not shown");
}

#[test]
fn signatures_of_unknown_keys_are_passed_over_and_wrong_ones_of_known_keys_are_not() {
    let (one, other) = (signer(), Signer::from_seed(name("other.example"), &[9; 32]));
    let mut note = SignedNote::new("text\n").unwrap();
    note.sign(&other).unwrap();
    assert!(matches!(note.verify(&one.verifier()), Err(NoteError::NotSigned(_))));
    note.sign(&one).unwrap();
    note.verify(&one.verifier()).unwrap();
    // The same name with another key is another key.
    let namesake = Signer::from_seed(name(ORIGIN), &[10; 32]);
    assert!(matches!(note.verify(&namesake.verifier()), Err(NoteError::NotSigned(_))));
    // The text changed under both signatures.
    let forged = note.to_string().replacen("text", "test", 1);
    let forged = SignedNote::parse(forged.as_bytes()).unwrap();
    assert!(matches!(forged.verify(&one.verifier()), Err(NoteError::WrongSignature(_))));
    // A right signature does not make up for a wrong one.
    let mixed = format!("{}{}\n", note, forged_line(&one));
    let mixed = SignedNote::parse(mixed.as_bytes()).unwrap();
    assert!(matches!(mixed.verify(&one.verifier()), Err(NoteError::WrongSignature(_))));
    mixed.verify(&other.verifier()).unwrap();
}

fn forged_line(signer: &Signer) -> String {
    let mut note = SignedNote::new("another text\n").unwrap();
    note.sign(signer).unwrap();
    note.signatures()[0].to_string()
}

#[test]
fn what_is_no_note_is_refused() {
    let line = "\u{2014} a Uw2QOkn8\n";
    for wrong in [
        "",
        "\n",
        "text\n",
        "text\n\n",
        &format!("text\n{line}"),
        &format!("text\n\n{line}\n"),
        &format!("\n{line}"),
        &format!("text\n\n{line}")[..20],
        &format!("text\r\n\n{line}"),
        &format!("te\0xt\n\n{line}"),
        "text\n\n- a Uw2QOkn8\n",
        "text\n\n\u{2014} a Uw2QOg==\n",
        "text\n\n\u{2014} a Uw2QOkn8 \n",
        "text\n\n\u{2014}  Uw2QOkn8\n",
        "text\n\n\u{2014} a+b Uw2QOkn8\n",
        "text\n\n\u{2014} a\u{a0}b Uw2QOkn8\n",
        "text\n\n\u{2014} a Uw2QOkn9=\n",
        "text\n\n\u{2014} a\n",
    ] {
        assert!(SignedNote::parse(wrong.as_bytes()).is_err(), "{wrong:?}");
    }
    assert_eq!(SignedNote::parse(b"text\n\n\xff"), Err(NoteError::NotUtf8(6)));
    assert_eq!(SignedNote::new("no end").unwrap_err(), NoteError::Unended);
    let many = |count: usize| format!("text\n\n{}", line.repeat(count));
    assert!(SignedNote::parse(many(MOST_SIGNATURES).as_bytes()).is_ok());
    assert_eq!(SignedNote::parse(many(101).as_bytes()), Err(NoteError::TooManySignatures(101)));
    assert!(matches!(SignedNote::parse(&vec![b'a'; 1_000_001]), Err(NoteError::TooLong(_))));
}

#[test]
fn a_note_holds_one_signature_of_a_key_and_a_hundred_of_others() {
    let mut note = SignedNote::new("text\n").unwrap();
    for number in 0..100 {
        note.sign(&Signer::from_seed(name(&format!("key{number}")), &[number; 32])).unwrap();
    }
    note.sign(&Signer::from_seed(name("key5"), &[5; 32])).unwrap();
    assert_eq!(note.signatures().len(), 100);
    let one_more = note.sign(&signer());
    assert_eq!(one_more, Err(NoteError::TooManySignatures(101)));
}

#[test]
fn what_is_no_key_is_refused() {
    for wrong in ["", "a", "a+b", "a+530d903a+", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"] {
        assert!(Verifier::parse(wrong).is_err(), "{wrong}");
    }
    assert!(matches!(Verifier::parse(&VKEY.replace("530d", "530D")), Err(KeyError::Id { .. })));
    assert!(matches!(Verifier::parse(&VKEY.replace("foo", "fop")), Err(KeyError::Id { .. })));
    let kind = KeyError::Kind { found: 4, expected: 1 };
    assert_eq!(Verifier::parse(&cosigner(1).verifier().to_string()), Err(kind));
    assert_eq!(CosignatureVerifier::parse(VKEY), Err(KeyError::Kind { found: 1, expected: 4 }));
    assert!(Cosigner::parse(GO_SECRET).is_err());
    // The neutral point signs everything.
    let neutral = format!("AQE{}", "A".repeat(41));
    assert_eq!(
        Verifier::parse(&format!("a+00000000+{neutral}")),
        Err(KeyError::Form("its bytes are no Ed25519 public key"))
    );
    for wrong in ["", "a b", "a+b", "a\u{2003}b", "a\tb", "a\u{1}"] {
        assert!(KeyName::new(wrong).is_err(), "{wrong:?}");
    }
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new(ORIGIN, 20_852_163, Hash::of(b"root")).unwrap()
}

#[test]
fn a_checkpoint_is_what_its_log_signed() {
    let note = checkpoint().sign(&signer()).unwrap();
    assert_eq!(Checkpoint::open(&note, &signer().verifier()).unwrap(), checkpoint());
    let other = Signer::from_seed(name("other.example"), &[7; 32]);
    let by_other = checkpoint().sign(&other).unwrap();
    assert!(matches!(Checkpoint::open(&by_other, &other.verifier()), Err(CheckpointError::OtherOrigin { .. })));
    Checkpoint::open_of(&by_other, ORIGIN, &[other.verifier()]).unwrap();
    assert!(matches!(Checkpoint::open(&by_other, &signer().verifier()), Err(CheckpointError::Note(_))));
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let root = Hash::EMPTY_ROOT;
    for wrong in [
        "",
        "\n",
        "a\n1\n",
        &format!("a\n1\n{root}"),
        &format!("\n1\n{root}\n"),
        &format!("a\n01\n{root}\n"),
        &format!("a\n+1\n{root}\n"),
        &format!("a\n-1\n{root}\n"),
        &format!("a\n18446744073709551616\n{root}\n"),
        "a\n1\nAAAA\n",
        &format!("a\n1\n{root}\n\n"),
        &format!("a\n1\n{root}\nextension\n\n"),
    ] {
        assert!(Checkpoint::parse(wrong).is_err(), "{wrong:?}");
    }
    let extended = checkpoint().extended("an extension").unwrap();
    assert_eq!(Checkpoint::parse(&extended.text()).unwrap(), extended);
    assert!(checkpoint().extended("").is_err() && checkpoint().extended("a\nb").is_err());
    assert!(Checkpoint::new("a\nb", 0, root).is_err());
}

#[test]
fn a_cosignature_is_of_one_witness_one_time_and_one_text() {
    let (one, other) = (cosigner(1), cosigner(2));
    let mut note = checkpoint().sign(&signer()).unwrap();
    assert_eq!(note.cosigned(&one.verifier()), Ok(None));
    let cosignature = one.cosign(&note, 1_679_315_147).unwrap();
    assert_eq!(cosignature.bytes().len(), 72);
    note.add(cosignature.clone()).unwrap();
    assert_eq!(note.cosigned(&one.verifier()), Ok(Some(1_679_315_147)));
    assert_eq!(note.cosigned(&other.verifier()), Ok(None));
    note.add(one.cosign(&note, 1_679_315_148).unwrap()).unwrap();
    assert_eq!(note.cosigned(&one.verifier()), Ok(Some(1_679_315_148)), "the later one stays");
    Checkpoint::open(&note, &signer().verifier()).unwrap();

    let mut another = Checkpoint::new(ORIGIN, 1, Hash::of(b"root")).unwrap().sign(&signer()).unwrap();
    another.add(cosignature).unwrap();
    assert!(matches!(another.cosigned(&one.verifier()), Err(NoteError::WrongSignature(_))));

    for seconds in [0, 1 << 63, u64::MAX] {
        assert_eq!(one.cosign(&note, seconds), Err(CosignError::Time(seconds)));
    }
    let plain = SignedNote::new("no checkpoint\n").unwrap();
    assert!(matches!(one.cosign(&plain, 1), Err(CosignError::NoCheckpoint(_))));
    assert_eq!(Cosigner::parse(&one.encode()).unwrap().encode(), one.encode());
    let verifier = one.verifier();
    assert_eq!(CosignatureVerifier::parse(&verifier.to_string()), Ok(verifier));
}

proptest! {
    #[test]
    fn notes_come_back(text in "([^\\x00-\\x1f]{0,9}\n){1,5}", seed: [u8; 32]) {
        let signer = Signer::from_seed(name("a"), &seed);
        let mut note = SignedNote::new(text).unwrap();
        note.sign(&signer).unwrap();
        let read = SignedNote::parse(note.to_string().as_bytes()).unwrap();
        read.verify(&signer.verifier()).unwrap();
        prop_assert_eq!(read, note);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes: Vec<u8>, text in "(.|\n|\u{2014} |[A-Za-z0-9+/]{4}){0,60}") {
        let _ = (SignedNote::parse(&bytes), Checkpoint::parse(&text), Verifier::parse(&text), Signer::parse(&text));
        if let Ok(note) = SignedNote::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text);
        }
    }
}
