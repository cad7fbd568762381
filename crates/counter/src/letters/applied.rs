//! What was applied for, in the words of a letter.

use portcullis_application::Application;
use portcullis_application::form::{ItemEntry, PartyEntry, PartyRole};
use portcullis_letter::{Addressee, Item, Participant};
use portcullis_license::amount::Unit;
use portcullis_license::{Grant, Provider};

/// What stands where nothing is stated.
pub(super) const NOT_STATED: &str = "not stated";
/// The most names in a line, and the most characters of each.
const MOST_NAMES: usize = 3;
const MOST_CHARACTERS: usize = 80;

/// What is applied for, in a line.
pub(super) fn summary(application: &Application) -> String {
    let act = match application.kind.map(|kind| kind.word()) {
        Some("provide_compute") => "provision of compute on",
        Some("export") => "export of",
        Some("reexport") => "reexport of",
        Some("transfer") => "in-country transfer of",
        Some("model_weights") => "release of model weights from",
        Some("support") => "support of",
        Some("purchase") => "purchase of",
        _ => "use of",
    };
    let chips = application.items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.chips));
    let models: Vec<&str> = application.items.iter().map(|item| item.model.as_str()).collect();
    let models = match some(&models) {
        models if models.is_empty() => models,
        models => format!(" ({models})"),
    };
    let to = match some(&recipients(application)) {
        to if to.is_empty() => to,
        to => format!(" for {to}"),
    };
    format!("{act} {chips} accelerators{models}{to}")
}

/// The end users; where none is named, everybody on the receiving side.
fn recipients(application: &Application) -> Vec<&str> {
    let of = |is: &dyn Fn(PartyRole) -> bool| -> Vec<&str> {
        application.parties.iter().filter(|party| is(party.role)).map(|party| party.name.as_str()).collect()
    };
    let end_users = of(&|role| role == PartyRole::EndUser);
    if end_users.is_empty() { of(&PartyRole::receives) } else { end_users }
}

/// The first few names, and how many more there are.
fn some(names: &[&str]) -> String {
    let mut different: Vec<&str> = Vec::new();
    for name in names.iter().filter(|name| !name.trim().is_empty()) {
        if !different.contains(name) {
            different.push(name);
        }
    }
    let more = different.len().saturating_sub(MOST_NAMES);
    let mut shown: Vec<String> = different.iter().take(MOST_NAMES).map(|name| quoted(name)).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    and(&shown)
}

/// The first characters of a text.
fn beginning(text: &str) -> String {
    let rest = if text.chars().nth(MOST_CHARACTERS).is_some() { "…" } else { "" };
    text.chars().take(MOST_CHARACTERS).chain(rest.chars()).collect()
}

/// What an applicant wrote, within a sentence of the authority: in quotation marks that it cannot close, so that no name goes on in the authority's voice.
pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", beginning(text).replace(['“', '”', '„', '‟', '"'], "'"))
}

/// Words with commas between them, and `and` before the last.
pub(super) fn and(words: &[String]) -> String {
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The items applied for: how many chips, and for how many chip-hours where that is stated.
pub(super) fn items(application: &Application) -> Vec<Item> {
    let item = |item: &ItemEntry| {
        let mut amounts = vec![(item.chips.to_string(), "accelerators".to_owned())];
        amounts.extend(in_hours(Grant { chip_hours: item.chip_hours, tpp_hours: None }));
        let (quantity, unit) = amounts.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let name = if item.model.is_empty() { beginning(&item.technical_description) } else { item.model.clone() };
        Item {
            line: item.line.to_string(),
            item: stated(&name),
            classification: stated(&item.classifications.join(", ")),
            quantity: and(&quantity),
            unit: and(&unit),
        }
    };
    application.items.iter().map(item).collect()
}

/// An amount in each unit that it limits: how much, and of what.
pub(super) fn in_hours(grant: Grant) -> Vec<(String, String)> {
    let limit = grant.limit();
    let limits = Unit::ALL.into_iter().filter_map(|unit| limit.in_unit(unit).map(|count| unit.in_hours(count)));
    limits.filter_map(|text| text.rsplit_once(' ').map(|(much, unit)| (much.to_owned(), unit.to_owned()))).collect()
}

/// Everybody who takes part.
pub(super) fn participants(application: &Application) -> Vec<Participant> {
    application.parties.iter().map(participant).collect()
}

/// A party in the role that the application gives it.
pub(super) fn participant(party: &PartyEntry) -> Participant {
    Participant { role: party.role.title().to_owned(), name: party.name.clone(), country: stated(&party.country) }
}

/// The applicant with its address; the name under which the provider applies where the application names none. The address is one line, however many were
/// written: a line of its own could pass for one of the letter's.
pub(super) fn addressee(application: &Application, provider: &Provider) -> Addressee {
    let Some(party) = application.parties.iter().find(|party| party.role == PartyRole::Applicant) else {
        return Addressee { name: provider.to_string(), address: Vec::new() };
    };
    let address = [lines(&party.address).join(", "), party.country.clone()];
    let stated = address.into_iter().filter(|line| !line.trim().is_empty());
    Addressee { name: party.name.clone(), address: stated.collect() }
}

/// What is stated, or that nothing is.
pub(super) fn stated(text: &str) -> String {
    if text.trim().is_empty() { NOT_STATED.to_owned() } else { text.to_owned() }
}

/// The lines of a text that say something, each by itself.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
