//! A screening for a reader: the verdict in one line, the candidates, what each means, the lists it rests on.

use super::batch::counted;
use super::{painted, paragraph, thousands};
use crate::command::screen::Summary;
use crate::command::screen::asked::Asked;
use crate::command::screen::served::Used;
use crate::style::{FAINT, STRONG, of, paint};
use anstyle::Style;
use jiff::civil::Date;
use portcullis_law::Outcome as Gate;
use portcullis_lists::Entry;
use portcullis_screening::{
    Aspect, Candidate, Class, Conclusion, Evidence, Explanation, Finding, Judged, Judgment, Lapse, Left, Resolution,
    Score, Use, Verdict,
};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;
use textwrap::core::display_width;

/// How much of a hash a reader sees.
const HASH_SHOWN: usize = 12;
/// Countries of a candidate that the table shows.
const COUNTRIES_SHOWN: usize = 3;
/// Two words are the same from here on.
const SAME: Score = Score(10_000);

/// One name, screened.
pub(crate) struct Screened<'a> {
    pub asked: &'a Asked<'a>,
    pub outcome: &'a Judgment<'a>,
    /// One for each candidate, or none at all.
    pub explanations: &'a [Explanation],
    pub used: &'a [Used],
    pub used_for: Use,
    pub profile: &'a str,
    pub on: Date,
}

fn style(finding: Finding) -> Style {
    of(match finding {
        Finding::Clear => Gate::NotRequired,
        Finding::Listed => Gate::Prohibited,
        Finding::Possible | Finding::Unscreenable => Gate::Depends,
    })
}

/// Text of strangers, as it may stand in a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

fn entry_named(entry: &Entry) -> String {
    format!("{} ({} {})", entry.name, entry.list, entry.id)
}

