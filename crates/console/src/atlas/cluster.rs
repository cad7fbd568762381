//! Marks: accelerators that stand at one place and look alike are one.

use crate::atlas::Atlas;
use crate::atlas::axes::Axes;
use crate::atlas::labels::{Room, Spot};
use crate::atlas::launch::Launch;
use crate::atlas::part::Part;
use crate::atlas::words::measure;
use crate::number::shortened;
use maud::{Markup, html};
use portcullis_catalog::Measure;
use std::collections::BTreeMap;

const NAME_LETTERS: usize = 26;
/// Half a mark.
pub(super) const MARK: i64 = 5;

/// Accelerators that stand at one place and look alike.
pub(super) struct Cluster<'a> {
    pub(super) at: (i64, i64),
    class: String,
    shape: Shape,
    parts: Vec<&'a Part<'a>>,
    near: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Circle,
    Diamond,
    Triangle,
}

impl Shape {
    /// Data center: a circle. Not, or disputed: a diamond. Only a lower bound of its density known: a triangle.
    fn of(part: &Part<'_>) -> Self {
        match (part.accelerator.figures.performance_density, part.accelerator.figures.data_center) {
            (Measure::AtLeast(_), _) => Self::Triangle,
            (_, Some(true)) => Self::Circle,
            (_, Some(false) | None) => Self::Diamond,
        }
    }

    pub(super) fn draw(self, (x, y): (i64, i64)) -> Markup {
        let r = MARK;
        match self {
            Self::Circle => html! { circle cx=(x) cy=(y) r=(r) {} },
            Self::Diamond => {
                html! { path d={ "M" (x) " " (y - r - 1) "l" (r + 1) " " (r + 1) "l-" (r + 1) " " (r + 1) "l-" (r + 1) "-" (r + 1) "Z" } {} }
            }
            Self::Triangle => {
                html! { path d={ "M" (x) " " (y - r - 1) "l" (r + 1) " " (2 * r) "h-" (2 * r + 2) "Z" } {} }
            }
        }
    }
}

/// The class of the style sheet of a mark: which class holds the part, for certain or not, and whether it is out yet.
fn look(part: &Part<'_>, ids: &[&str]) -> String {
    let held = part.first_held();
    let place = held.and_then(|held| ids.iter().position(|id| *id == held.id)).map_or(0, |place| place + 1);
    let maybe = if held.is_some_and(|held| !held.certain) { " maybe" } else { "" };
    let launch = match part.launch {
        Launch::Past => "",
        Launch::Future => " hollow",
        Launch::Open => " open",
    };
    let changed = if part.held == part.held_by_law { "" } else { " changed" };
    format!("mark in{place}{maybe}{launch}{changed}")
}

/// The marks of an atlas.
pub(super) fn clusters<'a>(atlas: &'a Atlas<'_>, axes: &Axes) -> Vec<Cluster<'a>> {
    let ids = atlas.class_ids();
    let mut all: BTreeMap<(i64, i64, Shape, String), Cluster<'a>> = BTreeMap::new();
    for (place, part) in atlas.parts.iter().enumerate() {
        let Some(at) = axes.place(part) else { continue };
        let (class, shape) = (look(part, &ids), Shape::of(part));
        let key = (at.0, at.1, shape, class.clone());
        let cluster = all.entry(key).or_insert_with(|| Cluster { at, class, shape, parts: Vec::new(), near: false });
        cluster.parts.push(part);
        cluster.near |= atlas.near.iter().any(|near| near.part == place);
    }
    all.into_values().collect()
}

impl Cluster<'_> {
    fn name(&self) -> String {
        let first = self.parts.first().map_or("", |part| part.accelerator.name.as_str());
        let first = shortened(first, NAME_LETTERS);
        if self.parts.len() > 1 { format!("{first} +{}", self.parts.len() - 1) } else { first }
    }

    fn about(&self) -> String {
        let one = |part: &&Part<'_>| {
            let figures = &part.accelerator.figures;
            let held = part.first_held().map_or("in no class", |held| &held.paragraph);
            let (tpp, density) = (measure(figures.tpp), measure(figures.performance_density));
            format!("{}: TPP {tpp}, density {density}, {held}", part.accelerator.name)
        };
        self.parts.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    /// Marks whose names matter most are named first.
    fn rank(&self) -> (bool, bool, bool) {
        let data_center = self.parts.iter().any(|part| part.accelerator.figures.data_center == Some(true));
        (!self.near, !self.class.contains("changed"), !data_center)
    }
}

/// The marks, drawn, and the names for which there is room.
pub(super) fn marks(clusters: &[Cluster<'_>], room: &mut Room) -> Markup {
    let mut order: Vec<&Cluster<'_>> = clusters.iter().collect();
    order.sort_by_key(|cluster| cluster.rank());
    html! {
        @for cluster in &order {
            g.(cluster.class) {
                title { (cluster.about()) }
                @if cluster.near { circle.ring cx=(cluster.at.0) cy=(cluster.at.1) r=(MARK + 4) {} }
                (cluster.shape.draw(cluster.at))
            }
        }
        @for cluster in &order {
            @let name = cluster.name();
            @if let Some(Spot { x, y }) = room.beside(cluster.at, name.chars().count()) {
                text.name.strong[cluster.near] x=(x) y=(y) { (name) }
            }
        }
    }
}
