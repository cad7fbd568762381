//! Loading anew: all of it or nothing.

use crate::console_authority::desk::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn the_words_and_rules_of_the_desk_are_loaded_anew() {
    let desk = Desk::new();
    let office = || desk.service.app.office().unwrap().desk();
    let before = office().routing().version().to_owned();
    let path = desk.service.folder.path().join("routing.toml");
    let rules = portcullis_desk::routing::Routing::UNITED_STATES;
    std::fs::write(&path, format!("{rules}# In the house's own hand.\n")).unwrap();
    desk.service
        .reload(|config| {
            let counter = config.counter.as_mut().unwrap();
            counter.contact = Some("counter@exports.example".to_owned());
            counter.routing = Some(path.clone());
        })
        .unwrap();
    let own = office().routing().version().to_owned();
    assert_ne!(own, before);
    assert_eq!(office().letters().authority.contact, "counter@exports.example");

    std::fs::write(&path, rules.replace("refer = [\"defense\"", "refer = [\"unheard-of\"")).unwrap();
    let refused = desk.service.reload(|_| ()).unwrap_err();
    assert!(refused.contains("counter: routing"), "{refused}");
    assert_eq!(office().routing().version(), own, "everything stays as it was");
    // Who stands across is read at the start alone, and the rest is loaded all the same.
    std::fs::write(&path, rules).unwrap();
    desk.service
        .reload(|config| {
            let counter = config.counter.as_mut().unwrap();
            counter.providers.clear();
            config.limits.batches = 1;
        })
        .unwrap();
    assert_eq!(office().routing().version(), before);
}
