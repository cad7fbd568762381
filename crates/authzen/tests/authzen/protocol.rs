//! What the scenario leaves open: how a request is refused, how far a batch goes, what a token is worth, what a decision says.

use portcullis_authzen::{
    AccessRequest, Candidates, Decider, Decision, Evaluation, Limits, Metadata, Obligation, Reason, Sought, What,
};
use serde_json::{Value, json};

use crate::{api, api_with, certified, json, sentence};

const QUESTION: &str =
    r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#;

/// Says the same of everything.
struct Always(Decision);

impl Decider for Always {
    fn decide(&self, _: &Evaluation<'_>) -> Decision {
        self.0.clone()
    }

    fn candidates<'a>(&'a self, _: &Sought<'_>, from: usize) -> Candidates<'a> {
        Box::new(["one", "two"].into_iter().skip(from).map(Into::into))
    }
}

#[test]
fn what_is_stated_wrongly_is_never_taken_for_left_out() {
    let table = [
        (
            QUESTION.replace(r#""id":"alice""#, r#""id":"alice","properties":null"#),
            "`subject.properties` must be an object",
        ),
        (
            QUESTION.replace(r#""id":"alice""#, r#""id":"alice","properties":[]"#),
            "`subject.properties` must be an object",
        ),
        (
            QUESTION.replace(r#""name":"read""#, r#""name":"read","properties":1"#),
            "`action.properties` must be an object",
        ),
        (QUESTION.replacen('{', r#"{"context":null,"#, 1), "`context` must be an object"),
        (QUESTION.replacen('{', r#"{"context":"here","#, 1), "`context` must be an object"),
        (QUESTION.replace(r#""id":"alice""#, r#""id":null"#), "`subject.id` must be a text"),
        (
            QUESTION.replace(r#""id":"alice""#, r#""id":"\ud800""#),
            "`subject.id` cannot be read: unexpected end of hex escape",
        ),
        (
            QUESTION.replace(r#""id":"alice""#, r#""id":"alice","id":"bob""#),
            "`subject` cannot be read: duplicate field `id`",
        ),
    ];
    for (body, message) in table {
        let answer = api().evaluation(&certified(), body.as_bytes());
        assert_eq!((answer.status, sentence(&answer).as_str()), (400, message), "{body}");
    }
    let twice = QUESTION.replacen('{', r#"{"subject":{"type":"user","id":"bob"},"#, 1);
    assert_eq!(api().evaluation(&certified(), twice.as_bytes()).status, 400);
}

#[test]
fn names_are_read_and_not_compared_as_they_are_escaped() {
    let escaped = QUESTION.replace("alice", r"\u0061lice");
    assert_eq!(json(&api().evaluation(&certified(), escaped.as_bytes())), json!({"decision": true}));
}

#[test]
fn limits() {
    let api = api_with(Limits { body: QUESTION.len(), items: 2, ..Limits::default() });
    assert_eq!(api.evaluation(&certified(), QUESTION.as_bytes()).status, 200);
    assert_eq!(api.evaluation(&certified(), format!("{QUESTION} ").as_bytes()).status, 413);
    let answer = api.evaluations(&certified(), br#"{"evaluations":[{},{},{}]}"#);
    assert_eq!(sentence(&answer), "`evaluations` has 3 items and may have 2: ask in several calls");
    assert_eq!(
        json(&api.evaluations(&certified(), br#"{"evaluations":[{},{}]}"#))["evaluations"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn what_is_said_once_and_read_often_is_counted_often() {
    let long = "x".repeat(1_000);
    let body = format!(
        r#"{{"subject":{{"type":"user","id":"alice","properties":{{"note":"{long}"}}}},"action":{{"name":"read"}},
            "resource":{{"type":"record","id":"record-1"}},"evaluations":[{{}},{{}},{{}},{{"subject":{{"type":"user","id":"bob"}}}}]}}"#
    );
    assert_eq!(
        api_with(Limits { work: 3_200, ..Limits::default() }).evaluations(&certified(), body.as_bytes()).status,
        200
    );
    let answer = api_with(Limits { work: 3_000, ..Limits::default() }).evaluations(&certified(), body.as_bytes());
    assert!(sentence(&answer).ends_with("bytes and may come to 3000: ask in several calls"));

    let found = json(&api_with(Limits { work: 1_500, ..Limits::default() }).search(
        &certified(),
        What::Actions,
        body.as_bytes(),
    ));
    assert_eq!(found["page"]["count"], json!(0), "one candidate only: `delete`");
    assert_ne!(found["page"]["next_token"], json!(""));
}

#[test]
fn a_batch_that_cannot_be_read_is_refused_whole_and_an_item_alone() {
    let refused = [
        (r#"{"evaluations":null}"#, "`evaluations` must be an array"),
        (r#"{"evaluations":{}}"#, "`evaluations` must be an array"),
        (r#"{"options":[],"evaluations":[{}]}"#, "`options` must be an object"),
        (
            r#"{"options":{"evaluations_semantic":"first"},"evaluations":[{}]}"#,
            "`options.evaluations_semantic` must be `execute_all`, `deny_on_first_deny` or `permit_on_first_permit`",
        ),
        (
            r#"{"options":{"evaluations_semantic":null},"evaluations":[{}]}"#,
            "`options.evaluations_semantic` must be `execute_all`, `deny_on_first_deny` or `permit_on_first_permit`",
        ),
        (r#"{"subject":"alice","evaluations":[{}]}"#, "`subject` must be an object"),
    ];
    for (body, message) in refused {
        let answer = api().evaluations(&certified(), body.as_bytes());
        assert_eq!((answer.status, sentence(&answer).as_str()), (400, message), "{body}");
    }
    let body = QUESTION.replacen(
        '{',
        r#"{"options":{"more":1},"evaluations":["alice",{"subject":null},{"subject":{"type":"user"}},{"action":{"name":"a","name":"b"}},{}],"#,
        1,
    );
    let said = json(&api().evaluations(&certified(), body.as_bytes()));
    let messages: Vec<_> = said["evaluations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["decision"].as_bool().unwrap(), one["context"]["error"]["message"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        messages,
        [
            (false, "`evaluations[0]` must be an object"),
            (false, "`evaluations[1].subject` must be an object"),
            (false, "`evaluations[2].subject.id` is missing"),
            (false, "`evaluations[3].action` cannot be read: duplicate field `name`"),
            (true, ""),
        ]
    );
}

#[test]
fn a_batch_stops_where_it_is_told_to() {
    let body = |semantic: &str| {
        format!(
            r#"{{"resource":{{"type":"record","id":"record-1"}},"subject":{{"type":"user","id":"bob"}},
                "options":{{"evaluations_semantic":"{semantic}"}},
                "evaluations":[{{"action":{{"name":"write"}}}},{{"action":{{"name":"read"}}}},{{}},{{"action":{{"name":"read"}}}}]}}"#
        )
    };
    let decisions = |semantic: &str| -> Vec<bool> {
        let said = json(&api().evaluations(&certified(), body(semantic).as_bytes()));
        said["evaluations"].as_array().unwrap().iter().map(|one| one["decision"].as_bool().unwrap()).collect()
    };
    assert_eq!(decisions("execute_all"), [false, true, false, true]);
    assert_eq!(decisions("deny_on_first_deny"), [false]);
    assert_eq!(decisions("permit_on_first_permit"), [false, true]);
}

#[test]
fn a_token_belongs_to_one_query_and_one_key() {
    let query = |subject: &str, page: Value| {
        format!(
            r#"{{"subject":{subject},"action":{{"name":"read"}},"resource":{{"type":"record","id":"record-1"}},"page":{page}}}"#
        )
    };
    let user = r#"{"type":"user"}"#;
    let ask = |what, body: &str| api().search(&certified(), what, body.as_bytes());
    let first = json(&ask(What::Subjects, &query(user, json!({"limit": 1}))));
    let token = first["page"]["next_token"].as_str().unwrap().to_owned();
    let page = json!({"token": token});

    // The id that is ignored is no part of the query, and neither is a field that nobody knows.
    assert_eq!(ask(What::Subjects, &query(r#"{"type":"user","id":"bob"}"#, page.clone())).status, 200);
    assert_eq!(ask(What::Subjects, &query(user, json!({"token": token, "limit": 1, "sort": "id"}))).status, 200);
    let others = [
        (What::Subjects, query(r#"{"type":"robot"}"#, page.clone())),
        (What::Subjects, query(r#"{"type":"user","properties":{"role":"admin"}}"#, page.clone())),
        (What::Subjects, query(user, page.clone()).replace("read", "write")),
        (What::Subjects, query(user, page.clone()).replace("record-1", "record-2")),
        (What::Subjects, query(user, page.clone()).replacen('{', r#"{"context":{},"#, 1)),
        (What::Subjects, query(user, json!({"token": token, "limit": 2}))),
        (What::Subjects, query(user, json!({"token": format!("{token}A")}))),
        (What::Subjects, query(user, json!({"token": "AAAA"}))),
        (What::Subjects, query(user, json!({"token": "no token"}))),
        (What::Resources, query(r#"{"type":"user","id":""}"#, page.clone())),
    ];
    for (what, body) in others {
        let answer = ask(what, &body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(sentence(&answer).starts_with("`page.token` is no token of this query"), "{body}");
    }
    let elsewhere = portcullis_authzen::Api::new(Limits::default(), portcullis_authzen::Tokens::new(&[8; 32]));
    assert_eq!(elsewhere.search(&certified(), What::Subjects, query(user, page).as_bytes()).status, 400);
    for page in [json!([]), json!({"limit": -1}), json!({"limit": "1"}), json!({"limit": 1.5}), json!({"token": 1})] {
        assert_eq!(ask(What::Subjects, &query(user, page)).status, 400);
    }
}

#[test]
fn a_page_decides_no_more_than_it_may() {
    let api = api_with(Limits { page: 1, ..Limits::default() });
    let query = |page: Value| {
        format!(
            r#"{{"subject":{{"type":"user"}},"action":{{"name":"write"}},"resource":{{"type":"record","id":"record-2"}},"page":{page}}}"#
        )
    };
    let first = json(&api.search(&certified(), What::Subjects, query(json!({"limit": 50})).as_bytes()));
    assert_eq!(first["results"], json!([]), "alice may not");
    let token = first["page"]["next_token"].clone();
    let next = json(&api.search(&certified(), What::Subjects, query(json!({"token": token})).as_bytes()));
    assert_eq!(next, json!({"page": {"next_token": "", "count": 1}, "results": [{"type": "user", "id": "bob"}]}));
    let none = json(&api.search(&certified(), What::Subjects, query(json!({"limit": 0})).as_bytes()));
    assert_eq!(none["results"], json!([]));
    assert_ne!(none["page"]["next_token"], json!(""));
}

#[test]
fn a_decision_says_why_and_where_to_turn() {
    let desk = AccessRequest {
        template: Some("license_application".to_owned()),
        expires_at: "2026-11-21T12:00:00Z".to_owned(),
        form_url: Some("https://desk.example.com/apply".to_owned()),
        ..AccessRequest::default()
    };
    let closed = Decision {
        id: Some("q-1".to_owned()),
        outcome: Some("license_required".into()),
        review_policy: Some("presumption_of_denial".into()),
        reasons: vec![
            Reason::closed("A license is required.").telling("Ask your provider."),
            Reason::closed("None covers it."),
        ],
        access_request: Some(desk),
        ..Decision::default()
    };
    let said = json(&api().evaluation(&Always(closed.clone()), QUESTION.as_bytes()));
    assert_eq!(
        said,
        json!({"decision": false, "context": {
            "id": "q-1", "evaluation_id": "q-1", "outcome": "license_required", "review_policy": "presumption_of_denial",
            "reason": "license_required",
            "reason_admin": {"403": "A license is required. None covers it."},
            "reason_user": {"403": "Ask your provider."},
            "access_request": {"template": "license_application", "expires_at": "2026-11-21T12:00:00Z", "form_url": "https://desk.example.com/apply"},
        }})
    );
    // Nothing to bind it to, or nothing to ask for: no request.
    for decision in [Decision { id: None, ..closed.clone() }, Decision { decision: true, ..closed }] {
        let said = json(&api().evaluation(&Always(decision), QUESTION.as_bytes()));
        assert!(said["context"].get("access_request").is_none() && said["context"].get("evaluation_id").is_none());
    }
    // Whatever else it says, an error closes.
    let faulty = Decision { decision: true, ..Decision::fault("it is not so") };
    assert_eq!(json(&api().evaluation(&Always(faulty), QUESTION.as_bytes()))["decision"], json!(false));
}

#[test]
fn who_cannot_honor_an_obligation_is_denied() {
    let reserve = Obligation::reserve("reserve-1", "https://gate.example.com/v1/starts", Some("BIS-2026-1"));
    let open = Always(Decision { obligations: vec![reserve], ..Decision::open() });
    let ask = |context: &str| {
        let body = QUESTION.replacen('{', &format!(r#"{{"context":{context},"#), 1);
        json(&api().evaluation(&open, body.as_bytes()))
    };
    let obliged = json(&api().evaluation(&open, QUESTION.as_bytes()));
    assert_eq!(obliged["decision"], json!(true));
    assert_eq!(obliged["context"]["obligations"][0]["type"], json!("custom"));
    assert_eq!(obliged["context"]["obligations"][0]["properties"]["license"], json!("BIS-2026-1"));
    assert_eq!(ask("{}"), obliged);
    assert_eq!(ask(r#"{"supported_obligations":["step-up","custom"]}"#), obliged);
    for context in [
        r#"{"supported_obligations":[]}"#,
        r#"{"supported_obligations":["step-up"]}"#,
        r#"{"supported_obligations":"custom"}"#,
    ] {
        let said = ask(context);
        assert_eq!(said["decision"], json!(false), "{context}");
        assert!(said["context"].get("obligations").is_none());
    }
    let found = json(&api().search(&open, What::Actions, QUESTION.as_bytes()));
    assert_eq!(found["results"][0]["obligations"], obliged["context"]["obligations"]);
}

#[test]
fn a_search_that_finds_nothing_because_the_question_is_wrong_says_so() {
    let said = json(&api().search(&Always(Decision::fault("it is not so")), What::Actions, QUESTION.as_bytes()));
    assert_eq!(said["results"], json!([]));
    assert_eq!(said["context"]["error"]["message"], json!("it is not so"));
}

#[test]
fn only_an_address_that_can_be_compared_is_published() {
    let tenant = Metadata::new("https://pdp.example.com/tenant1").unwrap();
    assert_eq!(tenant.path(), "/.well-known/authzen-configuration/tenant1");
    assert_eq!(Metadata::new("https://pdp.example.com:8443").unwrap().path(), "/.well-known/authzen-configuration");
    for address in [
        "http://pdp.example.com",
        "pdp.example.com",
        "https://",
        "https:///x",
        "https://pdp.example.com/",
        "https://pdp.example.com?x",
        "https://pdp.example.com#x",
        "https://me@pdp.example.com",
        "https://pdp.example.com/ x",
        "",
    ] {
        assert!(Metadata::new(address).is_err(), "{address}");
    }
    let document = json(&tenant.with_access_requests("https://desk.example.com/requests").unwrap().answer());
    assert_eq!(document["access_request_endpoint"], json!("https://desk.example.com/requests"));
    assert_eq!(document["capabilities"], json!(["urn:openid:authzen:capability:access-request"]));
    assert_eq!(document["access_evaluation_endpoint"], json!("https://pdp.example.com/tenant1/access/v1/evaluation"));
}
