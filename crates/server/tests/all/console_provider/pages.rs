//! Each page of the table: as nobody, as somebody without the right, and as the right person.

use portcullis_access::session::{Cookie, IDLE};
use portcullis_access::{Action, Role};
use portcullis_server::console::routes;

use super::house::{CUSTOMER, FILING, House, LEASE, LICENSE, Person};
use crate::console_authority::checker::check_page;
use crate::service::{get, raw};
use crate::written::in_path;

/// The places of a provider.
const PLACES: [&str; 12] = [
    "today",
    "ask",
    "determinations",
    "customers",
    "licenses",
    "leases",
    "applications",
    "drafts",
    "reports",
    "live",
    "log",
    "nothing",
];

/// The addresses of a provider, with what stands in their braces.
fn addresses() -> Vec<(String, Action)> {
    let is_own = |path: &str| PLACES.iter().any(|place| path.split('/').nth(2) == Some(place));
    let named = |path: &str| {
        let filled = path.replace("{license}", LICENSE).replace("{lease}", &in_path(LEASE));
        let filled = filled.replace("{filing}", FILING).replace("{draft}", "draft-1");
        let filled = filled.replace("{customer}", &in_path(CUSTOMER)).replace("{letter}", "1");
        filled.replace("{record}", &in_path(&format!("{LEASE}/decision"))).replace("{operation}", "withdraw")
    };
    let own = routes().filter(|route| is_own(route.path));
    own.map(|route| (named(route.path), route.action.unwrap())).collect()
}

