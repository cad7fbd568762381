//! Conditions as rows of a form: the rule with the fields it has, the sentence that the license prints, and what a machine reads.
//!
//! A row begins with its rule, chosen where it is added; it has the fields of that rule and no others, so that nothing is typed that counts for nothing.

use super::reader::Reader;
use super::rows::DO;
use crate::components::{Choice, Control, Field, InputKind};
use crate::filled::Filled;
use crate::license_parts::as_data;
use maud::{Markup, Render, html};
use portcullis_license::{Condition, Grant, Rule};

/// The rules, with the words that are sent for them and what people call them.
pub(crate) const RULES: [(&str, &str); 8] = [
    ("most_concurrent_chips", "Most chips at once"),
    ("most_cluster_tpp", "Most TPP in one cluster"),
    ("most_in_window", "Most use in any so many days"),
    ("named_sites", "Only at named sites"),
    ("no_resale", "No resale"),
    ("report_every", "Report every so many days"),
    ("most_training_operations", "Largest training run"),
    ("text", "In words, kept by people"),
];

/// What people call a rule.
pub(crate) fn rule_title(word: &str) -> &'static str {
    RULES.iter().find(|(own, _)| *own == word).map_or("A rule that is not known", |(_, title)| title)
}

/// The word of a rule.
pub(crate) fn rule_word(rule: &Rule) -> &'static str {
    match rule {
        Rule::MostConcurrentChips { .. } => "most_concurrent_chips",
        Rule::MostClusterTpp { .. } => "most_cluster_tpp",
        Rule::MostInWindow { .. } => "most_in_window",
        Rule::NamedSites { .. } => "named_sites",
        Rule::NoResale => "no_resale",
        Rule::ReportEvery { .. } => "report_every",
        Rule::MostTrainingOperations { .. } => "most_training_operations",
        Rule::Text { .. } => "text",
    }
}

/// The values of a row that holds a condition.
pub(crate) fn row_values(row: &str, condition: &Condition) -> Vec<(String, String)> {
    let number = |value: Option<u64>| value.map(|number| number.to_string()).unwrap_or_default();
    let rule = match &condition.rule {
        Rule::MostConcurrentChips { chips } => vec![("chips", chips.to_string())],
        Rule::MostClusterTpp { tpp } => vec![("tpp", tpp.to_string())],
        Rule::MostInWindow { days, amount } => vec![
            ("days", days.to_string()),
            ("chip_hours", number(amount.chip_hours)),
            ("tpp_hours", number(amount.tpp_hours)),
        ],
        Rule::NamedSites { sites } => {
            vec![("sites", sites.iter().map(|site| site.as_str()).collect::<Vec<_>>().join("\n"))]
        }
        Rule::NoResale => Vec::new(),
        Rule::ReportEvery { days } => vec![("days", days.to_string())],
        Rule::MostTrainingOperations { power_of_ten } => vec![("power_of_ten", power_of_ten.to_string())],
        Rule::Text { text } => vec![("text", text.clone())],
    };
    let named = [
        ("is", rule_word(&condition.rule).to_owned()),
        ("id", condition.id.clone()),
        ("owner", condition.owner.clone()),
    ];
    named.into_iter().chain(rule).map(|(field, value)| (format!("{row}.{field}"), value)).collect()
}

/// The values of a list of conditions.
pub(crate) fn list_values(list: &str, conditions: &[Condition]) -> Vec<(String, String)> {
    conditions.iter().enumerate().flat_map(|(at, one)| row_values(&format!("{list}[{at}]"), one)).collect()
}

/// The condition that a row holds. An owner that is fixed is not read.
pub(crate) fn read_row(filled: &Filled, row: &str, owner: Option<&str>) -> Result<Condition, Vec<(String, String)>> {
    let mut reader = Reader::of(filled, row);
    let id = reader.text("id", "a name for the condition, which no other one has");
    let owner = match owner {
        Some(owner) => Some(owner.to_owned()),
        None => reader.text("owner", "the agency that asks for it"),
    };
    let rule = rule(&mut reader);
    match (id, owner, rule) {
        (Some(id), Some(owner), Some(rule)) => Ok(Condition { id, owner, rule }),
        _ => Err(reader.into_wrong()),
    }
}

/// The conditions that the rows of a list hold.
pub(crate) fn read_list(
    filled: &Filled,
    list: &str,
    owner: Option<&str>,
) -> Result<Vec<Condition>, Vec<(String, String)>> {
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for at in 0..super::rows::count(filled.values(), list) {
        match read_row(filled, &format!("{list}[{at}]"), owner) {
            Ok(condition) => read.push(condition),
            Err(found) => wrong.extend(found),
        }
    }
    if wrong.is_empty() { Ok(read) } else { Err(wrong) }
}

