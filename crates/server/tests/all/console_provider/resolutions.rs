//! A screening hit from the page to the next determination: one person says what it is, another agrees, and the gate follows.

use portcullis_access::Role;
use portcullis_determination::{Engine, Memo, Request};
use portcullis_evidence::{Decision, Remade, Remaker};
use portcullis_lists::Entry;
use serde_json::{Value, json};

use super::house::{House, Person, text_of};
use crate::listed;
use crate::service::post;
use crate::written::in_path;

/// A customer who is named nearly as a listed party is.
const CUSTOMER: &str = "Velmora Photonic Technologies Ltd";

/// The customer of the example application.
const OWNED: &str = "Example Robotics (Singapore) Pte. Ltd.";

fn entry() -> Entry {
    Entry {
        id: "made-1".into(),
        list: "EL".into(),
        name: "Velmora Photonics Technology Co., Ltd.".into(),
        countries: vec!["CN".into()],
        addresses: vec!["1 Example Road, Exampleton".into()],
        federal_register_notice: Some("99 FR 10001".into()),
        ..Entry::default()
    }
}

fn house() -> House {
    House::with(|config, folder| {
        let lists = folder.join("lists");
        listed::write(&lists, &[entry()]);
        config.lists = Some(lists);
    })
}

fn page() -> String {
    format!("/console/customers/{}", in_path(CUSTOMER))
}

/// What screening the customer comes to.
async fn finding(house: &House, country: Option<&str>) -> Value {
    let key = house.service.person("officer.four", None, Role::Officer);
    let countries: Vec<&str> = country.into_iter().collect();
    let body = json!({ "name": CUSTOMER, "countries": countries });
    house.service.ask(post("/v1/screen", &body).by(&key)).await.json()["finding"].clone()
}

/// A determination that rests on a finding carries it, and is made again from its own record; without it, it is another.
fn is_made_again(house: &House) {
    let served = house.service.app.gate().served().clone();
    let text = json!({
        "kind": "provide_compute", "on": "2026-11-23", "item": { "instance": "aws:p5.48xlarge" }, "site": "US",
        "parties": [{ "role": "customer", "name": CUSTOMER }],
    })
    .to_string();
    let request: Request<'_> = serde_json::from_str(&text).unwrap();
    let mut memo = Memo::default();
    let mut transaction = served.engine.resolve(&request).unwrap();
    served.engine.screen(&request, &mut transaction, &mut memo);
    let decided = served.engine.determine(&transaction, &mut memo);
    let decision = Decision::of(&served.engine, &served.editions.edition, &request, &transaction, &decided);
    assert_eq!(decision.resolutions.len(), 1);
    let lists = house.service.folder.path().join("lists");
    let serve = |engine: Engine, _: &Decision| Ok(engine.with_lists(listed::served(&lists)));
    let remake = |decision: &Decision| {
        let part = |name: &str| served.editions.parts.get(name).cloned();
        Remaker::new(Box::new(part)).serving(&serve).remake(decision)
    };
    assert_eq!(remake(&decision), Remade::Same);
    let forgotten = Decision { resolutions: Vec::new(), ..decision };
    assert_ne!(remake(&forgotten), Remade::Same);
}

