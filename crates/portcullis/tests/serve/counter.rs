//! The whole life of a license between two houses: two processes, two registers, and a wire that is cut in the middle.

use crate::caller::Caller;
use crate::fixture::root;
use crate::houses::{houses, start};
use crate::wait_until;
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};
use portcullis_application::{Application, Certifier, asked_for, sign};
use portcullis_counter::FilingEvent;
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::decision::{DraftText, Outcome};
use portcullis_desk::event::{Digest, Event, Said};
use portcullis_license::{Condition, Instant, License, LicenseNumber, Person, Rule};
use portcullis_log::Hash;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const FILING: &str = "NC-2026-017";
pub const CASE: &str = "/v1/cases/2026-000001";
const LICENSE: &str = "EXAMPLE-2026-101";

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// The application of the example, for a year from today.
pub fn application() -> Application {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/desk/application.toml");
    let example = portcullis_application::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap();
    let until = today().checked_add(Span::new().days(300)).unwrap();
    Application { from: Some(today()), until: Some(until), ..example }
}

/// That an application is filed.
pub fn filed(application: Application) -> FilingEvent {
    let name = Person::new("compliance one").unwrap();
    let at = Instant(Timestamp::now().as_millisecond());
    let filed = sign(application, Certifier { name, capacity: "compliance officer".to_owned(), at }).unwrap();
    FilingEvent::Filed { digest: Digest::from(filed.digest()), said: Said::Kept(Box::new(filed)) }
}

fn license(conditions: &[Condition]) -> License {
    let number = LicenseNumber::new(LICENSE).unwrap();
    let mut license = asked_for(&application(), number, "Bureau of Fictitious Controls").unwrap();
    license.conditions.extend_from_slice(conditions);
    license
}

fn said<'a, T: From<&'a str>>(text: &'a str) -> Said<T> {
    Said::Kept(T::from(text))
}

fn recommends(agency: &str, says: Says) -> Event {
    let positions = vec![Position { subject: Subject::Application, says }];
    let said = Recommendation { agency: AgencyName::new(agency).unwrap(), positions };
    Event::recommended(1, &application(), said).unwrap()
}

fn drafts(number: u32, outcome: Outcome) -> Event {
    let text = DraftText { outcome, without: Vec::new(), note: String::new() };
    Event::drafted(number, &application(), text).unwrap()
}

/// Signs the draft that waits, as it is read.
fn countersigns(event: &Event) -> Event {
    let Event::Drafted { draft, .. } = event else { panic!("{event:?}") };
    Event::Countersigned { draft: draft.number, digest: draft.digest }
}

