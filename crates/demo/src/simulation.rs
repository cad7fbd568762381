//! The days, one after the other: what happens in the morning, in the afternoon and in the evening.

use jiff::civil::{Date, Weekday};
use portcullis_desk::routing::Routing;
use portcullis_license::Instant;
use portcullis_license::instant::HOUR;

use crate::ask::Wanted;
use crate::customer::Customer;
use crate::draw::Draw;
use crate::error::{DemoError, broken};
use crate::gate::{self, ByLicense};
use crate::law::{Ask, Law};
use crate::open::{Houses, NoLetters, Open};
use crate::people::PROVIDERS;
use crate::plan::{Plan, is_workday};
use crate::post;
use crate::size::Size;

/// What customers ask about that no application comes of.
const ASKED: [(&str, &[u64]); 5] = [
    ("H100 SXM5 80GB", &[8, 16, 64]),
    ("A10", &[4, 8]),
    ("H20 96GB", &[16, 64]),
    ("B200", &[8, 72]),
    ("L40S", &[4, 16]),
];

/// A simulation on its way.
pub(crate) struct Simulation<'s, 'a> {
    pub(crate) size: Size,
    pub(crate) seed: u64,
    pub(crate) houses: &'s mut Houses<'a>,
    pub(crate) law: Law<'s>,
    pub(crate) routing: Routing,
    pub(crate) plans: Vec<Plan>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) cut_short: Vec<String>,
}

impl<'a> Simulation<'_, 'a> {
    /// One day.
    pub(crate) fn day(&mut self, today: Date, is_first: bool) -> Result<(), DemoError> {
        self.morning(today, is_first)?;
        self.afternoon(today)?;
        self.evening(today)
    }

    /// It is some time after an hour of a day, in every house.
    fn is_about(&mut self, today: Date, hour: i64, minutes: u64) {
        let mut draw = Draw::of(self.seed, &format!("time {today} {hour}"));
        let past = i64::try_from(draw.below(minutes * 60)).unwrap_or(0) * 1_000;
        let now = Instant::start_of(today).plus(hour * HOUR + past);
        self.all().for_each(|house| house.is_now(now));
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Open<'a>> {
        let Houses { authority, providers, .. } = &mut *self.houses;
        std::iter::once(authority).chain(providers)
    }

    fn morning(&mut self, today: Date, is_first: bool) -> Result<(), DemoError> {
        self.is_about(today, 8, 55);
        if is_first {
            for provider in &mut self.houses.providers {
                self.law.keep(provider)?;
            }
        } else {
            self.tell(today)?;
        }
        self.all().for_each(Open::sweep);
        self.work(today)?;
        post::work_through(&mut self.houses.authority, self.houses.letters, |clerk, _| clerk.due_by_time())?;
        self.settle()?;
        self.begin()?;
        self.commit()?;
        if today.day() == 1 {
            self.all().try_for_each(Open::seal)?;
        }
        Ok(())
    }

    fn afternoon(&mut self, today: Date) -> Result<(), DemoError> {
        self.is_about(today, 14, 115);
        self.work(today)?;
        if is_workday(today) {
            self.report(today)?;
            self.asks(today)?;
        }
        self.settle()?;
        self.begin()?;
        self.commit()
    }

    fn evening(&mut self, today: Date) -> Result<(), DemoError> {
        self.is_about(today, 21, 50);
        for house in 0..self.houses.providers.len() {
            let by_license = self.by_license(house);
            let Some(provider) = self.houses.providers.get_mut(house) else { continue };
            gate::evening(provider, self.seed, &mut self.plans, &by_license)?;
            provider.commit()?;
        }
        Ok(())
    }

    /// What was used the day before; on Mondays also what each house has on record.
    fn tell(&mut self, today: Date) -> Result<(), DemoError> {
        let Houses { authority, providers, letters } = &mut *self.houses;
        for provider in providers.iter_mut() {
            post::work_through(provider, &NoLetters, |clerk, house| clerk.due_of_day(house.ledger(), &|_| None))?;
        }
        post::exchange(authority, providers, *letters)?;
        if today.weekday() == Weekday::Monday {
            for provider in providers.iter_mut() {
                post::work_through(provider, &NoLetters, |clerk, house| clerk.due_of_books(house.ledger()))?;
            }
            post::work_through(authority, *letters, |clerk, house| clerk.due_of_books(house.ledger()))?;
            post::exchange(authority, providers, *letters)?;
        }
        Ok(())
    }

    /// Lets everything be said, heard and carried out.
    fn settle(&mut self) -> Result<(), DemoError> {
        let Houses { authority, providers, letters } = &mut *self.houses;
        post::exchange(authority, providers, *letters)?;
        // Documents come at once.
        post::work_through(authority, *letters, |clerk, _| clerk.due_of_arrivals(&|_, _| true))?;
        post::exchange(authority, providers, *letters)?;
        self.all().for_each(Open::carry_out);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DemoError> {
        self.all().try_for_each(Open::commit)
    }

    /// The plans of a provider's licenses.
    fn by_license(&self, house: usize) -> ByLicense {
        let Some(provider) = self.houses.providers.get(house) else { return ByLicense::new() };
        let of_house = self.plans.iter().filter(|plan| plan.house == house);
        let licensed = of_house.filter_map(|plan| {
            let filing = provider.counter().filings().get(&plan.reference)?;
            Some((filing.license.clone()?, plan.place))
        });
        licensed.collect()
    }

    fn begin(&mut self) -> Result<(), DemoError> {
        for house in 0..self.houses.providers.len() {
            let by_license = self.by_license(house);
            let Some(provider) = self.houses.providers.get_mut(house) else { continue };
            gate::begin(provider, &mut self.law, self.seed, &self.plans, &by_license, &self.customers)?;
        }
        Ok(())
    }

    /// Questions that nothing comes of but a record.
    fn asks(&mut self, today: Date) -> Result<(), DemoError> {
        for number in 1..=self.size.asks {
            let mut draw = Draw::of(self.seed, &format!("ask {today} {number}"));
            let house = usize::try_from(draw.below(self.houses.providers.len() as u64)).unwrap_or(0);
            let (Some(house), Some(provider)) = (self.houses.providers.get_mut(house), PROVIDERS.get(house)) else {
                continue;
            };
            let customer = draw.one_of(&self.customers).ok_or_else(|| broken("there are no customers"))?;
            let (model, sizes) = draw.one_of(&ASKED).ok_or_else(|| broken("nothing is asked"))?;
            let chips = *draw.one_of(sizes).ok_or_else(|| broken("no chips are asked for"))?;
            let id = format!("{}-ask-{today}-{number}", provider.letters);
            let wanted = Wanted { model, chips, end_use: "commercial", training: "0" };
            self.law.ask(house, &Ask { id: &id, provider, customer, wanted, site: None }, today)?;
        }
        Ok(())
    }
}
