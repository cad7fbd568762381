//! A case from what happened in it, as scenarios write it: a day and a few plain words.

use jiff::civil::Date;
use portcullis_desk::advice::Says;
use portcullis_desk::case::Case;
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, Event, Said};
use portcullis_license::Instant;

use crate::build::{Desk, adviser, agency, applicant, application, denies, license, officer, said, system};

pub fn case(lines: &[String]) -> Case {
    let mut story: Option<Desk> = None;
    for line in lines {
        let (day, what) = line.split_once(' ').unwrap();
        let at = Instant::start_of(day.parse::<Date>().unwrap());
        match &mut story {
            None if what == "received" => story = Some(opened(at)),
            None => panic!("{line}: a case begins when it is received"),
            Some(desk) => {
                desk.now = at;
                happens(desk, what, line);
            }
        }
    }
    story.unwrap().case
}

fn opened(at: Instant) -> Desk {
    let mut desk = Desk::open();
    let mut entry = desk.case.history()[0].clone();
    entry.at = at;
    (desk.case, desk.now) = (Case::open(desk.case.number().clone(), &entry).unwrap(), at);
    desk
}

fn happens(desk: &mut Desk, what: &str, line: &str) {
    let (by, event) = match what {
        "registered" => (officer("officer.one"), Event::Registered {}),
        "returned" => (officer("officer.one"), Event::Returned { said: said("two pages are missing") }),
        "amended" => (applicant(), Event::amended(application()).unwrap()),
        "withdrawn" => (applicant(), Event::Withdrawn { said: said("not needed") }),
        "asked" => {
            let question = u32::try_from(desk.case.state().questions.len()).unwrap() + 1;
            (officer("officer.one"), Event::Asked { question, said: said("where?") })
        }
        "answered" => {
            let question = u32::try_from(desk.case.state().questions.len()).unwrap();
            (applicant(), Event::Answered { question, said: said("there") })
        }
        "check" => {
            (officer("officer.one"), Event::Stopped { cause: StopCause::PreLicenseCheck, said: said("a visit") })
        }
        "checked" => {
            (officer("officer.one"), Event::Resumed { cause: StopCause::PreLicenseCheck, said: said("it is there") })
        }
        "notified" => (officer("officer.one"), Event::Notified {}),
        "intent withdrawn" => (officer("officer.one"), Event::IntentWithdrawn { said: said("it is told") }),
        "final" => (system(), Event::BecameFinal {}),
        "appealed" => (applicant(), Event::Appealed { said: said("it is told") }),
        _ => return decided_or_said(desk, what, line),
    };
    does(desk, by, event, line);
}

fn does(desk: &mut Desk, by: Actor, event: Event, line: &str) {
    desk.try_to(by, event).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

fn decided_or_said(desk: &mut Desk, what: &str, line: &str) {
    let reasons = || "as the scenario says".to_owned();
    let outcome = match what {
        "approved" => {
            desk.consults();
            Outcome::Approve { license: license(&[]) }
        }
        "intent to deny" => Outcome::IntentToDeny { reasons: reasons() },
        "denied" => Outcome::Deny { reasons: reasons() },
        "sent back without action" => Outcome::ReturnWithoutAction { reasons: reasons() },
        "no license needed" => Outcome::NoLicenseNeeded { reasons: reasons() },
        "appeal granted" => Outcome::AppealGranted { reasons: reasons() },
        "appeal dismissed" => Outcome::AppealDismissed { reasons: reasons() },
        "revoked" => Outcome::Revoke { reasons: reasons() },
        _ => return advised(desk, what, line),
    };
    // Who signs under appeal did not sign the denial.
    let people =
        if what.starts_with("appeal") { ["officer.three", "officer.four"] } else { ["officer.one", "officer.two"] };
    let draft = desk.draft(outcome, &[]);
    does(desk, officer(people[0]), draft, line);
    let signature = desk.countersignature();
    does(desk, officer(people[1]), signature, line);
}

fn advised(desk: &mut Desk, what: &str, line: &str) {
    if let Some(names) = what.strip_prefix("referred") {
        let agencies = names.split_whitespace().map(agency).collect();
        let event =
            Event::Referred { agencies, routing: "rules-1".to_owned(), said: Said::Kept("by rule 1".to_owned()) };
        return does(desk, system(), event, line);
    }
    let (name, rest) = what.split_once(' ').unwrap_or_else(|| panic!("{line}: no such words"));
    let says = match rest {
        "silent" => return does(desk, system(), Event::TakenToAgree { agency: agency(name) }, line),
        "approves" => Says::Approve,
        "denies" => denies(),
        "no license needed" => Says::NoLicenseNeeded,
        "returns" => Says::ReturnWithoutAction { reasons: "incomplete".to_owned() },
        _ => panic!("{line}: no such words"),
    };
    let event = desk.recommendation(name, &[(portcullis_desk::advice::Subject::Application, says)]);
    does(desk, adviser(name), event, line);
}
