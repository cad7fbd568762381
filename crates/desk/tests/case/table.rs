//! Every kind of event in every situation: the page for people, and that it is complete.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use portcullis_desk::case::PhaseKind;
use portcullis_desk::event::EventKind;

use crate::build::{actor_for, code};
use crate::fitting::fitting;
use crate::situations::{Situation, groups};

const HEAD: &str = "# Events and phases of a case

Made by driving a case into each situation by a real history and then trying one event of each kind, by somebody who has the part; a test of
`crates/desk` holds this page against what happens.

- **yes**: it is taken, and the phase stays
- **→ phase**: it is taken, and the case goes there
- a word: it is refused for that reason (the code of the refusal)
- nothing: it has no place in that phase

Of each kind the event that is tried is the one that fits best; events that have no place in any situation of a table are left out of it.

";

fn cell(kind: EventKind, situation: &Situation) -> String {
    let before = situation.desk.case.phase().kind();
    let mut desk = situation.desk.clone();
    let by = actor_for(kind);
    let event = fitting(kind, &desk, &by, 0);
    match desk.try_to(by, event) {
        Ok(()) if desk.case.phase().kind() == before => "yes".to_owned(),
        Ok(()) => format!("→ {}", desk.case.phase().kind()),
        Err(refusal) => match code(&refusal).as_str() {
            "phase" | "not_first" => String::new(),
            code => format!("`{code}`"),
        },
    }
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| event | who |\n|---|---|\n");
    for kind in EventKind::ALL {
        let roles: Vec<String> = kind.roles().iter().map(ToString::to_string).collect();
        writeln!(page, "| `{kind}` | {} |", roles.join(", ")).unwrap();
    }
    for (title, situations) in groups() {
        write!(page, "\n## {title}\n\n| event |").unwrap();
        for situation in &situations {
            write!(page, " {} |", situation.name).unwrap();
        }
        writeln!(page, "\n|---|{}", "---|".repeat(situations.len())).unwrap();
        for kind in EventKind::ALL {
            let cells: Vec<String> = situations.iter().map(|situation| cell(*kind, situation)).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                writeln!(page, "| `{kind}` | {} |", cells.join(" | ")).unwrap();
            }
        }
    }
    page
}

/// `PORTCULLIS_WRITE_GENERATED=1` writes the page anew.
#[test]
fn the_page_is_what_happens() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/desk.md");
    let page = page();
    if std::env::var_os("PORTCULLIS_WRITE_GENERATED").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        page,
        "write it anew: PORTCULLIS_WRITE_GENERATED=1 cargo nextest run -p portcullis-desk the_page_is_what_happens"
    );
}

#[test]
fn every_phase_is_there() {
    let situations = groups().into_iter().flat_map(|(_, situations)| situations);
    let phases: BTreeSet<PhaseKind> = situations.map(|situation| situation.desk.case.phase().kind()).collect();
    assert_eq!(phases.len(), PhaseKind::ALL.len());
}

/// What is offered is taken, and what is taken is offered.
#[test]
fn what_is_allowed_is_what_is_taken() {
    for (_, situations) in groups() {
        for situation in situations {
            for kind in EventKind::ALL {
                let by = actor_for(*kind);
                let is_allowed = situation.desk.case.allowed(&by, situation.desk.now).contains(kind);
                let mut desk = situation.desk.clone();
                let event = fitting(*kind, &desk, &by, 0);
                let taken = desk.try_to(by, event);
                assert!(is_allowed || taken.is_err(), "{kind} in {}: taken, and not offered", situation.name);
                let is_particular = matches!(&taken, Err(refusal) if particular(&code(refusal)));
                assert!(!is_allowed || taken.is_ok() || is_particular, "{kind} in {}: {taken:?}", situation.name);
            }
        }
    }
}

/// Refusals that speak of what an event says, and not of whether it can be made at all.
fn particular(code: &str) -> bool {
    ["not_notified", "too_early", "stands_still"].contains(&code)
}
