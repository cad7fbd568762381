//! Four eyes.

use crate::people::{Fresh, known_by, person};
use portcullis_access::proposal::{Digest, MOST_LIFE, ProposalId, Proposed, State};
use portcullis_access::proposals;
use portcullis_access::{Action, Kind, Principal, Proposal, ProposalError, Role, SignError, signed_by};
use portcullis_license::Instant;
use proptest::prelude::*;
use serde_json::json;

fn proposed(action: Action) -> Proposed {
    let body = json!({"license": "D-1", "change": "reinstate", "chips": 5, "until": 1_800_000_000_000_i64});
    Proposed { action, tenant: None, body, reason: "the site was visited".to_owned(), lasts: 1_000 }
}

fn proposal(by: &Principal) -> Proposal {
    Proposal::new(ProposalId::generate().unwrap(), proposed(Action::ReinstateLicense), by, Instant(100)).unwrap()
}

#[test]
fn two_people_sign() {
    let (one, other) = (person("Officer One"), person("Officer Two"));
    let open = proposal(&one);
    let (agreed, agreement) = open.agree(&other, &open.digest, Instant(200)).unwrap();
    assert!(matches!(&agreed.state, State::Agreed { at: Instant(200), second } if second.name == "Officer Two"));
    let signed = signed_by(&other, Action::ReinstateLicense, "something else", Some(&agreement)).unwrap();
    assert!(signed.by_two());
    assert_eq!((signed.by.as_str(), signed.reason.as_str()), ("Officer One", "the site was visited"));
    // After an interruption it is the same agreement.
    let (again, same) = agreed.agree(&other, &open.digest, Instant(900)).unwrap();
    assert_eq!((again, same), (agreed.clone(), agreement.clone()));
    let third = person("Officer Three");
    assert_eq!(agreed.agree(&third, &open.digest, Instant(300)), Err(ProposalError::Agreed("Officer Two".to_owned())));
    assert_eq!(agreed.withdraw(&one, "", Instant(300)), Err(ProposalError::Agreed("Officer Two".to_owned())));
    assert!(matches!(
        signed_by(&one, Action::ReinstateLicense, "", Some(&agreement)),
        Err(SignError::OtherPerson { .. })
    ));
    assert!(matches!(
        signed_by(&other, Action::IssueLicense, "", Some(&agreement)),
        Err(SignError::OtherAction { .. })
    ));
    assert_eq!(
        signed_by(&other, Action::ReinstateLicense, "", None),
        Err(SignError::NeedsSecond(Action::ReinstateLicense))
    );
    let alone = signed_by(&other, Action::SuspendLicense, "found a breach", None).unwrap();
    assert_eq!((alone.by.as_str(), alone.second), ("Officer Two", None));
    assert_eq!(signed_by(&Principal::nobody(), Action::SuspendLicense, "", None), Err(SignError::Nobody));
}

#[test]
fn the_same_person_by_any_name_or_key() {
    let one = known_by("Officer One", "key:000000000001", Kind::Person, None, &[Role::Licensing]);
    let open = proposal(&one);
    let same = [
        one,
        known_by("Officer One", "oidc:one", Kind::Person, None, &[Role::Licensing]),
        known_by("officer  ONE", "key:000000000002", Kind::Person, None, &[Role::Licensing]),
        known_by("Somebody Else", "key:000000000001", Kind::Person, None, &[Role::Licensing]),
    ];
    for second in same {
        let refused = open.agree(&second, &open.digest, Instant(200));
        assert_eq!(refused, Err(ProposalError::SamePerson("Officer One".to_owned())), "{second:?}");
    }
    let machine = known_by("robot", "key:000000000009", Kind::Machine, None, &[Role::Licensing]);
    assert_eq!(open.agree(&machine, &open.digest, Instant(200)), Err(ProposalError::NoPerson("robot".to_owned())));
    let refused = Proposal::new(open.id, proposed(Action::SetLimit), &machine, Instant(1));
    assert_eq!(refused, Err(ProposalError::NoPerson("robot".to_owned())));
}

#[test]
fn what_is_no_proposal() {
    let one = person("one");
    let new = |proposed| Proposal::new(ProposalId::generate().unwrap(), proposed, &one, Instant(1));
    assert_eq!(new(proposed(Action::SuspendLicense)), Err(ProposalError::NotNeeded(Action::SuspendLicense)));
    for reason in ["", "  ", &"x".repeat(1_001)] {
        assert_eq!(
            new(Proposed { reason: reason.to_owned(), ..proposed(Action::Correct) }),
            Err(ProposalError::Reason)
        );
    }
    for lasts in [0, -1, MOST_LIFE + 1, i64::MAX] {
        assert_eq!(new(Proposed { lasts, ..proposed(Action::Correct) }), Err(ProposalError::Life));
    }
    let fraction = Proposed { body: json!({"chips": 1.5}), ..proposed(Action::Correct) };
    assert!(matches!(new(fraction), Err(ProposalError::Unfit(_))));
    assert!("proposal-12".parse::<ProposalId>().is_err() && "L-1".parse::<ProposalId>().is_err());
}

