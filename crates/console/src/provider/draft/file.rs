//! The signature: what is certified, by whom and as what; and what else can be done with a draft.

use crate::components::{Button, Choice, Confirm, Control, Field, Form, Group, InputKind, Method, Tone};
use crate::number::counted;
use crate::provider::draft::{DraftView, gap_item};
use crate::provider::links;
use maud::{Markup, Render, html};
use portcullis_application::Certification;

pub(super) fn file(view: &DraftView) -> Markup {
    html! {
        @if view.gaps.is_empty() { (sign(view)) } @else {
            p { "It cannot be filed yet: " (counted(view.gaps.len(), "gap")) " stand in the way." }
            ul { @for gap in &view.gaps { (gap_item(view, gap)) } }
        }
        h2 #copy-it { "Begin another one with it" }
        (copy(view))
        h2 #drop-it { "Drop it" }
        (drop_it(view))
    }
}

fn certified(view: &DraftView) -> impl Iterator<Item = &Certification> {
    view.certifications.iter().filter(|one| view.values.all("certifications").any(|name| name == one.name))
}

fn sign(view: &DraftView) -> Markup {
    let filled = &view.filled;
    let agree = [Choice { value: "yes", label: "I certify all of the above", chosen: false }];
    html! {
        h2 { "What you certify" }
        ul.certified {
            @for one in certified(view) { li { (one.text) " " span.quiet { (one.citation) } } }
        }
        form.sheet method="post" action=(links::draft_operation(&view.reference, "file")) {
            (view.keys.hidden("file"))
            p { "Signed by " strong { (view.signer) } ", who is answerable for what is said." }
            (Field { required: true, hint: Some("Officer of the company, or agent with authority (15 CFR part 748, supp. 1, block 25)."), ..filled.line("capacity", "In which capacity", InputKind::Text) })
            (Field { required: true, ..filled.field("agree", "Certification", Control::Checkboxes(&agree)) })
            p.buttons { button type="submit" { @if view.amends.is_some() { "Certify and file the amendment" } @else { "Certify and file" } } }
            p.quiet { "It goes to the authority as it stands in the preview, and stays in the log." }
        }
    }
}

fn copy(view: &DraftView) -> Markup {
    let operation = view.keys.operation("copy");
    let reference = Field {
        required: true,
        hint: Some("What must not be copied is left empty: signature, determination, days, documents that expire."),
        ..view.filled.line("copy", "Reference of the copy", InputKind::Text)
    };
    Form {
        method: Method::Post { form_key: &view.keys.form_key, idempotency_key: &operation },
        action: links::draft_operation(&view.reference, "copy"),
        groups: &[Group { legend: None, fields: &[reference] }],
        button: Button { label: "Copy it", tone: Tone::Plain },
    }
    .render()
}

fn drop_it(view: &DraftView) -> Markup {
    let operation = view.keys.operation("delete");
    let question = format!("Drop the draft {}?", view.reference);
    html! {
        (Confirm {
            id: "delete",
            action: links::draft_operation(&view.reference, "delete"),
            label: "Drop the draft",
            question: &question,
            consequence: "What stands in it is gone. What was filed stays.",
            tone: Tone::Bad,
            idempotency_key: &operation,
            form_key: &view.keys.form_key,
            brings_files: false,
            fields: html! {},
        })
    }
}
