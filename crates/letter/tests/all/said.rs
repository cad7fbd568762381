//! Letters for tests, and what they say.

use portcullis_letter::{Content, Fonts, Frame, Kind, Letter, Paper, Part, Templates};

/// The sample letter of a kind.
pub(crate) fn sample(kind: Kind) -> Letter {
    letter(&Content::sample(kind).unwrap())
}

/// The letter of a content, with the sample's frame.
pub(crate) fn letter(content: &Content) -> Letter {
    Templates::builtin().unwrap().letter(&Frame::sample().unwrap(), content).unwrap()
}

/// The letter as PDF, in the built-in fonts.
pub(crate) fn pdf(letter: &Letter) -> Vec<u8> {
    letter.pdf(&Fonts::builtin().unwrap(), Paper::Letter).unwrap()
}

/// The words of a letter's parts, in order; cells row by row.
pub(crate) fn words(parts: &[Part]) -> String {
    let mut all = Vec::new();
    for part in parts {
        match part {
            Part::Heading(text) | Part::Paragraph(text) => all.push(text.to_string()),
            Part::Numbered(items) => {
                all.extend(items.iter().enumerate().map(|(at, item)| format!("{}. {item}", at + 1)));
            }
            Part::Table(table) => {
                all.extend(
                    [table.head()]
                        .into_iter()
                        .chain(table.rows().iter().map(Vec::as_slice))
                        .flatten()
                        .map(ToString::to_string),
                );
            }
            Part::Preformatted(lines) => all.extend(lines.iter().map(ToString::to_string)),
        }
    }
    all.join("\n")
}

/// The kind of each part, and how many items or cells it has: what no field may change.
pub(crate) fn structure(letter: &Letter) -> Vec<(&'static str, usize)> {
    let part = |part: &Part| match part {
        Part::Heading(_) => ("heading", 1),
        Part::Paragraph(_) => ("paragraph", 1),
        Part::Numbered(items) => ("numbered", items.len()),
        Part::Table(table) => ("table", table.head().len() * table.rows().len()),
        Part::Preformatted(_) => ("preformatted", 1),
    };
    letter.parts.iter().map(part).collect()
}
