//! Who the parties are, as the lists that serve say it.

use super::{painted, paragraph};
use crate::style::{FAINT, STRONG, paint};
use portcullis_determination::{Determination, Engine, ListedAs, ScreenedParty};
use portcullis_screening::{Finding, Verdict};
use std::fmt::Write as _;

/// What was found of each party that was looked up.
pub(crate) fn who(engine: &Engine, determination: &Determination, screened: &[ScreenedParty]) -> String {
    let mut text = String::new();
    for party in screened {
        let finding = match party.finding {
            Finding::Listed => "on a list",
            Finding::Possible => "may be on a list: a person must say",
            Finding::Clear => "on no list that serves",
            Finding::Unscreenable => "the name holds nothing to compare: a person must say who this is",
        };
        let line = format!("{} · {finding}", paint(STRONG, &party.name));
        text.push_str(&paragraph(&line, "  ", "    "));
        for hit in &party.hits {
            text.push_str(&paragraph(&hit_words(engine, hit), "    ", "      "));
            let mut source = Vec::new();
            source.extend(hit.license_requirement.as_ref().map(|said| format!("license requirement: {said}")));
            source.extend(hit.license_policy.as_ref().map(|said| format!("review policy: {said}")));
            source.extend(hit.federal_register_notice.clone());
            let reasons = engine.reasons_for(hit, determination);
            if !reasons.is_empty() {
                source.push(format!("bears on {}", reasons.join(", ")));
            }
            if !source.is_empty() {
                text.push_str(&painted(FAINT, &paragraph(&source.join(" · "), "      ", "      ")));
            }
        }
    }
    text
}

fn hit_words(engine: &Engine, hit: &ListedAs) -> String {
    let codes = engine.law().codes.table(portcullis_law::CodeType::List);
    let title = hit.code.as_deref().and_then(|code| codes.bit(code)).and_then(|bit| codes.titles(bit).next());
    let list = title.map_or_else(|| hit.list.clone(), |title| format!("{title}, {}", hit.list));
    let matched = hit.matched.as_ref().filter(|matched| **matched != hit.name);
    let as_name = matched.map_or_else(String::new, |matched| format!(" (as {matched})"));
    let verdict = match hit.verdict {
        Verdict::Listed => "is",
        Verdict::Possible => "may be",
        Verdict::Clear => "is not",
    };
    let mut line = format!("{verdict} {}{as_name}, entry {} · {list} · score {}", hit.name, hit.entry, hit.score);
    if let Some(found) = &hit.resolution {
        let _ = match found.lapsed {
            None => write!(
                line,
                "; resolved until {}: {}{} ({}, checked by {})",
                found.until,
                // What is on file without a conclusion says that it is somebody else, and so does the line.
                if found.conclusion.is_somebody_else() {
                    String::new()
                } else {
                    format!("it is {}: ", found.conclusion.words())
                },
                found.because,
                found.author,
                found.second
            ),
            Some(lapse) => write!(line, "; an earlier resolution no longer applies: {}", lapse.words()),
        };
    }
    line
}