fn rule(reader: &mut Reader<'_>) -> Option<Rule> {
    match reader.value("is").as_str() {
        "most_concurrent_chips" => {
            Some(Rule::MostConcurrentChips { chips: reader.number("chips", "a number of chips")? })
        }
        "most_cluster_tpp" => {
            Some(Rule::MostClusterTpp { tpp: reader.number("tpp", "a total processing performance")? })
        }
        "most_in_window" => {
            let days = reader.number("days", "a number of days");
            let chip_hours = reader.maybe_number("chip_hours", "a number of chip-hours");
            let tpp_hours = reader.maybe_number("tpp_hours", "a number of TPP-hours");
            if chip_hours == Some(None) && tpp_hours == Some(None) {
                reader.problem("chip_hours", "Write how much: chip-hours, TPP-hours, or both.");
                return None;
            }
            Some(Rule::MostInWindow { days: days?, amount: Grant { chip_hours: chip_hours?, tpp_hours: tpp_hours? } })
        }
        "named_sites" => {
            let sites = reader.lines("sites")?;
            if sites.is_empty() {
                reader.problem("sites", "Name a site at least: without one nothing could run anywhere.");
                return None;
            }
            Some(Rule::NamedSites { sites })
        }
        "no_resale" => Some(Rule::NoResale),
        "report_every" => Some(Rule::ReportEvery { days: reader.number("days", "a number of days")? }),
        "most_training_operations" => {
            Some(Rule::MostTrainingOperations { power_of_ten: reader.number("power_of_ten", "a power of ten")? })
        }
        "text" => Some(Rule::Text { text: reader.text("text", "the wording")? }),
        _ => {
            reader.problem("is", "Choose a rule: remove this condition and add it again.");
            None
        }
    }
}

/// The rows of a list of conditions. With an owner all of them are its own, and none is asked for.
pub(crate) fn rows(filled: &Filled, list: &str, owner: Option<&str>, beside: &dyn Fn(&Condition) -> Markup) -> Markup {
    let count = super::rows::count(filled.values(), list);
    html! {
        @if count == 0 { p.quiet { "No conditions." } }
        @for at in 0..count { (row(filled, &format!("{list}[{at}]"), at, owner, beside)) }
        (adder(filled, list, "Rule of a further condition", "Add the condition", &RULES))
    }
}

/// What adds a row: what it begins with, and the button.
pub(crate) fn adder<A: AsRef<str>, B: AsRef<str>>(
    filled: &Filled,
    list: &str,
    label: &str,
    button: &str,
    choices: &[(A, B)],
) -> Markup {
    let name = format!("{list}.add");
    let choices: Vec<Choice<'_>> = choices
        .iter()
        .map(|(value, label)| Choice {
            value: value.as_ref(),
            label: label.as_ref(),
            chosen: filled.has(&name, value.as_ref()),
        })
        .collect();
    html! {
        div.row {
            (filled.field(&name, label, Control::Select(&choices)))
            p.buttons { button.plain type="submit" name=(DO) value={ "add:" (list) } formnovalidate { (button) } }
        }
    }
}

fn row(filled: &Filled, row: &str, at: usize, owner: Option<&str>, beside: &dyn Fn(&Condition) -> Markup) -> Markup {
    let name = |field: &str| format!("{row}.{field}");
    let (is, id, owned) = (name("is"), name("id"), name("owner"));
    let word = filled.value(&is);
    let read = read_row(filled, row, owner);
    html! {
        fieldset.row-of {
            legend { "Condition " (at + 1) ": " (rule_title(word)) }
            input type="hidden" name=(is) value=(word);
            @if let Some(problem) = filled.problem(&is) { p.error { (problem) } }
            div.grid-fields {
                (Field { required: true, hint: Some("Unique within the license."), ..filled.line(&id, "Name", InputKind::Text) })
                @if owner.is_none() { (Field { required: true, hint: Some("Dropping or altering it takes this agency's consent."), ..filled.line(&owned, "Owner", InputKind::Text) }) }
                (rule_fields(filled, row, word))
            }
            @if let Ok(condition) = &read {
                p { "The license says: " q { (condition.rule.to_string()) } " " (beside(condition)) }
                p.quiet { "As data: " (as_data(condition)) }
            }
            p.buttons {
                button.plain type="submit" name=(DO) value={ "remove:" (row) } formnovalidate { "Remove" span.unseen { " condition " (at + 1) } }
            }
        }
    }
}

/// The fields of a rule.
pub(crate) fn rule_fields(filled: &Filled, row: &str, word: &str) -> Markup {
    let name = |field: &str| format!("{row}.{field}");
    let number = |field: &str, label: &str, hint: &str| {
        Field { required: true, hint: Some(hint), ..filled.line(&name(field), label, InputKind::Number) }.render()
    };
    let maybe = |field: &str, label: &str| {
        Field { hint: Some("Left empty: not limited."), ..filled.line(&name(field), label, InputKind::Number) }.render()
    };
    match word {
        "most_concurrent_chips" => number("chips", "Chips", "At once, under the whole license."),
        "most_cluster_tpp" => number("tpp", "TPP", "Of the chips of one interconnected cluster together."),
        "most_in_window" => html! {
            (number("days", "Days", "Any so many days on end."))
            (maybe("chip_hours", "Chip-hours"))
            (maybe("tpp_hours", "TPP-hours"))
        },
        "named_sites" => Field {
            required: true,
            hint: Some("One a line, as the license names them."),
            ..filled.text(&name("sites"), "Sites", 3)
        }
        .render(),
        "report_every" => number("days", "Days", "From one report to the next; nothing is reserved while one is late."),
        "most_training_operations" => {
            number("power_of_ten", "Power of ten", "Of the operations of one training run: 25 is 10^25.")
        }
        "text" => Field {
            required: true,
            hint: Some("It becomes an obligation that people see to: no gate can hold it."),
            ..filled.text(&name("text"), "Wording", 3)
        }
        .render(),
        _ => html! {},
    }
}
