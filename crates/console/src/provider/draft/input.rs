//! One field of the form: its label and block, what stands in it, and what is missing or wrong there.

use crate::components::{Choice, Control, Field, InputKind};
use crate::number::identifier;
use crate::provider::draft::leaf::{LEAVES, Leaf, Written, leaf_at, rules};
use crate::provider::draft::parts::part_of;
use crate::provider::draft::{DraftView, row_id, typed_number};
use crate::provider::suggest::Suggested;
use maud::{Markup, Render, html};
use portcullis_application::field::key_of;
use portcullis_application::form::PartyRole;
use portcullis_application::{Fault, field as form_field};
use portcullis_law::Kind;
use std::collections::BTreeMap;

/// The name of the field of the form that a path is about: itself, the list of texts it is in, or the first field below.
pub(super) fn anchor(path: &str) -> String {
    let mut path = path;
    loop {
        if leaf_at(path).is_some() {
            return path.to_owned();
        }
        let below = format!("{}.", key_of(path));
        // A part without rows (a price) is found by its first field; a row and a list have ids of their own.
        if let Some(first) =
            LEAVES.iter().find(|leaf| leaf.key.starts_with(&below)).filter(|_| !path.is_empty() && !path.ends_with(']'))
            && let Some(rest) = first.key.strip_prefix(&below)
            && !rest.contains('[')
        {
            return format!("{path}.{rest}");
        }
        if path.ends_with(']') && LEAVES.iter().any(|leaf| leaf.key.starts_with(&below)) {
            return path.to_owned();
        }
        match path.rfind(['.', '[']) {
            Some(end) => path = path.split_at(end).0,
            None => return path.to_owned(),
        }
    }
}

/// The id of the element that a path is about.
pub(super) fn anchor_id(path: &str) -> String {
    let anchor = anchor(path);
    if leaf_at(&anchor).is_some() {
        format!("field-{}", identifier(&anchor))
    } else if anchor.ends_with(']') {
        row_id(&anchor)
    } else {
        format!("part-{}", part_of(&key_of(&anchor)))
    }
}

/// What a field is called, with whose it is.
pub(super) fn name_of(view: &DraftView, path: &str) -> String {
    let anchor = anchor(path);
    let label = leaf_at(&anchor).map(label_of);
    let row = anchor.rfind(']').map(|end| row_title(view, anchor.split_at(end + 1).0));
    match (row, label) {
        (Some(row), Some(label)) => format!("{row}: {label}"),
        (Some(one), None) => one,
        (None, Some(label)) => label.to_owned(),
        (None, None) => "The application".to_owned(),
    }
}

fn label_of(leaf: &Leaf) -> &'static str {
    leaf.label.unwrap_or_else(|| form_field::label(leaf.key))
}

/// What a row is called.
pub(super) fn row_title(view: &DraftView, row: &str) -> String {
    let get = |field: &str| view.values.get(&format!("{row}.{field}"));
    let named =
        |noun: &str, name: &str| if name.is_empty() { format!("{noun} without a name") } else { name.to_owned() };
    match key_of(row).as_str() {
        "parties[]" => {
            let role = roles().find(|(word, _)| word == get("role")).map_or("Party", |(_, role)| role.title());
            format!("{role}: {}", named("party", get("name")))
        }
        "parties[].owners[]" => named("Owner", get("name")),
        "items[]" => {
            let chips = typed_number(get("chips"));
            format!(
                "Line {}: {} × {}",
                get("line"),
                if chips.is_empty() { "?" } else { &chips },
                named("item", get("model"))
            )
        }
        "sites[]" => named("Site", get("site")),
        "offered[]" => format!("{}: {}", named("Condition", get("id")), get("rule").replace('_', " ")),
        "documents[]" => named("Document", get("name")),
        _ => named("Provision", get("provision")),
    }
}

