//! A planned run, tried against the license that the application asks for.

use crate::components::{Badge, Choice, Control, Field, InputKind, Tone};
use crate::provider::draft::input::{anchor_id, roles};
use crate::provider::draft::{DraftTab, DraftView};
use crate::provider::links;
use maud::{Markup, html};
use portcullis_application::Hindrance;

pub(super) fn trial(view: &DraftView) -> Markup {
    html! {
        p { "Would what is planned fit the license that is asked for? Amounts, windows, clusters, sites and conditions count as they will." }
        @if let Some(tried) = &view.tried {
            @let fits = tried.hindrances.is_empty();
            div.verdict.(if fits { "good" } else { "bad" }) role="status" {
                p.what { (if fits { "It fits" } else { "It does not fit" }) " " (Badge::of(if fits { Tone::Good } else { Tone::Bad }, if fits { "✓" } else { "✕" }, if fits { "would run" } else { "would be refused" })) }
                @if !fits { ul { @for hindrance in &tried.hindrances { li { (one(view, hindrance)) } } } }
            }
        }
        (form(view))
    }
}

fn one(view: &DraftView, hindrance: &Hindrance) -> Markup {
    html! {
        @match hindrance {
            Hindrance::NotAsked { gap } => { a href=(links::draft(Some(&view.reference)).at(&anchor_id(&gap.path))) { (gap.label) } ": " (gap.problem) "; " (gap.mend) }
            other => (other.to_string()),
        }
    }
}

/// The rows of a list as choices: by the field that names them.
fn names<'a>(view: &'a DraftView, list: &str, field: &str, chosen: &str) -> Vec<Choice<'a>> {
    let rows = view.values.rows(list);
    let named = rows
        .iter()
        .filter(|place| receives(view, list, **place))
        .map(|place| view.values.get(&format!("{list}[{place}].{field}")));
    named
        .filter(|name| !name.is_empty())
        .map(|name| Choice { value: name, label: name, chosen: name == chosen })
        .collect()
}

/// Whether something can run for a party; of other lists every row counts.
fn receives(view: &DraftView, list: &str, place: usize) -> bool {
    let word = view.values.get(&format!("{list}[{place}].role"));
    roles().find(|(role, _)| *role == word).is_none_or(|(_, role)| role.receives())
}

fn form(view: &DraftView) -> Markup {
    let filled = &view.filled;
    let customers = names(view, "parties", "name", filled.value("customer"));
    let lines = names(view, "items", "line", filled.value("line"));
    let sites = names(view, "sites", "site", filled.value("site"));
    html! {
        form.sheet.wide method="get" action=(links::draft(Some(&view.reference))) {
            input type="hidden" name="show" value=(DraftTab::Try.word());
            div.grid-fields {
                (Field { required: true, ..filled.field("customer", "For", Control::Select(&customers)) })
                (Field { required: true, ..filled.field("line", "Line", Control::Select(&lines)) })
                (Field { required: true, ..filled.line("chips", "Chips", InputKind::Number) })
                (Field { required: true, ..filled.field("site", "Site", Control::Select(&sites)) })
                (Field { hint: Some("The interconnected cluster they are part of, where that counts."), ..filled.line("cluster", "Cluster", InputKind::Text) })
                (Field { required: true, ..filled.line("from", "First day", InputKind::Date) })
                (Field { required: true, ..filled.line("until", "Last day", InputKind::Date) })
            }
            p.buttons { button type="submit" { "Try it" } }
            p.quiet { "Tried against what was saved. Nothing is recorded." }
        }
    }
}
