//! Forms of a page as a browser sends them.

use crate::checker::{Element, check};

/// A form.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Where it is sent.
    pub action: String,
    /// What it sends as it stands.
    pub values: Vec<(String, String)>,
    /// Fields that have to be filled and are not: the name, and one value that would do.
    pub empty: Vec<(String, String)>,
}

fn inside(elements: &[Element], mut at: usize, form: usize) -> bool {
    while let Some(parent) = elements[at].parent {
        if parent == form {
            return true;
        }
        at = parent;
    }
    false
}

/// Every form of a page that changes something.
pub fn forms(html: &str) -> Vec<Sent> {
    let elements = check(html);
    let posts = |element: &Element| element.name == "form" && element.get("method") == Some("post");
    let forms = (0..elements.len()).filter(|at| posts(&elements[*at]));
    forms.map(|form| sent(&elements, form)).collect()
}

fn sent(elements: &[Element], form: usize) -> Sent {
    let mut sent =
        Sent { action: elements[form].get("action").unwrap().to_owned(), values: Vec::new(), empty: Vec::new() };
    for at in (0..elements.len()).filter(|at| inside(elements, *at, form)) {
        let element = &elements[at];
        let Some(name) = element.get("name").map(str::to_owned) else { continue };
        let (value, required) =
            (element.get("value").unwrap_or_default().to_owned(), element.get("required").is_some());
        let value = match (element.name.as_str(), element.get("type")) {
            ("input", Some("checkbox" | "radio")) => {
                if element.get("checked").is_some() {
                    sent.values.push((name, value));
                } else if required && !sent.empty.iter().any(|(own, _)| *own == name) {
                    sent.empty.push((name, value));
                }
                continue;
            }
            ("input", _) => value,
            ("textarea", _) => element.text.strip_prefix('\n').unwrap_or(&element.text).to_owned(),
            ("select", _) => {
                let options: Vec<&Element> =
                    elements.iter().filter(|option| option.name == "option" && option.parent == Some(at)).collect();
                let chosen = options.iter().find(|option| option.get("selected").is_some()).or(options.first());
                let value = chosen.and_then(|option| option.get("value")).unwrap_or_default().to_owned();
                if required && value.is_empty() {
                    let other = options.iter().filter_map(|option| option.get("value")).find(|value| !value.is_empty());
                    sent.empty.push((name, other.unwrap_or_default().to_owned()));
                    continue;
                }
                value
            }
            _ => continue,
        };
        if required && value.is_empty() {
            let would_do = match (element.get("inputmode"), element.get("type")) {
                (Some("decimal"), _) => "3",
                (_, Some("date")) => "2026-06-30",
                _ => "in some words",
            };
            sent.empty.push((name, would_do.to_owned()));
        } else {
            sent.values.push((name, value));
        }
    }
    sent
}

impl Sent {
    /// All of it, with what had to be filled.
    pub fn filled(&self) -> Vec<(String, String)> {
        self.values.iter().chain(&self.empty).cloned().collect()
    }

    /// The word of the event that it becomes.
    pub fn word(&self) -> &str {
        self.action.rsplit('/').next().unwrap()
    }
}
