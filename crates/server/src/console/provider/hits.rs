//! Screening hits of a party: our record beside the listed one, word by word, with what people have found or propose.

use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_access::Proposal;
use portcullis_console::proposal_page;
use portcullis_console::provider::{Compared, HitState, HitView};
use portcullis_determination::Engine;
use portcullis_gate::Served;
use portcullis_lists::{Entry, Kind};
use portcullis_screening::{Aspect, Judge, Judged, Judgment, Query, Searcher, Verdict};

use crate::v1::proposals::resolve::ToResolve;
use crate::v1::proposals::what::What;

/// Candidates of a party that are shown at most.
const MOST: usize = 20;

/// A hit, and by what the party was looked up.
pub struct Hit<'a> {
    /// By what.
    pub asked: Query<'a>,
    /// What is shown of it.
    pub view: HitView,
}

/// The hits of a party: what is over a threshold, and what people have found. `whose` says so where it is an owner's name.
pub fn hits<'a>(served: &Served, on: Date, query: &Query<'a>, whose: Option<&str>) -> Vec<Hit<'a>> {
    judged(served, on, query, |judgment, searcher| {
        let told = judgment.judged.iter().filter(|one| one.verdict != Verdict::Clear || one.resolution.is_some());
        told.map(|one| Hit { asked: query.clone(), view: view(served, query, one, whose, searcher) }).collect()
    })
}

/// The hit that a proposal is about; nothing where the lists have it no more.
pub fn of_proposal(served: &Served, on: Date, found: &ToResolve) -> Option<HitView> {
    let query = found.query();
    judged(served, on, &query, |judgment, searcher| {
        let is_it = |one: &&Judged<'_>| {
            let entry = one.candidate.entry;
            entry.list == found.list && entry.id == found.entry
        };
        let one = judgment.judged.iter().find(is_it)?;
        Some(view(served, &query, one, None, searcher))
    })
}

/// Marks those hits of which somebody has proposed what they are.
pub fn with_proposals(hits: &mut [Hit<'_>], proposals: &[(Proposal, What)]) {
    for (proposal, what) in proposals {
        let What::Resolve { found } = what else { continue };
        let is_it = |hit: &&mut Hit<'_>| {
            hit.view.list == found.list && hit.view.entry == found.entry && hit.asked == found.query()
        };
        if let Some(hit) = hits.iter_mut().find(is_it) {
            hit.view.state = HitState::Proposed {
                conclusion: found.conclusion,
                because: found.because.clone(),
                evidence: found.evidence.clone(),
                by: proposal.by.name.clone(),
                at: proposal.at,
                page: proposal_page(proposal.id.as_str()),
            };
        }
    }
}

/// What looking a party up comes to, given on; what comes of nothing where no lists serve.
fn judged<R: Default>(
    served: &Served,
    on: Date,
    query: &Query<'_>,
    tell: impl FnOnce(&Judgment<'_>, &mut Searcher) -> R,
) -> R {
    let engine: &Engine = &served.engine;
    let Some(lists) = engine.served_lists() else { return R::default() };
    let judge = Judge {
        thresholds: &engine.profile().screening,
        used_for: lists.used_for,
        resolutions: &lists.resolutions,
        on,
    };
    let mut searcher = Searcher::default();
    let judgment = judge.judge(&lists.screener, query, MOST, &mut searcher);
    tell(&judgment, &mut searcher)
}

fn view(
    served: &Served,
    query: &Query<'_>,
    judged: &Judged<'_>,
    whose: Option<&str>,
    searcher: &mut Searcher,
) -> HitView {
    let entry = judged.candidate.entry;
    let matched = judged.candidate.name.unwrap_or(&entry.name);
    let words = served.engine.served_lists().map(|lists| lists.screener.explain(query, &judged.candidate, searcher));
    HitView {
        name: query.name.to_string(),
        whose: whose.map(str::to_owned),
        matched: matched.to_owned(),
        list: entry.list.clone(),
        entry: entry.id.clone(),
        compared: compared(query, entry, matched),
        score: judged.candidate.score,
        possible_from: judged.threshold.possible,
        listed_from: judged.threshold.listed,
        words: words.unwrap_or_default(),
        evidence: judged.candidate.evidence.clone(),
        state: state(judged),
    }
}

/// Both records, field by field; a field that neither has is left out.
fn compared(query: &Query<'_>, entry: &Entry, matched: &str) -> Vec<Compared> {
    let all = |values: &[Cow<'_, str>]| values.iter().map(ToString::to_string).collect();
    let one = |value: &Option<Cow<'_, str>>| value.iter().map(ToString::to_string).collect();
    let names = std::iter::once(&entry.name).chain(entry.aliases.iter().map(|alias| &alias.name));
    let field = |field, ours, listed, aspect| Compared { field, ours, listed, aspect };
    let kind = |kind: Kind| if kind.is_unknown() { Vec::new() } else { vec![kind.word().to_owned()] };
    let numbers = entry.identifiers.iter().map(|number| number.value.clone()).collect();
    let text = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let rows = [
        field("Other names", Vec::new(), names.filter(|name| *name != matched).cloned().collect(), None),
        field("Kind", query.kind.map(kind).unwrap_or_default(), kind(entry.kind), Some(Aspect::Kind)),
        field("Country", all(&query.countries), entry.countries.clone(), Some(Aspect::Country)),
        field("Address", one(&query.address), entry.addresses.clone(), Some(Aspect::Address)),
        field("Date", one(&query.date), entry.dates.clone(), Some(Aspect::Date)),
        field("Numbers", all(&query.identifiers), numbers, Some(Aspect::Identifier)),
        field("Program", Vec::new(), entry.programs.clone(), None),
        field("License requirement", Vec::new(), text(&entry.license_requirement), None),
        field("Review policy", Vec::new(), text(&entry.license_policy), None),
        field("Citation", Vec::new(), text(&entry.federal_register_notice), None),
        field("On the list since", Vec::new(), text(&entry.start_date), None),
    ];
    rows.into_iter().filter(|row| !row.ours.is_empty() || !row.listed.is_empty()).collect()
}

fn state(judged: &Judged<'_>) -> HitState {
    match &judged.resolution {
        None => HitState::Open,
        Some((found, lapse)) => HitState::Resolved {
            conclusion: found.conclusion,
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
