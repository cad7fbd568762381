//! A question to the engine, in one form. It is a question and no record: the answer has an address of its own that
//! holds every field, so it can be sent, kept, and changed in one fact.

use crate::components::{Choice, Control, Field, InputKind};
use crate::filled::Filled;
use crate::provider::links;
use crate::provider::suggest::{Suggested, suggestions};
use maud::{Markup, html};

/// A code with what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The code.
    pub code: String,
    /// What people call it.
    pub name: String,
}

/// The form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskView {
    /// What stands in it.
    pub filled: Filled,
    /// Countries by their codes.
    pub countries: Vec<Named>,
    /// Instance types (`aws:p5.48xlarge`) and accelerators, by the names of the catalog.
    pub items: Vec<Named>,
    /// End uses that the law knows.
    pub end_uses: Vec<Named>,
    /// Profiles: which law is applied.
    pub profiles: Vec<Named>,
}

/// Whether and, where nobody has said, neither.
const YES_NO: [(&str, &str); 3] = [("", "Not known"), ("no", "No"), ("yes", "Yes")];

/// The body of the page.
#[must_use]
pub fn ask(view: &AskView) -> Markup {
    html! {
        (view.filled.summary())
        form.sheet.wide method="get" action=(links::answer()) {
            (who(view))
            (what(view))
            (law(view))
            p.buttons { button type="submit" { "Ask" } }
            p.quiet { "Nothing is recorded and nothing is held by asking." }
        }
        (suggestions("countries", view.countries.iter().map(|one| (one.code.as_str(), one.name.as_str()))))
        (suggestions("items", view.items.iter().map(|one| (one.code.as_str(), one.name.as_str()))))
    }
}

fn country<'a>(filled: &'a Filled, name: &'a str, label: &'a str, hint: &'a str) -> Suggested<'a> {
    let field = Field { hint: Some(hint), ..filled.line(name, label, InputKind::Text) };
    Suggested { field, list: "countries" }
}

fn who(view: &AskView) -> Markup {
    let filled = &view.filled;
    let customer = Field {
        hint: Some("As its register has it. It is screened, and looked up among owners."),
        required: true,
        ..filled.line("customer", "Customer", InputKind::Text)
    };
    html! {
        fieldset {
            legend { "Who wants it" }
            (customer)
            div.grid-fields {
                (country(filled, "country", "Country", "Where it is located: a code, or a name."))
                (country(filled, "headquarters", "Headquarters", "Left empty: as the ownership graph says."))
            }
            div.grid-fields {
                (Field { hint: Some("Who stands at the top; the word self where it does itself."), ..filled.line("parent", "Ultimate parent", InputKind::Text) })
                (country(filled, "parent_country", "Headquarters of the ultimate parent", "Left empty: as the ownership graph says."))
            }
        }
    }
}

fn what(view: &AskView) -> Markup {
    let filled = &view.filled;
    let item = Suggested {
        field: Field {
            hint: Some("An instance type such as aws:p5.48xlarge, or an accelerator of the catalog."),
            required: true,
            ..filled.line("item", "Instance or accelerator", InputKind::Text)
        },
        list: "items",
    };
    let quantity = Field {
        hint: Some("Instances, or accelerators. Left empty: one."),
        ..filled.line("quantity", "Quantity", InputKind::Number)
    };
    let end_uses: Vec<Choice<'_>> = view
        .end_uses
        .iter()
        .map(|one| Choice { value: &one.code, label: &one.name, chosen: filled.has("end_use", &one.code) })
        .collect();
    let resale = YES_NO.map(|(value, label)| Choice { value, label, chosen: filled.value("resale") == value });
    html! {
        fieldset {
            legend { "What, and what for" }
            (item)
            div.grid-fields {
                (quantity)
                (country(filled, "site", "Site", "The country where it runs."))
                (Field { hint: Some("Of the model that is trained: 3e24. Left empty: none is known."), ..filled.line("training_operations", "Training operations", InputKind::Text) })
            }
            (Field { hint: Some("What is known of it; none, if nothing is."), ..filled.field("end_use", "End use", Control::Checkboxes(&end_uses)) })
            (filled.field("resale", "Does the customer pass it on to others?", Control::Radios(&resale)))
        }
    }
}

fn law(view: &AskView) -> Markup {
    let filled = &view.filled;
    let profiles: Vec<Choice<'_>> = view
        .profiles
        .iter()
        .map(|one| Choice { value: &one.code, label: &one.name, chosen: filled.value("profile") == one.code })
        .collect();
    html! {
        fieldset {
            legend { "Under which law" }
            div.grid-fields {
                (Field { required: true, hint: Some("The law of this day is applied."), ..filled.line("on", "Date", InputKind::Date) })
                (Field { hint: Some("What is applied besides what is in force."), ..filled.field("profile", "Profile", Control::Select(&profiles)) })
            }
        }
    }
}
