//! What happened, in sentences, the latest first.

use crate::authority::words;
use crate::components::{Digest, Event, Events, Moment, Tone};
use maud::{Markup, Render, html};
use portcullis_desk::audience::Line;
use portcullis_license::Instant;

/// Something that happened.
pub(crate) struct Happened<'a> {
    /// When.
    pub(crate) at: Instant,
    /// Who did it.
    pub(crate) who: &'a str,
    /// What happened, in a sentence that begins with who did it.
    pub(crate) sentence: &'a str,
    /// What was said.
    pub(crate) text: Option<&'a str>,
    /// Its number in the case, where the reader may know it.
    pub(crate) number: Option<u32>,
}

impl<'a> Happened<'a> {
    /// A line of somebody who is not to know its number.
    pub(crate) fn of(line: &'a Line) -> Self {
        Self { at: line.at, who: &line.who, sentence: &line.sentence, text: line.text.as_deref(), number: None }
    }
}

/// Paragraphs of what somebody wrote.
pub(crate) fn paragraphs(text: &str) -> Markup {
    html! { @for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) { p { (line) } } }
}

/// Who did it, as they are called where no sentence goes on after them.
fn who<'a>(happened: &Happened<'a>) -> &'a str {
    happened.who.trim_end_matches(',')
}

/// The sentence without who did it, with a capital letter.
fn deed(happened: &Happened<'_>) -> String {
    words::capital(happened.sentence.strip_prefix(happened.who).unwrap_or(happened.sentence).trim_start())
}

/// Digits of a digest (SHA-256, in hexadecimal).
const DIGITS: usize = 64;

/// A sentence in which digests are short to the eye and whole to the hand.
pub(crate) fn with_digests(sentence: &str) -> Markup {
    let is_digest = |word: &str| word.len() == DIGITS && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    html! {
        @for (at, word) in sentence.split(' ').enumerate() {
            @let bare = word.trim_end_matches(['.', ',', ':', ';']);
            @if at > 0 { " " }
            @if is_digest(bare) { (Digest { full: bare }) (rest(word, bare)) } @else { (word) }
        }
    }
}

/// What stands after a digest. The last full stop would stand alone after the button.
fn rest<'a>(word: &'a str, bare: &str) -> &'a str {
    word.strip_prefix(bare).filter(|rest| *rest != ".").unwrap_or_default()
}

/// The timeline.
pub(crate) fn timeline<'a>(happened: impl DoubleEndedIterator<Item = Happened<'a>>) -> Markup {
    let rows: Vec<(Happened<'a>, String)> = happened
        .rev()
        .map(|one| {
            let by = match one.number {
                Some(number) => format!("{} · event {number}", who(&one)),
                None => who(&one).to_owned(),
            };
            (one, by)
        })
        .collect();
    let events: Vec<Event<'_>> = rows
        .iter()
        .map(|(one, by)| Event {
            at: Moment::utc(one.at),
            title: with_digests(&deed(one)),
            by,
            detail: one.text.map(paragraphs),
            tone: Tone::Plain,
        })
        .collect();
    html! {
        @if events.is_empty() { div.empty { p { "Nothing has happened yet that is for you to see." } } }
        @else { (Events { label: "What happened, the latest first", events: &events, live_id: None }.render()) }
    }
}
