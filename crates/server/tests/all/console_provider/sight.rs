//! Nobody sees what is another tenant's: not in a page, not in a list, not in a file, not by its address.

use portcullis_access::Role;
use serde_json::json;

use super::house::{FILING, House, LEASE, LICENSE, Person};
use super::pages::pages;
use crate::service::post;
use crate::written::{EXAMPLE, Held, in_path};

/// What only the house may see.
const OWN: [&str; 4] = ["Example Robotics", LICENSE, FILING, "run/1"];
/// What only the tenant may see.
const THEIRS: [&str; 3] = ["Example Weather", "CLOUD-2026-7", "their-run"];

async fn both() -> House {
    let house = House::running().await;
    house.files().await;
    let theirs = Held::licensed(&house.service, EXAMPLE).await;
    theirs.started(&house.service, "their-run").await;
    house
}

/// A page without what its reader wrote themselves: the address that it was asked under.
fn without_own_words(text: &str) -> String {
    let quoted = ["value=\"", "href=\"", "action=\""];
    let mut rest = text.to_owned();
    for start in quoted {
        rest = rest
            .split(start)
            .enumerate()
            .map(|(place, part)| if place == 0 { part } else { part.split_once('"').map_or("", |(_, after)| after) })
            .collect();
    }
    rest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_sees_its_own_and_nothing_of_the_house() {
    let house = both().await;
    let tenant = Person::new(&house.service, "officer.cloud", Some("example"), Role::Officer).await;
    let officer = house.officer().await;
    for page in ["today", "customers", "licenses", "leases", "applications", "reports", "live", "log"] {
        for format in ["", "?format=csv"] {
            let path = format!("/console/{page}{format}");
            let (own, theirs) = (officer.takes(&path).await.text(), tenant.takes(&path).await.text());
            for canary in OWN {
                assert!(!theirs.contains(canary), "{path}: the tenant sees {canary}");
            }
            for canary in THEIRS {
                assert!(!own.contains(canary), "{path}: the house sees {canary}");
            }
        }
    }
    for (page, canary) in [("licenses", "CLOUD-2026-7"), ("leases", "their-run"), ("customers", "Example Weather")] {
        let shown = tenant.opens(&format!("/console/{page}")).await;
        assert!(shown.contains(canary), "{page}: its own is there");
    }
    for page in pages().iter().filter(|page| !page.contains("/ask") && !page.contains("customers/")) {
        let answer = tenant.get(page).await;
        let shown = without_own_words(&answer.text());
        let is_own = |canary: &&str| page.contains(&in_path(canary)) || page.contains(*canary);
        if answer.status == 200 {
            for canary in OWN.iter().filter(|canary| !is_own(canary)) {
                assert!(!shown.contains(canary), "{page}: {canary}");
            }
        } else {
            assert_eq!(answer.status, 404, "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_is_not_there_for_forms_either() {
    let house = both().await;
    let tenant = Person::new(&house.service, "officer.cloud", Some("example"), Role::Officer).await;
    let own = "/console/licenses/CLOUD-2026-7";
    let keys = tenant.form(own, &format!("{own}/surrender")).await;
    let license = format!("/console/licenses/{LICENSE}");
    let lease = format!("/console/leases/{}", in_path(LEASE));
    let filing = format!("/console/applications/{FILING}");
    let head = house.service.head();
    for action in ["report", "breach", "surrender"].map(|operation| format!("{license}/{operation}")) {
        let text = [("report.text", "x"), ("breach.text", "x"), ("breach.condition", "c1"), ("surrender.reason", "x")];
        let answer = tenant.posts(&action, &super::house::filled(keys.clone(), &text)).await;
        assert_eq!(answer.status, 404, "{action}: {}", answer.text());
    }
    for (action, fields) in [
        (format!("{lease}/stop"), vec![("stop.reason", "x"), ("stop.due", "2026-11-24")]),
        (format!("{lease}/stopped"), vec![]),
        (format!("{filing}/withdraw"), vec![("withdraw", "x")]),
        (format!("{filing}/amend"), vec![]),
    ] {
        let answer = tenant.posts(&action, &super::house::filled(keys.clone(), &fields)).await;
        assert!([404, 422].contains(&answer.status.as_u16()), "{action}: {}", answer.text());
    }
    assert_eq!(house.service.head(), head, "nothing was recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_files_for_its_own_provider_and_under_a_name_of_its_own() {
    let house = both().await;
    let key = house.service.person("officer.cloud", Some("example"), Role::Officer);
    let certifier = serde_json::from_value(json!({ "name": "officer.cloud", "capacity": "officer", "at": 0 })).unwrap();
    let filed = portcullis_application::sign(super::house::example(), certifier).unwrap();
    let event = json!({ "kind": "filed", "digest": filed.digest().to_hex(), "said": filed.to_value() });
    let path = format!("/v1/filings/{FILING}/events");
    let answer = house.service.ask(post(path.clone(), &json!({ "event": event })).by(&key)).await;
    assert!(answer.problem(403, "forbidden").contains("name your own"), "for another's provider");
    let event = json!({ "kind": "withdrawn", "said": "x" });
    house.service.ask(post(path, &json!({ "event": event })).by(&key)).await.problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_told_no_more() {
    let house = House::running().await;
    let officer = house.officer().await;
    let name = "Example Erased Ltd";
    let query = format!("customer={}&country=GB&item=aws:p5.48xlarge&on=2026-11-23", in_path(name));
    let done = officer.does(&format!("/console/ask/answer?{query}"), "/console/determinations", &[]).await;
    assert!(done.contains(name));
    for page in ["live", "customers"] {
        assert!(officer.opens(&format!("/console/{page}")).await.contains(name), "{page}");
    }
    let gate = house.service.app.gate();
    let last = house.service.head() - 1;
    gate.register().pool().transact("test_erase", &mut |open| open.erase_opening(last).map(drop)).unwrap();
    for page in ["live", "live?format=csv", "customers", "customers", "reports?by=customer&format=csv"] {
        let shown = officer.takes(&format!("/console/{page}")).await.text();
        assert!(!shown.contains(name), "{page}: {shown}");
    }
    let shown = officer.opens(&format!("/console/customers/{}", in_path(name))).await;
    assert!(
        shown.contains("Nothing was decided yet."),
        "its page has what was asked for in its address, and no record"
    );
}

/// Who reads everything changes nothing, whatever a page offers.
#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_changes_nothing() {
    let house = both().await;
    let auditor = house.person("auditor.one", Role::Auditor).await;
    let keys = auditor.form("/console/today", "/console/sign-out").await;
    let (license, lease) = (format!("/console/licenses/{LICENSE}"), format!("/console/leases/{}", in_path(LEASE)));
    let filing = format!("/console/applications/{FILING}");
    let head = house.service.head();
    for action in [
        "/console/determinations".to_owned(),
        "/console/drafts".to_owned(),
        format!("{license}/report"),
        format!("{license}/breach"),
        format!("{license}/surrender"),
        format!("{lease}/stop"),
        format!("{lease}/stopped"),
        format!("{filing}/amend"),
        format!("{filing}/withdraw"),
        format!("{filing}/answer"),
    ] {
        assert_eq!(auditor.posts(&action, &keys).await.status, 403, "{action}");
    }
    assert_eq!(house.service.head(), head);
    // Nor does a page offer it to them, as it does to officers.
    let question = "/console/ask/answer?customer=Example+Trading&country=CN&item=aws:p5.48xlarge&on=2026-11-23";
    let (shown, offered) = (auditor.opens(question).await, house.officer().await.opens(question).await);
    for button in ["Record it", "Apply for a license"] {
        assert!(!shown.contains(button) && offered.contains(button), "{button}");
    }
}
