//! What is going to happen: which customer's application goes which way, filed by whom on which day.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use portcullis_application::Application;
use portcullis_exchange::Reference;

use crate::customer::Customer;
use crate::draw::Draw;
use crate::error::{DemoError, broken};
use crate::people::{PROVIDERS, ProviderOf};
use crate::step::Turn;
use crate::story::{Grants, Story, deal};

/// Accelerators of the catalog that the story reaches, with the chips of one application.
const MODELS: [(&str, &[u64]); 6] = [
    ("H100 SXM5 80GB", &[128, 256, 512]),
    ("H200 SXM", &[128, 256]),
    ("B200", &[64, 128, 256]),
    ("A100 SXM4 80GB", &[64, 128]),
    ("Instinct MI300X", &[64, 128]),
    ("L40S", &[32, 64]),
];
/// The fewest chips of one run.
pub(crate) const LEAST_CHIPS: u64 = 4;
/// End uses with the operations of the largest training run.
const END_USES: [(&str, &str); 4] =
    [("model_training", "3e24"), ("model_training", "8e24"), ("commercial", "0"), ("research", "2e23")];

/// A case that is going to be.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Its place among all of them, in the order of filing.
    pub(crate) place: usize,
    pub(crate) story: &'static Story,
    pub(crate) provider: &'static ProviderOf,
    /// The provider's place among the houses.
    pub(crate) house: usize,
    pub(crate) customer: usize,
    pub(crate) reference: Reference,
    pub(crate) model: &'static str,
    pub(crate) end_use: &'static str,
    pub(crate) training: &'static str,
    pub(crate) chips: u64,
    pub(crate) chip_hours: u64,
    pub(crate) filed_on: Date,
    /// How many leases run at once when it is used most.
    pub(crate) appetite: u64,

    /// The application as it was filed last.
    pub(crate) application: Option<Application>,
    /// The next of its turns, and the first day for it.
    pub(crate) turn: usize,
    pub(crate) ready: Date,
    /// Nothing comes of it any more.
    pub(crate) is_over: bool,
    /// The next use is more than was reserved.
    pub(crate) overruns: bool,
}

impl Plan {
    /// The turn that comes next.
    pub(crate) fn next(&self) -> Option<Turn> {
        self.story.chapters.iter().flat_map(|chapter| chapter.iter()).nth(self.turn).copied()
    }

    /// The first and the last day that are asked for.
    pub(crate) fn period(&self) -> (Date, Date) {
        let from = later(self.filed_on, 14);
        let days = if self.story.grants == Grants::Short { 60 } else { 364 };
        (from, later(from, days))
    }
}

/// A day so many days later; the last there is where there is none.
pub(crate) fn later(date: Date, days: u64) -> Date {
    date.saturating_add(Span::new().days(i64::try_from(days).unwrap_or(0).min(100_000)))
}

/// Whether offices are open.
pub(crate) fn is_workday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Plans so many cases for customers that need a license, between two days, by so many providers.
pub(crate) fn plans(
    cases: usize,
    seed: u64,
    (from, to): (Date, Date),
    providers: usize,
    customers: &[Customer],
) -> Result<Vec<Plan>, DemoError> {
    let needing: Vec<usize> =
        customers.iter().enumerate().filter(|(_, customer)| customer.tie.needs_license()).map(|(at, _)| at).collect();
    let mut dealt: Vec<(Date, usize, &'static Story)> = deal(cases)
        .enumerate()
        .map(|(place, story)| {
            let mut draw = Draw::of(seed, &format!("day {place}"));
            let (least, most) = story.before_end;
            (filed_on(to, draw.between(least, most)).max(from), place, story)
        })
        .collect();
    dealt.sort_by_key(|(filed_on, place, _)| (*filed_on, *place));
    let plan = |(place, (filed_on, _, story)): (usize, (Date, usize, &'static Story))| {
        let mut draw = Draw::of(seed, &format!("plan {place}"));
        // The first provider has the most of it.
        let others = (providers as u64).saturating_sub(1);
        let house = if draw.percent(62) { 0 } else { 1_u64.min(others) + draw.below(others) };
        let house = usize::try_from(house).map_err(broken)?;
        let provider = PROVIDERS.get(house).ok_or_else(|| broken("no such provider"))?;
        let customer = *draw.one_of(&needing).ok_or_else(|| broken("no customer needs a license"))?;
        let (model, sizes) = draw.one_of(&MODELS).ok_or_else(|| broken("no accelerator"))?;
        let chips = *draw.one_of(sizes).ok_or_else(|| broken("no chips"))?;
        let (end_use, training) = draw.one_of(&END_USES).ok_or_else(|| broken("no end use"))?;
        let reference = format!("{}-{}-{:04}", provider.letters, filed_on.year(), place + 1);
        let appetite = draw.between(7, 14).min(chips / LEAST_CHIPS);
        let days = match story.grants {
            Grants::Ample => draw.between(60, 160),
            Grants::Scarce => draw.between(16, 26),
            Grants::Short => 20,
        };
        Ok(Plan {
            place,
            story,
            provider,
            house,
            customer,
            reference: Reference::new(&reference).map_err(broken)?,
            model,
            end_use,
            training,
            chips,
            chip_hours: chips * 24 * days,
            filed_on,
            appetite,
            application: None,
            turn: 0,
            ready: filed_on,
            is_over: false,
            overruns: false,
        })
    };
    dealt.into_iter().enumerate().map(plan).collect()
}

/// The workday so many days before the last, or the one before that.
fn filed_on(to: Date, before_end: u64) -> Date {
    let back = |date: Date, days: u64| date.saturating_sub(i64::try_from(days).unwrap_or(0).days());
    let day = back(to, before_end);
    match day.weekday() {
        Weekday::Saturday => back(day, 1),
        Weekday::Sunday => back(day, 2),
        _ => day,
    }
}
