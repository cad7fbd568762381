//! The documents of a draft: which it names, whether their content is here, and a form that brings one.

use crate::components::{Badge, Choice, Control, Digest, Field, InputKind, Tone};
use crate::number::grouped;
use crate::provider::draft::DraftView;
use crate::provider::links;
use maud::{Markup, html};

/// A document that a draft names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftDocument {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Whether its content is here, as the draft describes it.
    pub is_here: bool,
}

/// What may be brought.
const FILE: &str = "PDF, PNG, JPEG, text (also CSV), or an office file without macros. Its name, its size and its hash are filled in from it.";

/// What documents are that are asked for most, for the field of the kind.
const KINDS: [&str; 5] = ["contract", "end_user_statement", "purchase_order", "technical_description", "other"];

pub(super) fn documents(view: &DraftView) -> Markup {
    html! {
        h2 #documents { "Documents" }
        @if view.documents.is_empty() { p { "No document goes with it yet." } }
        @for (place, document) in view.documents.iter().enumerate() { (one(view, place, document)) }
        h2 #bring { "Add a document" }
        (bring(view))
    }
}

fn one(view: &DraftView, place: usize, document: &DraftDocument) -> Markup {
    let id = format!("document-{place}");
    html! {
        article id=(id) {
            h3 { @if document.name.trim().is_empty() { "Document without a name" } @else { (document.name) } }
            p {
                @if document.is_here { (Badge::of(Tone::Good, "✓", "content is here")) } @else { (Badge::of(Tone::Warn, "…", "content is not here")) }
                " " (document.kind.replace('_', " ")) ", " (grouped(document.bytes.into())) " bytes, SHA-256 " (Digest { full: &document.sha256 })
            }
            @if document.is_here {
                p { a href=(links::draft_document(&view.reference, &document.sha256)) { "Download" span.unseen { ": " (document.name) } } }
            }
            form method="post" enctype="multipart/form-data" action=(links::draft_operation(&view.reference, "documents")) {
                (view.keys.hidden(&format!("remove-{place}")))
                input type="hidden" name="remove" value=(place);
                p.buttons { button.plain type="submit" { "Remove it" span.unseen { ": " (document.name) } } }
            }
        }
    }
}

fn bring(view: &DraftView) -> Markup {
    let filled = &view.filled;
    let kinds = KINDS.map(|kind| (kind, kind.replace('_', " ")));
    let kinds = kinds.each_ref().map(|(value, label)| Choice { value, label, chosen: filled.has("kind", value) });
    let none = Choice { value: "", label: "none: it is another one", chosen: false };
    let names = view.documents.iter().map(|document| document.name.trim()).filter(|name| !name.is_empty());
    let replaced = names.map(|name| Choice { value: name, label: name, chosen: filled.has("replaces", name) });
    let replaced: Vec<Choice<'_>> = std::iter::once(none).chain(replaced).collect();
    html! {
        form.sheet method="post" enctype="multipart/form-data" action=(links::draft_operation(&view.reference, "documents")) {
            (view.keys.hidden("bring"))
            (Field { required: true, hint: Some(FILE), ..filled.line("file", "File", InputKind::File) })
            (Field { required: true, ..filled.field("kind", "What it is", Control::Select(&kinds)) })
            (Field { hint: Some("That of the file where it is left empty."), ..filled.line("name", "Name", InputKind::Text) })
            (filled.line("expires", "Can be relied on until", InputKind::Date))
            @if !view.documents.is_empty() { (filled.field("replaces", "In place of", Control::Select(&replaced))) }
            p.buttons { button type="submit" { "Add it" } }
        }
    }
}
