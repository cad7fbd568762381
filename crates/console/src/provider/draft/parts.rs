//! The parts of the form: their titles, their fields and their lists.

use crate::provider::draft::input::{Sheet, anchored_gaps, field, row_title};
use crate::provider::draft::leaf::{Belongs, LEAVES, belongs, chooser};
use crate::provider::draft::{DraftView, row_id, rows_words};
use maud::{Markup, html};

/// Rows of which all are unfolded.
const UNFOLDED: usize = 2;

/// A part.
struct Part {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    items: &'static [Item],
}

/// What a part holds.
enum Item {
    /// Fields, by the beginnings of their paths.
    Fields(&'static [&'static str]),
    /// A list of rows.
    List(&'static ListOf),
}

/// A list of rows.
pub(super) struct ListOf {
    /// The name of the list, without what it stands in.
    name: &'static str,
    /// The path of its fields, without places: `parties[].owners[]`.
    key: &'static str,
    noun: &'static str,
    plural: &'static str,
    title: &'static str,
    /// A list in each row.
    nested: Option<&'static Self>,
}

const OWNERS: ListOf = ListOf {
    name: "owners",
    key: "parties[].owners[]",
    noun: "owner",
    plural: "owners",
    title: "Owners",
    nested: None,
};
const PARTIES: ListOf = ListOf {
    name: "parties",
    key: "parties[]",
    noun: "party",
    plural: "parties",
    title: "Parties",
    nested: Some(&OWNERS),
};
const PROVISIONS: ListOf = ListOf {
    name: "provisions",
    key: "provisions[]",
    noun: "provision",
    plural: "provisions",
    title: "Provisions that require the license",
    nested: None,
};
const ITEMS: ListOf =
    ListOf { name: "items", key: "items[]", noun: "line", plural: "lines", title: "Lines", nested: None };
const SITES: ListOf =
    ListOf { name: "sites", key: "sites[]", noun: "site", plural: "sites", title: "Sites", nested: None };
const OFFERED: ListOf = ListOf {
    name: "offered",
    key: "offered[]",
    noun: "condition",
    plural: "conditions",
    title: "Conditions offered",
    nested: None,
};
const DOCUMENTS: ListOf = ListOf {
    name: "documents",
    key: "documents[]",
    noun: "document",
    plural: "documents",
    title: "Documents",
    nested: None,
};

const PARTS: &[Part] = &[
    Part {
        id: "about",
        title: "The application",
        about: "What is applied for, under which law, and whom the authority can ask.",
        items: &[
            Item::Fields(&["reference", "kind", "purpose.", "regimes", "determination."]),
            Item::List(&PROVISIONS),
            Item::Fields(&["contact."]),
        ],
    },
    Part {
        id: "parties",
        title: "Parties",
        about: "Everybody who takes part, each with a role; whoever receives states its owners, and from what they are known.",
        items: &[Item::List(&PARTIES), Item::Fields(&["end_user_is_ultimate_consignee"])],
    },
    Part {
        id: "end-use",
        title: "End use",
        about: "What it is for; the license covers what is named here.",
        items: &[Item::Fields(&["end_use.", "resale", "remote_users."])],
    },
    Part {
        id: "items",
        title: "Items",
        about: "What is provided, each line with an amount of its own.",
        items: &[Item::List(&ITEMS)],
    },
    Part { id: "sites", title: "Sites", about: "Where the chips stand.", items: &[Item::List(&SITES)] },
    Part {
        id: "time",
        title: "Time",
        about: "In Coordinated Universal Time; both days are whole.",
        items: &[Item::Fields(&["from", "until"])],
    },
    Part {
        id: "conditions",
        title: "Conditions offered",
        about: "What you would keep to; an authority that can enforce a limit may grant what it would else deny.",
        items: &[Item::List(&OFFERED)],
    },
    Part {
        id: "security",
        title: "Security and documents",
        about: "How weights, tools and accounts are kept, and what goes with the application.",
        items: &[Item::Fields(&["security"]), Item::List(&DOCUMENTS)],
    },
    Part {
        id: "certifications",
        title: "Certifications",
        about: "What you certify by filing.",
        items: &[Item::Fields(&["certifications", "additional_information"])],
    },
];

