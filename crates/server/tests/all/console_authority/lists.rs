//! Lists are filtered, sorted, cut into pages and taken away.

use super::desk::{Desk, called};
use super::person::text_of;

fn cases(csv: &str) -> Vec<&str> {
    csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_can_be_cut_turned_and_taken_away() {
    let mut desk = Desk::new();
    for number in 1..=60 {
        let mut application = called(&format!("NC-2026-{number:03}"));
        if number % 2 == 0 {
            application.parties[1].ultimate_parent_country = "SG".to_owned();
        }
        desk.files(&application).await;
    }
    let officer = desk.officer("officer.one").await;
    let all = officer.takes("/console/cases?format=csv&sort=case").await.text();
    let numbers: Vec<String> = (1..=60).map(|number| format!("2026-{number:06}")).collect();
    assert_eq!(cases(&all), numbers);
    let mut turned = cases(&officer.takes("/console/cases?format=csv&sort=-case").await.text()).join(",");
    let expected: Vec<&str> = numbers.iter().rev().map(String::as_str).collect();
    assert_eq!(turned, expected.join(","));
    turned.clear();
    let of_china = officer.takes("/console/cases?format=csv&country=cn&sort=case").await.text();
    assert_eq!(cases(&of_china), numbers.iter().step_by(2).map(String::as_str).collect::<Vec<_>>());
    let one = officer.takes("/console/cases?format=csv&text=2026-000007").await.text();
    assert_eq!(cases(&one), ["2026-000007"]);
    assert!(cases(&officer.takes("/console/cases?format=csv&phase=licensed").await.text()).is_empty());
    // Pages: together they are the list, each once.
    let (mut path, mut seen) = ("/console/cases?sort=case".to_owned(), Vec::new());
    for _ in 0..3 {
        let html = officer.opens(&path).await;
        let on_page = numbers.iter().filter(|number| html.contains(&format!("href=\"/console/cases/{number}\"")));
        seen.extend(on_page.cloned());
        let next = super::checker::read(&html).into_iter().find(|element| element.get("rel") == Some("next"));
        let Some(next) = next else { break };
        path = next.get("href").unwrap().to_owned();
    }
    assert_eq!(seen, numbers);
    let queue = text_of(&officer.opens("/console/queue").await);
    assert!(queue.contains("To register"));
    assert_eq!(officer.takes("/console/queue?format=csv").await.text().lines().count(), 61);
    let nothing = text_of(&officer.opens("/console/cases?text=nothing-like-it").await);
    assert!(nothing.contains("Nothing matches the filter."));
    let odd = officer.opens("/console/cases?after=18446744073709551615&sort=-nothing").await;
    assert!(!odd.contains("href=\"/console/cases/2026-000001\""));
}
