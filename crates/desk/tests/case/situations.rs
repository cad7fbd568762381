//! Cases in every phase, each driven there by a real history.

use portcullis_desk::advice::{Says, Stand};
use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Event, Ruling, Sample};

use crate::build::{Desk, adviser, applicant, chair, denies, inspector, license, most_chips, officer, said, system};

pub struct Situation {
    pub name: &'static str,
    pub desk: Desk,
}

/// The groups in which the table shows them.
pub fn groups() -> Vec<(&'static str, Vec<Situation>)> {
    vec![
        ("Before agencies are asked", early()),
        ("Advice and its conflicts", advice()),
        ("Decision, denial, appeal", denial()),
        ("The license, and the end", end()),
    ]
}

fn from(name: &'static str, mut desk: Desk, change: impl FnOnce(&mut Desk)) -> Situation {
    change(&mut desk);
    Situation { name, desk }
}

fn early() -> Vec<Situation> {
    vec![
        from("received", Desk::open(), |_| {}),
        from("received, a question is open", Desk::open(), |desk| {
            desk.does(officer("officer.one"), Event::Asked { question: 1, said: said("where?") });
        }),
        from("registered", Desk::registered(), |_| {}),
        from("registered, a question is open", Desk::registered(), |desk| {
            desk.does(officer("officer.one"), Event::Asked { question: 1, said: said("where?") });
        }),
        from("registered, a check is open", Desk::registered(), |desk| {
            desk.does(
                officer("officer.one"),
                Event::Stopped { cause: StopCause::PreLicenseCheck, said: said("a visit") },
            );
        }),
        from("registered, a draft waits", Desk::registered(), |desk| {
            desk.drafts(Outcome::NoLicenseNeeded { reasons: "below the line".to_owned() });
        }),
    ]
}

fn conflict() -> Desk {
    let mut desk = Desk::referred();
    desk.says("defense", denies()).says("state", Says::Approve).consults();
    desk
}

fn settled() -> Desk {
    let mut desk = conflict();
    let ruling = Ruling { stand: Stand::Approve, without: std::collections::BTreeSet::new() };
    desk.does(chair(), Event::ChairDecided { ruling, said: said("on balance") });
    desk
}

fn advice() -> Vec<Situation> {
    vec![
        from("referred, nobody spoke", Desk::referred(), |_| {}),
        from("referred, 31 days of silence", Desk::referred(), |desk| {
            desk.waits(31);
        }),
        from("referred, all agree", Desk::ready(), |_| {}),
        from("referred, conflict", conflict(), |_| {}),
        from("referred, the chair decided", settled(), |_| {}),
        from("referred, 6 days later", settled(), |desk| {
            desk.waits(6);
        }),
        from("referred, escalated", settled(), |desk| {
            desk.does(adviser("defense"), Event::Escalated { to: Rung::AdvisoryCommittee, said: said("no") });
        }),
    ]
}

fn appealed() -> Desk {
    let mut desk = Desk::denied();
    desk.does(applicant(), Event::Appealed { said: said("the end use is told") });
    desk
}

fn notified() -> Desk {
    let mut desk = Desk::intends_to_deny();
    desk.does(system(), Event::Notified {});
    desk
}

fn denial() -> Vec<Situation> {
    vec![
        from("referred, an approval waits", Desk::ready(), |desk| {
            desk.drafts(Outcome::Approve { license: license(&[most_chips("defense", 256)]) });
        }),
        from("intent to deny", Desk::intends_to_deny(), |_| {}),
        from("intent to deny, notified", notified(), |_| {}),
        from("intent to deny, responded", notified(), |desk| {
            desk.does(applicant(), Event::Responded { said: said("look here") });
        }),
        from("intent to deny, responded, a denial waits", notified(), |desk| {
            desk.does(applicant(), Event::Responded { said: said("look here") });
            desk.drafts(Outcome::Deny { reasons: "744.23".to_owned() });
        }),
        from("intent to deny, 46 days later", notified(), |desk| {
            desk.waits(46);
        }),
        from("denied", Desk::denied(), |_| {}),
        from("denied, 46 days later", Desk::denied(), |desk| {
            desk.waits(46);
        }),
        from("appealed", appealed(), |_| {}),
        from("appealed, a draft waits", appealed(), |desk| {
            let event = desk.draft(Outcome::AppealGranted { reasons: "it is told".to_owned() }, &[]);
            desk.does(officer("officer.five"), event);
        }),
    ]
}

fn busy() -> Desk {
    let mut desk = Desk::licensed();
    let sample = Sample { of: 10, drawn: 10, seed: "7".to_owned() };
    let due = desk.now.date();
    desk.does(officer("officer.one"), Event::InspectionOrdered { inspection: 1, sample, said: said("look") })
        .does(system(), Event::ReportDue { report: 1, due })
        .does(inspector(), Event::BreachNoted { breach: 1, said: said("one rack too many") })
        .drafts(Outcome::Revoke { reasons: "a breach".to_owned() });
    desk
}

fn closed() -> Desk {
    let mut desk = Desk::open();
    desk.does(applicant(), Event::Withdrawn { said: said("not needed") }).does(system(), Event::Closed {});
    desk
}

fn end() -> Vec<Situation> {
    vec![
        from("licensed", Desk::licensed(), |_| {}),
        from("licensed, much is open", busy(), |_| {}),
        from("licensed, suspended", Desk::licensed(), |desk| {
            desk.does(
                officer("officer.one"),
                Event::Suspended { drain_until: None, reasons: said("a breach"), said: said("a breach") },
            );
        }),
        from("licensed, past its last day", Desk::licensed(), |desk| {
            desk.waits(500);
        }),
        from("licensed, surrendered", Desk::licensed(), |desk| {
            desk.does(applicant(), Event::Surrendered { said: said("done") });
        }),
        from("ended", Desk::open(), |desk| {
            desk.does(officer("officer.one"), Event::Returned { said: said("two pages are missing") });
        }),
        from("closed", closed(), |_| {}),
        from("closed, 6 years later", closed(), |desk| {
            desk.waits(6 * 366);
        }),
        from("closed, 6 years later, to be preserved", closed(), |desk| {
            desk.does(officer("officer.one"), Event::PreservationRequested { request: 1, said: said("a court") })
                .waits(6 * 366);
        }),
        from("erased", closed(), |desk| {
            desk.waits(6 * 366).does(officer("officer.one"), Event::Erased {});
        }),
    ]
}
