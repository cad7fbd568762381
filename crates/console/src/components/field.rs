//! Fields of forms: a label always, a hint and an error where there are any, tied to the input.

use crate::number::identifier;
use maud::{Markup, Render, html};

/// What a one-line input takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Any text.
    Text,
    /// A number, written in digits.
    Number,
    /// A date.
    Date,
    /// A secret.
    Password,
    /// A text to search for.
    Search,
    /// A file; what it was cannot be shown again.
    File,
    /// Any number of files.
    Files,
}

impl InputKind {
    fn is_of_files(self) -> bool {
        matches!(self, Self::File | Self::Files)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Text | Self::Number => "text",
            Self::Date => "date",
            Self::Password => "password",
            Self::Search => "search",
            Self::File | Self::Files => "file",
        }
    }
}

/// One of several values.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is shown.
    pub label: &'a str,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How a value is given.
#[derive(Debug, Clone, Copy)]
pub enum Control<'a> {
    /// One line.
    Input(InputKind, &'a str),
    /// Several lines: how many are shown, and the text.
    Text(u32, &'a str),
    /// One of many.
    Select(&'a [Choice<'a>]),
    /// One of few, all in sight.
    Radios(&'a [Choice<'a>]),
    /// Any of them.
    Checkboxes(&'a [Choice<'a>]),
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The name it is sent under; its id follows from it.
    pub name: &'a str,
    /// What it asks for.
    pub label: &'a str,
    /// How to fill it.
    pub hint: Option<&'a str>,
    /// What is wrong with what was sent, and the mend.
    pub error: Option<&'a str>,
    /// Whether it has to be filled.
    pub required: bool,
    /// How the value is given.
    pub control: Control<'a>,
}

impl<'a> Field<'a> {
    /// A field that may be left empty, without hint or error.
    #[must_use]
    pub fn of(name: &'a str, label: &'a str, control: Control<'a>) -> Self {
        Self { name, label, hint: None, error: None, required: false, control }
    }

    /// The id of its input, or of the group of its inputs.
    #[must_use]
    pub fn id(&self) -> String {
        format!("field-{}", identifier(self.name))
    }

    fn described_by(&self) -> Option<String> {
        let parts = [(self.hint, "hint"), (self.error, "error")];
        let ids: Vec<String> =
            parts.iter().filter(|(text, _)| text.is_some()).map(|(_, part)| format!("{}-{part}", self.id())).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn around(&self, label: Markup, inputs: Markup) -> Markup {
        html! {
            (label)
            @if let Some(hint) = self.hint { p.hint id={ (self.id()) "-hint" } { (hint) } }
            @if let Some(error) = self.error {
                p.error id={ (self.id()) "-error" } { span aria-hidden="true" { "✕ " } strong { "Error: " } (error) }
            }
            (inputs)
        }
    }

    fn optional(&self) -> Markup {
        html! { @if !self.required { " " span.quiet { "(optional)" } } }
    }

    fn alone(&self, input: Markup) -> Markup {
        let label = html! { label for=(self.id()) { (self.label) (self.optional()) } };
        html! { div.field.wrong[self.error.is_some()] { (self.around(label, input)) } }
    }

    fn input(&self, kind: InputKind, value: &str) -> Markup {
        let digits = (kind == InputKind::Number).then_some("decimal");
        let class = if kind == InputKind::Number { "digits" } else { "line" };
        self.alone(html! {
            input.(class) type=(kind.word()) id=(self.id()) name=(self.name)
                value=[(!kind.is_of_files()).then_some(value)] multiple[kind == InputKind::Files] inputmode=[digits]
                autocomplete=[(kind == InputKind::Number).then_some("off")]
                required[self.required] aria-describedby=[self.described_by()]
                aria-invalid=[self.error.map(|_| "true")];
        })
    }

    fn text(&self, rows: u32, text: &str) -> Markup {
        self.alone(html! {
            textarea id=(self.id()) name=(self.name) rows=(rows) required[self.required]
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] {
                // A parser drops the first line break in a text area; this one, so that none of the text's is lost.
                "\n" (text)
            }
        })
    }

    fn select(&self, choices: &[Choice<'_>]) -> Markup {
        self.alone(html! {
            select id=(self.id()) name=(self.name) required[self.required]
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.chosen] { (choice.label) }
                }
            }
        })
    }

    fn several(&self, kind: &str, choices: &[Choice<'_>]) -> Markup {
        let legend = html! { legend { (self.label) (self.optional()) } };
        // Of a group of radio buttons any may be required; a required check box would have to be checked itself.
        let required = self.required && kind == "radio";
        let inputs = html! {
            @for (place, choice) in choices.iter().enumerate() {
                @let id = format!("{}-{place}", self.id());
                div.choice {
                    input type=(kind) id=(id) name=(self.name) value=(choice.value) checked[choice.chosen] required[required];
                    label for=(id) { (choice.label) }
                }
            }
        };
        html! {
            fieldset.field.wrong[self.error.is_some()] #(self.id()) tabindex="-1" aria-describedby=[self.described_by()] {
                (self.around(legend, inputs))
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        match self.control {
            Control::Input(kind, value) => self.input(kind, value),
            Control::Text(rows, text) => self.text(rows, text),
            Control::Select(choices) => self.select(choices),
            Control::Radios(choices) => self.several("radio", choices),
            Control::Checkboxes(choices) => self.several("checkbox", choices),
        }
    }
}
