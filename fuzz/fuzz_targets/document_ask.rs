//! Whatever is asked for a document: a stranger's bytes open nothing, and what a house signed is written back as it was, or refused.
//!
//! The bytes are read as they came over the wire, and as the text of a note that the house across signed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_exchange::ask::GOOD_FOR;
use portcullis_exchange::{DocumentAsk, House, Key, Peer, Side};
use portcullis_license::Instant;
use portcullis_log::note::{KeyName, SignedNote, Signer};
use std::sync::LazyLock;

const NOW: Instant = Instant(1_790_000_000_000);

struct World {
    us: House,
    signer: Signer,
    peer: Peer,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let house = |name: &str| House::new(name).expect("a name");
    let signer = Signer::from_seed(KeyName::new("exports.example").expect("a name"), &[7; 32]);
    let keys = vec![Key { verifier: signer.verifier(), from: Instant(0), until: None }];
    let peer = Peer::new(house("exports.example"), Side::Authority, keys).expect("a peer");
    World { us: house("cloud.example"), signer, peer }
});

fuzz_target!(|bytes: &[u8]| {
    let World { us, signer, peer } = &*WORLD;
    // Nobody can make up a signature.
    assert!(peer.open_ask(bytes, us, NOW).is_err());
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let read = DocumentAsk::parse(text);
    if let Ok(ask) = &read {
        let key =
            Signer::from_seed(KeyName::new(ask.from.as_str()).expect("a house bears the name of a key"), &[7; 32]);
        let written = ask.sign(&key).expect("what was read can be written");
        assert_eq!(SignedNote::parse(&written).expect("a note").text(), text);
    }
    let Ok(mut note) = SignedNote::new(text) else { return };
    note.sign(signer).expect("a signature");
    match (peer.open_ask(note.to_string().as_bytes(), us, NOW), read) {
        (Ok(opened), read) => {
            let ask = opened.into_inner();
            assert_eq!((&ask.from, &ask.to), (peer.house(), us));
            assert!(ask.at.0.abs_diff(NOW.0) <= GOOD_FOR.unsigned_abs());
            assert_eq!(Ok(ask), read, "a signature changes nothing of what is read");
        }
        (Err(_), Ok(ask)) => {
            let is_late = ask.at.0.abs_diff(NOW.0) > GOOD_FOR.unsigned_abs();
            assert!(is_late || ask.from != *peer.house() || ask.to != *us, "it was refused for nothing: {ask:?}");
        }
        (Err(_), Err(_)) => {}
    }
});
