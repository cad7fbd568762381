//! What a position or an exclusion is about, as one word of a form: `application`, `item:a`, `party:Northern Compute Ltd`, `site:north-1`.

use portcullis_application::Application;
use portcullis_desk::advice::Subject;
use portcullis_license::{LineName, Site};

/// The word of a subject.
pub(crate) fn code(subject: &Subject) -> String {
    match subject {
        Subject::Application => "application".to_owned(),
        Subject::Item { line } => format!("item:{line}"),
        Subject::Party { name } => format!("party:{name}"),
        Subject::Site { site } => format!("site:{site}"),
    }
}

/// The subject of a word; nothing where there is no such word.
pub(crate) fn read(code: &str) -> Option<Subject> {
    if code == "application" {
        return Some(Subject::Application);
    }
    let (kind, name) = code.split_once(':')?;
    match kind {
        "item" => LineName::new(name).ok().map(|line| Subject::Item { line }),
        "party" if !name.is_empty() => Some(Subject::Party { name: name.to_owned() }),
        "site" => Site::new(name).ok().map(|site| Subject::Site { site }),
        _ => None,
    }
}

/// The parts of an application that can be spoken of apart, each once, in the order of the form.
pub(crate) fn parts(application: &Application) -> Vec<Subject> {
    let items = application.items.iter().map(|item| Subject::Item { line: item.line.clone() });
    let parties = application.parties.iter().map(|party| Subject::Party { name: party.name.clone() });
    let sites = application.sites.iter().map(|site| Subject::Site { site: site.site.clone() });
    let mut parts: Vec<Subject> = Vec::new();
    for part in items.chain(parties).chain(sites) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}
