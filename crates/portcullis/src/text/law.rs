//! The law for a reader: regimes, instruments, provisions.

use super::{painted, paragraph};
use crate::style::{FAINT, STRONG, paint};
use jiff::civil::Date;
use portcullis_determination::{Profile, standing_word};
use portcullis_law::{Instrument, Law, Provision, Regime};
use std::fmt::Write as _;

/// Every regime, a line each.
pub(crate) fn list(law: &Law) -> String {
    let mut text = String::new();
    for (place, regime) in law.regimes.iter().enumerate() {
        let provisions = law.provisions_of(place).count();
        let counts = format!("{} instruments, {provisions} provisions", regime.instruments.len());
        let _ = writeln!(text, "{}  {}", paint(STRONG, format!("{:<24}", regime.id)), regime.title);
        let _ = writeln!(text, "{:<26}{}", "", paint(FAINT, format!("{}; {counts}", regime.authority)));
    }
    text
}

/// A regime with its instruments and provisions.
pub(crate) fn regime(law: &Law, place: usize, regime: &Regime) -> String {
    let mut text = format!("{}  {}\n", paint(STRONG, &regime.id), regime.title);
    text.push_str(&painted(FAINT, &paragraph(&format!("{}. {}", regime.authority, regime.about), "", "")));
    text.push_str("\nInstruments\n");
    for instrument in &regime.instruments {
        let first = instrument.first_date().map_or_else(String::new, |date| date.to_string());
        let _ = writeln!(text, "  {first:<10}  {:<15} {}", instrument.stage.word(), instrument.id);
    }
    text.push_str("\nProvisions\n");
    for (_, provision) in law.provisions_of(place) {
        let to = provision.effective_to.map_or_else(|| "          ".to_owned(), |to| to.to_string());
        let _ =
            writeln!(text, "  {}  {to}  {:<16} {}", provision.effective_from, provision.effect.word(), provision.id);
    }
    text
}

/// An instrument with its states by date.
pub(crate) fn instrument(regime: &Regime, instrument: &Instrument) -> String {
    let mut text = format!("{}  {}\n", paint(STRONG, &instrument.id), instrument.title);
    let _ = writeln!(text, "regime     {}", regime.id);
    let _ = writeln!(text, "stage      {}", instrument.stage.word());
    let _ = writeln!(text, "citations  {}", instrument.citations.join("; "));
    let _ = writeln!(text, "evidence   {}", instrument.evidence);
    for (name, date) in [
        ("released", instrument.released),
        ("published", instrument.published),
        ("verified", instrument.verified_through),
    ] {
        if let Some(date) = date {
            let _ = writeln!(text, "{name:<10} {}{date}", if name == "verified" { "through " } else { "" });
        }
    }
    if let Some(note) = &instrument.note {
        text.push_str(&paragraph(note, "note       ", "           "));
    }
    text.push_str("\nText\n");
    if instrument.text.is_empty() {
        text.push_str("  never in force\n");
    }
    for period in &instrument.text {
        let why =
            [period.citation.as_deref(), period.note.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("; ");
        let state = format!("{:?}", period.state).to_lowercase();
        text.push_str(&paragraph(&format!("{}  {state:<12} {why}", period.from), "  ", "                            "));
    }
    if !instrument.enforcement.is_empty() {
        text.push_str("\nEnforcement\n");
    }
    for period in &instrument.enforcement {
        let scope =
            if period.provisions.is_empty() { "the whole instrument".to_owned() } else { period.provisions.join(", ") };
        let why =
            [period.citation.as_deref(), period.note.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("; ");
        text.push_str(&paragraph(
            &format!("{}  {:?}: {scope}; {why}", period.from, period.state),
            "  ",
            "              ",
        ));
    }
    text
}

/// A provision: what it says, and how it is encoded.
pub(crate) fn provision(law: &Law, provision: &Provision) -> String {
    let mut text = format!("{}\n", paint(STRONG, &provision.id));
    text.push_str(&paragraph(&provision.text, "", ""));
    let modifiers = law.provision_index(&provision.id).map(|place| law.modifiers_of(place)).unwrap_or_default();
    let names: Vec<&str> =
        modifiers.iter().filter_map(|at| law.provisions.get(*at)).map(|other| other.id.as_str()).collect();
    if !names.is_empty() {
        text.push_str(&painted(FAINT, &paragraph(&format!("Lifted or reviewed by: {}", names.join(", ")), "", "  ")));
    }
    let _ = writeln!(text, "\n{}", provision.source.trim_end());
    text
}

/// The provisions that apply on a date, and how each stands.
pub(crate) fn in_force(law: &Law, profile: &Profile, on: Date) -> String {
    let mut text = format!("{}\n", paint(STRONG, format!("In force on {on}, profile {}", profile.id)));
    for (place, regime) in law.regimes.iter().enumerate() {
        let applying = law
            .provisions_of(place)
            .filter_map(|(_, provision)| Some((provision, profile.standing(law, provision, on)?)));
        let applying: Vec<_> = applying.collect();
        if applying.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{}  {}", paint(STRONG, &regime.id), regime.title);
        for (provision, standing) in applying {
            let standing = standing_word(standing).replace('_', " ");
            let _ = writeln!(text, "  {:<16} {standing:<26} {}", provision.effect.word(), provision.id);
            text.push_str(&painted(
                FAINT,
                &paragraph(&format!("{} · {}", provision.citation, provision.text), "    ", "    "),
            ));
        }
    }
    text
}