/// The roles of parties with their words.
pub(super) fn roles() -> impl Iterator<Item = (String, PartyRole)> {
    PartyRole::ALL.into_iter().map(|role| {
        // A role is written as its word.
        let word = serde_json::to_value(role).ok().and_then(|word| word.as_str().map(str::to_owned));
        (word.unwrap_or_default(), role)
    })
}

/// The words to choose from, with what people call them.
fn choices(view: &DraftView, key: &str) -> Vec<(String, String)> {
    let spoken = |word: &str| (word.to_owned(), word.replace('_', " "));
    match key {
        "kind" => std::iter::once((String::new(), "Choose one".to_owned()))
            .chain(Kind::ALL.into_iter().map(|kind| spoken(kind.word())))
            .collect(),
        "purpose.kind" => [
            ("new", "A first one"),
            ("resubmission", "Filed again after it was returned"),
            ("replacement", "In place of a license"),
        ]
        .map(|(word, title)| (word.to_owned(), title.to_owned()))
        .to_vec(),
        "parties[].role" => roles().map(|(word, role)| (word, role.title().to_owned())).collect(),
        "offered[].rule" => rules().map(spoken).collect(),
        "end_use.codes" => view.end_uses.iter().map(|one| (one.code.clone(), one.name.clone())).collect(),
        "certifications" => view.certifications.iter().map(|one| (one.name.clone(), one.text.clone())).collect(),
        _ => Vec::new(),
    }
}

/// What is said of an element: what is missing there, and what is wrong.
#[derive(Default)]
struct Said {
    missing: Vec<String>,
    wrong: Vec<String>,
}

/// The form with what is said of each of its elements, found once.
pub(super) struct Sheet<'a> {
    pub(super) view: &'a DraftView,
    said: BTreeMap<String, Said>,
}

impl<'a> Sheet<'a> {
    pub(super) fn of(view: &'a DraftView) -> Self {
        let mut said: BTreeMap<String, Said> = BTreeMap::new();
        for one in &view.wrong {
            said.entry(anchor_id(&one.field)).or_default().wrong.push(one.says.clone());
        }
        for gap in &view.gaps {
            let (here, words) =
                (said.entry(anchor_id(&gap.path)).or_default(), format!("{}; {}.", gap.problem, gap.mend));
            if gap.fault == Fault::Missing { here.missing.push(words) } else { here.wrong.push(words) }
        }
        Self { view, said }
    }

    fn said(&self, id: &str) -> (&[String], &[String]) {
        self.said.get(id).map_or((&[], &[]), |said| (&said.missing, &said.wrong))
    }
}

/// The gaps of a row or a part as a whole.
pub(super) fn anchored_gaps(sheet: &Sheet<'_>, id: &str) -> Markup {
    let (missing, wrong) = sheet.said(id);
    html! {
        @for text in missing { p.gap { (text) } }
        @for text in wrong { p.error { span aria-hidden="true" { "✕ " } strong { "Error: " } (text) } }
    }
}

/// A field of the form at its path.
pub(super) fn field(sheet: &Sheet<'_>, key: &str, path: &str) -> Markup {
    let view = sheet.view;
    let Some(leaf) = leaf_at(path) else { return html! {} };
    let (missing, wrong) = sheet.said(&format!("field-{}", identifier(path)));
    // What comes from elsewhere is shown where it is there, or has to be.
    let is_there = !view.values.get(path).is_empty() || !missing.is_empty() || !wrong.is_empty();
    if leaf.written == Written::Kept && !is_there {
        return html! {};
    }
    let block = form_field::describe(&portcullis_application::Application::default(), key).block;
    let label = match block {
        Some(block) => format!("{} (block {block})", label_of(leaf)),
        None => label_of(leaf).to_owned(),
    };
    let hints: Vec<String> = hint(leaf)
        .map(str::to_owned)
        .into_iter()
        .chain(missing.iter().map(|text| format!("Missing: {text}")))
        .collect();
    let (hint, error) = (hints.join(" "), wrong.join(" "));
    let base = Field {
        hint: Some(hint.as_str()).filter(|hint| !hint.is_empty()),
        error: Some(error.as_str()).filter(|error| !error.is_empty()),
        required: true,
        ..Field::of(path, &label, Control::Input(InputKind::Text, view.values.get(path)))
    };
    html! { div.slot.wide[is_wide(leaf)].gap-here[!missing.is_empty()] { (control(view, leaf, path, base)) } }
}

