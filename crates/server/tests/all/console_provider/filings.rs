//! Filings: what the authority asks and says, and what the provider's people answer.

use jiff::civil::date;
use portcullis_application::asked_for;
use portcullis_exchange::body::{Acknowledgement, Decision, LicenseEvent, Notice, Question};
use portcullis_exchange::{Body, Code, Reference, Refusal, Word};
use portcullis_journal::{Answer, Submission};
use portcullis_license::operation::Signed;
use portcullis_license::{Change, LicenseNumber, Operation, OperationId, Person};
use portcullis_server::office::Looked;

use super::house::{FILING, House, example, filled, said, text_of};
use crate::secrets::Lines;

const CASE: &str = "2026-000001";

fn reference(text: &str) -> Reference {
    Reference::new(text).unwrap()
}

/// A house whose application the authority has.
async fn taken() -> House {
    let mut house = House::new();
    house.files().await;
    let body = Acknowledgement { reference: reference(FILING), case: reference(CASE), filed_by: 1 };
    house.hears(&Body::Acknowledgement(body)).await;
    house
}

fn page() -> String {
    format!("/console/applications/{FILING}")
}

async fn asked(house: &mut House, question: u32, text: &str) {
    let due = Some(date(2026, 12, 7));
    house.hears(&Body::Question(Question { case: reference(CASE), question, text: text.to_owned(), due })).await;
}

