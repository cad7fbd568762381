//! Items: what each is, how much of it, and what it costs.

use portcullis_catalog::Exact;
use portcullis_log::canonical::MOST_NUMBER;

use crate::form::{Application, ItemEntry};
use crate::gap::Gaps;

/// The regime of advanced chips, and the classifications of its items (15 CFR 742.6(a)(6)(iii)(A)).
const ADVANCED_COMPUTING: &str = "us-advanced-computing";
const ADVANCED_CHIPS: [&str; 2] = ["3A090.a", "4A090.a"];

/// Whether an item is classified so, or under a paragraph of that.
pub(super) fn is_classified(application: &Application, as_one_of: &[&str]) -> bool {
    let is_one = |classification: &String| as_one_of.iter().any(|one| classification.starts_with(one));
    application.items.iter().any(|item| item.classifications.iter().any(is_one))
}

/// Whether advanced chips are asked for under their own regime.
pub(super) fn asks_for_advanced_chips(application: &Application) -> bool {
    application.regimes.iter().any(|regime| regime == ADVANCED_COMPUTING) && is_classified(application, &ADVANCED_CHIPS)
}

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let items = &gaps.application.items;
    if items.is_empty() {
        gaps.missing("items", "name what is provided, each item on a line of its own");
    }
    for (place, item) in items.iter().enumerate() {
        let path = format!("items[{place}]");
        if items.iter().take(place).any(|before| before.line == item.line) {
            gaps.contradiction(
                format!("{path}.line"),
                "another line has that name",
                "give each line a name of its own",
            );
        }
        what(gaps, &path, item);
        how_much(gaps, &path, item);
        price(gaps, &path, item);
    }
    total(gaps);
}

fn what(gaps: &mut Gaps<'_>, path: &str, item: &ItemEntry) {
    if item.classifications.is_empty() {
        gaps.missing(format!("{path}.classifications"), "write its ECCN with the paragraph, as 3A090.a");
    }
    for (place, paragraph) in item.classifications.iter().enumerate() {
        gaps.text(format!("{path}.classifications[{place}]"), paragraph, "write an ECCN, or remove the empty one");
    }
    if item.tpp.is_none() {
        gaps.missing(format!("{path}.tpp"), "state the total processing performance of one chip, rounded up");
    }
    if item.performance_density.as_ref().is_some_and(|density| density.parse::<Exact>().is_err()) {
        let path = format!("{path}.performance_density");
        gaps.unusable(path, "it is not a number", "write a decimal number, or leave it out where there is none");
    }
    gaps.text(format!("{path}.manufacturer"), &item.manufacturer, "name who makes it");
    gaps.text(format!("{path}.technical_description"), &item.technical_description, "say what it is and does");
}

fn how_much(gaps: &mut Gaps<'_>, path: &str, item: &ItemEntry) {
    let application = gaps.application;
    if item.chips == 0 {
        gaps.missing(format!("{path}.chips"), "state how many chips at once");
    } else if u32::try_from(item.chips).is_err() {
        gaps.unusable(
            format!("{path}.chips"),
            "more chips than can be counted",
            "state at most 4294967295 chips on a line",
        );
    }
    let most = application.from.zip(application.until).and_then(|(from, until)| item.most_chip_hours(from, until));
    match (item.chip_hours, most) {
        (None, _) => gaps.missing(format!("{path}.chip_hours"), "state the chip-hours over the whole time"),
        (Some(0), _) => {
            gaps.unusable(format!("{path}.chip_hours"), "it asks for nothing", "state at least one chip-hour");
        }
        (Some(hours), Some(most)) if item.chips > 0 && hours > most => gaps.contradiction(
            format!("{path}.chip_hours"),
            format!("{} chips cannot use {hours} chip-hours in that time", item.chips),
            format!("state at most {most}, or more chips, or more time"),
        ),
        _ => {}
    }
    let counted = item.chips > 0 && item.chip_hours.is_some() && item.tpp.is_some();
    let is_too_much = |amount: Option<u64>| amount.is_none_or(|amount| amount > MOST_NUMBER);
    if counted && (is_too_much(item.aggregate_tpp()) || is_too_much(item.tpp_hours())) {
        gaps.unusable(path, "its performance over the whole time is more than can be counted", "split it into lines");
    }
}

fn price(gaps: &mut Gaps<'_>, path: &str, item: &ItemEntry) {
    let Some(price) = &item.price else {
        gaps.missing(format!("{path}.price"), "state the price of one chip-hour; 0 where nothing is paid");
        return;
    };
    if !price.names_a_currency() {
        let path = format!("{path}.price.currency");
        gaps.unusable(path, "it is not the code of a currency", "write its ISO 4217 code of three capital letters");
    }
}

/// Block 23 is one sum.
fn total(gaps: &mut Gaps<'_>) {
    let items = &gaps.application.items;
    if items.iter().any(|item| item.price.is_none() || item.chip_hours.is_none()) {
        return;
    }
    let currency = |item: &ItemEntry| item.price.as_ref().map(|price| price.currency.clone());
    let other = items.first().and_then(|first| items.iter().position(|item| currency(item) != currency(first)));
    if let Some(place) = other {
        let path = format!("items[{place}].price.currency");
        gaps.contradiction(
            path,
            "the first line has another currency, so that there is no total value (block 23)",
            "state all prices in one currency",
        );
    } else if !items.is_empty() && gaps.application.total_value().is_none() {
        gaps.unusable("items", "the total value (block 23) is more than can be counted", "check prices and chip-hours");
    }
}