/// Any part of what is kept, altered, is noticed.
#[test]
fn what_was_altered_is_refused() {
    let (one, other) = (person("one"), person("other"));
    let open = proposal(&one);
    let altered = [
        Proposal { body: json!({"license": "D-2"}), ..open.clone() },
        Proposal { action: Action::IssueLicense, ..open.clone() },
        Proposal { reason: "another".to_owned(), ..open.clone() },
        Proposal { expires: Instant(i64::MAX), ..open.clone() },
        Proposal { tenant: Some(crate::people::tenant_name("northern")), ..open.clone() },
        Proposal { id: ProposalId::generate().unwrap(), ..open.clone() },
        Proposal { by: proposal(&person("third")).by, ..open.clone() },
        Proposal { at: Instant(0), ..open.clone() },
        Proposal { digest: Digest::read("00"), ..open.clone() },
    ];
    for altered in altered {
        assert_eq!(altered.agree(&other, &open.digest, Instant(200)), Err(ProposalError::Altered), "{altered:?}");
    }
    // One that was made again as a whole has another digest, which is not the one that was read.
    let remade = Proposal::new(
        open.id.clone(),
        Proposed { body: json!({}), ..proposed(Action::ReinstateLicense) },
        &one,
        Instant(100),
    )
    .unwrap();
    assert!(matches!(remade.agree(&other, &open.digest, Instant(200)), Err(ProposalError::Other { .. })));
}

#[test]
fn they_are_kept_in_the_store() {
    let mut fresh = Fresh::new();
    let (one, other) = (person("one"), person("other"));
    let (open, gone) = (proposal(&one), proposal(&one));
    fresh.done(|store| proposals::propose(store, &open).and_then(|()| proposals::propose(store, &gone)));
    let read = fresh.done(|store| proposals::proposal(store, &open.id)).unwrap();
    assert_eq!(read, open);
    assert_eq!(fresh.done(|store| proposals::proposals(store, "", 9)).len(), 2);
    let seen = Digest::read(&read.digest.to_string().to_uppercase());
    let agreement = fresh.done(|store| proposals::agree(store, &open.id, &other, &seen, Instant(200))).unwrap();
    assert_eq!(agreement.body, open.body);
    let again = fresh.done(|store| proposals::agree(store, &open.id, &other, &seen, Instant(300))).unwrap();
    assert_eq!(again, agreement);
    assert_eq!(
        fresh.done(|store| store.document(proposals::KIND, open.id.as_str())).unwrap().version,
        2,
        "written once"
    );
    fresh.done(|store| proposals::withdraw(store, &gone.id, &one, "taken back", Instant(200))).unwrap();
    let refused = fresh.done(|store| proposals::agree(store, &gone.id, &other, &gone.digest, Instant(300)));
    assert_eq!(refused, Err(ProposalError::Withdrawn("one".to_owned())));
    let none = ProposalId::generate().unwrap();
    let refused = fresh.done(|store| proposals::withdraw(store, &none, &one, "", Instant(200)));
    assert_eq!(refused, Err(ProposalError::Unknown(none.as_str().to_owned())));
    let end = 1_100 + proposals::KEPT;
    assert_eq!(fresh.done(|store| proposals::sweep(store, Instant(end - 1))), 0);
    assert_eq!(fresh.done(|store| proposals::sweep(store, Instant(end))), 2);
    assert_eq!(fresh.done(|store| proposals::proposals(store, "", 9)), []);
}

#[derive(Clone, Debug)]
enum Step {
    Agree { who: usize, reads_it: bool },
    Withdraw { who: usize },
    Wait { milliseconds: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0_usize..5, proptest::bool::weighted(0.8)).prop_map(|(who, reads_it)| Step::Agree { who, reads_it }),
        1 => (0_usize..5).prop_map(|who| Step::Withdraw { who }),
        1 => (0_i64..700).prop_map(|milliseconds| Step::Wait { milliseconds }),
    ];
    proptest::collection::vec(step, 0..12)
}

proptest! {
    /// Whatever is tried in whatever order: an agreement is by two different people, in time, of one who read it, never after a withdrawal, and there is
    /// one at most.
    #[test]
    fn four_eyes(steps in steps()) {
        let people = [
            known_by("one", "key:1", Kind::Person, None, &[]),
            known_by("ONE", "oidc:1", Kind::Person, None, &[]),
            known_by("two", "key:2", Kind::Person, None, &[]),
            known_by("three", "key:3", Kind::Person, None, &[]),
            known_by("robot", "key:4", Kind::Machine, None, &[]),
        ];
        let mut proposal = proposal(&people[0]);
        let digest = proposal.digest.clone();
        let mut now = Instant(100);
        let mut agreed: Option<usize> = None;
        let mut withdrawn = false;
        for step in steps {
            match step {
                Step::Wait { milliseconds } => now = now.plus(milliseconds),
                Step::Agree { who, reads_it } => {
                    let seen = if reads_it { digest.clone() } else { Digest::read("another") };
                    let may = (who == 2 || who == 3) && reads_it && now < Instant(1_100) && !withdrawn && agreed.is_none_or(|before| before == who);
                    match proposal.agree(&people[who], &seen, now) {
                        Ok((next, agreement)) => {
                            prop_assert!(may);
                            let signed = signed_by(&people[who], Action::ReinstateLicense, "", Some(&agreement)).unwrap();
                            prop_assert!(signed.by_two());
                            agreed = Some(who);
                            proposal = next;
                        }
                        Err(_) => prop_assert!(!may),
                    }
                }
                Step::Withdraw { who } => match proposal.withdraw(&people[who], "", now) {
                    Ok(next) => {
                        prop_assert!(agreed.is_none() && who != 4);
                        withdrawn = true;
                        proposal = next;
                    }
                    Err(_) => prop_assert!(agreed.is_some() || who == 4),
                },
            }
            prop_assert_eq!(&proposal.digest, &digest);
        }
    }
}
