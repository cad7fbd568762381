//! What comes back is what set out: another's code, another's browser, another's provider, another day.

use portcullis_access::oidc::Journey;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::browser::{Browser, encoded};
use super::house::{House, ORIGIN};

const STATE: &str = "__Host-portcullis-sign-in";

/// A parameter of an address, as it stands there.
fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let query = address.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_else(|| panic!("{address}"))
}

/// The address with another value of a parameter; nothing takes it away.
fn with(address: &str, name: &str, value: Option<&str>) -> String {
    let (path, query) = address.split_once('?').unwrap();
    let start = format!("{name}=");
    let pairs = query.split('&').filter_map(|pair| match (pair.starts_with(&start), value) {
        (true, None) => None,
        (true, Some(value)) => Some(format!("{start}{value}")),
        (false, _) => Some(pair.to_owned()),
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_changed_lets_anybody_in() {
    let Some(house) = House::new() else { return };
    let mut browser = Browser::new(&house);
    let mut login = Some("officer.one");
    let state = |back: &str| parameter(back, "state").to_owned();
    type Change = fn(&str, &str) -> String;
    let cases: [(Change, u16, &str); 9] = [
        (|back, _| with(back, "state", Some("x")), 400, "not begun in this browser"),
        (|back, state| with(back, "state", Some(&state.to_ascii_lowercase())), 400, "not begun in this browser"),
        (|back, _| with(back, "state", None), 400, "not begun in this browser"),
        (|back, state| format!("{back}&state={state}"), 400, "not begun in this browser"),
        (|back, _| with(back, "iss", Some("https%3A%2F%2Fid.example")), 400, "another identity provider"),
        (|back, _| with(back, "iss", None), 400, "another identity provider"),
        (|back, _| with(back, "code", Some("x")), 502, "(invalid_grant)"),
        (|back, _| with(back, "code", None), 400, "sent no code"),
        (|back, _| format!("{}&error=access_denied", with(back, "code", None)), 403, "(access_denied)"),
    ];
    for (change, status, why) in cases {
        let address = browser.sets_out("/console/today").await;
        let back = browser.passes(&address, login.take());
        let answer = browser.comes_back(&change(&back, &state(&back))).await;
        browser.is_turned_away(&answer, status, why);
        assert!(answer.text().contains("action=\"/console/sign-in/identity\""), "and how to begin again");
        assert!(!browser.ours.contains_key(STATE), "a way is gone once: {why}");
    }
    let address = browser.sets_out("/console/today").await;
    let back = browser.passes(&address, None);
    assert_eq!(browser.comes_back(&back).await.status, 303, "what was not changed does");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_signed_in_as_another() {
    let Some(house) = House::new() else { return };
    let mut attacker = Browser::new(&house);
    let address = attacker.sets_out("").await;
    let lure = attacker.passes(&address, Some("officer.two"));
    // A link that would sign the victim in as the attacker: with no way begun, and with one.
    let mut victim = Browser::new(&house);
    let answer = victim.comes_back(&lure).await;
    victim.is_turned_away(&answer, 400, "not begun in this browser");
    victim.sets_out("").await;
    assert!(victim.ours.contains_key(STATE), "a way is begun");
    let answer = victim.comes_back(&lure).await;
    victim.is_turned_away(&answer, 400, "not begun in this browser");
    assert!(!victim.ours.contains_key(STATE), "a way is gone once, whoever comes back by it");
    // The attacker's code in the victim's way: the provider sees that the code was asked for with another verifier.
    let address = victim.sets_out("").await;
    let own = victim.passes(&address, Some("officer.one"));
    let injected = with(&own, "code", Some(parameter(&lure, "code")));
    let kept = victim.ours.clone();
    let answer = victim.comes_back(&injected).await;
    victim.is_turned_away(&answer, 502, "(invalid_grant)");
    // Their own code still lets them in, once, and whoever has seen all of it, cookie and address, comes too late.
    victim.ours = kept.clone();
    assert_eq!(victim.comes_back(&own).await.status, 303);
    let mut thief = Browser::new(&house);
    thief.ours = kept;
    let answer = thief.comes_back(&own).await;
    thief.is_turned_away(&answer, 502, "(invalid_grant)");
    // A form of another site begins nothing.
    let mut other = Browser::new(&house);
    let answer = other.sends_from("/console/sign-in/identity", &[("then", "")], "cross-site").await;
    other.is_turned_away(&answer, 403, "another site");
    assert!(other.ours.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_that_takes_too_long() {
    let Some(house) = House::new() else { return };
    let mut browser = Browser::new(&house);
    let address = browser.sets_out("").await;
    let back = browser.passes(&address, Some("officer.one"));
    house.service.later(Journey::LASTS).await;
    let answer = browser.comes_back(&back).await;
    browser.is_turned_away(&answer, 400, "longer than 10 minutes");
}

/// Wherever a browser is to be led afterwards, it is a page of this console; and what it was told at the beginning cannot be changed by who sets cookies.
#[test]
fn the_page_to_go_to_is_a_page_of_ours() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let Some(house) = runtime.block_on(async { House::new() }) else { return };
    let mut browser = Browser::new(&house);
    runtime.block_on(browser.signs_in("officer.one", ""));
    let leads = |browser: &mut Browser<'_>, then: &str| {
        runtime.block_on(async {
            let address = browser.sets_out(then).await;
            let back = browser.passes(&address, None);
            let answer = browser.comes_back(&back).await;
            assert_eq!(answer.status, 303, "{then:?}: {}", answer.text());
            answer.header("location").to_owned()
        })
    };
    let is_ours = |to: &str| {
        to == "/console" || ["/console/", "/console?", "/console#"].iter().any(|start| to.starts_with(start))
    };
    assert_eq!(leads(&mut browser, "/console/cases/A%2F1?show=record#top"), "/console/cases/A%2F1?show=record#top");
    for elsewhere in [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/console@elsewhere.example",
        "/console/../../v1/law",
        "/console/%2e%2e/%2e%2e/v1/law",
        "/console//elsewhere.example",
        "/console\r\nlocation: https://elsewhere.example",
        "javascript:alert(1)",
        "/consoles",
    ] {
        let to = leads(&mut browser, elsewhere);
        assert!(is_ours(&to) && !to.contains("..") && !to.contains("//"), "{elsewhere:?}: {to}");
    }
    let long = format!("/console/{}", "x".repeat(5_000));
    assert_eq!(leads(&mut browser, &long), "/console");
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    let browser = std::cell::RefCell::new(browser);
    let tried = runner.run(&"(/console|https:|//|/|)[\\PC\r\n\t]{0,30}", |then| {
        let to = leads(&mut browser.borrow_mut(), &then);
        prop_assert!(is_ours(&to), "{then:?}: {to}");
        Ok(())
    });
    tried.unwrap();

    let mut browser = browser.into_inner();
    browser.ours.remove("portcullis-session");
    runtime.block_on(async {
        let address = browser.sets_out("/console/today").await;
        let back = browser.passes(&address, None);
        let cookie = browser.ours[STATE].clone();
        let (before, _) = cookie.rsplit_once('.').unwrap();
        let then = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, "/console/keys");
        browser.ours.insert(STATE.to_owned(), format!("{before}.{then}"));
        let answer = browser.comes_back(&back).await;
        browser.is_turned_away(&answer, 400, "not begun in this browser");
        let answer = browser.comes_back(&format!("{ORIGIN}/console/sign-in/back?state={}", encoded("\u{0}<b>"))).await;
        browser.is_turned_away(&answer, 400, "not begun in this browser");
    });
}
