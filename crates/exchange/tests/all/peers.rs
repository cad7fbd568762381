//! Whose message it is, for whom, and under which key.

use portcullis_exchange::{Chain, Code, Inbox, Key, Peer, Sequence, Side};
use portcullis_license::Instant;

use crate::samples::{self, NOW, authority, key, provider, signer};

fn bytes(seed: u8) -> Vec<u8> {
    let mut sequence = Sequence::new(provider(), authority()).unwrap();
    sequence.next(NOW, &samples::withdrawal("x")).unwrap().sign(&signer(&provider(), seed)).unwrap()
}

#[test]
fn a_key_counts_while_it_is_in_force_and_two_may_overlap() {
    let at = |hour: i64| NOW.plus(hour * 3_600_000);
    let old = Key { until: Some(at(10)), ..key(&provider(), 1) };
    let new = Key { from: at(5), ..key(&provider(), 3) };
    let peer = Peer::new(provider(), Side::Provider, vec![old, new]).unwrap();
    let opens = |seed: u8, hour: i64| peer.open(&bytes(seed), &authority(), at(hour)).map_err(|refusal| refusal.code);
    for hour in [0, 4, 5, 9, 10, 20] {
        assert_eq!(opens(1, hour).is_ok(), hour < 10, "the old key at {hour}");
        assert_eq!(opens(3, hour).is_ok(), hour >= 5, "the new key at {hour}");
        assert_eq!(opens(4, hour).unwrap_err(), Code::BadSignature);
    }
    assert_eq!(opens(1, 7).unwrap(), opens(3, 7).unwrap(), "one message under both");
    let never = Peer::new(provider(), Side::Provider, vec![Key { from: at(5), ..key(&provider(), 1) }]).unwrap();
    let refusal = never.open(&bytes(1), &authority(), NOW).unwrap_err();
    assert!(refusal.detail.contains("no key of cloud.example is in force"), "{refusal}");
}

#[test]
fn a_peer_has_keys_of_its_own_name() {
    let made = |keys: Vec<Key>| Peer::new(provider(), Side::Provider, keys).map_err(|error| error.to_string());
    assert!(made(vec![]).unwrap_err().contains("0 keys"));
    assert!(made((0..17).map(|seed| key(&provider(), seed)).collect()).unwrap_err().contains("17 keys"));
    assert!(made(vec![key(&authority(), 1)]).unwrap_err().contains("bears its name"));
    assert!(made(vec![key(&provider(), 1), key(&provider(), 1)]).unwrap_err().contains("twice"));
    let never = Key { until: Some(Instant(0)), ..key(&provider(), 1) };
    assert!(made(vec![never]).unwrap_err().contains("correct its times"));
}

#[test]
fn a_message_is_of_the_peer_and_for_us() {
    let message = bytes(1);
    let peer = samples::provider_peer();
    assert!(peer.open(&message, &authority(), NOW).is_ok());
    let refusal = peer.open(&message, &samples::signer_house("other.example"), NOW).unwrap_err();
    assert_eq!((refusal.code, refusal.number), (Code::NotForUs, Some(1)));
    // Our own message, thrown back at us, is not signed by the peer.
    assert_eq!(samples::authority_peer().open(&message, &provider(), NOW).unwrap_err().code, Code::BadSignature);
}

#[test]
fn a_house_that_signs_for_another_is_not_believed() {
    // The authority's key signs a message that says it is from the provider: made by hand, because `sign` refuses it.
    let mut sequence = Sequence::new(provider(), authority()).unwrap();
    let text = sequence.next(NOW, &samples::withdrawal("x")).unwrap().text().to_owned();
    let mut note = portcullis_log::SignedNote::new(text).unwrap();
    note.sign(&signer(&authority(), 2)).unwrap();
    let refusal = samples::authority_peer().open(note.to_string().as_bytes(), &provider(), NOW).unwrap_err();
    assert_eq!(refusal.code, Code::UnknownHouse);
}

#[test]
fn a_message_is_no_reply_and_a_reply_is_no_message() {
    let reply = Inbox::new(Chain::START).reply(&provider(), &authority(), NOW, None);
    let reply = reply.sign(&signer(&provider(), 1)).unwrap();
    let peer = samples::provider_peer();
    assert!(peer.open_reply(&reply, &authority(), NOW).is_ok());
    assert_eq!(peer.open(&reply, &authority(), NOW).unwrap_err().code, Code::Malformed);
    assert_eq!(peer.open_reply(&bytes(1), &authority(), NOW).unwrap_err().code, Code::Malformed);
    assert_eq!(peer.open_reply(&reply, &provider(), NOW).unwrap_err().code, Code::NotForUs);
}
