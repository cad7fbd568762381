//! A draft of an application: the form in parts, what is missing beside the fields, a trial of planned runs, a preview,
//! and the signature.
//!
//! The whole form is one form. Its buttons say what they do with it (`do`): `save`, `add:{list}`, `remove:{row}`; each
//! saves what stands in it, so that nothing typed is lost and no script is needed.

mod documents;
mod file;
mod input;
mod leaf;
mod parts;
mod read;
mod trial;
mod values;

pub use documents::DraftDocument;
pub use read::{DraftWrong, application_of, values_of};
pub use values::{RowError, Values, add_row, remove_row};

use crate::components::{Badge, Moment, Problem, Tab, Tabs, Tone, error_summary};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::number::{counted, grouped, identifier};
use crate::provider::ask::Named;
use crate::provider::filing::section_shown;
use crate::provider::links;
use crate::provider::suggest::suggestions;
use maud::{Markup, html};
use portcullis_application::{Certification, Gap, Hindrance, Section};
use portcullis_license::Instant;

/// A part of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DraftTab {
    /// The form.
    #[default]
    Form,
    /// The documents that go with it.
    Documents,
    /// A trial of a planned run.
    Try,
    /// The application as it will be read.
    Preview,
    /// Certification and signature.
    File,
}

impl DraftTab {
    const ALL: [Self; 5] = [Self::Form, Self::Documents, Self::Try, Self::Preview, Self::File];

    /// The word of the parameter `show`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Documents => "documents",
            Self::Try => "try",
            Self::Preview => "preview",
            Self::File => "file",
        }
    }

    /// The part with this word; the form where there is none.
    #[must_use]
    pub fn read(word: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.word() == word).unwrap_or_default()
    }

    fn title(self) -> &'static str {
        match self {
            Self::Form => "Form",
            Self::Documents => "Documents",
            Self::Try => "Try a planned run",
            Self::Preview => "Preview",
            Self::File => "Certify and file",
        }
    }
}

/// What trying a planned run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriedRun {
    /// What stands in the way; nothing where it fits.
    pub hindrances: Vec<Hindrance>,
}

/// A draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftView {
    /// Its reference.
    pub reference: String,
    /// Which part is shown.
    pub tab: DraftTab,
    /// What stands in the form.
    pub values: Values,
    /// What of it cannot be read; then nothing was saved.
    pub wrong: Vec<DraftWrong>,
    /// What is missing, as of what was saved.
    pub gaps: Vec<Gap>,
    /// When it was last saved, and by whom.
    pub saved: Option<(Instant, String)>,
    /// The filing that it amends, where it does not begin one.
    pub amends: Option<String>,
    /// The application as it will be read.
    pub preview: Vec<Section>,
    /// The documents that it names.
    pub documents: Vec<DraftDocument>,
    /// What trying a run came to, where one was tried.
    pub tried: Option<TriedRun>,
    /// What can be certified.
    pub certifications: Vec<Certification>,
    /// Countries by their codes.
    pub countries: Vec<Named>,
    /// Accelerators, by the names of the catalog.
    pub models: Vec<Named>,
    /// End uses that the law knows.
    pub end_uses: Vec<Named>,
    /// Who would sign: the person signed in.
    pub signer: String,
    /// What stands in the other forms: of the trial `customer`, `line`, `chips`, `site`, `cluster`, `from`, `until`; of
    /// the signature `capacity`, `agree`; of the copy `copy`; of a document `name`, `kind`, `expires`, `replaces`, `file`.
    pub filled: Filled,
    /// For the forms.
    pub keys: FormKeys,
}

/// The title of the page.
#[must_use]
pub fn draft_title(view: &DraftView) -> String {
    match &view.amends {
        Some(filing) => format!("Amendment of {filing}"),
        None => format!("Draft {}", view.reference),
    }
}

