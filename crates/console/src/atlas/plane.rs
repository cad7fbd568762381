//! The plane, drawn: regions, lines, and the marks on them.

use crate::atlas::Atlas;
use crate::atlas::axes::{Axes, BOTTOM, LEFT, RIGHT, SIZE, STRIP, TOP};
use crate::atlas::cluster::{MARK, clusters, marks};
use crate::atlas::labels::{Room, Spot};
use crate::atlas::legend::legend;
use crate::atlas::region::{Region, Span};
use crate::atlas::words::number;
use crate::chart::{Data, Words, figure};
use crate::log_scale::ticks;
use maud::{Markup, PreEscaped, html};
use portcullis_catalog::{Exact, Figure};

/// The plane in its frame.
pub(crate) fn plane(atlas: &Atlas<'_>) -> Markup {
    let words = Words {
        id: "plane",
        title: &format!("Performance and performance density of accelerators, and the lines in force on {}", atlas.on),
        about: "Each mark is an accelerator: farther right it computes more, higher up it computes more on each square \
                millimeter. Both axes are logarithmic. Colored regions are what the control list names on the date.",
    };
    let Some(axes) = Axes::of(&atlas.parts) else {
        return html! { p { "No accelerator of the catalog has both figures." } };
    };
    let clusters = clusters(atlas, &axes);
    let mut room = Room::within([LEFT, TOP - 14, RIGHT, STRIP.1]);
    clusters.iter().for_each(|cluster| room.take(cluster.at, MARK + 1));
    let drawing = html! {
        (patterns())
        (regions(atlas, &axes))
        (grid(&axes))
        (lines(atlas, &axes))
        (region_names(atlas, &axes, &mut room))
        (marks(&clusters, &mut room))
    };
    html! { (figure(&words, &follows(atlas), SIZE, &drawing, &data(atlas))) (legend(atlas)) }
}

/// What the regions of the date need said: that there are none, or what they ask for that the plane does not show.
fn follows(atlas: &Atlas<'_>) -> String {
    if atlas.regions.is_empty() {
        return "On this date no line is drawn on this plane.".to_owned();
    }
    let hatched = atlas.regions.iter().filter(|region| !region.beside.is_empty());
    let words =
        hatched.map(|region| format!("Hatched: {} also asks for {}.", region.paragraph, region.beside.join(", ")));
    words.collect::<Vec<_>>().join(" ")
}

fn patterns() -> Markup {
    html! {
        defs {
            @for place in 1..=2 {
                pattern id={ "hatch" (place) } width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.{ "region" (place) } width="8" height="8" {}
                    line.{ "hatching" (place) } x1="0" y1="0" x2="0" y2="8" {}
                }
            }
        }
    }
}

/// The look of a class's region: there are two, and the first of the law has the first.
fn region_look(ids: &[&str], id: &str) -> usize {
    ids.iter().position(|known| *known == id).map_or(1, |place| place % 2 + 1)
}

fn regions(atlas: &Atlas<'_>, axes: &Axes) -> Markup {
    let ids = atlas.class_ids();
    html! {
        // The first class of the law lies on top: where two overlap, it holds.
        @for region in atlas.regions.iter().rev() {
            @let [x, y, width, height] = axes.rectangle(region);
            @let look = region_look(&ids, &region.id);
            @if region.beside.is_empty() {
                rect.{ "region" (look) } x=(x) y=(y) width=(width) height=(height) {}
            } @else {
                rect fill={ "url(#hatch" (look) ")" } x=(x) y=(y) width=(width) height=(height) {}
            }
        }
    }
}

