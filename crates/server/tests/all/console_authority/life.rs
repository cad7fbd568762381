//! The life of a case through its pages alone.

use portcullis_access::Role;
use portcullis_exchange::Body;
use portcullis_exchange::body::{LineUsage, Usage};
use portcullis_license::account::Account;
use portcullis_license::{Amount, Instant};
use serde_json::json;

use super::desk::{CASE, Desk, event, page};
use super::person::{Person, said, text_of};
use crate::service::get;

/// An officer takes it in, notes past denials and refers it by the rules.
pub async fn referred(officer: &Person<'_>) {
    officer.does(&page(""), &event("registered"), &[]).await;
    officer.does(&page("precedents"), &event("denials_consulted"), &[]).await;
    officer.does(&page("advice"), &event("referred"), &[]).await;
}

/// An agency approves, with a condition where one is given.
pub async fn approves(adviser: &Person<'_>, chips: Option<&str>) {
    let position = "recommended.positions[0]";
    let says = format!("{position}.says");
    let add = format!("{position}.conditions.add");
    let row = |field: &str| format!("{position}.conditions[0].{field}");
    let Some(chips) = chips else {
        adviser.does(&page(""), &event("recommended"), &[(&says, "approve"), ("do", "give")]).await;
        return;
    };
    // A row is added by a press that does nothing else.
    let press = format!("add:{position}.conditions");
    let fields = [(says.as_str(), "approve_with_conditions"), (&add, "most_concurrent_chips"), ("do", &press)];
    let again = adviser.sends(&page(""), &event("recommended"), &fields).await;
    assert_eq!(again.status, 200);
    let values = super::person::values_of(&again.text(), &event("recommended"));
    let fields = [(row("id"), "chips-of-defense"), (row("chips"), chips), ("do".to_owned(), "give")];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let answer = adviser.posts(&event("recommended"), &super::person::filled(values, &fields)).await;
    assert_eq!(answer.status, 303, "{}", said(&answer.text()));
}

#[tokio::test(flavor = "multi_thread")]
async fn from_what_came_in_to_a_license_and_its_suspension() {
    let mut desk = Desk::with_case().await;
    is_licensed(&desk).await;
    a_license_of_the_register(&mut desk).await;
}

async fn is_licensed(desk: &Desk) {
    let officer = desk.officer("officer.one").await;
    let queue = text_of(&officer.opens("/console/queue").await);
    assert!(queue.contains("To register") && queue.contains(CASE), "{queue}");
    referred(&officer).await;
    for (agency, chips) in [("defense", Some("128")), ("energy", None), ("state", None)] {
        approves(&desk.adviser(agency).await, chips).await;
    }
    let advice = text_of(&officer.opens(&page("advice")).await);
    assert!(advice.contains("chips-of-defense") && advice.contains("No more than 128"), "{advice}");

    // The form begins with what is asked for and with the condition that defense asks for.
    let draft = page("decision?outcome=approve");
    let drafted = officer.does(&draft, &event("drafted"), &[("do", "draft")]).await;
    assert!(text_of(&drafted).contains("chips-of-defense"));
    let mine = text_of(&officer.opens(&page("decision")).await);
    assert!(mine.contains("drafted this"), "{mine}");
    let second = desk.officer("officer.two").await;
    let unread = second.sends(&page("decision"), &event("countersigned"), &[]).await;
    assert_eq!(unread.status, 422);
    assert!(text_of(&unread.text()).contains("Say that you read the draft"));
    second.does(&page("decision"), &event("countersigned"), &[("countersigned.read", "yes")]).await;
    desk.works().await;

    let number = format!("L-{CASE}");
    let look = desk.service.app.look();
    let held = look.replay().ledger().licenses().next().unwrap().1.clone();
    drop(look);
    assert_eq!(held.license.number.as_str(), number);
    assert!(held.license.conditions.iter().any(|one| one.id == "chips-of-defense"));

    let license = text_of(&officer.opens(&page("license")).await);
    assert!(license.contains(&number), "{license}");
    officer
        .does(
            &page("license"),
            &event("suspended"),
            &[("suspended.reasons", "a report is missing"), ("suspended.said", "it was due in May")],
        )
        .await;
    desk.works().await;
    let standing = desk.service.app.look().replay().ledger().licenses().next().unwrap().1.standing;
    assert_eq!(standing.to_string(), "suspended");

    letters(desk, &officer).await;
    the_figures(desk, &officer).await;
}