impl Screened<'_> {
    pub fn text(&self) -> String {
        let mut text = self.verdict();
        self.table(&mut text);
        for (at, judged) in self.outcome.judged.iter().enumerate() {
            let explanation = self.explanations.get(at);
            if judged.verdict != Verdict::Clear || judged.resolution.is_some() || explanation.is_some() {
                self.detail(&mut text, judged, explanation);
            }
        }
        self.lists(&mut text);
        text
    }

    /// The answer in one line, and what to do.
    fn verdict(&self) -> String {
        let name = plain(&self.asked.name);
        let best = self.outcome.judged.first().map(|judged| entry_named(judged.candidate.entry)).unwrap_or_default();
        let (word, meaning) = match self.outcome.finding {
            Finding::Listed => ("LISTED", format!("Taken to be {best}.")),
            Finding::Possible => ("POSSIBLE", format!("A person must say whether it is {best}.")),
            Finding::Clear if self.outcome.judged.iter().any(was_resolved) => {
                ("CLEAR", "What would be a match was resolved by two people.".to_owned())
            }
            Finding::Clear => ("CLEAR", "No listed party is near enough to this name.".to_owned()),
            Finding::Unscreenable => (
                "UNSCREENABLE",
                "The name holds nothing that can be compared: this is neither a match nor a clear. Ask for the name."
                    .to_owned(),
            ),
        };
        let first = paragraph(&format!("{word}: {name}"), "", "  ");
        painted(style(self.outcome.finding), &first) + &paragraph(&meaning, "  ", "  ")
    }

    fn table(&self, text: &mut String) {
        let judged = &self.outcome.judged;
        if judged.is_empty() {
            return;
        }
        let rows: Vec<[String; 4]> = judged
            .iter()
            .map(|one| {
                let entry = one.candidate.entry;
                [one.candidate.score.to_string(), word(one.verdict).to_owned(), plain(&entry.list), countries(entry)]
            })
            .collect();
        let heads = ["score", "verdict", "list", "countries"];
        let widths: [usize; 4] = std::array::from_fn(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell));
            cells.chain(heads.get(column).map(|head| head.len())).max().unwrap_or(0)
        });
        let line = |cells: &[String; 4]| -> String {
            cells.iter().zip(widths).map(|(cell, width)| format!("  {}", padded(cell, width))).collect()
        };
        let _ = writeln!(text, "\n{}", paint(STRONG, format!("{}  entry", line(&heads.map(str::to_owned)))));
        let indent = " ".repeat(widths.iter().map(|width| width + 2).sum::<usize>() + 2);
        for (one, cells) in judged.iter().zip(&rows) {
            let entry = one.candidate.entry;
            let row =
                paragraph(&format!("{}  {}", plain(&entry.name), entry.id), &format!("{}  ", line(cells)), &indent);
            let colored = row.replacen(word(one.verdict), &paint(style(one.verdict.into()), word(one.verdict)), 1);
            text.push_str(&colored);
            text.push_str(&painted(FAINT, &paragraph(&why(&one.candidate), &indent, &indent)));
        }
        if self.outcome.left_out > 0 {
            let many = self.outcome.left_out;
            let _ = writeln!(text, "  and {many} more that are listed or possible; --limit shows them");
        }
    }

    /// What a candidate means, and how its score came about.
    fn detail(&self, text: &mut String, judged: &Judged<'_>, explanation: Option<&Explanation>) {
        let entry = judged.candidate.entry;
        let _ = writeln!(text, "\n{}", paint(STRONG, format!("{} {}  {}", entry.list, entry.id, plain(&entry.name))));
        let mut line = |label: &str, value: &str| {
            if !value.is_empty() {
                let rest = " ".repeat(21);
                text.push_str(&paragraph(&plain(value), &format!("  {label:<19}"), &rest));
            }
        };
        let stated = |value: &Option<String>| value.clone().unwrap_or_default();
        if judged.verdict != Verdict::Clear || judged.resolution.is_some() {
            let none = "not stated in the entry".to_owned();
            line("requirement", entry.license_requirement.as_ref().unwrap_or(&none));
            line("review policy", entry.license_policy.as_ref().unwrap_or(&none));
            line("Federal Register", entry.federal_register_notice.as_ref().unwrap_or(&none));
            line("programs", &entry.programs.join("; "));
            line("since", &stated(&entry.start_date));
            line("until", &stated(&entry.end_date));
        }
        if let Some((resolution, lapse)) = judged.resolution {
            line("resolution", &resolution_words(resolution, lapse, self.on));
        }
        if let Some(explanation) = explanation {
            explained(text, judged, explanation);
        }
    }

    fn lists(&self, text: &mut String) {
        let _ = writeln!(text, "\n{}", paint(STRONG, "Screened against"));
        let width = self.used.iter().map(|used| display_width(&used.source)).max().unwrap_or(0);
        for used in self.used {
            let of = used.as_of.map_or_else(|| "no date stated  ".to_owned(), |day| format!("as of {day}"));
            let hash: String = used.sha256.chars().take(HASH_SHOWN).collect();
            let count = thousands(&used.entries.to_string());
            let _ = writeln!(text, "  {}  {of}  {count} entries  sha256 {hash}", padded(&used.source, width));
        }
        let shown: Vec<String> = thresholds_used(&self.outcome.judged);
        if !shown.is_empty() {
            let note = format!(
                "Thresholds of profile {}, use {}: {}.",
                self.profile,
                use_word(self.used_for),
                shown.join("; ")
            );
            text.push_str(&painted(FAINT, &paragraph(&note, "  ", "  ")));
        }
    }

    /// Everything, for a machine.
    pub fn json(&self) -> Value {
        let asked = self.asked;
        let mut query = Map::new();
        query.insert("name".to_owned(), json!(asked.name));
        let mut known = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                query.insert(key.to_owned(), value);
            }
        };
        known("kind", asked.kind.map(|kind| json!(kind.word())));
        let codes: Vec<&str> = asked.countries.iter().map(|country| country.code()).collect();
        known("countries", (!codes.is_empty()).then(|| json!(codes)));
        known("identifiers", (!asked.identifiers.is_empty()).then(|| json!(asked.identifiers)));
        known("address", asked.address.as_ref().map(|address| json!(address)));
        known("date", asked.date.as_ref().map(|date| json!(date)));
        let candidates = self.outcome.judged.iter().enumerate();
        let candidates = candidates.map(|(at, one)| candidate_json(one, self.explanations.get(at)));
        let snapshot = |used: &Used| json!({ "source": used.source, "as_of": used.as_of, "sha256": used.sha256 });
        let mut whole = json!({
            "query": query,
            "use": self.used_for,
            "profile": self.profile,
            "on": self.on,
            "verdict": self.outcome.finding.word(),
            "candidates": candidates.collect::<Vec<_>>(),
        });
        if let Some(whole) = whole.as_object_mut() {
            if self.outcome.left_out > 0 {
                whole.insert("left_out".to_owned(), json!(self.outcome.left_out));
            }
            whole.insert("snapshots".to_owned(), self.used.iter().map(snapshot).collect());
        }
        whole
    }
}

