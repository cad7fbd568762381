//! Lives of cases, together with every letter that there is.

use portcullis_desk::advice::{Says, Stand, Subject};
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, Event, Ruling, Step};

use crate::office::{
    CANARY, Desk, adviser, applicant, asks_for, denies, hidden, license, officer, said, signer, system,
};

pub const REASONS: &str =
    "The ultimate parent is headquartered in D:5 (15 CFR 742.6).\n\n  The end use cannot be told.";

/// All of them, by name.
pub fn lives() -> Vec<(&'static str, Desk)> {
    vec![
        ("licensed", licensed()),
        ("denied and appealed", denied_and_appealed()),
        ("denied by time", denied_by_time()),
        ("returned", registered(Outcome::ReturnWithoutAction { reasons: REASONS.to_owned() })),
        ("no license needed", registered(Outcome::NoLicenseNeeded { reasons: REASONS.to_owned() })),
        ("withdrawn", withdrawn()),
        ("returned at the counter", returned_at_the_counter()),
        ("intent withdrawn", intent_withdrawn()),
        ("appeal withdrawn", appeal_withdrawn()),
    ]
}

/// Referred, disputed and settled, past denials consulted: ready to be approved.
pub fn ready() -> Desk {
    let mut desk = Desk::open();
    let check = |step| Event::Advanced { step, said: hidden() };
    desk.waits(1).registers();
    desk.waits(1).does(officer("officer.one"), Event::Asked { question: 1, said: said("Who owns it?\nSince when?") });
    desk.waits(3).does(applicant(), Event::Answered { question: 1, said: said("We do.") });
    let stopped = Event::Stopped { cause: StopCause::PreLicenseCheck, said: hidden() };
    desk.does(officer("officer.one"), stopped).does(officer("officer.one"), check(Step::CheckRequested));
    desk.waits(2).does(officer("officer.one"), check(Step::CheckAnswered));
    desk.does(officer("officer.one"), Event::Resumed { cause: StopCause::PreLicenseCheck, said: hidden() });
    desk.refers(&["defense", "state"]).waits(1).murmurs();
    desk.says("defense", asks_for(&license())).says("state", denies());
    let ruling = Ruling { stand: Stand::Approve, without: std::collections::BTreeSet::new() };
    let chair = Actor::Chair { signer: signer("chair.one") };
    desk.waits(1).does(chair, Event::ChairDecided { ruling, said: hidden() }).waits(6);
    desk
}

pub fn approved() -> Desk {
    let mut desk = ready();
    let without = [Subject::Party { name: "Example Resale LLC".to_owned() }];
    let approve = || Outcome::Approve { license: license() };
    desk.drafts("officer.one", approve(), &without).sends_back().waits(1);
    desk.drafts("officer.one", approve(), &without).waits(1).signs("officer.two");
    desk
}

fn licensed() -> Desk {
    let mut desk = approved();
    desk.waits(5).inspects();
    let found = Event::InspectionFound { inspection: 1, looked_at: 10, wrong: 1, said: hidden() };
    desk.waits(2).does(Actor::Inspector { signer: signer("inspector.one") }, found);
    desk.does(officer("officer.one"), Event::BreachNoted { breach: 1, said: hidden() });
    desk.does(officer("officer.one"), Event::PreservationRequested { request: 1, said: said("Records of use") });
    desk.waits(1).does(
        officer("officer.three"),
        Event::Suspended { drain_until: None, reasons: said("Use was not reported."), said: hidden() },
    );
    desk.waits(9).decides(Outcome::Reinstate { reasons: "mended".to_owned() });
    let mut varied = license();
    varied.until = varied.until.yesterday().unwrap();
    desk.waits(30).decides(Outcome::Vary { license: varied });
    desk.waits(30).decides(Outcome::Revoke { reasons: REASONS.to_owned() });
    desk.does(officer("officer.one"), Event::PreservationEnded { request: 1, said: said("It is over") });
    desk
}

pub fn intends_to_deny() -> Desk {
    let mut desk = Desk::open();
    desk.registers().refers(&["defense", "state"]).waits(3);
    desk.says("defense", denies()).says("state", denies());
    desk.decides(Outcome::IntentToDeny { reasons: REASONS.to_owned() });
    desk
}

fn denied_and_appealed() -> Desk {
    let mut desk = intends_to_deny();
    desk.waits(2).does(system(), Event::Notified {});
    desk.waits(4).does(applicant(), Event::Responded { said: said("look here") });
    desk.waits(1).decides(Outcome::Deny { reasons: REASONS.to_owned() });
    desk.waits(8).does(applicant(), Event::Appealed { said: said("look again") });
    desk.waits(3).drafts("officer.five", Outcome::AppealGranted { reasons: "It is told.".to_owned() }, &[]);
    desk.signs("officer.six").murmurs().says("defense", denies()).says("state", denies());
    desk.waits(1).decides(Outcome::IntentToDeny { reasons: "Another reason.".to_owned() });
    desk.does(officer("officer.nine"), Event::Notified {});
    desk.waits(21).decides(Outcome::Deny { reasons: "Another reason.".to_owned() });
    desk.waits(8).does(applicant(), Event::Appealed { said: said("look once more") });
    desk.drafts("officer.five", Outcome::AppealDismissed { reasons: "Nothing is new.".to_owned() }, &[]);
    desk.signs("officer.six");
    desk
}

pub fn returned_at_the_counter() -> Desk {
    let mut desk = Desk::open();
    desk.waits(1).does(officer("officer.one"), Event::Returned { said: said("The end user is not named.") });
    desk
}

pub fn intent_withdrawn() -> Desk {
    let mut desk = intends_to_deny();
    desk.waits(2).does(system(), Event::Notified {});
    desk.waits(3)
        .does(officer("officer.one"), Event::IntentWithdrawn { said: said("What was sent is to be weighed.") });
    desk
}

pub fn appeal_withdrawn() -> Desk {
    let mut desk = denied_by_time();
    desk.does(applicant(), Event::Appealed { said: said("look") });
    desk.waits(2).does(applicant(), Event::Withdrawn { said: said("no") });
    desk
}

fn denied_by_time() -> Desk {
    let mut desk = intends_to_deny();
    desk.waits(2).does(system(), Event::Notified {}).waits(50).does(system(), Event::BecameFinal {});
    desk
}

fn registered(outcome: Outcome) -> Desk {
    let mut desk = Desk::open();
    desk.registers().waits(2).decides(outcome);
    desk
}

fn withdrawn() -> Desk {
    let mut desk = Desk::open();
    desk.registers().refers(&["defense"]).says("defense", Says::Deny { reasons: CANARY.to_owned() });
    desk.waits(2).does(adviser("defense"), Event::InformationRequested { said: hidden() });
    desk.does(applicant(), Event::Withdrawn { said: said("not needed") });
    desk
}
