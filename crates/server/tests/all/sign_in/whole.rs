//! From the page of signing in through the provider's pages to the console, and out again.

use std::sync::Arc;

use portcullis_access::{Access, Role};
use portcullis_server::Config;

use super::browser::{Browser, onward};
use super::house::{House, ORIGIN};
use crate::console_authority::person::text_of;
use crate::service::{Service, project};

const STATE: &str = "__Host-portcullis-sign-in";
const SESSION: &str = "portcullis-session";

#[tokio::test(flavor = "multi_thread")]
async fn by_every_kind_of_client() {
    for client in ["console", "console-with-secret", "console-with-key"] {
        let Some(house) = House::of(client) else { return };
        let mut browser = Browser::new(&house);
        assert_eq!(
            browser.signs_in("officer.one", "/console/licenses?sort=number").await,
            "/console/licenses?sort=number"
        );
        let page = browser.opens("/console/licenses").await;
        assert_eq!(page.status, 200, "{client}: {}", page.text());
        assert!(text_of(&page.text()).contains("officer.one"), "{client}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_and_out_again() {
    let Some(house) = House::new() else { return };
    let mut browser = Browser::new(&house);
    let sent = browser.opens("/console/today").await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/console/sign-in?then=%2Fconsole%2Ftoday"));
    let page = browser.opens(sent.header("location")).await.text();
    assert!(page.contains("Sign in with Example Identity") && page.contains("action=\"/console/sign-in/identity\""));

    let answer = browser.sends("/console/sign-in/identity", &[("then", "/console/today")]).await;
    let cookie = answer.header("set-cookie").to_owned();
    for attribute in [&format!("{STATE}="), "; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    let back = browser.passes(&onward(&answer), Some("officer.one"));
    let answer = browser.comes_back(&back).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/console/today"), "{}", answer.text());
    let session = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let session = session.into_iter().find(|cookie| cookie.starts_with(SESSION)).unwrap().to_owned();
    for attribute in ["; Path=/console;", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(session.contains(attribute), "{attribute}: {session}");
    }
    assert!(!browser.ours.contains_key(STATE), "a way is gone once");
    let page = browser.opens("/console/today").await.text();
    assert!(text_of(&page).contains("officer.one"), "{page}");

    // The provider knows them: another sign-in asks nothing, and has another session.
    let before = browser.ours[SESSION].clone();
    let address = browser.sets_out("").await;
    let back = browser.passes(&address, None);
    assert_eq!(browser.comes_back(&back).await.header("location"), "/console");
    assert_ne!(browser.ours[SESSION], before);
    let mut thief = Browser::new(&house);
    thief.ours.insert(SESSION.to_owned(), before);
    assert_eq!(thief.opens("/console/today").await.status, 303, "the session before is over");

    let last = browser.ours[SESSION].clone();
    let left = browser.sends("/console/sign-out", &[]).await;
    assert!(!browser.ours.contains_key(SESSION));
    thief.ours.insert(SESSION.to_owned(), last);
    assert_eq!(thief.opens("/console/today").await.status, 303, "it is over, whether or not the provider is left");
    let back = browser.passes(&onward(&left), None);
    assert_eq!(back, format!("{ORIGIN}/console/sign-in"));
    let address = browser.sets_out("").await;
    let back = browser.passes(&address, Some("officer.two"));
    assert_eq!(browser.comes_back(&back).await.status, 303, "the provider asks who they are again");
    assert!(text_of(&browser.opens("/console/queue").await.text()).contains("officer.two"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_they_are_is_what_their_claims_say() {
    let Some(house) = House::new() else { return };
    // Whoever speaks for an agency is an adviser, and of no provider's people.
    let mut adviser = Browser::new(&house);
    adviser.signs_in("adviser.one", "").await;
    let refused = adviser.opens("/console/today").await;
    let said = text_of(&refused.text());
    assert!(refused.status == 403 && said.contains("adviser.one") && said.contains("roles: adviser"), "{said}");
    assert_ne!(adviser.opens("/console/queue").await.status, 403);
    let turned_away =
        [("visitor.one", 403, "has no role here"), ("stranger.one", 400, "names no tenant of this service")];
    for (login, status, why) in turned_away {
        let mut browser = Browser::new(&house);
        let address = browser.sets_out("").await;
        let back = browser.passes(&address, Some(login));
        let answer = browser.comes_back(&back).await;
        browser.is_turned_away(&answer, status, why);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_its_account_would_be_read_otherwise() {
    let Some(house) = House::new() else { return };
    let mut browser = Browser::new(&house);
    browser.signs_in("officer.one", "").await;
    let with = |access: Access| house.service.app.access().store(Arc::new(access));
    let mut config = house.service.config.access.clone();
    with(Access::new(&config).unwrap());
    assert_eq!(browser.opens("/console/today").await.status, 200, "loaded anew, and the same");
    config.oidc.as_mut().unwrap().roles.insert("compliance".to_owned(), vec![Role::Auditor]);
    with(Access::new(&config).unwrap());
    let sent = browser.opens("/console/today").await;
    assert_eq!(sent.status, 303);
    let said = text_of(&browser.opens(sent.header("location")).await.text());
    assert!(
        said.contains("not signed in any more: what accounts of the identity provider may do here has changed"),
        "{said}"
    );
    browser.signs_in("officer.one", "").await;
    config.oidc = None;
    with(Access::new(&config).unwrap());
    assert_eq!(browser.opens("/console/today").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_there_is_the_key() {
    let service = Service::new();
    let page = service.ask(crate::service::get("/console/sign-in")).await.text();
    assert!(!page.contains("sign-in/identity"), "{page}");
    let back = service.ask(crate::service::get("/console/sign-in/back?state=x&code=y")).await;
    assert_eq!(back.status, 404);
    assert!(back.text().contains("people sign in with a key here"), "{}", back.text());

    let Some(house) = House::new() else { return };
    let House { provider, service } = house;
    let issuer = provider.issuer.clone();
    drop(provider);
    let form = crate::service::raw("/console/sign-in/identity", "application/x-www-form-urlencoded", "then=");
    let away = service.ask(form.with("sec-fetch-site", "same-origin")).await;
    assert_eq!(away.status, 502, "{}", away.text());
    let said = text_of(&away.text());
    assert!(said.contains(&issuer) && said.contains("sign in with a key"), "{said}");
}

#[test]
fn the_example_is_a_configuration() {
    let config = Config::read(&project().join("examples/sign-in/authority.toml")).unwrap();
    let access = Access::new(&config.access).unwrap();
    assert_eq!(access.oidc.unwrap().sign_in_name(), Some("Example Identity"));
    assert!(access.tenants.named("energy").is_some());
}
