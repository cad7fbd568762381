//! The lists beside the plane: what a moved line catches, what lies just under a line, what is not on the plane, and
//! every part.

use crate::atlas::launch::Launch;
use crate::atlas::part::Held;
use crate::atlas::words::{figure, measure, number};
use crate::atlas::{Atlas, KeptOut, Near, Part};
use crate::components::{Column, Control, Empty, Field, InputKind, Notice, Table, Tone};
use crate::number::counted;
use crate::place::Place;
use maud::{Markup, html};
use portcullis_catalog::Measure;

fn paragraphs(held: &[Held]) -> String {
    let one = |held: &Held| if held.certain { held.paragraph.clone() } else { format!("possibly {}", held.paragraph) };
    if held.is_empty() { "none".to_owned() } else { held.iter().map(one).collect::<Vec<_>>().join(", ") }
}

fn name(part: &Part<'_>) -> Markup {
    html! { (part.accelerator.name) " " span.quiet { (part.accelerator.vendor) } }
}

fn launched(part: &Part<'_>) -> String {
    let text = if part.accelerator.launch_date.is_empty() { "not known" } else { &part.accelerator.launch_date };
    if part.launch == Launch::Future { format!("{text} (later)") } else { text.to_owned() }
}

/// What the moved lines change.
pub(crate) fn changed(atlas: &Atlas<'_>) -> Markup {
    if atlas.moves.is_empty() {
        return html! {};
    }
    let changed: Vec<&Part<'_>> = atlas.changed().collect();
    let caught = changed.iter().filter(|part| part.held_by_law.is_empty()).count();
    let freed = changed.iter().filter(|part| part.held.is_empty()).count();
    let title = format!(
        "Tried, not law: {} would be caught, {} let go, {} would change class.",
        counted(caught, "part"),
        freed,
        changed.len() - caught - freed
    );
    let moves = html! {
        ul { @for moved in &atlas.moves { li { (moved.figure.title()) ": " (number(moved.from)) " → " strong { (number(moved.to)) } } } }
        p { a href=(Place::Atlas.address().with("on", &atlas.on.to_string())) { "Back to the law of " (atlas.on.to_string()) } }
    };
    let columns = vec![
        Column::words("part", "Part", |part: &&Part<'_>| name(part)),
        Column::words("law", "By the law", |part: &&Part<'_>| paragraphs(&part.held_by_law)),
        Column::words("tried", "As tried", |part: &&Part<'_>| html! { strong { (paragraphs(&part.held)) } }),
        Column::words("launched", "Launched", |part: &&Part<'_>| launched(part)),
        Column::numbers("tpp", "TPP", |part: &&Part<'_>| measure(part.accelerator.figures.tpp)),
        Column::numbers("density", "Density", |part: &&Part<'_>| measure(part.accelerator.figures.performance_density)),
    ];
    let empty = Empty { says: "No accelerator of the catalog would change its class.", action: None };
    html! {
        section.tried {
            h2 { "What the moved lines catch" }
            (Notice { tone: Tone::Info, title: &title, body: Some(moves) })
            (Table { empty, ..Table::of("changed", "Parts that change class", columns, &changed) })
        }
    }
}

/// The lines, each to be moved.
pub(crate) fn lines(atlas: &Atlas<'_>) -> Markup {
    if atlas.lines.is_empty() {
        return html! {};
    }
    let fields: Vec<(String, String, String, String)> = atlas
        .lines
        .iter()
        .map(|line| {
            let moved = atlas.moves.iter().find(|moved| moved.figure == line.figure && moved.from == line.limit);
            let value = moved.map_or(line.limit, |moved| moved.to).to_string();
            let label = format!("{} of {}", figure(line.figure), number(line.limit));
            (line.parameter(), label, line.paragraphs.join(", "), value)
        })
        .collect();
    html! {
        section {
            h2 { "Move a line" }
            p { "A line is one number, wherever paragraphs use it: the floor of one is the ceiling of the next. Moving it here changes nothing but this page." }
            form.lines method="get" action=(Place::Atlas.address()) data-swap="atlas" {
                input type="hidden" name="on" value=(atlas.on.to_string());
                div.grid-fields {
                    @for (name, label, hint, value) in &fields {
                        (Field { hint: Some(hint), required: true, ..Field::of(name, label, Control::Input(InputKind::Number, value)) })
                    }
                }
                p.buttons { button.info type="submit" { "Try these lines" } }
            }
        }
    }
}

/// What lies just under a line.
pub(crate) fn near(atlas: &Atlas<'_>) -> Markup {
    let part = |near: &Near| atlas.parts.get(near.part);
    let columns = vec![
        Column::words("part", "Part", move |near: &Near| part(near).map(name).unwrap_or_default()),
        Column::words("class", "Just under", |near: &Near| near.paragraph.clone()),
        Column::words("by", "By", |near: &Near| html! { ul { @for miss in &near.misses { li { (miss.words()) } } } }),
        Column::words("held", "In now", move |near: &Near| {
            part(near).map(|part| paragraphs(&part.held)).unwrap_or_default()
        }),
        Column::words("launched", "Launched", move |near: &Near| part(near).map(launched).unwrap_or_default()),
    ];
    let empty = Empty { says: "No part lies less than 10 percent under a line on this date.", action: None };
    html! {
        section {
            h2 { "Just under a line" }
            p { "Parts that would be in a class if they reached limits of which they have 90 percent or more." }
            (Table { empty, ..Table::of("near", "Parts just under a line", columns, &atlas.near) })
        }
    }
}

/// What lies in a region and is kept out of the class.
pub(crate) fn kept_out(atlas: &Atlas<'_>) -> Markup {
    let part = |kept: &KeptOut| atlas.parts.get(kept.part);
    let columns = vec![
        Column::words("part", "Part", move |kept: &KeptOut| part(kept).map(name).unwrap_or_default()),
        Column::words("class", "Kept out of", |kept: &KeptOut| kept.paragraph.clone()),
        Column::words("by", "Because the paragraph", |kept: &KeptOut| kept.by.join("; ")),
        Column::words("launched", "Launched", move |kept: &KeptOut| part(kept).map(launched).unwrap_or_default()),
    ];
    let empty = Empty { says: "Nothing that lies in a region is kept out of its class.", action: None };
    html! {
        section {
            h2 { "Over the lines, kept out by something else" }
            p { "Parts that lie in a region of the plane and are not in its class, because the plane does not show all that a paragraph asks for." }
            (Table { empty, ..Table::of("kept-out", "Parts in a region and not in its class", columns, &atlas.kept_out) })
        }
    }
}

/// What has no place on the plane.
pub(crate) fn off_the_plane(atlas: &Atlas<'_>) -> Markup {
    let unplaced = |part: &&Part<'_>| {
        let figures = &part.accelerator.figures;
        matches!(figures.tpp, Measure::Unknown | Measure::Undefined)
            || matches!(figures.performance_density, Measure::Unknown | Measure::Undefined)
    };
    let rows: Vec<&Part<'_>> = atlas.parts.iter().filter(unplaced).collect();
    let why = |part: &&Part<'_>| {
        let (figures, basis) = (&part.accelerator.figures, &part.accelerator.die_area_basis);
        match (figures.tpp, figures.performance_density) {
            (Measure::Unknown | Measure::Undefined, _) => "no rate that gives the performance is known".to_owned(),
            (_, Measure::Undefined) => "planar die: no density by definition".to_owned(),
            _ if basis.is_empty() => "die area not known".to_owned(),
            _ => format!("die area: {basis}"),
        }
    };
    let columns = vec![
        Column::words("part", "Part", |part: &&Part<'_>| name(part)),
        Column::numbers("tpp", "TPP", |part: &&Part<'_>| measure(part.accelerator.figures.tpp)),
        Column::words("why", "Why", why),
        Column::words("class", "Class", |part: &&Part<'_>| paragraphs(&part.held)),
    ];
    html! {
        details.more {
            summary { h2 { "Not on the plane: " (counted(rows.len(), "part")) } }
            p { "A part without a known density can still be in a class for certain, where performance alone decides; else it is only possibly in it, and a person has to look." }
            (Table { filter: true, ..Table::of("unplaced", "Parts without a place on the plane", columns, &rows) })
        }
    }
}

/// Every part.
pub(crate) fn parts(atlas: &Atlas<'_>) -> Markup {
    let others = |part: &Part<'_>| if part.others.is_empty() { String::new() } else { paragraphs(&part.others) };
    let columns = vec![
        Column::words("part", "Part", |part: &Part<'_>| name(part)),
        Column::words("launched", "Launched", launched),
        Column::numbers("tpp", "TPP", |part: &Part<'_>| measure(part.accelerator.figures.tpp)),
        Column::numbers("density", "Density", |part: &Part<'_>| measure(part.accelerator.figures.performance_density)),
        Column::numbers("io", "I/O (GB/s)", |part: &Part<'_>| measure(part.accelerator.figures.io_gb_s)),
        Column::numbers("memory", "Memory (GB/s)", |part: &Part<'_>| {
            measure(part.accelerator.figures.memory_bandwidth_gb_s)
        }),
        Column::words("class", "Class", |part: &Part<'_>| paragraphs(&part.held)),
        Column::words("others", "Also in", others),
        Column::words("grade", "Figures", |part: &Part<'_>| part.accelerator.confidence.word()),
    ];
    html! {
        details.more {
            summary { h2 { "Every part: " (counted(atlas.parts.len(), "part")) } }
            (Table { filter: true, ..Table::of("parts", "Every part, as it stands on the date", columns, &atlas.parts) })
        }
    }
}
