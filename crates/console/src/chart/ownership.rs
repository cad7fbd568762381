//! Who is above a party: owners over what they own, in layers, with what each line says.
//!
//! What is drawn and in which words comes from `portcullis-ownership`; this drawing only takes its colors from the page
//! and its data as a table. A layer is the fewest steps from the party asked about.

use crate::chart::frame::{Data, Words, figure};
use crate::number::shortened;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_ownership::{Graph, Line, Picture, Shown, Standing, held_sentence, parent_sentence};
use std::collections::BTreeMap;

const BOX: (i64, i64) = (196, 62);
const GAP: i64 = 28;
const LAYER: i64 = 136;
const EDGE: i64 = 16;
const LETTERS: usize = 26;

/// A picture of owners.
#[derive(Clone, Copy)]
pub struct OwnershipPicture<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// Where names come from.
    pub graph: &'a Graph,
    /// What is drawn.
    pub picture: &'a Picture,
}

/// What the ownership graph says of a party on a day.
#[derive(Clone, Copy)]
pub struct Owned<'a> {
    /// The graph: where names come from.
    pub graph: &'a Graph,
    /// What is drawn.
    pub picture: &'a Picture,
    /// The day.
    pub on: Date,
}

/// Where the boxes lie: the middle of the top edge of each.
struct Places {
    places: Vec<(i64, i64)>,
    size: (i64, i64),
}

impl Places {
    fn of(picture: &Picture) -> Self {
        let mut level: BTreeMap<usize, i64> = BTreeMap::from([(0, 0)]);
        // Lines go by owned, and those nearer to the party come first; as many rounds as boxes reach them all.
        for _ in 0..picture.shown.len() {
            for line in &picture.lines {
                if let Some(below) = level.get(&line.owned).copied() {
                    let known = level.entry(line.owner).or_insert(below + 1);
                    *known = (*known).min(below + 1);
                }
            }
        }
        let level_of = |place: usize| level.get(&place).copied().unwrap_or(0);
        let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
        let seats: Vec<(i64, i64)> = (0..picture.shown.len())
            .map(|place| {
                let seat = counts.entry(level_of(place)).or_default();
                *seat += 1;
                (level_of(place), *seat - 1)
            })
            .collect();
        let widest = counts.values().copied().max().unwrap_or(1);
        let layers = counts.keys().copied().max().unwrap_or(0);
        let width = widest * (BOX.0 + GAP) - GAP + 2 * EDGE;
        let places = seats.iter().map(|(level, seat)| {
            let many = counts.get(level).copied().unwrap_or(1);
            let x = width / 2 + (2 * seat - (many - 1)) * (BOX.0 + GAP) / 2;
            (x, EDGE + (layers - level) * LAYER)
        });
        Self { places: places.collect(), size: (width, layers * LAYER + BOX.1 + 2 * EDGE) }
    }

    fn at(&self, place: usize) -> (i64, i64) {
        self.places.get(place).copied().unwrap_or((EDGE, EDGE))
    }
}

impl OwnershipPicture<'_> {
    fn party(&self, shown: &Shown, first: bool, (x, y): (i64, i64)) -> Markup {
        let party = self.graph.party(shown.party);
        let class = match shown.standing {
            Standing::Certainly => "party listed",
            Standing::Possibly => "party maybe",
            Standing::Free => "party",
        };
        let place = party
            .headquarters
            .known()
            .map_or_else(|| "headquarters not known".to_owned(), |country| country.to_string());
        let words = [shown.word(), if shown.top { "TOP" } else { "" }].join(" ");
        let left = x - BOX.0 / 2;
        html! {
            g {
                title { (party.label()) ", " (place) " " (words) }
                rect.(class).asked[first] x=(left) y=(y) width=(BOX.0) height=(BOX.1) rx="4" {}
                text.what x=(left + 10) y=(y + 20) { (shortened(party.label(), LETTERS)) }
                text.tick x=(left + 10) y=(y + 37) { (place) }
                text.word x=(left + 10) y=(y + 53) { (shortened(words.trim(), LETTERS)) }
            }
        }
    }

    fn line(&self, line: &Line, places: &Places) -> Markup {
        let ((from, above), (to, below)) = (places.at(line.owner), places.at(line.owned));
        let class = match (line.proves, line.direct, line.indirect) {
            (true, ..) => "proof",
            (_, None, None) => "control",
            (_, None, Some(_)) => "indirect",
            _ => "share",
        };
        // A line that does not lead down goes around the side.
        let (start, end) = (above + BOX.1, below);
        let path = if start < end {
            let middle = i64::midpoint(start, end);
            format!("M{from} {start}C{from} {middle} {to} {middle} {to} {end}")
        } else {
            let side = (from.max(to) + BOX.0 / 2 + GAP / 2).min(places.size.0);
            format!("M{from} {start}C{side} {start} {side} {end} {to} {end}")
        };
        let (x, y) = (i64::midpoint(from, to), i64::midpoint(start, end) + 4);
        html! {
            path.way.(class) d=(path) {}
            text.label.halo x=(x) y=(y) text-anchor="middle" { (shortened(&line.label(), 30)) }
        }
    }
}

impl Render for OwnershipPicture<'_> {
    fn render(&self) -> Markup {
        let places = Places::of(self.picture);
        let drawing = html! {
            @for line in &self.picture.lines { (self.line(line, &places)) }
            @for (place, shown) in self.picture.shown.iter().enumerate() { (self.party(shown, place == 0, places.at(place))) }
        };
        let name = |place: usize| {
            self.picture
                .shown
                .get(place)
                .map_or_else(String::new, |shown| self.graph.party(shown.party).label().to_owned())
        };
        let headings = ["Owner", "Of", "Has", "The answer rests on it"].map(str::to_owned).to_vec();
        let rows = self.picture.lines.iter().map(|line| {
            let rests = if line.proves { "yes" } else { "no" };
            vec![name(line.owner), name(line.owned), line.label(), rests.to_owned()]
        });
        let data = Data { headings, rows: rows.collect() };
        let left_out = if self.picture.left_out == 0 {
            String::new()
        } else {
            format!(" {} owners are left out.", self.picture.left_out)
        };
        let follows = format!(
            "{} {}{left_out}",
            held_sentence(self.graph, &self.picture.aggregate),
            parent_sentence(self.graph, &self.picture.parentage)
        );
        figure(&self.words, &follows, places.size, &drawing, &data)
    }
}
