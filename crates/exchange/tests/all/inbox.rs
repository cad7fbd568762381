//! What becomes of a message, held against a rule that knows the whole history.

use portcullis_exchange::{Chain, Code, Conflict, Inbox, Message, Received, Sequence, Verified, taken_id};
use proptest::prelude::*;

use crate::samples::{self, Lists, NOW, authority, provider};

/// The messages of a history; from `fork` on it says something else.
fn history(length: usize, fork: usize) -> Vec<Message> {
    let mut sequence = Sequence::new(provider(), authority()).unwrap();
    let text = |place: usize| if place < fork { format!("{place}") } else { format!("other {place}") };
    (0..length).map(|place| sequence.next(NOW, &samples::withdrawal(&text(place))).unwrap()).collect()
}

fn verified(message: &Message) -> Verified<Message> {
    let bytes = message.sign(&samples::signer(&provider(), 1)).unwrap();
    samples::provider_peer().open(&bytes, &authority(), NOW).unwrap()
}

fn after(messages: &[Message]) -> (Inbox, Lists) {
    let taken = messages.iter().map(Message::hash).collect();
    let inbox = messages
        .iter()
        .try_fold(Inbox::new(Chain::START), |inbox, message| inbox.after(message.number(), message.hash()));
    (inbox.unwrap(), Lists { sent: vec![], taken })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_message_is_the_next_or_known_or_early_or_a_contradiction(
        taken in 0_usize..6, offered in 0_usize..8, fork in 0_usize..8,
    ) {
        let (ours, theirs) = (history(8, 8), history(8, fork));
        let (inbox, books) = after(&ours[..taken]);
        let message = verified(&theirs[offered]);
        let received = inbox.judge(message.clone(), &books);
        let number = offered as u64 + 1;
        // The whole truth, from both histories.
        let agrees_before = theirs[..offered.min(taken)] == ours[..offered.min(taken)];
        match received {
            Received::Next(next) => {
                prop_assert!(offered == taken && agrees_before);
                prop_assert_eq!(next, message);
            }
            Received::Again { number: told } => {
                prop_assert!(offered < taken && theirs[offered] == ours[offered]);
                prop_assert_eq!(told, number);
            }
            Received::Early { expected, .. } => {
                prop_assert!(offered > taken);
                prop_assert_eq!(expected, taken as u64 + 1);
            }
            Received::Conflict(Conflict::OtherMessage { .. }) => {
                prop_assert!(offered < taken && theirs[offered] != ours[offered]);
            }
            Received::Conflict(Conflict::OtherPast { .. }) => prop_assert!(offered == taken && !agrees_before),
            Received::Refused(refusal) => prop_assert!(false, "{refusal}"),
        }
    }
}

#[test]
fn what_cannot_be_compared_is_not_acknowledged() {
    let messages = history(3, 3);
    let (inbox, _) = after(&messages);
    let received = inbox.judge(verified(&messages[0]), &Lists::default());
    let Received::Refused(refusal) = &received else { panic!("{received:?}") };
    assert_eq!((refusal.code, refusal.number), (Code::Unavailable, Some(1)));
    // The last is known without the books.
    assert_eq!(inbox.judge(verified(&messages[2]), &Lists::default()), Received::Again { number: 3 });
}

#[test]
fn the_journal_has_the_last_word() {
    let (one, other) = (history(1, 1), history(1, 0));
    let message = verified(&one[0]);
    assert_eq!(Inbox::on_record(&message, one[0].hash()), Received::Again { number: 1 });
    let received = Inbox::on_record(&message, other[0].hash());
    assert_eq!(received.refusal().unwrap().code, Code::Conflict);
    assert_eq!(taken_id(&provider(), 1).unwrap().as_str(), "from/cloud.example/1");
}

#[test]
fn bytes_that_are_no_message_are_refused() {
    let (inbox, books) = after(&[]);
    let received = inbox.receive(b"hello", &samples::provider_peer(), &authority(), NOW, &books);
    assert_eq!(received.refusal().unwrap().code, Code::Malformed);
    let bytes = history(1, 1)[0].sign(&samples::signer(&provider(), 1)).unwrap();
    let received = inbox.receive(&bytes, &samples::provider_peer(), &authority(), NOW, &books);
    assert!(matches!(received, Received::Next(_)) && received.refusal().is_none());
}
