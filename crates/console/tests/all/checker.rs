//! A small reader of HTML as we write it, and the rules that every page keeps.

use std::collections::BTreeSet;

/// Elements without an end (WHATWG HTML section 13.1.2).
const VOID: [&str; 5] = ["meta", "link", "input", "br", "hr"];

#[derive(Debug, Clone)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub parent: Option<usize>,
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Reads HTML into elements, in order; stops the test where it is not well-formed.
pub fn read(html: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").unwrap_or(html);
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        if let Some(element) = open.last() {
            elements[*element].text.push_str(&unescaped(text));
        }
        let tag = tag.strip_prefix('<').unwrap();
        let (tag, after) = split_tag(tag);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().unwrap_or_else(|| panic!("`{name}` ends and was not open"));
            assert_eq!(elements[last].name, name, "elements cross");
            continue;
        }
        let element = element(tag, open.last().copied());
        let is_void = VOID.contains(&element.name.as_str());
        elements.push(element);
        if !is_void {
            open.push(elements.len() - 1);
        }
    }
    assert!(open.is_empty(), "not closed: {:?}", open.iter().map(|at| &elements[*at].name).collect::<Vec<_>>());
    elements
}

/// Up to the `>` that is in no quotes.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '>' if !quoted => return (text.split_at(at).0, text.split_at(at + 1).1),
            _ => {}
        }
    }
    panic!("a tag does not end: {text}");
}

fn element(tag: &str, parent: Option<usize>) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let legal = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    assert!(legal(name), "`{name}` is no element");
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        assert!(legal(attribute), "`{attribute}` is no attribute, in <{tag}>");
        let value = match after.strip_prefix("=\"") {
            Some(value) => {
                let (value, after) = value.split_once('"').unwrap();
                rest = after;
                unescaped(value)
            }
            None => {
                rest = after;
                String::new()
            }
        };
        assert!(!attributes.iter().any(|(known, _)| known == attribute), "`{attribute}` twice in <{tag}>");
        attributes.push((attribute.to_owned(), value));
    }
    Element { name: name.to_owned(), attributes, parent, text: String::new() }
}

/// The rules that hold for every part of a page.
pub fn check(html: &str) -> Vec<Element> {
    let elements = read(html);
    let ids: Vec<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    for id in &known {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "`{id}` is the id of two elements");
        assert!(!id.is_empty() && !id.contains(char::is_whitespace), "`{id}` is no id");
    }
    let labelled: BTreeSet<&str> =
        elements.iter().filter(|element| element.name == "label").filter_map(|label| label.get("for")).collect();
    for (at, element) in elements.iter().enumerate() {
        check_attributes(element, &known);
        match element.name.as_str() {
            "svg" => {
                let titled = |child: &Element| child.name == "title" && child.parent == Some(at);
                assert!(elements.iter().any(titled), "an svg without a title: {element:?}");
            }
            "img" | "style" | "iframe" | "object" | "base" => panic!("<{}> has no place here", element.name),
            "script" => assert!(element.get("src").is_some() && element.text.is_empty(), "an inline script"),
            "input" | "select" | "textarea" if element.get("type") != Some("hidden") => {
                let id = element.get("id").unwrap_or_else(|| panic!("an input without an id: {element:?}"));
                assert!(labelled.contains(id), "`{id}` has no label");
            }
            "label" => assert!(known.contains(element.get("for").unwrap()), "a label of nothing: {element:?}"),
            "table" => {
                let captioned = |child: &Element| child.name == "caption" && child.parent == Some(at);
                assert!(elements.iter().any(captioned), "a table without a caption");
            }
            "th" => assert!(element.get("scope").is_some(), "a heading of no rows and no columns"),
            "a" => assert!(element.get("href").is_some()),
            "button" => assert!(element.get("type").is_some(), "a button without a type submits by accident"),
            _ => {}
        }
    }
    elements
}

fn check_attributes(element: &Element, ids: &BTreeSet<&str>) {
    for (name, value) in &element.attributes {
        assert!(name != "style" && !name.starts_with("on"), "`{name}` in {element:?}");
        match name.as_str() {
            "href" | "src" | "action" | "formaction" => {
                let inside =
                    value == "/console" || ["/console/", "/console?", "#"].iter().any(|start| value.starts_with(start));
                assert!(inside, "`{value}` leads out of the console");
            }
            "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                for id in value.split_whitespace() {
                    assert!(ids.contains(id), "`{id}` is no id on the page, in {element:?}");
                }
            }
            "fill" | "stroke" | "clip-path" if value.starts_with("url(") => {
                assert!(ids.contains(value.trim_start_matches("url(#").trim_end_matches(')')), "`{value}`");
            }
            _ => {}
        }
    }
}

/// The rules of a whole page.
pub fn check_page(html: &str) -> Vec<Element> {
    let elements = check(html);
    let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
    for (name, times) in [("h1", 1), ("main", 1), ("title", 1), ("header", 1), ("footer", 1)] {
        let found = if name == "title" {
            elements
                .iter()
                .filter(|element| {
                    element.name == name && element.parent.is_some_and(|head| elements[head].name == "head")
                })
                .count()
        } else {
            count(name)
        };
        assert_eq!(found, times, "<{name}>");
    }
    let headings = elements.iter().filter_map(|element| element.name.strip_prefix('h')?.parse::<u32>().ok());
    headings.fold(0, |above, level| {
        assert!(level <= above + 1, "h{level} after h{above}");
        level
    });
    elements
}
