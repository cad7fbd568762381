//! How entries are written.

use portcullis_desk::case::PhaseKind;
use portcullis_desk::event::{Entry, Event, EventKind};
use serde_json::json;

use crate::build::{Desk, actor_for, adviser, denies};
use crate::fitting::fitting;

#[test]
fn the_words_are_the_ones_written() {
    for kind in EventKind::ALL {
        let by = actor_for(*kind);
        let event = fitting(*kind, &Desk::ready(), &by, 0);
        assert_eq!(event.kind(), *kind);
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(written["kind"], kind.word());
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        assert_eq!(written.get("said").is_some(), event.is_erased().is_some(), "{kind}");
    }
    for phase in PhaseKind::ALL {
        assert_eq!(serde_json::to_value(phase).unwrap(), phase.word());
    }
}

/// What is public of a recommendation names nobody.
#[test]
fn a_recommendation_in_public() {
    let mut desk = Desk::referred();
    desk.recommends(
        "defense",
        &[
            (portcullis_desk::advice::Subject::Application, portcullis_desk::advice::Says::Approve),
            (crate::build::the_end_user(), denies()),
        ],
    );
    let entry = desk.case.history().last().unwrap().erased();
    assert_eq!(
        serde_json::to_value(&entry).unwrap(),
        json!({
            "number": 4, "at": desk.now,
            "by": {"role": "adviser", "signer": {"name": "adviser.defense", "credential": "key:adviser.defense"}, "agency": "defense"},
            "event": {
                "kind": "recommended", "version": 1,
                "positions": [{"subject": "application", "stand": "approve"}, {"subject": {"party": 2}, "stand": "deny"}],
                "said": null,
            },
        })
    );
}

#[test]
fn unknown_fields_and_kinds_are_refused() {
    let desk = Desk::registered();
    let good = serde_json::to_value(desk.entry(adviser("defense"), Event::Registered {})).unwrap();
    assert!(Entry::read(&good.to_string()).is_ok());
    for (place, value) in
        [("/event/kind", json!("registred")), ("/number", json!(-1)), ("/at", json!(-1)), ("/by/role", json!("king"))]
    {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(Entry::read(&bad.to_string()).is_err(), "{place}");
    }
    for place in ["", "/event", "/by", "/by/signer"] {
        let mut bad = good.clone();
        bad.pointer_mut(place).unwrap()["extra"] = json!(1);
        assert!(Entry::read(&bad.to_string()).is_err(), "{place}");
    }
    assert!(Entry::read("{").is_err());
}