async fn decided(house: &mut House, outcome: &str) {
    let outcome = Word::new(outcome).unwrap();
    let reasons = "for the reasons of the letter".to_owned();
    house.hears(&Body::Decision(Decision { case: reference(CASE), outcome, license: None, reasons })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_once() {
    let mut house = taken().await;
    asked(&mut house, 1, "Who owns the group?").await;
    let officer = house.officer().await;
    let today = text_of(&officer.opens("/console/today").await);
    assert!(today.contains("Who owns the group?") && today.contains("Answer"), "{today}");
    let answer = format!("{}/answer", page());
    let empty = officer.sends(&page(), &answer, &[("answer-1", " ")]).await;
    assert_eq!(empty.status, 422, "{}", said(&empty.text()));
    let values = filled(officer.form(&page(), &answer).await, &[("answer-1", "The founders.\r\nNobody else.")]);
    let done = officer.posts(&answer, &values).await;
    assert_eq!(done.status, 303, "{}", said(&done.text()));
    let again = officer.posts(&answer, &values).await;
    assert_eq!(again.status, 422, "sent twice, it is answered once");
    let shown = text_of(&officer.opens(&page()).await);
    assert!(shown.contains("The founders.\nNobody else.") && shown.contains("pending"), "{shown}");
    assert!(!officer.opens("/console/today").await.contains("Who owns the group?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_waits_for_no_answer() {
    let mut house = taken().await;
    asked(&mut house, 1, "Who owns the group?").await;
    decided(&mut house, "return_without_action").await;
    let officer = house.officer().await;
    let shown = officer.opens(&page()).await;
    assert!(text_of(&shown).contains("not waited for any more") && !shown.contains("answer-1"), "{}", text_of(&shown));
    assert!(!officer.opens("/console/today").await.contains("Who owns the group?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_go_with_an_answer() {
    let mut house = taken().await;
    asked(&mut house, 1, "Who owns the group?").await;
    let officer = house.officer().await;
    let answer = format!("{}/answer", page());
    let values = filled(officer.form(&page(), &answer).await, &[("answer-1", "See the list.")]);
    let refused = officer.uploads(&answer, &values, ("answer-1.files", "list.html"), b"<script>").await;
    assert_eq!(refused.status, 422);
    let shown = text_of(&refused.text());
    assert!(shown.contains("list.html: ") && shown.contains("See the list."), "{shown}");
    let table = b"name;share\r\nExample Holding;62.5\r\n";
    let done = officer.uploads(&answer, &values, ("answer-1.files", "owners.csv"), table).await;
    assert_eq!(done.status, 303, "{}", said(&done.text()));
    let sha256 = portcullis_log::Hash::of(table);
    let path = format!("{}/documents/{}", page(), sha256.to_hex());
    let shown = officer.opens(&page()).await;
    assert!(shown.contains(&path) && text_of(&shown).contains("on its way"), "{}", text_of(&shown));
    assert_eq!(&officer.takes(&path).await.body[..], table);
    house.works().await;
    let counter = house.service.app.office().unwrap().counter();
    let mail = counter.mail(counter.sides().authority().unwrap()).unwrap();
    let told = mail.told().iter().rfind(|kept| kept.kind == "answer").unwrap();
    let document = &told.said.as_ref().unwrap()["body"]["documents"][0];
    let found = (&document["name"], &document["media_type"], &document["bytes"], &document["sha256"]);
    let expected = (&"owners.csv".into(), &"text/csv".into(), &table.len().into(), &sha256.to_hex().into());
    assert_eq!(found, expected, "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_read_and_printed() {
    let mut house = taken().await;
    let text = "Bureau of Fictitious Controls\n\nWe intend to deny it. \u{202e}\n".to_owned();
    let letter = Word::new("intent_to_deny").unwrap();
    house.hears(&Body::Notice(Notice::new(Some(reference(CASE)), None, letter, text))).await;
    decided(&mut house, "intent_to_deny").await;
    let officer = house.officer().await;
    let shown = officer.opens(&page()).await;
    assert!(shown.contains("We intend to deny it.") && shown.contains("letters/1"), "{shown}");
    let pdf = officer.takes(&format!("{}/letters/1", page())).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.body.starts_with(b"%PDF-"), "{:?}", pdf.body.get(..8));
    assert_eq!(pdf.body, officer.takes(&format!("{}/letters/1", page())).await.body, "the same words, the same bytes");
    for none in ["0", "2", "x", "-1"] {
        assert_eq!(officer.get(&format!("{}/letters/{none}", page())).await.status, 404, "{none}");
    }
    let done = officer.does(&page(), &format!("{}/respond", page()), &[("respond", "The end use is civil.")]).await;
    assert!(done.contains("The response is on its way."), "{}", text_of(&done));
    decided(&mut house, "deny").await;
    let officer = house.officer().await;
    let done = officer.does(&page(), &format!("{}/appeal", page()), &[("appeal", "It overlooks the site.")]).await;
    assert!(done.contains("The appeal was filed.") && text_of(&done).contains("under appeal"), "{}", text_of(&done));
    assert!(text_of(&done).contains("for the reasons of the letter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_to_respond_is_shown_until_this_notice_is_responded_to() {
    const DAY: i64 = 24 * 3_600_000;
    let mut house = taken().await;
    decided(&mut house, "intent_to_deny").await;
    // It came on 23 November 2026, and 15 CFR 750.6(b) gives 20 days.
    let officer = house.officer().await;
    for path in ["/console/today", "/console/applications", &page()] {
        let shown = officer.opens(path).await;
        assert!(shown.contains("datetime=\"2026-12-13\"") && shown.contains("20 days left"), "{path}: {shown}");
    }
    let respond = format!("{}/respond", page());
    officer.does(&page(), &respond, &[("respond", "The end use is civil.")]).await;
    for path in ["/console/today", "/console/applications", &page()] {
        assert!(!officer.opens(path).await.contains("2026-12-13"), "{path}");
    }
    decided(&mut house, "intent_withdrawn").await;
    house.service.later(3 * DAY).await;
    decided(&mut house, "intent_to_deny").await;
    let officer = house.officer().await;
    for path in ["/console/today", "/console/applications", &page()] {
        assert!(officer.opens(path).await.contains("datetime=\"2026-12-16\""), "{path}: the response was to another");
    }
    house.service.later(21 * DAY).await;
    let officer = house.officer().await;
    assert!(text_of(&officer.opens("/console/today").await).contains("1 day late"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_amended_by_a_draft_of_its_name() {
    let house = taken().await;
    let officer = house.officer().await;
    let begun = officer.sends(&page(), &format!("{}/amend", page()), &[]).await;
    assert_eq!(begun.status, 303, "{}", said(&begun.text()));
    let draft = format!("/console/drafts/{FILING}");
    let shown = officer.opens(&draft).await;
    assert!(shown.contains(&format!("Amendment of {FILING}")), "{}", text_of(&shown));
    officer.does(&draft, &draft, &[("security", "Twice as strict.")]).await;
    let file = format!("{draft}?show=file");
    let filed = officer.does(&file, &format!("{draft}/file"), &[("capacity", "officer"), ("agree", "yes")]).await;
    assert!(filed.contains("The amendment was filed.") && filed.contains("Twice as strict."), "{}", text_of(&filed));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_withdrawn_and_then_nothing_more_can_be_done() {
    let house = taken().await;
    let officer = house.officer().await;
    let withdraw = format!("{}/withdraw", page());
    let values = officer.form(&page(), &withdraw).await;
    let done = officer.does(&page(), &withdraw, &[("withdraw", "the customer went elsewhere")]).await;
    assert!(done.contains("The application was withdrawn."), "{}", text_of(&done));
    assert!(!done.contains(&withdraw), "nothing pending can be withdrawn twice");
    let late = officer.posts(&withdraw, &filled(values, &[("withdraw", "again")])).await;
    assert_eq!(late.status, 422, "{}", said(&late.text()));
    assert_eq!(
        officer.posts(&format!("{}/burn", page()), &officer.form(&page(), "/console/sign-out").await).await.status,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_authority_does_not_act_upon_is_said_today() {
    let mut house = House::new();
    house.files().await;
    let refusal = Refusal::new(Some(1), Code::UnreadableBody, "the application cannot be read: file it again");
    house.hears(&Body::Refusal(refusal)).await;
    let officer = house.officer().await;
    let today = text_of(&officer.opens("/console/today").await);
    assert!(today.contains("the application cannot be read: file it again"), "{today}");
    let shown = text_of(&officer.opens(&page()).await);
    assert!(shown.contains("The authority did not act upon it") && shown.contains("not taken"), "{shown}");
}

/// The license that came of the filing.
const NUMBER: &str = "EX-2026-000001";

/// That the license is issued, as the authority tells it.
fn issued(reason: &str) -> LicenseEvent {
    let number = LicenseNumber::new(NUMBER).unwrap();
    let license = Box::new(asked_for(&example(), number.clone(), "Bureau of Fictitious Controls").unwrap());
    let person = |name: &str| Person::new(name).unwrap();
    let signed =
        Signed { by: person("licensing.one"), second: Some(person("licensing.two")), reason: reason.to_owned() };
    let operation = Operation::License { license: number, change: Change::Issue { license }, signed };
    LicenseEvent { id: OperationId::new(&format!("system/license/exports.example/{NUMBER}/1")).unwrap(), operation }
}

/// A house whose application was approved.
async fn licensed() -> House {
    let mut house = taken().await;
    let number = LicenseNumber::new(NUMBER).unwrap();
    house.hears(&Body::LicenseEvent(Box::new(issued("approved")))).await;
    let outcome = Word::new("approve").unwrap();
    let (license, reasons) = (Some(number), String::new());
    house.hears(&Body::Decision(Decision { case: reference(CASE), outcome, license, reasons })).await;
    house.seen().await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_under_an_id_that_is_taken_is_said_once() {
    let mut house = taken().await;
    let LicenseEvent { id, operation } = issued("by something else");
    let taken = house.service.app.gate().register().submit_own(Submission::operation(id.clone(), operation)).unwrap();
    assert!(matches!(taken, Answer::Recorded { again: false, .. }), "{taken:?}");
    house.is_told(&Body::LicenseEvent(Box::new(issued("approved")))).await;
    let (lines, app) = (Lines::default(), house.service.app.clone());
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(lines.clone()).finish();
    let works = move || {
        let office = app.office().unwrap();
        let looked = office.work(app.gate(), Looked::default()).unwrap();
        office.work(app.gate(), looked).unwrap();
    };
    let working = tokio::task::spawn_blocking(move || tracing::subscriber::with_default(subscriber, works));
    working.await.unwrap();
    let text = lines.text();
    let warned: Vec<_> = text.lines().filter(|line| line.contains("WARN") && line.contains(id.as_str())).collect();
    assert!(matches!(*warned, [line] if line.contains("another record has its id")), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_a_license_goes_to_the_authority_and_to_the_own_gate() {
    let house = licensed().await;
    let officer = house.officer().await;
    let shown = text_of(&officer.opens(&page()).await);
    assert!(shown.contains("licensed") && shown.contains(NUMBER), "{shown}");
    let license = format!("/console/licenses/{NUMBER}");
    let shown = officer.opens(&license).await;
    assert!(shown.contains(&page()), "it leads to its filing");
    let told = [("report.condition", "report"), ("report.text", "Chip-hours of the quarter: 12.")];
    let values = filled(officer.form(&license, &format!("{license}/report")).await, &told);
    let done = officer.posts(&format!("{license}/report"), &values).await;
    assert_eq!(done.status, 303, "{}", said(&done.text()));
    let again = officer.posts(&format!("{license}/report"), &values).await;
    assert_eq!(again.status, 422, "sent twice, it is told once");
    house.works().await;
    house.seen().await;
    let shown = text_of(&officer.opens(&license).await);
    assert!(shown.contains(&format!("{FILING}/2")), "the gate counts it as filed: {shown}");
    let action = format!("{license}/breach");
    let unnamed = officer.sends(&license, &action, &[("breach.text", "more than was held")]).await;
    assert_eq!(unnamed.status, 422);
    assert!(unnamed.text().contains("name the condition"), "{}", said(&unnamed.text()));
    let breach = [("breach.condition", "month"), ("breach.text", "More than was held, on one day.")];
    let done = officer.does(&license, &action, &breach).await;
    assert!(done.contains("The authority is told of the breach."), "{}", text_of(&done));
    officer.does(&license, &format!("{license}/surrender"), &[("surrender.reason", "the project has ended")]).await;
    house.works().await;
    house.seen().await;
    assert!(text_of(&officer.opens(&license).await).contains("surrendered"));
    let shown = text_of(&officer.opens(&page()).await);
    for said in ["Chip-hours of the quarter: 12.", "More than was held, on one day.", "the project has ended"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}
