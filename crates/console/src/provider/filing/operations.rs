//! What can be done with a filing: answer a question, amend, withdraw, respond, appeal.

use crate::components::{Badge, Confirm, Deadline, Field, Moment, Tone};
use crate::files::{documents_with, files_of};
use crate::form_keys::FormKeys;
use crate::provider::filing::{FilingView, QuestionShown};
use crate::provider::links;
use maud::{Markup, html};

pub(super) fn questions(view: &FilingView) -> Markup {
    html! {
        @if !view.questions.is_empty() {
            h2 #questions { "Questions" }
            @for question in &view.questions { (one_question(view, question)) }
        }
    }
}

fn one_question(view: &FilingView, question: &QuestionShown) -> Markup {
    let name = format!("answer-{}", question.number);
    let files = files_of(&name);
    html! {
        article.question-of id={ "question-" (question.number) } {
            h3 {
                "Question " (question.number) " "
                @if question.answer.is_some() { (Badge::of(Tone::Good, "✓", "answered")) }
                @else if question.is_waiting { (Badge::of(Tone::Warn, "?", "to be answered")) }
                @else { (Badge::of(Tone::Plain, "–", "not answered, and not waited for any more")) }
            }
            div.words { (question.text) }
            p.quiet {
                "Came " (Moment::utc(question.at))
                @if let Some(due) = question.due.filter(|_| question.is_waiting) { " · answer by " (Deadline { due, today: view.today }) }
            }
            @if let Some(answer) = &question.answer { blockquote.words { (answer) } }
            @else if let Some(keys) = view.keys.as_ref().filter(|_| question.is_waiting) {
                form.sheet method="post" enctype="multipart/form-data" action=(links::filing_operation(&view.reference, "answer")) {
                    (keys.hidden(&name))
                    input type="hidden" name="question" value=(question.number);
                    (Field { required: true, hint: Some("Goes to the authority as it is written here."), ..view.filled.text(&name, "Answer", 6) })
                    (documents_with(&view.filled, &files))
                    p.buttons { button type="submit" { "Send the answer" } }
                }
            }
        }
    }
}

/// What is done by a text and a second look: what it is, what is asked, and what follows. Responses and appeals: 15 CFR
/// 750.6 and part 756 (sourced: copy of 750.6; part 756 as that names it).
const BY_TEXT: [(&str, &str, &str, &str, &str); 3] = [
    (
        "withdraw",
        "Withdraw the application",
        "Take this application back?",
        "The authority stops working on it. To be heard again, you file a new one.",
        "Reason",
    ),
    (
        "respond",
        "Respond to the notice",
        "Send this response to the notice of intent to deny?",
        "The authority reads it before it decides (15 CFR 750.6). It cannot be changed once it is sent.",
        "What speaks against the denial",
    ),
    (
        "appeal",
        "Appeal against the denial",
        "File this appeal?",
        "It goes the way of 15 CFR part 756, and cannot be changed once it is sent.",
        "Why the denial is wrong",
    ),
];

pub(super) fn operations(view: &FilingView) -> Markup {
    let Some(keys) = view.keys.as_ref().filter(|_| !view.may.is_empty()) else { return html! {} };
    let may = |word: &str| view.may.iter().any(|may| may == word);
    html! {
        h2 #operations { "What you can do" }
        div.actions {
            @if may("amend") {
                form method="post" action=(links::filing_operation(&view.reference, "amend")) {
                    (keys.hidden("amend"))
                    button.plain type="submit" { "Amend it" }
                }
            }
            @for one in BY_TEXT.iter().filter(|one| may(one.0)) { (by_text(view, keys, *one)) }
        }
    }
}

fn by_text(
    view: &FilingView,
    keys: &FormKeys,
    (word, label, question, consequence, asks): (&str, &str, &str, &str, &str),
) -> Markup {
    let operation = keys.operation(word);
    let brings = (word != "withdraw").then(|| files_of(word));
    html! {
        (Confirm {
            id: word,
            action: links::filing_operation(&view.reference, word),
            label,
            question,
            consequence,
            tone: if word == "withdraw" { Tone::Bad } else { Tone::Plain },
            idempotency_key: &operation,
            form_key: &keys.form_key,
            brings_files: brings.is_some(),
            fields: html! {
                (Field { required: true, ..view.filled.text(word, asks, 6) })
                @if let Some(files) = &brings { (documents_with(&view.filled, files)) }
            },
        })
    }
}
