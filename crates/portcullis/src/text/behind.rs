//! Who stands behind the parties, as the ownership graph says it.

use super::paragraph;
use crate::style::{STRONG, paint};
use portcullis_determination::{Found, HeldShown, OwnedParty, OwnershipShown, PartyShown};

/// Candidates that are named of a party that may be several.
const CANDIDATES_SHOWN: usize = 8;

/// What the graph said of each party that it was asked for. Steps among `told` are not told again.
pub(crate) fn behind(owned: &[OwnedParty], mut told: Vec<String>) -> String {
    let mut text = String::new();
    for party in owned {
        let found = match party.found {
            Found::ByIdentifier | Found::ByName => format!("found as {}", named(&party.parties)),
            Found::Several => format!(
                "may be any of {}: who is meant is not known; give the id of one among its identifiers",
                named(&party.parties)
            ),
            Found::NotFound => "not in the graph: who owns it is not known".to_owned(),
        };
        text.push_str(&paragraph(&format!("{} · {found}", paint(STRONG, &party.asked)), "  ", "    "));
        if let Some(answers) = &party.answers {
            answered(party, answers, &mut told, &mut text);
        }
    }
    text
}

fn answered(party: &OwnedParty, answers: &OwnershipShown, told: &mut Vec<String>, text: &mut String) {
    let takes = |field: &str| party.takes.contains(&field);
    let mut untold = |path: &[String]| -> Vec<String> {
        let steps: Vec<String> = path.iter().filter(|step| !told.contains(step)).cloned().collect();
        told.extend(steps.iter().cloned());
        steps
    };
    let mut line = |words: &str| text.push_str(&paragraph(words, "    ", "      "));
    if takes("headquarters") {
        let seat = party.parties.first().and_then(|party| party.headquarters.as_deref());
        line(&format!("headquarters: {}", seat.unwrap_or("not stated")));
    }
    if takes("ultimate_parent") {
        line(&format!(
            "headquarters of the ultimate parent: {}",
            answers.parent_headquarters.as_deref().unwrap_or("not known")
        ));
        untold(&answers.parent_path).iter().for_each(|step| line(&format!("· {step}")));
    }
    if takes("owners") {
        if answers.held.is_empty() {
            line("owners: none on a list is known to hold half");
        }
        for held in &answers.held {
            line(&held_words(held));
            untold(&held.path).iter().for_each(|step| line(&format!("· {step}")));
        }
    }
}

fn held_words(held: &HeldShown) -> String {
    let lists = held.lists.join(", ");
    let HeldShown { at_least, at_most, .. } = held;
    if held.certain {
        format!("owners on {lists} hold half or more: at least {at_least} percent")
    } else {
        format!("owners who may be on {lists} may hold half or more: {at_least} to {at_most} percent")
    }
}

fn named(parties: &[PartyShown]) -> String {
    let one = |party: &PartyShown| format!("{} ({})", party.name, party.id);
    let shown = parties.iter().take(CANDIDATES_SHOWN).map(one).collect::<Vec<_>>().join(", ");
    match parties.len().checked_sub(CANDIDATES_SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}