fn grid(axes: &Axes) -> Markup {
    html! {
        @for tick in ticks(axes.tpp.0, axes.tpp.1) {
            @let x = axes.x.at(tick);
            line.grid x1=(x) x2=(x) y1=(TOP) y2=(STRIP.1) {}
            text.tick x=(x) y=(STRIP.1 + 16) text-anchor="middle" { (number(tick)) }
        }
        @for tick in ticks(axes.density.0, axes.density.1) {
            @let y = axes.y.at(tick);
            line.grid x1=(LEFT) x2=(RIGHT) y1=(y) y2=(y) {}
            text.tick x=(LEFT - 7) y=(y + 4) text-anchor="end" { (number(tick)) }
        }
        rect.frame x=(LEFT) y=(TOP) width=(RIGHT - LEFT) height=(BOTTOM - TOP) {}
        rect.frame x=(LEFT) y=(STRIP.0) width=(RIGHT - LEFT) height=(STRIP.1 - STRIP.0) {}
        text.tick x=(LEFT + 2) y=(STRIP.0 - 7) { "density not known: by performance alone" }
        text.label x=(i64::midpoint(LEFT, RIGHT)) y=(STRIP.1 + 38) text-anchor="middle" {
            "total processing performance (TPP: tera-operations per second × bit length) →"
        }
        text.label x=(LEFT - 44) y=(TOP - 12) { "↑ " (Figure::PerformanceDensity.title()) }
    }
}

fn lines(atlas: &Atlas<'_>, axes: &Axes) -> Markup {
    let to = |figure: Figure, limit: Exact| {
        atlas.moves.iter().find(|moved| moved.figure == figure && moved.from == limit).map(|moved| moved.to)
    };
    let draw = |figure: Figure, limit: Exact, class: &str| match figure {
        Figure::Tpp => {
            let x = axes.x.at(limit);
            html! { line.(class) x1=(x) x2=(x) y1=(TOP) y2=(STRIP.1) {}
            @if class != "limit was" { text.limit-name x=(x) y=(TOP - 4) text-anchor="middle" { (number(limit)) } } }
        }
        Figure::PerformanceDensity => {
            let y = axes.y.at(limit);
            html! { line.(class) x1=(LEFT) x2=(RIGHT) y1=(y) y2=(y) {}
            @if class != "limit was" { text.limit-name x=(RIGHT + 5) y=(y + 4) { (number(limit)) } } }
        }
        Figure::Io | Figure::MemoryBandwidth | Figure::MemoryBandwidthDensity => PreEscaped(String::new()),
    };
    html! {
        @for line in &atlas.lines {
            @match to(line.figure, line.limit) {
                Some(to) => { (draw(line.figure, line.limit, "limit was")) (draw(line.figure, to, "limit tried")) }
                None => (draw(line.figure, line.limit, "limit")),
            }
        }
    }
}

/// The name of each region in a corner of it that is free.
fn region_names(atlas: &Atlas<'_>, axes: &Axes, room: &mut Room) -> Markup {
    let mut named = |region: &Region| {
        let [x, y, width, height] = axes.rectangle(region);
        let letters = region.paragraph.chars().count() + 1;
        let end = x + width - i64::try_from(letters).unwrap_or(0) * 7 - 4;
        let (start, high, low) = (x + 5, y + 15, y + height - 6);
        let corners = [(end, low), (start, high), (start, low), (end, high)].map(|(x, y)| Spot { x, y });
        room.first_free(letters, &corners)
    };
    html! {
        @for region in &atlas.regions {
            @if let Some(Spot { x, y }) = named(region) { text.region-name x=(x) y=(y) { (region.paragraph) } }
        }
    }
}

fn data(atlas: &Atlas<'_>) -> Data {
    let headings = ["Paragraph", "TPP", "Density (TPP/mm²)", "And", "But not", "Since", "Set in", "Evidence"]
        .map(str::to_owned)
        .to_vec();
    let span = |span: Span| match (span.from, span.to) {
        (Some(from), Some(to)) => format!("{} to {}", number(from), number(to)),
        (Some(from), None) => format!("{} or more", number(from)),
        (None, Some(to)) => format!("up to {}", number(to)),
        (None, None) => "any".to_owned(),
    };
    let rows = atlas.regions.iter().map(|region| {
        let but = region.but.clone().unwrap_or_else(|| "–".to_owned());
        let beside = if region.beside.is_empty() { "–".to_owned() } else { region.beside.join("; ") };
        vec![
            region.paragraph.clone(),
            span(region.tpp),
            span(region.density),
            beside,
            but,
            region.since.to_string(),
            region.citation.clone(),
            region.evidence.clone(),
        ]
    });
    Data { headings, rows: rows.collect() }
}
