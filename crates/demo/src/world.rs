//! A world that there is not, and its half year.

use jiff::civil::Date;
use portcullis_counter::application_draft::{self, ApplicationDraft};
use portcullis_counter::content::Room;
use portcullis_determination::Engine;
use portcullis_evidence::Editions;
use portcullis_exchange::Reference;
use portcullis_license::Instant;

use crate::ask::Wanted;
use crate::customer::{self, roster};
use crate::error::{DemoError, broken};
use crate::law::{Ask, Law};
use crate::open::Houses;
use crate::paper::{certifier_name, fill_in, first_site, keep_agreement};
use crate::people::{self, PROVIDERS};
use crate::plan::{Plan, plans};
use crate::simulation::Simulation;
use crate::size::{Progress, Size, Summary};

/// Applications that the first provider has in draft on the last day.
const DRAFTS: usize = 4;

/// A world: so many cases, drawn from a seed, between two days.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct World {
    size: Size,
    seed: u64,
    from: Date,
    to: Date,
}

impl World {
    /// A world whose history begins on the first day and ends on the evening of the last one. The stories are made for half a year; where there are
    /// fewer days, some begin late and stay unfinished. Leases run until 22 o'clock of the day after the last: who opens the houses on that day finds
    /// them running.
    #[must_use]
    pub fn new(size: Size, seed: u64, from: Date, to: Date) -> Self {
        let customers = size.customers.clamp(1, customer::MOST);
        Self { size: Size { customers, ..size }, seed, from, to }
    }

    /// Lives the half year, and has it recorded in houses that are new. The same world in the same houses under the same law is recorded the same, to the
    /// last bit where the nodes draw the same salts ([`crate::salts`]).
    ///
    /// # Errors
    /// [`DemoError`] where the houses are not those of the demo or have a history, the law requires no license of anybody, or a store fails. What was
    /// committed before stays.
    pub fn run(
        &self,
        houses: &mut Houses<'_>,
        engine: &Engine,
        editions: &Editions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Summary, DemoError> {
        self.check(houses)?;
        let customers = roster(self.size.customers);
        let of = (self.from, self.to);
        let plans = plans(self.size.cases, self.seed, of, houses.providers.len(), &customers)?;
        let law = Law::new(engine, editions);
        let routing = law.routing()?;
        let (size, seed) = (self.size, self.seed);
        let cut_short = Vec::new();
        let mut simulation = Simulation { size, seed, houses, law, routing, plans, customers, cut_short };
        let days: Vec<Date> = self.from.series(jiff::Span::new().days(1)).take_while(|day| *day <= self.to).collect();
        let count = u32::try_from(days.len()).unwrap_or(u32::MAX);
        for (done, day) in (1..).zip(days) {
            simulation.day(day, day == self.from)?;
            let records = records(simulation.houses);
            progress(Progress { day, done, of: count, records });
        }
        let drafts = self.drafts(&mut simulation)?;
        Ok(summary(&simulation, drafts))
    }

    fn check(&self, houses: &mut Houses<'_>) -> Result<(), DemoError> {
        let wrong = |why: String| Err(DemoError::Houses(why));
        if self.to < self.from {
            return wrong(format!("its last day, {}, is before its first, {}", self.to, self.from));
        }
        let providers = houses.providers.len();
        if !(1..=PROVIDERS.len()).contains(&providers) {
            return wrong(format!("there are {providers} providers' houses; open 1 to {}", PROVIDERS.len()));
        }
        let begins = Instant::start_of(self.from);
        let sides = people::sides(providers)?;
        for ((name, _), house) in sides.iter().zip(std::iter::once(&mut houses.authority).chain(&mut houses.providers))
        {
            if house.us() != name {
                return wrong(format!("the house of {name} is in the place of {}: open it there", house.us()));
            }
            house.begin(begins)?;
        }
        Ok(())
    }

    /// Leaves applications in draft at the first provider: one as the determination made it, the others further on.
    fn drafts(&self, simulation: &mut Simulation<'_, '_>) -> Result<usize, DemoError> {
        let plans = plans(DRAFTS, self.seed.wrapping_add(1), (self.to, self.to), 1, &simulation.customers)?;
        for plan in &plans {
            let number = simulation.plans.len() + plan.place + 1;
            let id = format!("{}-{}-{number:04}", plan.provider.letters, self.to.year());
            let reference = Reference::new(&id).map_err(broken)?;
            let plan = Plan { reference: reference.clone(), ..plan.clone() };
            let customer = simulation.customers.get(plan.customer).ok_or_else(|| broken("a customer is gone"))?;
            let Some(house) = simulation.houses.providers.first_mut() else { return Ok(0) };
            let wanted =
                Wanted { model: plan.model, chips: plan.chips, end_use: plan.end_use, training: plan.training };
            let ask = Ask { id: &id, provider: plan.provider, customer, wanted, site: Some(first_site(&plan)?) };
            let mut application = simulation.law.apply(house, &ask, self.to)?;
            if plan.place > 0 {
                fill_in(&mut application, &plan)?;
                keep_agreement(house, &Room::Own(None), &plan)?;
            }
            match plan.place {
                1 => application.certifications.clear(),
                2 => {
                    application.security.clear();
                    application.sites.iter_mut().for_each(|site| site.cluster_chips = None);
                }
                _ => {}
            }
            let name = format!("{}{reference}", application_draft::room(None));
            let draft = ApplicationDraft { reference, saved: house.moment(), by: certifier_name(&plan), application };
            let text = serde_json::to_string(&draft).map_err(broken)?;
            house.keep(&mut |open| open.put_document(application_draft::KIND, &name, None, &text).map(drop))?;
            house.commit()?;
        }
        Ok(plans.len())
    }
}

fn records(houses: &Houses<'_>) -> u64 {
    std::iter::once(&houses.authority).chain(&houses.providers).map(crate::open::Open::records).sum()
}

fn summary(simulation: &Simulation<'_, '_>, drafts: usize) -> Summary {
    let houses = &*simulation.houses;
    let all = std::iter::once(&houses.authority).chain(&houses.providers);
    Summary {
        cases: houses.authority.counter().docket().cases().len(),
        licenses: houses.authority.ledger().licenses().count(),
        records: all.map(|house| (house.us().clone(), house.records())).collect(),
        drafts,
        cut_short: simulation.cut_short.clone(),
    }
}
