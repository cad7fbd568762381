//! Who owns and who controls a party: two answers, the reasons, and the tree above it.

use super::{painted, paragraph};
use crate::style::{FAINT, STRONG, of, paint, width};
use anstyle::Style;
use portcullis_catalog::Countries;
use portcullis_determination::{ListedAs, OwnerShown};
use portcullis_law::Outcome;
use portcullis_ownership::{
    Counted, Graph, Kind, Line, PartyIndex, Picture, Shown, Standing, held_sentence, parent_sentence, picture_json,
};
use portcullis_party::{Held, Stated};
use portcullis_screening::{Finding, Verdict};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The answers and the tree; with those who were found on lists, where these were asked.
pub(crate) fn owners(
    graph: &Graph,
    picture: &Picture,
    countries: &Countries,
    entries: Option<&[OwnerShown]>,
) -> String {
    let (aggregate, parentage) = (&picture.aggregate, &picture.parentage);
    let style = match aggregate.held {
        Held::Certainly => of(Outcome::Prohibited),
        Held::Possibly => of(Outcome::Depends),
        Held::Not if !aggregate.stated => of(Outcome::Depends),
        Held::Not => of(Outcome::NotRequired),
    };
    let word = match aggregate.held {
        Held::Certainly => "HELD",
        Held::Possibly => "POSSIBLY HELD",
        Held::Not if !aggregate.stated => "NOT KNOWN",
        Held::Not => "NOT HELD",
    };
    let held = format!("{word}. {}", held_sentence(graph, aggregate));
    let mut text = painted(style, &paragraph(&held, "", "  "));
    if aggregate.itself != Standing::Free {
        let how = if aggregate.itself == Standing::Certainly { "is" } else { "may be" };
        text.push_str(&painted(
            STRONG,
            &paragraph(&format!("It {how} itself listed; that is a test of its own."), "", "  "),
        ));
    }
    text.push_str(&painted(STRONG, &paragraph(&parent_sentence(graph, parentage), "", "  ")));
    let beside = "The first counts ownership and no control, the second control and no percentage.";
    text.push_str(&painted(FAINT, &paragraph(beside, "", "  ")));
    steps(&mut text, graph, picture);
    if let Some(entries) = entries {
        on_lists(&mut text, entries);
    }
    notes(&mut text, graph, picture, countries);
    let _ = writeln!(text, "\n{}", paint(STRONG, format!("Above it on {}", aggregate.on)));
    Tree { graph, picture, drawn: vec![false; picture.shown.len()], text: &mut text }.draw();
    text
}

/// How listed parties come to hold half.
fn steps(text: &mut String, graph: &Graph, picture: &Picture) {
    if picture.aggregate.steps.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(STRONG, "How"));
    for (step, number) in picture.aggregate.steps.iter().zip(1_u32..) {
        let owner = |owner: &Counted| {
            let share = match (owner.direct, owner.indirect) {
                (Some(direct), Some(indirect)) => format!("{direct} and {indirect} indirectly"),
                (Some(direct), None) => direct.to_string(),
                (None, Some(indirect)) => format!("{indirect} indirectly"),
                (None, None) => "a share".to_owned(),
            };
            let standing = match (owner.itself, owner.standing) {
                (Standing::Certainly, _) => "listed",
                (_, Standing::Certainly) => "treated as listed",
                (Standing::Possibly, _) => "possibly listed",
                _ => "possibly treated as listed",
            };
            format!("{share} by {} ({standing})", graph.party(owner.owner).label())
        };
        let owners: Vec<String> = step.owners.iter().map(owner).collect();
        let line = format!("{} is held {}", graph.party(step.owned).label(), owners.join(", "));
        text.push_str(&paragraph(&line, &format!("  {number}. "), "     "));
    }
}

/// Who of those above was found on the lists.
fn on_lists(text: &mut String, entries: &[OwnerShown]) {
    let _ = writeln!(text, "\n{}", paint(STRONG, "On the lists"));
    if entries.is_empty() {
        text.push_str("  neither the party nor anybody above it\n");
    }
    for owner in entries {
        let hit = |hit: &ListedAs| {
            let is = if hit.verdict == Verdict::Listed { "is" } else { "may be" };
            format!("{is} {}, entry {} of {}, score {}", hit.name, hit.entry, hit.list, hit.score)
        };
        let mut hits: Vec<String> = owner.hits.iter().filter(|hit| hit.verdict != Verdict::Clear).map(hit).collect();
        if owner.finding == Finding::Unscreenable {
            hits.push("has no name to look up, and may be anybody".to_owned());
        }
        text.push_str(&paragraph(&format!("{} {}", owner.name, hits.join("; ")), "  ", "    "));
    }
}