fn act(caller: &Caller, event: &impl serde::Serialize) -> Value {
    let answer = caller.post(&format!("{CASE}/events"), &json!({ "event": event })).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn refused(caller: &Caller, event: &impl serde::Serialize) -> String {
    let answer = caller.post(&format!("{CASE}/events"), &json!({ "event": event })).unwrap();
    assert_eq!(answer.status, 422, "{}", answer.body);
    answer.body["detail"].as_str().unwrap().to_owned()
}

pub fn file(caller: &Caller, event: &FilingEvent) {
    caller.done(&format!("/v1/filings/{FILING}/events"), &json!({ "event": event }));
}

fn stage(caller: &Caller) -> String {
    let answer = caller.get(&format!("/v1/filings/{FILING}")).unwrap();
    answer.body["stage"].as_str().unwrap_or_default().to_owned()
}

fn opens(gate: &Caller, id: &str) -> bool {
    let answer = gate.post("/v1/starts", &start(id, "northern-1")).unwrap();
    answer.body["opens"].as_bool().unwrap_or_else(|| panic!("{}", answer.body))
}

#[test]
fn a_license_from_its_application_to_its_suspension() {
    let (provider, authority) = houses();
    let compliance = provider.person("compliance one", "officer", None);
    let gate = provider.office.key("scheduler-1", "gate", false).0;
    let officers = ["officer one", "officer two"].map(|name| authority.person(name, "licensing", None));
    let advisers =
        ["state", "defense", "energy"].map(|of| authority.person(&format!("adviser {of}"), "adviser", Some(of)));
    let (north, bureau) = (provider.serve(), authority.serve());
    let compliance = north.caller(&compliance);
    let gate = north.caller(&gate);
    let [one, two] = officers.map(|key| bureau.caller(&key));
    let [state, defense, energy] = advisers.map(|key| bureau.caller(&key));

    assert!(!opens(&gate, "before"), "nobody has permission yet");
    let content = std::fs::read(root().join("examples/desk/master-agreement.pdf")).unwrap();
    let sha256 = application().documents[0].sha256.clone();
    compliance.keeps(&format!("/v1/documents/{sha256}"), &content);
    file(&compliance, &filed(application()));
    wait_until("the application arrives", || one.get(CASE).unwrap().status == 200);
    wait_until("it is acknowledged", || stage(&compliance) == "pending");
    assert_eq!(state.get(CASE).unwrap().status, 404, "an agency that was not asked knows of no case");
    // The document comes by itself, and the provider is told.
    let of_case = format!("{CASE}/documents/{sha256}");
    wait_until("the document arrives", || one.get(&of_case).unwrap().status == 200);
    let arrived = || compliance.get(&format!("/v1/filings/{FILING}")).unwrap().body["arrived"].clone();
    wait_until("the provider knows that it arrived", || arrived() == json!([sha256]));
    assert_eq!(state.get(&of_case).unwrap().status, 404, "an agency that was not asked reads nothing of it");
    act(&one, &Event::Registered {});
    act(&one, &Event::Asked { question: 1, said: said("Who holds the keys of the hosts?") });

    // The authority is away while the provider answers: the answer waits, and is heard once.
    wait_until("the question arrives", || stage(&compliance) == "asked a question");
    bureau.kill();
    let list = b"name;since\r\nnobody;2026-01-31\r\n";
    let list_sha256 = Hash::of(list).to_hex();
    compliance.keeps(&format!("/v1/documents/{list_sha256}"), list);
    let answer = json!({
        "text": "The provider alone.",
        "documents": [{"name": "holders.csv", "kind": "enclosure", "media_type": "text/csv", "bytes": list.len(), "sha256": list_sha256}],
    });
    let answer = serde_json::from_value(answer).unwrap();
    file(&compliance, &FilingEvent::Answered { question: 1, said: Said::Kept(answer) });
    assert_eq!(stage(&compliance), "pending", "what was answered is answered");
    let bureau = authority.serve();
    let answered = || {
        let view = one.get(CASE).map(|answer| answer.body["view"]["questions"].clone()).unwrap_or_default();
        view[0]["answer"].as_str().is_some() || view.to_string().contains("The provider alone.")
    };
    wait_until("the answer arrives", answered);
    let of_answer = format!("{CASE}/documents/{list_sha256}");
    wait_until("what goes with it arrives", || one.get(&of_answer).unwrap().status == 200);
    let documents = one.get(CASE).unwrap().body["view"]["documents"].clone();
    assert_eq!(documents[1]["origin"], json!({ "with": "answer", "question": 1 }), "{documents}");

    act(&one, &Event::DenialsConsulted { version: 1, found: 0, said: said("none of the parties was denied") });
    let agencies: BTreeSet<_> = ["state", "defense", "energy"].map(|name| AgencyName::new(name).unwrap()).into();
    act(&one, &Event::Referred { agencies, routing: "by hand".to_owned(), said: said("advanced computing items") });
    let rule = Rule::MostConcurrentChips { chips: 128 };
    let chips = Condition { id: "defense-chips".to_owned(), owner: "defense".to_owned(), rule };
    act(&defense, &recommends("defense", Says::ApproveWithConditions { conditions: vec![chips.clone()] }));
    act(&state, &recommends("state", Says::Approve));
    act(&energy, &recommends("energy", Says::Deny { reasons: "the end use cannot be told".to_owned() }));
    let approval = drafts(1, Outcome::Approve { license: license(&[chips]) });
    assert!(refused(&one, &approval).contains("agencies"), "{}", refused(&one, &approval));
    // Overruled by the chair, it could go on to the next rung for five days; here it changes its mind.
    act(&energy, &recommends("energy", Says::Approve));
    act(&one, &approval);
    refused(&one, &countersigns(&approval));
    act(&two, &countersigns(&approval));

    wait_until("the license arrives", || stage(&compliance) == "licensed");
    wait_until("the gate opens", || opens(&gate, "after"));
    let shown = compliance.get(&format!("/v1/filings/{FILING}")).unwrap().body;
    assert_eq!(shown["license"], LICENSE);
    let notices = shown["notices"].as_array().unwrap().iter().map(|came| &came["notice"]);
    let letters: Vec<_> = notices.map(|notice| notice["letter"].as_str().unwrap()).collect();
    assert_eq!(letters, ["acknowledgement", "license"]);

    // The provider is away while its license is suspended: its gate closes when it is back, before anything else starts.
    north.kill();
    act(
        &one,
        &Event::Suspended {
            drain_until: None,
            reasons: said("an end user is listed"),
            said: said("an end user is listed"),
        },
    );
    let north = provider.serve();
    let standing = |caller: &Caller| caller.get(&format!("/v1/licenses/{LICENSE}")).unwrap().body["standing"].clone();
    wait_until("the suspension arrives", || standing(&compliance) == "suspended");
    assert!(!opens(&gate, "suspended"));
    let reinstated = drafts(2, Outcome::Reinstate { reasons: "mended".to_owned() });
    act(&one, &reinstated);
    act(&two, &countersigns(&reinstated));
    wait_until("the reinstatement arrives", || standing(&compliance) == "issued");
    assert!(opens(&gate, "reinstated"));
    assert_eq!(standing(&one), "issued", "both registers say the same");

    // Each house was begun anew meanwhile, and stated what it had on record of yesterday: the same. The provider told of its log too.
    let across = |caller: &Caller| caller.get("/v1/houses").unwrap().body[0].clone();
    for caller in [&compliance, &one] {
        wait_until("both statements are compared", || across(caller)["compared"].is_string());
        assert_eq!(across(caller)["differences"], json!([]));
    }
    wait_until("the provider's log is kept", || across(&one)["log"]["proven"].as_u64().is_some_and(|size| size > 0));
    assert_eq!(across(&one)["log"]["refused"], json!([]));
    north.stop();
    bureau.stop();
}