/// Whether a field takes the whole width.
fn is_wide(leaf: &Leaf) -> bool {
    matches!(leaf.written, Written::Text | Written::Words | Written::Tick)
}

fn hint(leaf: &Leaf) -> Option<&'static str> {
    match (leaf.key, leaf.written) {
        (_, Written::Lines) => Some("One a line."),
        ("items[].tpp", _) => Some("Rounded up."),
        ("parties[].owners[].basis_points", _) => Some("8000 is 80 percent."),
        ("end_use.training_operations", _) => Some("A number such as 2.5e25; 0 where nothing is trained."),
        ("parties[].ultimate_parent", _) => Some("Its own name where it stands at the top itself."),
        _ => None,
    }
}

/// The input itself. Nothing of a draft is required by the browser: what is missing is said, and saved all the same.
fn control(view: &DraftView, leaf: &Leaf, path: &str, field: Field<'_>) -> Markup {
    let field = Field { required: false, ..field };
    let text = view.values.get(path);
    match leaf.written {
        Written::Line => field.render(),
        Written::Country => Suggested { field, list: "countries" }.render(),
        Written::Model => Suggested { field, list: "models" }.render(),
        Written::Text => Field { control: Control::Text(3, text), ..field }.render(),
        Written::Lines => Field { control: Control::Text(2, text), ..field }.render(),
        Written::Digits => Field { control: Control::Input(InputKind::Number, text), ..field }.render(),
        Written::Date => Field { control: Control::Input(InputKind::Date, text), ..field }.render(),
        Written::Kept => kept(&field, text),
        Written::Tick => {
            let choice = [Choice { value: "yes", label: "Yes: nobody else receives for them", chosen: text == "yes" }];
            Field { control: Control::Checkboxes(&choice), ..field }.render()
        }
        Written::YesNo => {
            let choices = [("", "Not said"), ("yes", "Yes"), ("no", "No")].map(|(value, label)| Choice {
                value,
                label,
                chosen: text == value,
            });
            Field { control: Control::Select(&choices), ..field }.render()
        }
        Written::Word | Written::Words => {
            let known = choices(view, leaf.key);
            let chosen: Vec<&str> = view.values.all(path).collect();
            // A word that this version does not know stays, and can be taken away.
            let unknown = chosen
                .iter()
                .filter(|word| !word.is_empty() && !known.iter().any(|(own, _)| own == *word))
                .map(|word| (*word, *word));
            let all: Vec<Choice<'_>> = known
                .iter()
                .map(|(word, title)| (word.as_str(), title.as_str()))
                .chain(unknown)
                .map(|(value, label)| Choice { value, label, chosen: chosen.contains(&value) })
                .collect();
            let control = if leaf.written == Written::Word { Control::Select(&all) } else { Control::Checkboxes(&all) };
            Field { control, ..field }.render()
        }
    }
}

/// What comes from elsewhere and is carried along.
fn kept(field: &Field<'_>, text: &str) -> Markup {
    html! {
        div.field id=(field.id()) tabindex="-1" {
            p.kept-label { (field.label) }
            @if let Some(hint) = field.hint { p.hint { (hint) } }
            @if let Some(error) = field.error { p.error { span aria-hidden="true" { "✕ " } strong { "Error: " } (error) } }
            p.kept { (if text.is_empty() { "–" } else { text }) }
            input type="hidden" name=(field.name) value=(text);
        }
    }
}