fn candidate_json(judged: &Judged<'_>, explanation: Option<&Explanation>) -> Value {
    let candidate = &judged.candidate;
    let entry = candidate.entry;
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    put("id", json!(entry.id));
    put("list", json!(entry.list));
    put("source", json!(candidate.snapshot.source));
    put("name", json!(entry.name));
    put("matched", json!(candidate.name));
    put("score", json!(candidate.score));
    put("name_score", json!(candidate.name_score));
    put("verdict", json!(judged.verdict));
    put("thresholds", json!(judged.threshold));
    put("evidence", json!(candidate.evidence));
    put("kind", json!(entry.kind));
    put("countries", json!(entry.countries));
    put("programs", json!(entry.programs));
    put("license_requirement", json!(entry.license_requirement));
    put("license_policy", json!(entry.license_policy));
    put("federal_register_notice", json!(entry.federal_register_notice));
    put("start_date", json!(entry.start_date));
    put("end_date", json!(entry.end_date));
    put("url", json!(entry.url));
    if let Some(resolution) = resolution_json(judged) {
        put("resolution", resolution);
    }
    if let Some(explanation) = explanation {
        put("explanation", json!(explanation));
    }
    Value::Object(object)
}

/// What a person found about a candidate, and why it does not apply; `null` where it does.
pub(crate) fn resolution_json(judged: &Judged<'_>) -> Option<Value> {
    let (resolution, lapse) = judged.resolution?;
    let mut said = json!({
        "applies": lapse.is_none(),
        "lapsed": lapse,
        "because": resolution.because,
        "evidence": resolution.evidence,
        "author": resolution.author,
        "second": resolution.second,
        "on": resolution.on,
        "until": resolution.until,
    });
    // As on file: without a conclusion it says that it is somebody else.
    if let Some(fields) = said.as_object_mut().filter(|_| !resolution.conclusion.is_somebody_else()) {
        fields.insert("conclusion".to_owned(), json!(resolution.conclusion));
    }
    Some(said)
}

fn resolution_words(resolution: &Resolution, lapse: Option<Lapse>, on: Date) -> String {
    let Resolution { conclusion, because, evidence, author, second, on: found, until, .. } = resolution;
    let said = match conclusion {
        Conclusion::SomebodyElse => "not this party".to_owned(),
        other => format!("it is {}", other.words()),
    };
    let what = format!(
        "{said}: {because} (evidence: {evidence}), found by {author} and checked by {second} on {found}, until {until}"
    );
    match lapse {
        None => what,
        Some(Lapse::CustomerChanged) => {
            format!("LAPSED, because what is known of the customer is not what it was on {found}. It was: {what}")
        }
        Some(Lapse::EntryChanged) => format!("LAPSED, because the entry is not what it was on {found}. It was: {what}"),
        Some(Lapse::NotYet) => format!("NOT YET, because it was found on {found}, after {on}. It is: {what}"),
        Some(Lapse::Expired) => format!("LAPSED, because its last day was {until}. It was: {what}"),
    }
}