async fn proposes(officer: &Person<'_>, conclusion: &str) -> String {
    let action = format!("{}/resolutions", page());
    let fields = [
        ("hits[0].conclusion", conclusion),
        ("hits[0].because", "a maker of lenses of that name since 1952"),
        ("hits[0].evidence", "register extract 4711"),
        ("hits[0].until", "2027-05-31"),
    ];
    let answer = officer.sends(&page(), &action, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_resolve_a_hit_and_the_gate_follows() {
    let house = house();
    let (one, two) = (house.officer().await, house.person("officer.two", Role::Officer).await);
    let before = finding(&house, None).await;
    assert_ne!(before, "clear", "the names are alike");
    let shown = one.opens(&page()).await;
    for text in ["<mark>", "99 FR 10001", "1 Example Road", "Side by side"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }

    let proposal = proposes(&one, "somebody_else").await;
    assert_eq!(finding(&house, None).await, before, "one person changes nothing");
    let own = one.opens(&proposal).await;
    assert!(own.contains("another person has to agree") && !own.contains(&format!("{proposal}/agree")), "{own}");
    let today = text_of(&two.opens("/console/today").await);
    assert!(today.contains("proposal to agree to") && today.contains("Hold that Velmora"), "{today}");
    assert!(!text_of(&one.opens("/console/today").await).contains("proposal to agree to"), "it is their own");

    let done = two.does(&proposal, &format!("{proposal}/agree"), &[]).await;
    assert!(done.contains("Two people stand behind it now"), "{done}");
    assert_eq!(finding(&house, None).await, "clear", "it is served before the answer is given");
    assert_ne!(
        finding(&house, Some("CN")).await,
        "clear",
        "of a party of which more is known nobody has said anything"
    );
    is_made_again(&house);
    let shown = text_of(&one.opens(&page()).await);
    assert!(shown.contains("found by officer.one, checked by officer.two"), "{shown}");
    house.service.later(200 * 24 * 3_600_000).await;
    assert_eq!(finding(&house, None).await, before, "its last day is past");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_second_person_declines_comes_to_nothing() {
    let house = house();
    let (one, two) = (house.officer().await, house.person("officer.two", Role::Officer).await);
    let before = finding(&house, None).await;
    let proposal = proposes(&one, "somebody_else").await;
    let decline = format!("{proposal}/decline");
    let empty = two.sends(&proposal, &decline, &[("decline.reason", " ")]).await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    let done = two.does(&proposal, &decline, &[("decline.reason", "the extract is of another company")]).await;
    assert!(done.contains("Nothing comes of the proposal"), "{done}");
    assert!(one.opens(&proposal).await.contains("the extract is of another company"));
    assert_eq!(finding(&house, None).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_closes_and_nobody_can_tell_leaves_it_closed() {
    for (conclusion, expected) in [("same", "listed"), ("cannot_tell", "possible")] {
        let house = house();
        let (one, two) = (house.officer().await, house.person("officer.two", Role::Officer).await);
        let proposal = proposes(&one, conclusion).await;
        two.does(&proposal, &format!("{proposal}/agree"), &[]).await;
        assert_eq!(finding(&house, None).await, expected, "{conclusion}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_finding_stands_beside_its_field() {
    let house = house();
    let one = house.officer().await;
    let action = format!("{}/resolutions", page());
    let sound = [("conclusion", "same"), ("because", "x"), ("evidence", "y"), ("until", "2027-05-31")];
    for (field, wrong) in [("conclusion", "perhaps"), ("because", " "), ("evidence", ""), ("until", "soon")] {
        let fields: Vec<(String, &str)> = sound
            .iter()
            .map(|(name, value)| (format!("hits[0].{name}"), if *name == field { wrong } else { *value }))
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let answer = one.sends(&page(), &action, &fields).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.text());
        crate::console_authority::checker::check_page(&answer.text());
        assert!(answer.text().contains(&format!("{field}-error")), "{field}: {}", answer.text());
    }
    let past = [
        ("hits[0].conclusion", "same"),
        ("hits[0].because", "x"),
        ("hits[0].evidence", "y"),
        ("hits[0].until", "2026-01-01"),
    ];
    let answer = one.sends(&page(), &action, &past).await;
    assert!(answer.status == 422 && answer.text().contains("is past"), "{}", answer.text());
    let auditor = house.person("auditor.one", Role::Auditor).await;
    assert!(!auditor.opens(&page()).await.contains(&action), "who only reads is shown no form");
}

/// A house whose only customer is held by somebody who is named nearly as a listed party is.
async fn house_of_an_owner() -> House {
    let house = House::with(|config, folder| {
        let lists = folder.join("lists");
        listed::write(&lists, &[entry()]);
        config.lists = Some(lists);
        let file = |name: &str, text: String| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let parties = "id,name,kind,headquarters,jurisdiction,lei,unidentified\n";
        let parties = format!("{parties}held,{OWNED},organization,SG,SG,,\nholder,{CUSTOMER},organization,SG,SG,,\n");
        let interests =
            "owner,owned,nature,percent,from,to,held,statement\nholder,held,ownership,60,2021-03-01,,,s-1\n";
        config.ownership = vec![file("parties.csv", parties), file("interests.csv", interests.to_owned())];
    });
    house.files().await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hits_of_an_owner_wait_today_until_two_people_resolved_them() {
    let house = house_of_an_owner().await;
    let (one, two) = (house.officer().await, house.person("officer.two", Role::Officer).await);
    let page = format!("/console/customers/{}", in_path(OWNED));
    let today = one.opens("/console/today").await;
    assert!(text_of(&today).contains("screening hit to resolve"), "{}", text_of(&today));
    assert!(today.contains(CUSTOMER) && today.contains(&format!("href=\"{page}#hits\"")), "{today}");
    let fields = [
        ("hits[0].conclusion", "somebody_else"),
        ("hits[0].because", "a maker of lenses of that name since 1952"),
        ("hits[0].evidence", "register extract 4711"),
        ("hits[0].until", "2027-05-31"),
    ];
    let answer = one.sends(&page, &format!("{page}/resolutions"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let today = text_of(&two.opens("/console/today").await);
    assert!(today.contains("Look as the second person"), "{today}");
    let proposal = answer.header("location").split('?').next().unwrap().to_owned();
    two.does(&proposal, &format!("{proposal}/agree"), &[]).await;
    let today = text_of(&two.opens("/console/today").await);
    assert!(today.contains("no screening hits to resolve") || today.contains("Nothing waits for you"), "{today}");
}