/// The id of the part that a field or a list belongs to.
pub(super) fn part_of(key: &str) -> &'static str {
    let holds = |item: &Item| match item {
        Item::Fields(starts) => starts.iter().any(|start| key.starts_with(start) || start.trim_end_matches('.') == key),
        Item::List(list) => key == list.name || key.starts_with(list.key),
    };
    PARTS.iter().find(|part| part.items.iter().any(holds)).map_or("about", |part| part.id)
}

/// The way to the parts.
pub(super) fn contents() -> Markup {
    html! {
        nav.contents aria-label="Parts of the form" {
            ol { @for part in PARTS { li { a href={ "#part-" (part.id) } { (part.title) } } } }
        }
    }
}

pub(super) fn parts(view: &DraftView) -> Markup {
    let sheet = Sheet::of(view);
    html! {
        @for part in PARTS {
            fieldset id={ "part-" (part.id) } {
                legend { (part.title) }
                p.hint { (part.about) }
                (anchored_gaps(&sheet, &format!("part-{}", part.id)))
                @for item in part.items {
                    @match item {
                        Item::Fields(starts) => (fields(&sheet, starts)),
                        Item::List(list) => (list_of(&sheet, list, list.name)),
                    }
                }
            }
        }
    }
}

fn fields(sheet: &Sheet<'_>, starts: &[&str]) -> Markup {
    let chosen = LEAVES.iter().filter(|leaf| {
        starts.iter().any(|start| leaf.key == *start || (start.ends_with('.') && leaf.key.starts_with(start)))
    });
    html! { div.grid-fields { @for leaf in chosen { (beside(sheet, "", leaf.key, leaf.key)) } } }
}

/// A field, unless it has no place beside what is chosen and nothing stands in it.
fn beside(sheet: &Sheet<'_>, row: &str, key: &str, path: &str) -> Markup {
    let (part, name) = key.rsplit_once('.').unwrap_or(("", key));
    let above = path.rsplit_once('.').map_or(row, |(above, _)| above);
    let place = chooser(part)
        .map_or(Belongs::Always, |chooser| belongs(part, name, sheet.view.values.get(&format!("{above}.{chooser}"))));
    if place == Belongs::Not && sheet.view.values.get(path).is_empty() {
        html! {}
    } else {
        field(sheet, key, path)
    }
}

fn list_of(sheet: &Sheet<'_>, list: &ListOf, path: &str) -> Markup {
    let rows = sheet.view.values.rows(path);
    let level = if list.nested.is_some() || !path.contains('[') { "rows" } else { "rows nested" };
    html! {
        div.(level) {
            p.rows-head { strong { (list.title) } " " span.quiet { (rows_words(rows.len(), list.noun, list.plural)) } }
            @for place in &rows { (row(sheet, list, &format!("{path}[{place}]"), rows.len())) }
            p.buttons { button.plain type="submit" name="do" value={ "add:" (path) } { "Add " (list.article()) " " (list.noun) } }
        }
    }
}

impl ListOf {
    fn article(&self) -> &'static str {
        if self.noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
    }
}

fn row(sheet: &Sheet<'_>, list: &ListOf, path: &str, rows: usize) -> Markup {
    let title = row_title(sheet.view, path);
    let is_open = rows <= UNFOLDED
        || sheet.view.gaps.iter().any(|gap| gap.path.starts_with(path))
        || sheet.view.wrong.iter().any(|wrong| wrong.field.starts_with(path));
    let start = format!("{}.", list.key);
    let own = LEAVES.iter().filter(|leaf| leaf.key.strip_prefix(&start).is_some_and(|field| !field.contains('[')));
    html! {
        details.row-of open[is_open] id=(row_id(path)) {
            summary { (title) }
            (anchored_gaps(sheet, &row_id(path)))
            div.grid-fields {
                @for leaf in own { @let field = leaf.key.strip_prefix(&start).unwrap_or_default();
                    (beside(sheet, path, leaf.key, &format!("{path}.{field}"))) }
            }
            @if let Some(nested) = list.nested { (list_of(sheet, nested, &format!("{path}.{}", nested.name))) }
            p.buttons { button.plain type="submit" name="do" value={ "remove:" (path) } { "Remove this " (list.noun) span.unseen { ": " (title) } } }
        }
    }
}
