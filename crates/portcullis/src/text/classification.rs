//! A classification: the answer, then each figure against its threshold.

use super::{painted, paragraph, thousands};
use crate::style::{FAINT, STRONG, of, paint};
use portcullis_determination::{Classification, Margin};
use portcullis_law::Outcome;
use serde_json::Number;
use std::fmt::Write as _;

/// One classification.
pub(crate) fn classification(item: &Classification) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  on {}", paint(STRONG, name(item)), item.on);
    let _ = writeln!(text, "{}", verdict(item));
    let _ = writeln!(text, "{}", paint(FAINT, figures(item)));
    if item.margins.is_empty() {
        text.push_str("\nNo paragraph on figures is in force on this date.\n");
    } else {
        text.push('\n');
        table(&mut text, &item.margins);
    }
    if let (Some(confidence), Some(source)) = (item.confidence, &item.source) {
        text.push('\n');
        text.push_str(&painted(FAINT, &paragraph(&format!("Figures: confidence {confidence}; {source}"), "", "  ")));
    }
    text
}

/// The same item on several dates, side by side.
pub(crate) fn history(items: &[Classification]) -> String {
    let mut text = String::new();
    let Some(first) = items.first() else { return text };
    let _ = writeln!(text, "{}", paint(STRONG, name(first)));
    let _ = writeln!(text, "{}\n", paint(FAINT, figures(first)));
    let row = |title: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("{cell:<26}")).collect();
        format!("{title:<12}{}\n", cells.trim_end())
    };
    text.push_str(&row("", items.iter().map(|item| item.on.to_string()).collect()));
    text.push_str(&row("ECCN", items.iter().map(|item| or_none(&item.eccn.join(", "))).collect()));
    text.push_str(&row(
        "paragraph",
        items.iter().map(|item| or_none(item.paragraph.as_deref().unwrap_or(""))).collect(),
    ));
    let most = items.iter().map(|item| item.classes.len()).max().unwrap_or(0);
    for at in 0..most {
        let title = if at == 0 { "classes" } else { "" };
        text.push_str(&row(
            title,
            items.iter().map(|item| item.classes.get(at).cloned().unwrap_or_default()).collect(),
        ));
    }
    if items.iter().any(|item| !item.open.is_empty()) {
        text.push_str(&row("may be in", items.iter().map(|item| or_none(&item.open.join(", "))).collect()));
    }
    for item in items {
        let _ = writeln!(text, "\n{}", paint(STRONG, format!("{}  {}", item.on, plain_verdict(item))));
        table(&mut text, &item.margins);
    }
    text
}

fn name(item: &Classification) -> String {
    match (&item.instance, &item.accelerator) {
        (Some(instance), Some(accelerator)) => {
            let count = item.accelerators_per_instance.as_ref();
            let count = count.map_or_else(|| "an unknown number of".to_owned(), ToString::to_string);
            format!("{instance}: {count} × {accelerator}")
        }
        (Some(instance), None) => format!("{instance}: accelerator not established"),
        (None, Some(accelerator)) => accelerator.clone(),
        (None, None) => "Item given by its figures".to_owned(),
    }
}

fn plain_verdict(item: &Classification) -> String {
    match (&item.paragraph, item.open.is_empty()) {
        (Some(paragraph), _) => format!("{paragraph} (ECCN {})", item.eccn.join(", ")),
        (None, true) => "in no paragraph of the chip rules".to_owned(),
        (None, false) => format!("not known: may be in {}", item.open.join(", ")),
    }
}

fn verdict(item: &Classification) -> String {
    let style = match (&item.paragraph, item.open.is_empty()) {
        (Some(_), _) => of(Outcome::LicenseRequired),
        (None, true) => of(Outcome::NotRequired),
        (None, false) => of(Outcome::Depends),
    };
    let mut text = paint(style, plain_verdict(item));
    let others: Vec<&str> =
        item.classes.iter().map(String::as_str).filter(|class| !class.starts_with("3A090")).collect();
    if !others.is_empty() {
        let _ = write!(text, "; also {}", others.join(", "));
    }
    if item.paragraph.is_some() && !item.open.is_empty() {
        let _ = write!(text, "; may be in {}", item.open.join(", "));
    }
    text
}

fn figures(item: &Classification) -> String {
    let shown =
        |value: &Option<Number>| value.as_ref().map_or_else(|| "unknown".to_owned(), |value| thousands(value.as_str()));
    let center = match item.data_center {
        Some(true) => "data center part",
        Some(false) => "not a data center part",
        None => "data center part or not: disputed or unknown",
    };
    format!(
        "TPP {}, density {}, I/O {} GB/s, memory {} GB/s, {center}",
        shown(&item.tpp),
        shown(&item.performance_density),
        shown(&item.io_gb_s),
        shown(&item.memory_bandwidth_gb_s)
    )
}

fn table(text: &mut String, margins: &[Margin]) {
    for margin in margins {
        let holds = match margin.holds {
            Some(true) => paint(of(Outcome::LicenseRequired), "met    "),
            Some(false) => paint(of(Outcome::NotRequired), "not met"),
            None => paint(of(Outcome::Depends), "unknown"),
        };
        let distance = match (&margin.value, &margin.margin, &margin.at_least) {
            (Some(value), Some(margin), _) => {
                let margin = margin.as_str();
                let sign = if margin.starts_with('-') || margin == "0" { "" } else { "+" };
                format!("{:>14}  margin {sign}{}", thousands(value.as_str()), thousands(margin))
            }
            (_, _, Some(least)) => format!("{:>14}", format!("{} or more", thousands(least.as_str()))),
            _ => format!("{:>14}", "unknown"),
        };
        let _ = writeln!(text, "  {holds}  {:<42}{distance}", margin.threshold);
    }
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { text.to_owned() }
}