/// The body of the page.
#[must_use]
pub fn draft(view: &DraftView) -> Markup {
    let page = links::draft(Some(&view.reference));
    let tabs = DraftTab::ALL.map(|tab| Tab {
        title: tab.title(),
        address: if tab == DraftTab::Form { page.clone() } else { page.with("show", tab.word()) },
        count: (tab == DraftTab::Form && !view.gaps.is_empty())
            .then(|| u64::try_from(view.gaps.len()).unwrap_or(u64::MAX)),
        current: tab == view.tab,
    });
    html! {
        (problems(view))
        p.state {
            @match view.gaps.len() {
                0 => (Badge::of(Tone::Good, "✓", "ready to file")),
                gaps => (Badge::of(Tone::Warn, "…", &counted(gaps, "gap"))),
            }
            @if let Some((at, by)) = &view.saved { " " span.quiet { "Saved " (Moment::utc(*at)) " by " (by) } }
        }
        (Tabs { label: "Parts of the draft", tabs: &tabs })
        @match view.tab {
            DraftTab::Form => { (gaps(view, &view.gaps)) (form(view)) }
            DraftTab::Documents => (documents::documents(view)),
            DraftTab::Try => (trial::trial(view)),
            DraftTab::Preview => {
                @if view.preview.is_empty() { p { "Nothing stands in it yet." } }
                @for section in &view.preview { (section_shown(section)) }
            }
            DraftTab::File => (file::file(view)),
        }
    }
}

/// What is wrong with what was sent, at the top.
fn problems(view: &DraftView) -> Markup {
    let mut all = view.filled.problems();
    if view.tab == DraftTab::Form {
        all.extend(view.wrong.iter().map(|wrong| Problem {
            field: Some(input::anchor_id(&wrong.field)),
            says: format!("{}: {}", input::name_of(view, &wrong.field), wrong.says),
        }));
    }
    error_summary(&all)
}

/// The gaps with links to their fields.
fn gaps(view: &DraftView, gaps: &[Gap]) -> Markup {
    html! {
        @if !gaps.is_empty() {
            details.gaps open[gaps.len() <= 12] {
                summary { "What is missing: " (counted(gaps.len(), "gap")) }
                ul { @for gap in gaps { (gap_item(view, gap)) } }
            }
        }
    }
}

fn gap_item(view: &DraftView, gap: &Gap) -> Markup {
    let form = links::draft(Some(&view.reference));
    let id = input::anchor_id(&gap.path);
    html! {
        li {
            @if view.tab == DraftTab::Form { a href={ "#" (id) } { (gap.label) } } @else { a href=(form.at(&id)) { (gap.label) } }
            @if let Some(block) = &gap.block { " " span.block { "block " (block) } }
            ": " (gap.problem) "; " (gap.mend) "."
            @if !gap.citation.is_empty() { " " span.quiet title=(gap.evidence) { (gap.citation) } }
        }
    }
}

fn form(view: &DraftView) -> Markup {
    let save = html! { p.buttons { button type="submit" name="do" value="save" { "Save" } } };
    let models = view.models.iter().map(|one| (one.code.as_str(), one.name.as_str()));
    let countries = view.countries.iter().map(|one| (one.code.as_str(), one.name.as_str()));
    html! {
        form.sheet.wide.draft method="post" action=(links::draft(Some(&view.reference))) {
            (view.keys.hidden("draft"))
            // The first button is what the enter key presses: it has to be the harmless one.
            (save)
            (parts::contents())
            (parts::parts(view))
            (save)
        }
        (suggestions("countries", countries))
        (suggestions("models", models))
    }
}

/// How many rows a list has, in words.
pub(crate) fn rows_words(rows: usize, noun: &str, plural: &str) -> String {
    match rows {
        0 => format!("no {noun} yet"),
        1 => format!("1 {noun}"),
        rows => format!("{rows} {plural}"),
    }
}

/// The id of the fieldset of a row.
pub(crate) fn row_id(row: &str) -> String {
    format!("row-{}", identifier(row))
}

/// A number that was typed as digits, grouped where it can be read.
pub(crate) fn typed_number(text: &str) -> String {
    text.parse::<i128>().map_or_else(|_| text.to_owned(), grouped)
}
