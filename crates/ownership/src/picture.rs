//! What is drawn of a graph: a party, everybody above it as far as that is asked for, and how each stands.

use crate::aggregate::{Aggregate, of_slice};
use crate::cascade::Cascade;
use crate::graph::Graph;
use crate::listed::{Listed, Standing};
use crate::model::{Nature, PartyIndex};
use crate::parentage::{Parentage, parentage};
use crate::share::Share;
use crate::slice::Slice;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps above the party.
    pub depth: u32,
    /// Parties in all.
    pub parties: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 6, parties: 60 }
    }
}

/// A party in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The party.
    pub party: PartyIndex,
    /// How far it is itself listed.
    pub itself: Standing,
    /// How far it is listed, or treated as listed.
    pub standing: Standing,
    /// Whether it stands at the top, certainly or possibly.
    pub top: bool,
    /// Owners of it that are left out.
    pub left_out: usize,
    /// Whether its stated owners hold more than the whole.
    pub contradictory: bool,
}

/// What one party in the picture has in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The place of the owner among those shown.
    pub owner: usize,
    /// The place of the owned.
    pub owned: usize,
    /// What it holds itself.
    pub direct: Option<Share>,
    /// What it is stated to hold through a chain that nobody stated.
    pub indirect: Option<Share>,
    /// What it has beside ownership, and how much of it where that is stated.
    pub control: Vec<(Nature, Share)>,
    /// The first day of the earliest of these.
    pub from: Option<Date>,
    /// Whether the answer to the ownership test rests on it.
    pub proves: bool,
}

/// A party and those above it on a date, with both answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The ownership test.
    pub aggregate: Aggregate,
    /// The headquarters test.
    pub parentage: Parentage,
    /// The parties; the one asked about comes first.
    pub shown: Vec<Shown>,
    /// What they have in each other, by owned, the largest share first.
    pub lines: Vec<Line>,
    /// Parties above that are left out.
    pub left_out: usize,
}

/// Draws up what is above a party on a date.
#[must_use]
pub fn picture(graph: &Graph, party: PartyIndex, on: Date, listed: &Listed, limits: Limits) -> Picture {
    let slice = Slice::above(graph, party, on);
    let cascade = Cascade::over(graph, &slice, listed);
    let aggregate = of_slice(&slice, &cascade, on);
    let parentage = parentage(graph, party, on);
    let slice_places: BTreeMap<PartyIndex, u32> = slice.parties.iter().copied().zip(0_u32..).collect();
    let tops: BTreeSet<PartyIndex> = parentage.tops.iter().map(|top| top.party).collect();
    let proofs: BTreeSet<(PartyIndex, PartyIndex)> = aggregate
        .steps
        .iter()
        .flat_map(|step| step.owners.iter().map(move |owner| (owner.owner, step.owned)))
        .collect();

    let chosen = Chosen::above(graph, party, on, limits);
    let shown = chosen.parties.iter().zip(&chosen.left_out).map(|(party, left_out)| {
        let place = slice_places.get(party).copied();
        let itself = listed.standing_in(graph, *party);
        Shown {
            party: *party,
            itself,
            standing: place.map_or(itself, |place| cascade.standing(place)),
            top: tops.contains(party),
            left_out: *left_out,
            contradictory: place.is_some_and(|place| slice.node(place).contradictory),
        }
    });
    let shown = shown.collect();
    let mut lines = Vec::new();
    for (owned, party) in chosen.parties.iter().enumerate() {
        let mut these = lines_of(graph, *party, on, &slice, slice_places.get(party).copied());
        these.retain(|(owner, _)| chosen.places.contains_key(owner));
        for (owner, line) in these {
            let Some(place) = chosen.places.get(&owner) else { continue };
            lines.push(Line { owner: *place, owned, proves: proofs.contains(&(owner, *party)), ..line });
        }
    }
    let left_out = chosen.left_out.iter().sum();
    Picture { aggregate, parentage, shown, lines, left_out }
}

/// The parties that are drawn: level after level, until a limit.
struct Chosen {
    parties: Vec<PartyIndex>,
    places: BTreeMap<PartyIndex, usize>,
    left_out: Vec<usize>,
}

