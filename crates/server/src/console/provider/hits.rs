//! Screening hits of a party, word by word, with what people have found.

use jiff::civil::Date;
use portcullis_console::provider::{HitState, HitView};
use portcullis_determination::Engine;
use portcullis_gate::Served;
use portcullis_lists::Entry;
use portcullis_screening::{Judge, Judged, Query, Searcher, Verdict};

/// Candidates of a party that are shown at most.
const MOST: usize = 20;

/// The hits of a party: what is over a threshold, and what people have found not to be it. `whose` says so where it is an owner's name.
pub fn hits(served: &Served, on: Date, query: &Query<'_>, whose: Option<&str>) -> Vec<HitView> {
    let engine: &Engine = &served.engine;
    let Some(lists) = engine.served_lists() else { return Vec::new() };
    let judge = Judge {
        thresholds: &engine.profile().screening,
        used_for: lists.used_for,
        resolutions: &lists.resolutions,
        on,
    };
    let mut searcher = Searcher::default();
    let judgment = judge.judge(&lists.screener, query, MOST, &mut searcher);
    let told = judgment.judged.iter().filter(|one| one.verdict != Verdict::Clear || one.resolution.is_some());
    told.map(|one| {
        let words = lists.screener.explain(query, &one.candidate, &mut searcher);
        HitView { words, ..hit(query, one, whose) }
    })
    .collect()
}

fn hit(query: &Query<'_>, judged: &Judged<'_>, whose: Option<&str>) -> HitView {
    let entry = judged.candidate.entry;
    let requires = [&entry.license_requirement, &entry.license_policy];
    let requires: Vec<&str> = requires.into_iter().flatten().map(String::as_str).collect();
    HitView {
        name: query.name.to_string(),
        whose: whose.map(str::to_owned),
        known: query.countries.first().map(|country| format!("located in {country}")).unwrap_or_default(),
        matched: judged.candidate.name.unwrap_or(&entry.name).to_owned(),
        listed: entry.name.clone(),
        listed_known: known(entry),
        list: entry.list.clone(),
        program: entry.programs.join(", "),
        entry: entry.id.clone(),
        requires: requires.join("; "),
        score: judged.candidate.score,
        possible_from: judged.threshold.possible,
        listed_from: judged.threshold.listed,
        words: portcullis_screening::Explanation::default(),
        evidence: judged.candidate.evidence.clone(),
        state: state(judged),
    }
}

/// What else the list says of an entry.
fn known(entry: &Entry) -> String {
    let parts = [entry.countries.join(", "), entry.addresses.join("; "), entry.dates.join(", ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn state(judged: &Judged<'_>) -> HitState {
    match &judged.resolution {
        None => HitState::Open,
        Some((found, lapse)) => HitState::Resolved {
            same: false,
            because: found.because.clone(),
            evidence: found.evidence.clone(),
            author: found.author.clone(),
            second: found.second.clone(),
            on: found.on,
            until: found.until,
            lapsed: lapse.map(|lapse| lapse.words().to_owned()),
        },
    }
}
