//! The paths through an ownership graph that prove an answer, in sentences with their evidence.

use jiff::civil::Date;
use portcullis_ownership::{
    Aggregate, Counted, Graph, Interest, Nature, ParentLink, Parentage, PartyIndex, Standing, parent_sentence,
};

/// Sentences of one path; what is more is counted.
const SENTENCES_MAX: usize = 40;

/// Whether a sentence names the documents it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Named,
    LeftOut,
}

/// How listed parties come to hold half of a party: each sentence rests on those before it. `entry` says how a party
/// is listed itself.
pub(crate) fn held_told(
    graph: &Graph,
    aggregate: &Aggregate,
    named: Evidence,
    entry: &dyn Fn(PartyIndex) -> String,
) -> Vec<String> {
    let told = aggregate.steps.iter().map(|step| {
        let owners = step.owners.iter().map(|owner| counted(graph, step.owned, owner, (aggregate.on, named), entry));
        let is = if step.standing == Standing::Certainly { "is" } else { "may be" };
        let owners = owners.collect::<Vec<_>>().join("; ");
        format!("half or more of {} {is} held: {owners}", graph.party(step.owned).label())
    });
    bounded(told.collect())
}

/// What one owner holds, how it is listed, and who says so.
fn counted(
    graph: &Graph,
    owned: PartyIndex,
    owner: &Counted,
    on: (Date, Evidence),
    entry: &dyn Fn(PartyIndex) -> String,
) -> String {
    let share = match (owner.direct, owner.indirect) {
        (Some(direct), Some(indirect)) => format!("{direct} and {indirect} indirectly"),
        (Some(direct), None) => direct.to_string(),
        (None, Some(indirect)) => format!("{indirect} indirectly"),
        (None, None) => "a share".to_owned(),
    };
    let standing = match (owner.itself, owner.standing) {
        (Standing::Certainly, _) => "listed",
        (_, Standing::Certainly) => "treated as listed",
        (Standing::Possibly, _) => "possibly listed",
        _ => "possibly treated as listed",
    };
    let listed = match (owner.itself, entry(owner.owner)) {
        (Standing::Free, _) => standing.to_owned(),
        (_, entry) if entry.is_empty() => standing.to_owned(),
        (_, entry) => format!("{standing}: {entry}"),
    };
    let owns = |interest: &Interest<'_>| interest.owner == owner.owner && interest.nature == Nature::Ownership;
    let evidence = evidence(graph, owned, on, owns);
    format!("{share} by {} ({listed}){evidence}", graph.party(owner.owner).label())
}

/// Who stands above a party, step by step.
pub(crate) fn parent_told(graph: &Graph, parentage: &Parentage, named: Evidence) -> Vec<String> {
    let step = |link: &ParentLink| {
        let by = link.by.word().replace('_', " ");
        let how = if link.certain { "is controlled by" } else { "may be controlled by" };
        let (child, parent) = (graph.party(link.child).label(), graph.party(link.parent).label());
        let links = |interest: &Interest<'_>| interest.owner == link.parent && interest.nature == link.by;
        format!("{child} {how} {parent} ({by}){}", evidence(graph, link.child, (parentage.on, named), links))
    };
    let steps = parentage.links.iter().map(step);
    bounded(std::iter::once(parent_sentence(graph, parentage)).chain(steps).collect())
}

/// The documents of the interests that a sentence rests on.
fn evidence(
    graph: &Graph,
    owned: PartyIndex,
    (on, named): (Date, Evidence),
    chosen: impl Fn(&Interest<'_>) -> bool,
) -> String {
    if named == Evidence::LeftOut {
        return String::new();
    }
    let holds = |interest: &Interest<'_>| {
        interest.from.is_none_or(|from| from <= on) && interest.to.is_none_or(|to| on < to) && chosen(interest)
    };
    let mut named: Vec<String> = Vec::new();
    for interest in graph.interests_in(owned).filter(holds) {
        let name = format!("{} {}", interest.document, interest.statement).trim().to_owned();
        if !name.is_empty() && !named.contains(&name) {
            named.push(name);
        }
    }
    if named.is_empty() { String::new() } else { format!(" [{}]", named.join(", ")) }
}

fn bounded(mut told: Vec<String>) -> Vec<String> {
    let more = told.len().saturating_sub(SENTENCES_MAX);
    if more > 0 {
        told.truncate(SENTENCES_MAX);
        told.push(format!("and {more} steps more"));
    }
    told
}
