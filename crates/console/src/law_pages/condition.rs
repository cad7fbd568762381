//! A condition as a tree of tests in words, and what each gives for the facts of a transaction.

use crate::components::{Badge, Tone};
use maud::{Markup, html};
use portcullis_law::{CodeType, Condition, Fact, Facts, Law, Possible};

/// A condition, with the result of each part where facts are given.
pub(crate) fn condition_tree(law: &Law, condition: &Condition, facts: Option<&Facts>) -> Markup {
    html! { ul.condition { (node(law, condition, facts)) } }
}

fn result(condition: &Condition, facts: Option<&Facts>) -> Markup {
    html! {
        @if let Some(facts) = facts {
            " " (word(condition.evaluate(facts)))
        }
    }
}

fn word(possible: Possible) -> Badge<'static> {
    if possible.is_true() {
        Badge::of(Tone::Good, "✓", "holds")
    } else if possible.is_false() {
        Badge::of(Tone::Plain, "✕", "does not hold")
    } else if possible.can_be_error() {
        Badge::of(Tone::Bad, "!", "cannot be evaluated")
    } else {
        Badge::of(Tone::Warn, "?", "not known")
    }
}

fn node(law: &Law, condition: &Condition, facts: Option<&Facts>) -> Markup {
    let group = |title: &str, parts: &[Condition]| {
        html! {
            li { strong { (title) } (result(condition, facts)) ul { @for part in parts { (node(law, part, facts)) } } }
        }
    };
    match condition {
        Condition::Always(value) => {
            html! { li { (if *value { "always" } else { "never" }) (result(condition, facts)) } }
        }
        Condition::Any(fact, codes) => test(law, condition, (*fact, *codes), "one of", facts),
        Condition::All(fact, codes) => test(law, condition, (*fact, *codes), "all of", facts),
        Condition::Empty(fact) => test(law, condition, (*fact, 0), "none at all", facts),
        Condition::Not(part) => group("Not:", std::slice::from_ref(part)),
        // One part needs no heading.
        Condition::And(parts) | Condition::Or(parts) if parts.len() == 1 => {
            html! { @for part in parts { (node(law, part, facts)) } }
        }
        Condition::And(parts) => group("All of these:", parts),
        Condition::Or(parts) => group("One of these:", parts),
    }
}

/// The codes in a set of bits, by their titles where those say more.
fn names(law: &Law, fact: Fact, codes: u64) -> String {
    let table = law.codes.table(fact.code_type());
    let shown = table
        .iter()
        .filter(|(bit, ..)| codes & bit != 0)
        .map(|(_, code, title)| if code == title { code.to_owned() } else { format!("{code} ({title})") });
    shown.collect::<Vec<_>>().join(", ")
}

fn test(law: &Law, condition: &Condition, (fact, codes): (Fact, u64), how: &str, facts: Option<&Facts>) -> Markup {
    let flag = fact.code_type() == CodeType::Flag;
    html! {
        li.test {
            span.fact { (fact.about()) }
            @if codes != 0 && !flag { ": " span.quiet { (how) " " } (names(law, fact, codes)) } @else if !flag { ": " (how) }
            (result(condition, facts))
            @if let Some(facts) = facts { div.known { (known(law, fact, codes, facts)) } }
        }
    }
}

/// What is known of a fact, as far as a test asks for it; other codes are counted.
fn known(law: &Law, fact: Fact, codes: u64, facts: &Facts) -> String {
    if facts.is_error(fact) {
        return "Stated so that it contradicts itself.".to_owned();
    }
    let bits = facts.get(fact);
    if fact.code_type() == CodeType::Flag {
        let word = if bits.certain() != 0 {
            "yes"
        } else if bits.possible() != 0 {
            "not known"
        } else {
            "no"
        };
        return format!("Known: {word}.");
    }
    let table = law.codes.table(fact.code_type());
    // A test for none at all asks for every code.
    let asked = if codes == 0 { u64::MAX } else { codes };
    let list = |bits: u64| table.names(bits).collect::<Vec<_>>().join(", ");
    let parts = [("certainly", bits.certain()), ("possibly", bits.open())].map(|(word, bits)| {
        let others = (bits & !asked).count_ones();
        match (bits & asked, others) {
            (0, 0) => None,
            (0, others) => Some(format!("{word} {others} not asked for")),
            (named, 0) => Some(format!("{word} {}", list(named))),
            (named, others) => Some(format!("{word} {} and {others} not asked for", list(named))),
        }
    });
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "Known: none.".to_owned() } else { format!("Known: {}.", parts.join("; ")) }
}
