//! All providers together: who holds how much compute under license, by the country of headquarters, by provider and by chip, over time, and what was broken.

mod measure;
mod parts;

pub use measure::Measure;

use self::parts::{by_country, by_name, over_time};
use crate::address::Address;
use crate::authority::register::{BreachRow, breaches};
use crate::components::{Control, FactList, Field, InputKind, Tab, Tabs};
use crate::listing::Listing;
use crate::number::{grouped, share_of};
use crate::place::Place;
use maud::{Markup, Render, html};
use portcullis_catalog::{Countries, Country};
use portcullis_license::{Amount, Instant, Limit, Unit};

/// What is held under licenses together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holding {
    /// Licenses in force.
    pub licenses: u64,
    /// Chips that run under them.
    pub chips: u64,
    /// What they grant together; a unit in which one of them is not limited has no limit.
    pub granted: Limit,
    /// What is reserved.
    pub reserved: Amount,
    /// What is used.
    pub used: Amount,
}

/// What somebody, or something, holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldingOf {
    /// The provider, or the chip.
    pub name: String,
    /// What it holds.
    pub holding: Holding,
}

/// What is held for those whose ultimate parent is headquartered in a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldingIn {
    /// The country; nothing where that is not known.
    pub country: Option<Country>,
    /// What is held.
    pub holding: Holding,
}

/// What was held at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldAt {
    /// When.
    pub at: Instant,
    /// Chips that ran.
    pub chips: u64,
    /// What was used until then.
    pub used: Amount,
}

/// All providers together.
#[derive(Debug, Clone)]
pub struct NationalView<'a> {
    /// How it was asked for: filters `country`, `provider`, `chip`, `from`, `until`; `measure`.
    pub listing: Listing,
    /// In what it is measured.
    pub measure: Measure,
    /// All of it together.
    pub whole: Holding,
    /// By country of the ultimate parent's headquarters.
    pub countries: Vec<HoldingIn>,
    /// By provider.
    pub providers: Vec<HoldingOf>,
    /// By chip.
    pub chips: Vec<HoldingOf>,
    /// Over time, the earliest first.
    pub over_time: Vec<HeldAt>,
    /// Breaches, the latest first.
    pub breaches: Vec<BreachRow>,
    /// How countries are called.
    pub names: &'a Countries,
}

/// The body of the page.
#[must_use]
pub fn national(view: &NationalView<'_>) -> Markup {
    let listing = &view.listing;
    let search =
        |name: &'static str, label| Field::of(name, label, Control::Input(InputKind::Search, listing.value(name)));
    let day = |name: &'static str, label| Field::of(name, label, Control::Input(InputKind::Date, listing.value(name)));
    let fields = [
        search("country", "Headquarters in"),
        search("provider", "Provider"),
        search("chip", "Chip"),
        day("from", "From"),
        day("until", "Until"),
    ];
    let nothing = view.whole == Holding::default() && view.providers.is_empty();
    html! {
        (listing.filters(&page(view), &fields))
        (measures(view))
        @if nothing {
            div.empty.alone {
                p { "Nothing is held under license, as far as the filter goes. Use is known from what providers state and sign." }
                p { a href=(Place::Licenses.address()) { "The register of licenses" } }
            }
        } @else {
            (whole(view))
            h2 #countries { "By country of headquarters" } (by_country(view))
            h2 #providers { "By provider" } (by_name(view, "provider", "Provider", &view.providers))
            h2 #chips { "By chip" } (by_name(view, "chip", "Chip", &view.chips))
            h2 #time { "Over time" } (over_time(view))
        }
        h2 #breaches { "Breaches" }
        (breaches(&view.breaches, None))
        p { a.csv href=(csv(view, "breaches")) { "CSV" span.unseen { " of breaches" } } }
    }
}

/// The page as it was asked for.
fn page(view: &NationalView<'_>) -> Address {
    let mut page = Place::NationalView.address();
    if view.measure != Measure::default() {
        page = page.with("measure", view.measure.word());
    }
    page
}

fn asked(view: &NationalView<'_>) -> Address {
    view.listing.query.iter().fold(page(view), |address, (name, value)| address.with(name, value))
}

fn csv(view: &NationalView<'_>, by: &str) -> Address {
    asked(view).with("by", by).with("format", "csv")
}

fn measures(view: &NationalView<'_>) -> Markup {
    let tabs = Measure::ALL.map(|measure| Tab {
        title: measure.title(),
        address: asked(view).with("measure", measure.word()),
        count: None,
        current: measure == view.measure,
    });
    Tabs { label: "Measured in", tabs: &tabs }.render()
}

fn granted(limit: Limit, unit: Unit) -> String {
    limit.in_unit(unit).map_or_else(|| "not limited".to_owned(), |granted| unit.in_hours(granted))
}

fn whole(view: &NationalView<'_>) -> Markup {
    let whole = &view.whole;
    let used = |unit: Unit| {
        let share = whole
            .granted
            .in_unit(unit)
            .map(|granted| format!(", {} of it", share_of(whole.used.in_unit(unit), granted)));
        format!("{}{}", unit.in_hours(whole.used.in_unit(unit)), share.unwrap_or_default())
    };
    FactList::new()
        .row("Licenses in force", grouped(whole.licenses.into()))
        .row("Chips running", grouped(whole.chips.into()))
        .row(
            "Granted",
            format!(
                "{}; {}",
                granted(whole.granted, Unit::ChipMilliseconds),
                granted(whole.granted, Unit::TppChipSeconds)
            ),
        )
        .row("Used", format!("{}; {}", used(Unit::ChipMilliseconds), used(Unit::TppChipSeconds)))
        .render()
}
