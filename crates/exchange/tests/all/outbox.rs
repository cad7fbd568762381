//! What is sent when, and what a reply does.

use portcullis_exchange::{Alarm, Chain, Code, Inbox, Outbox, Pace, Refusal, Reply, Verified};
use portcullis_log::Hash;
use proptest::prelude::*;

use crate::samples::{self, Lists, NOW, authority, provider};

const PACE: Pace = Pace { window: 4, first_wait: 1_000, longest_wait: 60_000, seed: 7 };

fn hash(number: u64) -> Hash {
    Hash::of(&number.to_be_bytes())
}

fn books(sent: u64) -> Lists {
    Lists { sent: (1..=sent).map(hash).collect(), taken: vec![] }
}

fn chain(count: u64) -> Chain {
    if count == 0 { Chain::START } else { Chain { count, last: hash(count) } }
}

/// A reply of the authority.
fn reply(taken: Chain, refused: Option<Refusal>) -> Verified<Reply> {
    let reply = Inbox::new(taken).reply(&authority(), &provider(), NOW, refused);
    let bytes = reply.sign(&samples::signer(&authority(), 2)).unwrap();
    samples::authority_peer().open_reply(&bytes, &provider(), NOW).unwrap()
}

#[test]
fn what_is_new_goes_at_once_and_what_is_open_after_the_wait() {
    let (mut outbox, books) = (Outbox::default(), books(10));
    assert_eq!(outbox.to_send(0, NOW, &PACE), None);
    assert_eq!(outbox.to_send(2, NOW, &PACE), Some((1, 2)));
    assert_eq!(outbox.to_send(2, NOW, &PACE), None, "it is on its way");
    assert_eq!(outbox.to_send(10, NOW, &PACE), Some((3, 4)), "what is new, as far as the window goes");
    let heard = outbox.heard(&reply(chain(3), None), &books, NOW, &PACE).unwrap();
    assert_eq!((heard.newly, outbox.acknowledged()), (3, 3));
    assert_eq!(outbox.to_send(10, NOW, &PACE), Some((5, 7)), "the window moved");
    let again = outbox.again().unwrap();
    assert_eq!(outbox.to_send(10, again.plus(-1), &PACE), None);
    assert_eq!(outbox.to_send(10, again, &PACE), Some((4, 7)), "everything that is open");
    assert_eq!(outbox.tries(), 1);
    outbox.heard(&reply(chain(7), None), &books, NOW, &PACE).unwrap();
    assert_eq!((outbox.tries(), outbox.again()), (0, None));
    assert_eq!(outbox.heard(&reply(chain(2), None), &books, NOW, &PACE).unwrap().newly, 0, "an old reply");
    assert_eq!(outbox.acknowledged(), 7);
}

#[test]
fn a_reply_that_cannot_be_true_is_an_alarm() {
    let (mut outbox, books) = (Outbox::resumed(2), books(3));
    let before = outbox;
    let never = outbox.heard(&reply(chain(4), None), &books, NOW, &PACE);
    assert_eq!(never.unwrap_err(), Alarm::NeverSent(4));
    // Also about what was acknowledged before: a peer that changes its mind about the past has changed its past.
    for count in [1, 2, 3] {
        let other = Chain { count, last: hash(99) };
        assert_eq!(outbox.heard(&reply(other, None), &books, NOW, &PACE).unwrap_err(), Alarm::OtherHistory(other));
    }
    assert_eq!(outbox, before, "it acknowledges nothing");
}

#[test]
fn a_refusal_is_told_and_says_whether_a_person_must_look() {
    let (mut outbox, books) = (Outbox::default(), books(3));
    for (code, person) in [(Code::Malformed, false), (Code::Conflict, true), (Code::Gap, false), (Code::NotForUs, true)]
    {
        let refusal = Refusal::new(None, code, "because");
        let heard = outbox.heard(&reply(chain(0), Some(refusal.clone())), &books, NOW, &PACE).unwrap();
        assert_eq!((heard.refused.as_ref(), heard.needs_a_person()), (Some(&refusal), person));
    }
    // Taken and not acted upon: the number is used, and the direction goes on.
    let heard =
        outbox.heard(&reply(chain(2), Some(Refusal::new(Some(2), Code::TooLate, "closed"))), &books, NOW, &PACE);
    assert_eq!(heard.unwrap().newly, 2);
    assert_eq!(outbox.to_send(3, NOW, &PACE), Some((3, 3)));
}

#[test]
fn a_peer_that_lost_records_is_believed_after_a_while() {
    let (mut outbox, books) = (Outbox::resumed(5), books(6));
    let misses = || reply(chain(2), Some(Refusal::new(Some(6), Code::Gap, "3 is expected")));
    assert_eq!(outbox.to_send(6, NOW, &PACE), Some((6, 6)));
    let mut now = NOW;
    for _ in 0..2 {
        assert_eq!(outbox.heard(&misses(), &books, now, &PACE).unwrap().lost, 0, "it may be an old reply");
        now = outbox.again().unwrap();
        assert_eq!(outbox.to_send(6, now, &PACE), Some((6, 6)));
    }
    assert_eq!(outbox.heard(&misses(), &books, now, &PACE).unwrap().lost, 3);
    assert_eq!(outbox.to_send(6, now, &PACE), Some((3, 6)));
}

proptest! {
    #[test]
    fn a_wait_is_half_to_all_of_what_doubling_gives(
        first in 1_u64..100_000, longest in 1_u64..10_000_000, seed in any::<u64>(), tries in 0_u32..200,
    ) {
        let pace = Pace { window: 1, first_wait: first, longest_wait: longest, seed };
        let whole = (0..tries).fold(first.min(longest), |wait, _| (wait * 2).min(longest));
        let wait = pace.wait(tries);
        prop_assert!(wait <= whole && wait >= whole / 2, "{wait} of {whole}");
        prop_assert_eq!(wait, pace.wait(tries));
    }

    #[test]
    fn whatever_is_heard_nothing_goes_unsent_and_nothing_beyond_the_window(
        steps in prop::collection::vec((0_u64..3, 0_i64..4_000, prop::option::of(0_u64..12), any::<bool>()), 1..60),
    ) {
        let (mut outbox, mut now, mut sent) = (Outbox::default(), NOW, 0);
        let mut reached = std::collections::BTreeSet::new();
        for (more, passed, acknowledged, misses) in steps {
            sent += more;
            now = now.plus(passed);
            if let Some((first, last)) = outbox.to_send(sent, now, &PACE) {
                prop_assert!(first > outbox.acknowledged() && last <= sent && first <= last);
                prop_assert!(last <= outbox.acknowledged() + PACE.window);
                reached.extend(first..=last);
            }
            if let Some(count) = acknowledged {
                let refused = misses.then(|| Refusal::new(Some(count + 2), Code::Gap, "gap"));
                let before = outbox;
                match outbox.heard(&reply(chain(count), refused), &books(sent), now, &PACE) {
                    Ok(heard) => prop_assert!(heard.lost > 0 || outbox.acknowledged() >= before.acknowledged()),
                    Err(alarm) => {
                        prop_assert_eq!(alarm, Alarm::NeverSent(count));
                        prop_assert!(count > sent && outbox == before);
                    }
                }
            }
        }
        // Patience: after the longest wait everything that is open goes out.
        let open = outbox.acknowledged();
        if sent > open {
            let last = outbox.to_send(sent, now.plus(60_000), &PACE);
            let in_window = sent.min(open + PACE.window);
            prop_assert!(last == Some((open + 1, in_window)) || outbox.again().is_some() && last.is_some_and(|(_, last)| last == in_window));
        }
    }
}