/// Letters are there as text and as PDF, for officers alone.
async fn letters(desk: &Desk, officer: &Person<'_>) {
    let listed = officer.opens(&page("letters")).await;
    let links: Vec<String> = super::checker::read(&listed)
        .iter()
        .filter_map(|element| element.get("href"))
        .filter(|href| href.contains("/letters/"))
        .map(str::to_owned)
        .collect();
    assert!(links.len() >= 3, "{links:?}");
    for link in &links {
        let pdf = officer.takes(link).await;
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert!(pdf.body.starts_with(b"%PDF-"));
        let text = officer.takes(&format!("{link}?format=txt")).await;
        assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
        assert!(text.text().contains("Bureau of Fictitious Controls"));
    }
    let adviser = desk.adviser("defense").await;
    assert_eq!(adviser.get(&links[0]).await.status, 404);
}

/// The national view and the figures have it.
async fn the_figures(desk: &Desk, officer: &Person<'_>) {
    let national = text_of(&officer.opens("/console/national-view").await);
    assert!(
        national.contains("China") && national.contains("Northern Compute Ltd") && national.contains("H100"),
        "{national}"
    );
    let figures = text_of(&officer.opens("/console/statistics").await);
    assert!(figures.contains("approved"), "{figures}");
    let csv = officer.takes("/console/statistics?figure=cases_by_outcome&format=csv").await.text();
    assert!(csv.contains("approved,1\r\n"), "{csv}");
    let csv = officer.takes("/console/national-view?by=country&format=csv").await.text();
    assert!(csv.lines().any(|line| line.starts_with("CN,1,")), "{csv}");
    let auditor = desk.person("auditor.one", Role::Auditor).await;
    let seen = text_of(&auditor.opens("/console/national-view").await);
    assert!(!seen.contains("China"), "what an application says is not an auditor's");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_the_api_show_one_view() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    referred(&officer).await;
    let key = desk.service.person("officer.three", None, Role::Licensing);
    let shown = desk.service.ask(get(format!("/v1/cases/{CASE}")).by(&key)).await.json();
    assert_eq!((&shown["audience"], &shown["number"]), (&json!("officer"), &json!(5)));
    let page = text_of(&officer.opens(&page("history")).await);
    for line in shown["view"]["timeline"].as_array().unwrap() {
        let said = line["text"].as_str().unwrap_or_default();
        assert!(page.contains(said), "{said}");
    }
}

/// The register has the license with its case; what its provider states is what was used.
async fn a_license_of_the_register(desk: &mut Desk) {
    let stated = {
        let look = desk.service.app.look();
        let held = look.replay().ledger().licenses().next().unwrap().1.clone();
        let (line, account) = held.lines.iter().next().unwrap();
        let used = Amount::of(24 * 64 * 3_600_000, 15_832);
        let balance = |mut account: Account| {
            account.used = used;
            account.balance().unwrap()
        };
        let usage = LineUsage { used, breach: Amount::ZERO, balance: balance(*account) };
        let now = desk.service.time.now();
        Usage {
            license: held.license.number.clone(),
            from: Instant::start_of(now.date()),
            until: Instant::start_of(now.date()).plus(24 * 3_600_000),
            lines: [(line.clone(), usage)].into(),
            balance: balance(held.account),
        }
    };
    let number = stated.license.clone();
    desk.hears(&Body::Usage(Box::new(stated))).await;
    let officer = desk.officer("officer.three").await;
    let register = text_of(&officer.opens("/console/licenses").await);
    assert!(register.contains(number.as_str()) && register.contains("64"), "{register}");
    let license = officer.opens(&format!("/console/licenses/{number}")).await;
    let text = text_of(&license);
    assert!(text.contains("signed statement") && text.contains("suspend") && text.contains("officer.two"), "{text}");
    let csv = officer.takes("/console/licenses?format=csv&country=CN").await.text();
    assert!(csv.contains(&format!("{},", 24_u64 * 64 * 3_600_000)), "{csv}");
    let national = text_of(&officer.opens("/console/national-view?measure=chips").await);
    assert!(national.contains("64"), "{national}");
    let figures = officer.takes("/console/statistics?figure=use_by_country&format=csv&until=2026-12-31").await.text();
    assert!(figures.contains("CN,1536,"), "{figures}");
    let stranger = Person::new(&desk.service, "officer.example", Some("example"), Role::Officer).await;
    assert_eq!(stranger.get(&format!("/console/licenses/{number}")).await.status, 404);
    let auditor = desk.person("auditor.two", Role::Auditor).await;
    let register = auditor.opens("/console/licenses").await;
    assert!(register.contains("National view") && !text_of(&register).contains("CN"));
}