/// Whether only a resolution makes it clear.
fn was_resolved(judged: &Judged<'_>) -> bool {
    let would_be = judged.threshold.verdict(judged.candidate.score);
    judged.verdict == Verdict::Clear && would_be != Verdict::Clear
}

fn word(verdict: Verdict) -> &'static str {
    Finding::from(verdict).word()
}

fn use_word(used_for: Use) -> &'static str {
    match used_for {
        Use::Decision => "decision",
        Use::Review => "review",
    }
}

/// The thresholds that applied, each once.
fn thresholds_used(judged: &[Judged<'_>]) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    let first = judged.first().map(|one| one.threshold);
    for one in judged {
        let Judged { threshold, candidate, .. } = one;
        let numbers = format!("listed from {}, possible from {}", threshold.listed, threshold.possible);
        let several = judged.iter().any(|other| Some(other.threshold) != first);
        let words = if several { format!("{}: {numbers}", candidate.entry.list) } else { numbers };
        if !shown.contains(&words) {
            shown.push(words);
        }
    }
    shown
}

fn countries(entry: &Entry) -> String {
    let codes: Vec<String> = entry.countries.iter().take(COUNTRIES_SHOWN).map(|code| plain(code)).collect();
    let more = entry.countries.len().saturating_sub(COUNTRIES_SHOWN);
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    format!("{}{more}", codes.join(" "))
}

/// What speaks for and against a candidate.
fn why(candidate: &Candidate<'_>) -> String {
    let name = match candidate.name {
        None => "found by its number".to_owned(),
        Some(name) if name == candidate.entry.name => format!("name {}", candidate.name_score),
        Some(alias) => format!("name {} by its alias {}", candidate.name_score, plain(alias)),
    };
    let parts = candidate.evidence.iter().map(|found| evidence(*found).to_owned());
    std::iter::once(name).chain(parts).collect::<Vec<_>>().join(", ")
}

fn evidence(evidence: Evidence) -> &'static str {
    match (evidence.aspect, evidence.agrees) {
        (Aspect::Kind, true) => "same kind",
        (Aspect::Kind, false) => "ANOTHER KIND",
        (Aspect::Country, true) => "same country",
        (Aspect::Country, false) => "ANOTHER COUNTRY",
        (Aspect::Identifier, true) => "same number",
        (Aspect::Identifier, false) => "ANOTHER NUMBER",
        (Aspect::Address, true) => "address shared",
        (Aspect::Address, false) => "ANOTHER ADDRESS",
        (Aspect::Date, true) => "same year",
        (Aspect::Date, false) => "ANOTHER YEAR",
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Plain => "",
        Class::Number => ", a number",
        Class::Place => ", a place",
        Class::Form => ", a legal form",
        Class::Stop => ", a small word",
    }
}

/// Hundredths of a bit as bits.
fn bits(weight: u32) -> String {
    format!("{}.{:02} bits", weight / 100, weight % 100)
}

/// Which word stands for which.
fn explained(text: &mut String, judged: &Judged<'_>, explanation: &Explanation) {
    let Explanation { query_read_as, name_read_as, pairs, only_in_query, only_in_name } = explanation;
    let mut line = |label: &str, value: &str| {
        text.push_str(&paragraph(&plain(value), &format!("  {label:<19}"), &" ".repeat(21)));
    };
    if judged.candidate.name.is_none() {
        return line("words", "none: a number alone found it");
    }
    line("asked, read as", query_read_as);
    line("listed, read as", name_read_as);
    for (at, pair) in pairs.iter().enumerate() {
        let (asked, listed, told) = (&pair.query, &pair.name, bits(pair.weight));
        let words = match pair.likeness {
            SAME if asked == listed => format!("{asked}: the same, {told}"),
            SAME => format!("{asked} stands for {listed}, {told}"),
            likeness => format!("{asked} is like {listed} by {likeness}, {told}"),
        };
        line(if at == 0 { "words" } else { "" }, &words);
    }
    let left = |words: &[Left]| {
        let words = words.iter().map(|left| format!("{} ({}{})", left.word, bits(left.weight), class(left.class)));
        words.collect::<Vec<_>>().join(", ")
    };
    let or_nothing = |words: String| if words.is_empty() { "nothing".to_owned() } else { words };
    line("only asked", &or_nothing(left(only_in_query)));
    line("only listed", &or_nothing(left(only_in_name)));
}