impl Chosen {
    fn above(graph: &Graph, party: PartyIndex, on: Date, limits: Limits) -> Self {
        let mut chosen = Self { parties: vec![party], places: BTreeMap::from([(party, 0)]), left_out: vec![0] };
        let mut levels = vec![0_u32];
        let mut done = 0;
        while let (Some(next), Some(level)) = (chosen.parties.get(done).copied(), levels.get(done).copied()) {
            let mut owners: Vec<PartyIndex> = graph
                .edges_in(next)
                .iter()
                .filter(|edge| edge.holds_on(on))
                .map(|edge| PartyIndex(edge.owner))
                .collect();
            owners.dedup();
            for owner in owners {
                if chosen.places.contains_key(&owner) {
                    continue;
                }
                if level >= limits.depth || chosen.parties.len() >= limits.parties.max(1) {
                    if let Some(left_out) = chosen.left_out.get_mut(done) {
                        *left_out += 1;
                    }
                    continue;
                }
                chosen.places.insert(owner, chosen.parties.len());
                chosen.parties.push(owner);
                chosen.left_out.push(0);
                levels.push(level + 1);
            }
            done += 1;
        }
        chosen
    }
}

/// What each owner has in a party, the largest share first.
fn lines_of(graph: &Graph, party: PartyIndex, on: Date, slice: &Slice, place: Option<u32>) -> Vec<(PartyIndex, Line)> {
    let mut lines: BTreeMap<PartyIndex, Line> = BTreeMap::new();
    for edge in graph.edges_in(party).iter().filter(|edge| edge.holds_on(on)) {
        let line = lines.entry(PartyIndex(edge.owner)).or_insert_with(|| Line {
            owner: 0,
            owned: 0,
            direct: None,
            indirect: None,
            control: Vec::new(),
            from: None,
            proves: false,
        });
        let control = (edge.nature, graph.share(edge));
        if edge.nature != Nature::Ownership && !line.control.contains(&control) {
            line.control.push(control);
        }
        let from = Some(edge.from).filter(|from| *from != Date::MIN);
        line.from = match (line.from, from) {
            (Some(known), Some(from)) => Some(known.min(from)),
            (known, from) => known.or(from),
        };
    }
    if let Some(place) = place {
        for held in &slice.node(place).owners {
            if let Some(line) = lines.get_mut(&slice.party(held.owner)) {
                (line.direct, line.indirect) = (held.direct, held.indirect);
            }
        }
    }
    let mut lines: Vec<(PartyIndex, Line)> = lines.into_iter().collect();
    // An indirect statement that repeats the chain, alone, is nothing to draw.
    lines.retain(|(_, line)| line.direct.is_some() || line.indirect.is_some() || !line.control.is_empty());
    let size = |line: &Line| line.direct.max(line.indirect);
    lines.sort_by(|(_, a), (_, b)| size(b).cmp(&size(a)).then_with(|| a.control.cmp(&b.control)));
    lines
}

impl Line {
    /// What the line says, in words: `60%`, `25% to 50%, consolidates`.
    #[must_use]
    pub fn label(&self) -> String {
        let direct = self.direct.map(|share| share.to_string());
        let indirect = self.indirect.map(|share| format!("{share} indirectly"));
        let control = self.control.iter().map(|(nature, share)| match nature {
            Nature::VotingRights if !share.is_unknown() => format!("{share} of the votes"),
            nature => verb(*nature).to_owned(),
        });
        direct.into_iter().chain(indirect).chain(control).collect::<Vec<_>>().join(", ")
    }
}

fn verb(nature: Nature) -> &'static str {
    match nature {
        Nature::Ownership => "owns",
        Nature::Consolidation => "consolidates",
        Nature::UltimateConsolidation => "top of the accounts",
        Nature::Branch => "head office",
        Nature::VotingRights => "votes",
        Nature::BoardAppointment => "appoints the board",
        Nature::OtherControl => "other control",
        Nature::TrustRole => "role in the trust",
        Nature::EconomicRight => "economic right",
        Nature::Position => "office",
        Nature::Nominee => "nominee",
        Nature::FundManagement => "manages the fund",
        Nature::FundStructure => "same fund",
    }
}

impl Shown {
    /// How it stands, in a word; empty where there is nothing to say.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (self.itself, self.standing) {
            (Standing::Certainly, _) => "LISTED",
            (_, Standing::Certainly) => "TREATED AS LISTED",
            (Standing::Possibly, _) => "POSSIBLY LISTED",
            (_, Standing::Possibly) => "POSSIBLY TREATED AS LISTED",
            _ => "",
        }
    }
}
