//! What the engine publishes is what the page shows.

use crate::sample_law::{published, root};
use portcullis_console::FormKeys;
use portcullis_console::provider::{DeterminationView, PublishedAnswer, determination};
use portcullis_determination::Request;
use serde_json::json;

#[test]
fn every_answer_to_the_examples_is_shown_with_its_reasons() {
    let requests = std::fs::read_to_string(root().join("examples/requests.jsonl")).unwrap();
    for line in requests.lines().filter(|line| !line.trim().is_empty()) {
        let request: Request<'_> = serde_json::from_str(line).unwrap();
        for explained in [false, true] {
            let answer = PublishedAnswer::read(published(&request, explained)).unwrap();
            let shown = page_of(answer.clone());
            for reason in &answer.reasons {
                assert!(shown.contains(&maud::html! { (reason.text) }.into_string()));
                assert!(
                    shown.contains(&format!("/console/law/{}/{}?on={}", reason.regime, reason.provision, answer.on))
                );
            }
            for field in &answer.missing {
                assert!(shown.contains(field.as_str()));
            }
            assert!(shown.contains(&answer.outcome.word().replace('_', " ")));
            assert_eq!(explained, !answer.facts.is_empty());
        }
    }
}

fn page_of(answer: PublishedAnswer) -> String {
    let view = DeterminationView {
        opens: answer.outcome.opens(),
        answer,
        gate: None,
        customer: String::new(),
        asked: vec![("end_use".to_owned(), "research".to_owned()), ("end_use".to_owned(), "commercial".to_owned())],
        recorded: None,
        licenses: Vec::new(),
        may_record: true,
        may_apply: true,
        keys: FormKeys::default(),
    };
    let shown = determination(&view).into_string();
    assert!(shown.contains("/console/ask?end_use=research&amp;end_use=commercial"), "every value is carried back");
    shown
}

#[test]
fn what_is_no_answer_is_refused_with_its_field() {
    let error =
        PublishedAnswer::read(json!({"id": null, "on": "2026-11-21", "profile": "p", "outcome": "maybe"})).unwrap_err();
    assert_eq!(error.field, "outcome");
    assert!(error.to_string().contains("ask again"));
}