/// A row of a batch that asks something of a person.
pub(crate) fn screened_row(id: &str, asked: &Asked<'_>, outcome: &Judgment<'_>) -> String {
    let finding = outcome.finding;
    let word = paint(style(finding), format!("{:<12}", finding.word()));
    let (id, name) = (plain(id), plain(&asked.name));
    let Some(best) = outcome.judged.first() else {
        return format!("{}\n", format!("{word}          {id}  {name}").trim_end());
    };
    let more = outcome.left_out + outcome.judged.iter().skip(1).filter(|one| one.verdict != Verdict::Clear).count();
    let more = if more > 0 { paint(FAINT, format!("  and {more} more")) } else { String::new() };
    let entry = plain(&entry_named(best.candidate.entry));
    format!("{word}  {}  {id}  {name}  {} {entry}{more}\n", best.candidate.score, paint(FAINT, "→"))
}

/// The counts of a batch, as a table.
pub(crate) fn screened_summary(summary: &Summary) -> String {
    let mut text = format!("\n{}\n", paint(STRONG, "Screened"));
    let mut line = |style: Option<Style>, word: &str, count: u64, meaning: &str| {
        let padded = format!("{word:<12}");
        let word = style.map_or_else(|| padded.clone(), |style| paint(style, &padded));
        let line = format!("  {word}  {:>10}  {meaning}", thousands(&count.to_string()));
        let _ = writeln!(text, "{}", line.trim_end());
    };
    for (finding, count) in Finding::ALL.into_iter().zip(summary.findings).rev() {
        let meaning = match finding {
            Finding::Clear => "",
            Finding::Possible => "a person must say",
            Finding::Listed => "taken to be the listed party",
            Finding::Unscreenable => "neither a match nor a clear: ask for the name",
        };
        line(Some(style(finding)), finding.word(), count, meaning);
    }
    if summary.bad > 0 {
        line(Some(of(Gate::Prohibited)), "bad rows", summary.bad, "not screened");
    }
    if summary.unread > 0 {
        line(
            None,
            "not read",
            summary.unread,
            "rows with a country, kind or number that is not known and not compared",
        );
    }
    text
}

/// The counts of a batch in a line.
pub(crate) fn screened_in_short(summary: &Summary) -> String {
    let mut text = format!("{} screened, {} bad", summary.screened, summary.bad);
    text.push_str(&counted(Finding::ALL.map(Finding::word), summary.findings));
    if summary.unread > 0 {
        let _ = write!(text, "; {} with a country, kind or number that is not known", summary.unread);
    }
    text.push('\n');
    text
}

/// What was put on file.
pub(crate) fn resolved(resolution: &Resolution, entry: &Entry, path: &Path) -> String {
    let Resolution { customer, because, evidence, author, second, on, until, .. } = resolution;
    let customer = plain(customer);
    let first = format!("RECORDED: {customer} is not {}", plain(&entry_named(entry)));
    let mut text = painted(style(Finding::Clear), &paragraph(&first, "", "  "));
    let mut line = |label: &str, value: &str| {
        text.push_str(&paragraph(&plain(value), &format!("  {label:<12}"), &" ".repeat(14)));
    };
    line("because", because);
    line("evidence", evidence);
    line("found by", &format!("{author}, on {on}"));
    line("checked by", second);
    line("until", &format!("{until}, or until the customer or the entry changes"));
    line("in", &path.display().to_string());
    text
}
