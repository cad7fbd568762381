//! The item of a request: how it is classified, what it can do, and how many of it there are.

use portcullis_authorization::counted_tpp;
use portcullis_catalog::{Accelerator, Exact, Figures, Measure};
use portcullis_determination::Item;
use portcullis_law::{CodeType, Subject};
use portcullis_license::LineName;

use super::Determined;
use crate::form::ItemEntry;

/// Digits after the point of a density, cut off.
const PLACES: u32 = 3;

/// One line for the item of the request; none where it names no item.
pub(super) fn items(determined: &Determined<'_>) -> Vec<ItemEntry> {
    let Ok(line) = LineName::new("1") else { return Vec::new() };
    let entry = ItemEntry {
        line,
        model: String::new(),
        classifications: Vec::new(),
        tpp: None,
        performance_density: None,
        chips: 0,
        chip_hours: None,
        price: None,
        manufacturer: String::new(),
        technical_description: String::new(),
    };
    item(determined, entry).into_iter().collect()
}

fn item(determined: &Determined<'_>, entry: ItemEntry) -> Option<ItemEntry> {
    let (engine, transaction) = (determined.engine, determined.transaction);
    let chips =
        |each: Option<Exact>| each.and_then(|each| Exact::whole(transaction.quantity).times(each)).and_then(whole);
    Some(match &transaction.item {
        Item::Accelerator(place, each) => {
            let accelerator = engine.catalog().accelerators().get(*place)?;
            ItemEntry {
                model: accelerator.name.clone(),
                manufacturer: accelerator.vendor.clone(),
                chips: chips(*each).unwrap_or(0),
                technical_description: described(determined, accelerator),
                ..with_figures(determined, entry, &accelerator.figures, Subject::of(accelerator))
            }
        }
        Item::Figures(figures) => {
            let subject = Subject { figures: &figures.figures, vendor: None, name: None, form: figures.form };
            let entry = with_figures(determined, entry, &figures.figures, subject);
            ItemEntry { chips: transaction.quantity, technical_description: measures(&figures.figures), ..entry }
        }
        Item::Goods(goods) => {
            let titles: Vec<&str> = engine.law().codes.table(CodeType::Goods).titles(*goods).collect();
            ItemEntry { technical_description: titles.join("; "), ..entry }
        }
        Item::UnknownAccelerator => {
            ItemEntry { technical_description: instance(determined).unwrap_or_default(), ..entry }
        }
        Item::Unstated => return None,
    })
}

fn with_figures(determined: &Determined<'_>, entry: ItemEntry, figures: &Figures, subject: Subject<'_>) -> ItemEntry {
    ItemEntry {
        classifications: paragraphs(determined, subject),
        tpp: figures.tpp.known().and_then(counted_tpp),
        performance_density: figures.performance_density.known().map(|density| density.to_decimal(PLACES)),
        ..entry
    }
}

/// The paragraphs of the control list that it falls under on the date, without the tests that are no paragraph.
fn paragraphs(determined: &Determined<'_>, subject: Subject<'_>) -> Vec<String> {
    let on = determined.transaction.on;
    let classified = determined.engine.classify(subject, on).classes;
    let classes = determined.engine.law().classes.items();
    let is_paragraph =
        |id: &String| classes.iter().any(|class| class.id == *id && class.eccn.is_some() && class.holds_on(on));
    classified.into_iter().filter(is_paragraph).collect()
}

fn described(determined: &Determined<'_>, accelerator: &Accelerator) -> String {
    let name =
        format!("{} {} ({}), {}", accelerator.vendor, accelerator.name, accelerator.form_factor, accelerator.memory);
    let parts = [Some(name), Some(measures(&accelerator.figures)), instance(determined)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The instance type that was asked for.
fn instance(determined: &Determined<'_>) -> Option<String> {
    let key = determined.request.item.as_ref()?.instance.as_deref()?;
    let catalog = determined.engine.catalog();
    let instance = catalog.instances().get(catalog.find_instance(key).ok()?)?;
    let quantity = determined.transaction.quantity;
    let count = instance.count.map(|count| format!(" of {count} accelerators each")).unwrap_or_default();
    Some(format!("{quantity} instances {}{count}, marketed as {}", instance.key(), instance.marketed_as))
}

fn measures(figures: &Figures) -> String {
    let measures = [
        (figures.tpp, "total processing performance", ""),
        (figures.performance_density, "performance density", ""),
        (figures.io_gb_s, "aggregate bidirectional I/O", " GB/s"),
        (figures.memory_bandwidth_gb_s, "memory bandwidth", " GB/s"),
    ];
    let said = measures.iter().filter_map(|(measure, name, unit)| match measure {
        Measure::Known(value) => Some(format!("{name} {}{unit}", value.to_decimal(PLACES))),
        Measure::AtLeast(value) => Some(format!("{name} at least {}{unit}", value.to_decimal(PLACES))),
        Measure::Unknown | Measure::Undefined => None,
    });
    said.collect::<Vec<_>>().join(", ")
}

fn whole(number: Exact) -> Option<u64> {
    let cut: u64 = number.to_decimal(0).parse().ok()?;
    (Exact::whole(cut) == number).then_some(cut)
}