/// The pages that open without more than a license, a lease and a filing.
pub fn pages() -> Vec<String> {
    let record = in_path(&format!("{LEASE}/decision"));
    let pages = [
        "today".to_owned(),
        "ask".to_owned(),
        "ask?customer=Example+Bakery+Ltd&end_use=model_training&end_use=research&resale=no".to_owned(),
        "ask/answer?customer=Example+Bakery+Ltd&country=GB&item=aws:p5.48xlarge&site=US&on=2026-11-23".to_owned(),
        format!(
            "ask/answer?customer={}&country=SG&parent=X&parent_country=CN&item=H100+SXM5+80GB&quantity=8&on=2026-11-23",
            in_path(CUSTOMER)
        ),
        format!("determinations/{record}"),
        "customers".to_owned(),
        "customers?name=robotics&sort=-latest".to_owned(),
        "customers?finding=unscreenable".to_owned(),
        format!("customers/{}", in_path(CUSTOMER)),
        "customers/Nobody%20Known".to_owned(),
        "licenses".to_owned(),
        "licenses?standing=issued&sort=-until".to_owned(),
        format!("licenses/{LICENSE}"),
        "leases".to_owned(),
        "leases?state=running&sort=chips".to_owned(),
        format!("leases/{}", in_path(LEASE)),
        "applications".to_owned(),
        format!("applications/{FILING}"),
        "reports".to_owned(),
        "live".to_owned(),
        "live?gate=closed".to_owned(),
        "log".to_owned(),
    ];
    pages.into_iter().map(|page| format!("/console/{page}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_the_door() {
    let house = House::new();
    let addresses = addresses();
    assert!(addresses.len() > 30, "{}", addresses.len());
    for (path, _) in addresses {
        let answer = house.service.ask(get(&*path)).await;
        assert!([303, 405].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        if answer.status == 303 {
            assert!(answer.header("location").starts_with("/console/sign-in?then=%2Fconsole%2F"), "{path}");
        }
        let sent = raw(&*path, "application/x-www-form-urlencoded", "").with("sec-fetch-site", "same-origin");
        let answer = house.service.ask(sent).await;
        assert!([401, 405].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_no_more_reads_why() {
    let house = House::new();
    let (door, told) = ("/console/sign-in", "You are not signed in any more");
    let made_up = format!("portcullis-session={}", Cookie::generate().unwrap().reveal());
    let answer = house.service.ask(get(door).with("cookie", &made_up)).await;
    assert!(answer.status == 200 && !answer.text().contains(told), "what is no session of ours is told nothing");
    let officer = house.officer().await;
    assert!(!officer.opens(door).await.contains(told), "they are signed in");
    let left = house.person("officer.two", Role::Officer).await;
    assert_eq!(left.sends("/console/today", "/console/sign-out", &[]).await.status, 303);
    assert!(!left.opens(door).await.contains(told), "whoever left knows why");
    house.service.later(IDLE).await;
    assert_eq!(officer.get("/console/today").await.status, 303);
    let page = officer.opens(door).await;
    let why = "the time of this session is over, or nobody used it for an hour; sign in again.";
    assert!(page.contains(&format!("{told}: {why}")), "{page}");
    let again = house.person("officer.three", Role::Officer).await;
    assert!(!again.opens(door).await.contains(told), "what ended was another session");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_is_told_so() {
    let house = House::running().await;
    let administrator = house.person("admin.one", Role::Administrator).await;
    let metrics = house.person("metrics.one", Role::Metrics).await;
    let all = addresses();
    for (path, _) in &all {
        // What a page asks for, and what is sent to it, may be two things.
        let words: Vec<_> = all.iter().filter(|(own, _)| own == path).map(|(_, action)| action.word()).collect();
        for person in [&administrator, &metrics] {
            let answer = person.get(path).await;
            assert!([403, 405].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
            if answer.status == 403 {
                assert!(words.iter().any(|word| answer.text().contains(word)), "{path}");
                check_page(&answer.text());
            }
            let sent = person.posts(path, &[]).await;
            assert!([403, 405].contains(&sent.status.as_u16()), "{path}: {}", sent.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound() {
    let house = House::running().await;
    house.files().await;
    let officer = house.officer().await;
    for page in pages() {
        officer.opens(&page).await;
    }
    let auditor = house.person("auditor.one", Role::Auditor).await;
    for page in pages() {
        auditor.opens(&page).await;
    }
    let shown = officer.opens(&format!("/console/licenses/{LICENSE}")).await;
    assert!(shown.contains(LEASE) && shown.contains("first of the authority") && shown.contains("applied for"));
    let shown = officer.opens("/console/live").await;
    assert!(shown.contains("aws:p5.48xlarge") && shown.contains(CUSTOMER), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_files_too() {
    let house = House::running().await;
    house.files().await;
    let officer = house.officer().await;
    for (page, has) in [
        ("customers", CUSTOMER),
        ("licenses", LICENSE),
        ("leases", LEASE),
        ("applications", FILING),
        ("live", "run/1/decision"),
    ] {
        let file = officer.takes(&format!("/console/{page}?format=csv")).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present", "{page}");
        assert!(file.text().contains(has), "{page}: {}", file.text());
    }
    let used = officer.takes("/console/reports?by=license&format=csv").await;
    assert!(used.text().starts_with("name,chip_milliseconds"), "{}", used.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let house = House::running().await;
    let officer = house.officer().await;
    for page in [
        "determinations/none",
        "determinations/run%2F1",
        "licenses/none",
        "leases/none",
        "applications/none",
        "applications/none/letters/1",
        "drafts/none",
        "log/none",
    ] {
        let answer = officer.get(&format!("/console/{page}")).await;
        assert_eq!(answer.status, 404, "{page}: {}", answer.text());
    }
}

/// Somebody of the authority on the same service reads what the house runs, and files nothing for it.
#[tokio::test(flavor = "multi_thread")]
async fn an_authority_reads_licenses_and_tells_nothing() {
    let house = House::running().await;
    let licensing: Person<'_> = house.person("licensing.one", Role::Licensing).await;
    let page = format!("/console/licenses/{LICENSE}");
    let shown = licensing.opens(&page).await;
    assert!(!shown.contains(&format!("{page}/surrender")), "{shown}");
    assert_eq!(licensing.posts(&format!("{page}/surrender"), &[]).await.status, 403);
}

/// The cookie is not sent to the beginning of the house: it leads to where the person is known.
#[tokio::test(flavor = "multi_thread")]
async fn the_beginning_leads_to_what_needs_somebody_today() {
    let house = House::new();
    let officer = house.officer().await;
    assert_eq!(house.service.ask(get("/")).await.header("location"), "/console");
    assert_eq!(officer.get("/console").await.header("location"), "/console/today");
    assert_eq!(house.service.ask(get("/console")).await.header("location"), "/console/atlas");
}