/// What the reader should know beside the answers.
fn notes(text: &mut String, graph: &Graph, picture: &Picture, countries: &Countries) {
    let (aggregate, parentage) = (&picture.aggregate, &picture.parentage);
    let name = |party: &PartyIndex| graph.party(*party).label().to_owned();
    let names = |parties: &[PartyIndex]| parties.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut notes = Vec::new();
    for one in &aggregate.contradictions {
        let name = name(&one.party);
        notes.push(format!("The stated shares of {name} add up to {} percent: correct them.", one.total));
    }
    for circle in &parentage.cycles {
        notes.push(format!("{} control each other in a circle.", names(circle)));
    }
    if !parentage.persons.is_empty() {
        notes.push(format!("Natural persons in control, who have no headquarters: {}.", names(&parentage.persons)));
    }
    if !parentage.all_followed {
        notes.push("Too many parties stand above it to say who controls it in the end.".to_owned());
    }
    if aggregate.repeats > 0 {
        let repeated = if aggregate.repeats == 1 {
            "One statement of indirect ownership repeats a chain that is known, and is not counted twice."
        } else {
            "Some statements of indirect ownership repeat chains that are known, and are not counted twice."
        };
        notes.push(repeated.to_owned());
    }
    if aggregate.held != Held::Not && aggregate.multiplied != aggregate.lower {
        notes.push(format!(
            "Multiplied along the chains, listed parties hold at least {} percent. That is not the legal test.",
            aggregate.multiplied
        ));
    }
    let places: Vec<String> = parentage
        .tops
        .iter()
        .filter_map(|top| Some((top, top.headquarters.known()?)))
        .map(|(top, country)| format!("{}: {}", name(&top.party), countries.name(country)))
        .collect();
    if parentage.tops.len() > 1 && !places.is_empty() {
        notes.push(format!("Headquarters of the possible parents: {}.", places.join("; ")));
    }
    if !notes.is_empty() {
        let _ = writeln!(text, "\n{}", paint(STRONG, "Notes"));
    }
    for note in notes {
        text.push_str(&paragraph(&note, "  · ", "    "));
    }
}

struct Tree<'a> {
    graph: &'a Graph,
    picture: &'a Picture,
    drawn: Vec<bool>,
    text: &'a mut String,
}

impl Tree<'_> {
    fn draw(&mut self) {
        let Some(first) = self.picture.shown.first() else { return };
        let line = self.party(first);
        let _ = writeln!(self.text, "{line}");
        self.owners(0, "", &mut vec![0]);
        if self.picture.left_out > 0 {
            let note = match self.picture.left_out {
                1 => "1 owner is left out; --depth and --parties show more".to_owned(),
                many => format!("{many} owners are left out; --depth and --parties show more"),
            };
            let _ = writeln!(self.text, "{}", paint(FAINT, note));
        }
    }

    fn owners(&mut self, owned: usize, indent: &str, way: &mut Vec<usize>) {
        if let Some(drawn) = self.drawn.get_mut(owned) {
            *drawn = true;
        }
        let lines: Vec<&Line> = self.picture.lines.iter().filter(|line| line.owned == owned).collect();
        let left_out = self.picture.shown.get(owned).map_or(0, |shown| shown.left_out);
        let count = lines.len() + usize::from(left_out > 0);
        for (line, at) in lines.into_iter().zip(1..) {
            let Some(shown) = self.picture.shown.get(line.owner) else { continue };
            let (branch, below) = if at == count { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let label = line.label();
            let certain = self.picture.aggregate.held == Held::Certainly;
            let proof = style_of(if certain { Standing::Certainly } else { Standing::Possibly });
            let label = if line.proves { paint(proof, label) } else { label };
            let since = line.from.map_or_else(String::new, |from| paint(FAINT, format!(" since {from}")));
            let seen = if way.contains(&line.owner) {
                paint(FAINT, " ↻ a circle: it is below, too")
            } else if self.drawn.get(line.owner) == Some(&true) && self.has_owners(line.owner) {
                paint(FAINT, " ↑ its owners are above")
            } else {
                String::new()
            };
            let party = self.party(shown);
            let _ = writeln!(self.text, "{}{label}{since}  {party}{seen}", paint(FAINT, format!("{indent}{branch}")));
            if seen.is_empty() {
                way.push(line.owner);
                self.owners(line.owner, &format!("{indent}{below}"), way);
                way.pop();
            }
        }
        if left_out > 0 {
            let _ = writeln!(self.text, "{}", paint(FAINT, format!("{indent}└─ {left_out} more")));
        }
    }

    fn has_owners(&self, place: usize) -> bool {
        self.picture.lines.iter().any(|line| line.owned == place)
    }

    fn party(&self, shown: &Shown) -> String {
        let party = self.graph.party(shown.party);
        let label = cut(party.label(), width() / 2);
        let place = match (party.headquarters, party.jurisdiction) {
            (Stated::Known(country), _) => format!(", headquarters {country}"),
            (Stated::Unknown, Stated::Known(country)) => format!(", formed in {country}, headquarters not known"),
            (Stated::Unknown, Stated::Unknown) if party.kind == Kind::Person => ", natural person".to_owned(),
            (Stated::Unknown, Stated::Unknown) => ", headquarters not known".to_owned(),
        };
        let standing = match shown.word() {
            "" => String::new(),
            word => format!("  {}", paint(style_of(shown.standing), word)),
        };
        let wrong = if shown.contradictory { "  SHARES CONTRADICT EACH OTHER" } else { "" };
        format!("{}{place}{standing}{wrong}", paint(STRONG, label))
    }
}

/// Red where it is certain, yellow where it may be.
fn style_of(standing: Standing) -> Style {
    of(if standing == Standing::Certainly { Outcome::Prohibited } else { Outcome::Depends })
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// Everything, for a machine.
pub(crate) fn owners_json(graph: &Graph, picture: &Picture, entries: Option<&[OwnerShown]>) -> Value {
    let mut answer = picture_json(graph, picture);
    if let (Some(entries), Some(fields)) = (entries, answer.as_object_mut()) {
        fields.insert("on_lists".to_owned(), json!(entries));
    }
    answer
}
