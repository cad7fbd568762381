//! Whatever somebody types, it is shown as a text: in a page, in its title, in a list, in what is said to be wrong.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::house::{FILING, House, LEASE, LICENSE, filled};
use crate::console_authority::checker::check_page;
use crate::written::in_path;

/// What would do something, were it not a text.
const HOSTILE: [&str; 6] = [
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "</title><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "=HYPERLINK(\"http://elsewhere.example\")",
    "\u{202e}gnp.exe\u{0}&amp;<!--",
];

fn sound(text: &str) {
    check_page(text);
    assert!(!text.contains("<script>") && !text.contains("<img"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_address() {
    let house = House::running().await;
    house.files().await;
    let officer = house.officer().await;
    for text in HOSTILE.map(in_path) {
        for page in [
            format!("ask?customer={text}&item={text}&on={text}&end_use={text}&profile={text}"),
            format!("ask/answer?customer={text}&item=aws:p5.48xlarge&on=2026-11-23"),
            format!("ask/answer?customer={text}&item={text}&on={text}"),
            format!("determinations/{text}"),
            format!("customers?name={text}&sort={text}&after={text}"),
            format!("customers/{text}"),
            format!("licenses?customer={text}&standing={text}"),
            format!("licenses/{text}"),
            format!("leases?license={text}&state={text}"),
            format!("leases/{text}"),
            format!("applications?party={text}&stage={text}&done={text}"),
            format!("applications/{text}"),
            format!("drafts/{text}?show={text}"),
            format!("reports?from={text}&until={text}&customer={text}"),
            format!("live?gate={text}"),
            format!("today?done={text}"),
        ] {
            let answer = officer.get(&format!("/console/{page}")).await;
            assert!(answer.status.as_u16() < 500, "{page}: {}", answer.text());
            sound(&answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_field() {
    let house = House::running().await;
    house.files().await;
    let officer = house.officer().await;
    let (license, lease) = (format!("/console/licenses/{LICENSE}"), format!("/console/leases/{}", in_path(LEASE)));
    let filing = format!("/console/applications/{FILING}");
    for (place, text) in HOSTILE.iter().enumerate() {
        let draft = format!("H-{place} {text}").replace('\u{0}', "");
        let forms = [
            (license.clone(), format!("{license}/report"), vec![("report.text", *text), ("report.condition", *text)]),
            (license.clone(), format!("{license}/breach"), vec![("breach.text", *text), ("breach.condition", *text)]),
            (lease.clone(), format!("{lease}/stop"), vec![("stop.reason", *text), ("stop.due", *text)]),
            ("/console/applications".to_owned(), "/console/drafts".to_owned(), vec![("reference", draft.as_str())]),
            (filing.clone(), format!("{filing}/withdraw"), vec![("withdraw", ""), ("idempotency_key", *text)]),
        ];
        for (page, action, fields) in forms {
            let values = filled(officer.form(&page, &action).await, &fields);
            let answer = officer.posts(&action, &values).await;
            assert!(answer.status.as_u16() < 500, "{action}: {}", answer.text());
            if answer.status == 303 {
                sound(&officer.get(answer.header("location")).await.text());
            } else {
                sound(&answer.text());
            }
            sound(&officer.get(&page).await.text());
        }
        let draft = format!("/console/drafts/{}", in_path(&draft));
        if officer.get(&draft).await.status != 200 {
            continue;
        }
        let typed = [
            ("security", *text),
            ("contact.name", *text),
            ("additional_information", *text),
            ("parties[0].name", *text),
            ("parties[0].role", "end_user"),
            ("parties[999999999999].name", *text),
            ("items[0].chips", *text),
            ("do", *text),
        ];
        let answer = officer.sends(&draft, &draft, &typed).await;
        sound(&answer.text());
        let typed = &typed[..5];
        assert_eq!(officer.sends(&draft, &draft, typed).await.status, 303, "{text:?}");
        for show in ["form", "try", "preview", "file"] {
            sound(&officer.get(&format!("{draft}?show={show}")).await.text());
        }
        sound(&officer.get("/console/applications").await.text());
        sound(&officer.get("/console/today").await.text());
    }
    for list in ["customers", "licenses", "leases", "applications", "live"] {
        let file = officer.takes(&format!("/console/{list}?format=csv")).await.text();
        assert!(!file.lines().any(|line| line.starts_with('=') || line.contains(",=")), "{file}");
    }
}

#[test]
fn in_any_query() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let house = runtime.block_on(async { House::new() });
    let officer = runtime.block_on(house.officer());
    let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
    let tried = runner.run(&prop::collection::vec("\\PC{0,12}", 6), |words| {
        let word = |at: usize| in_path(&words[at]);
        for page in [
            format!(
                "ask/answer?customer={}&item={}&on={}&quantity={}&country={}&parent={}",
                word(0),
                word(1),
                word(2),
                word(3),
                word(4),
                word(5)
            ),
            format!("customers?name={}&sort={}&before={}&country={}", word(0), word(1), word(2), word(3)),
            format!("reports?from={}&until={}", word(0), word(1)),
        ] {
            let answer = runtime.block_on(officer.get(&format!("/console/{page}")));
            prop_assert!(answer.status.as_u16() < 500, "{page}: {}", answer.text());
            check_page(&answer.text());
        }
        Ok(())
    });
    tried.unwrap();
    drop(officer);
}
