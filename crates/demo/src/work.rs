//! What people do on a workday: each story goes a step further, if its day has come and the domain says that it may.

use jiff::civil::Date;
use portcullis_counter::FilingEvent;
use portcullis_counter::content::Room;
use portcullis_counter::filing::Filing;
use portcullis_desk::case::Case;
use portcullis_desk::event::{Digest, Entry, Event, Said};
use portcullis_journal::Submission;
use portcullis_license::{OperationId, Provider};

use crate::ask::Wanted;
use crate::authority::{Desk, Taken};
use crate::draw::Draw;
use crate::error::{DemoError, broken};
use crate::law::Ask;
use crate::paper::{fill_in, first_site, keep, keep_agreement, signed, visit};
use crate::people::officer_name;
use crate::plan::{Plan, is_workday, later};
use crate::provider;
use crate::simulation::Simulation;
use crate::step::{Step, Turn};

/// Reports are filed so many days before they are due, or later.
const REPORT_BEFORE: u64 = 3;

/// What became of a turn.
enum Became {
    /// It waits.
    Waits,
    /// It is done, and the next one comes.
    Done,
    /// It goes on.
    GoesOn,
    /// The domain refuses it for good.
    CutShort(String),
}

impl Simulation<'_, '_> {
    /// Takes every story a step further whose day has come.
    pub(crate) fn work(&mut self, today: Date) -> Result<(), DemoError> {
        if !is_workday(today) {
            return Ok(());
        }
        for place in 0..self.plans.len() {
            let Some(plan) = self.plans.get(place).filter(|plan| !plan.is_over && plan.ready <= today) else {
                continue;
            };
            let Some(turn) = plan.next() else {
                self.end(place);
                continue;
            };
            let became = self.turn(place, turn, today)?;
            self.went(place, turn, became, today);
        }
        Ok(())
    }

    fn end(&mut self, place: usize) {
        if let Some(plan) = self.plans.get_mut(place) {
            plan.is_over = true;
        }
    }

    fn went(&mut self, place: usize, turn: Turn, became: Became, today: Date) {
        let Some(plan) = self.plans.get_mut(place) else { return };
        let next = match became {
            Became::Waits => return,
            Became::CutShort(why) => {
                self.cut_short.push(format!("{} ({}), at {:?}: {why}", plan.reference, plan.story.name, turn.step));
                plan.is_over = true;
                return;
            }
            Became::GoesOn => Some(turn),
            Became::Done => {
                plan.turn += 1;
                plan.next()
            }
        };
        let Some(next) = next else { return };
        let mut draw = Draw::of(self.seed, &format!("wait {} {} {today}", plan.place, plan.turn));
        plan.ready = later(today, draw.between(next.least, next.most));
    }

    fn turn(&mut self, place: usize, turn: Turn, today: Date) -> Result<Became, DemoError> {
        match turn.step {
            Step::File => self.file(place, today),
            Step::Overrun => {
                if let Some(plan) = self.plans.get_mut(place) {
                    plan.overruns = true;
                }
                Ok(Became::Done)
            }
            step if step.is_of_provider() => self.at_provider(place, step),
            step => self.at_authority(place, step),
        }
    }

    /// A determination, an application from it, and its filing.
    fn file(&mut self, place: usize, today: Date) -> Result<Became, DemoError> {
        let plan = self.plans.get_mut(place).ok_or_else(|| broken("a plan is gone"))?;
        let house = self.houses.providers.get_mut(plan.house).ok_or_else(|| broken("a provider is gone"))?;
        let customer = self.customers.get(plan.customer).ok_or_else(|| broken("a customer is gone"))?;
        let id = plan.reference.as_str().to_owned();
        let wanted = Wanted { model: plan.model, chips: plan.chips, end_use: plan.end_use, training: plan.training };
        let site = Some(first_site(plan)?);
        let ask = Ask { id: &id, provider: plan.provider, customer, wanted, site };
        let mut application = self.law.apply(house, &ask, today)?;
        fill_in(&mut application, plan)?;
        keep_agreement(house, &Room::Own(None), plan)?;
        let from = Room::From(house.us().clone());
        keep_agreement(&mut self.houses.authority, &from, plan)?;
        plan.application = Some(application.clone());
        let filed = signed(application, plan, house.moment())?;
        let event = FilingEvent::Filed { digest: Digest::from(filed.digest()), said: Said::Kept(Box::new(filed)) };
        let entry = provider::entry(plan, 1, house.moment(), event);
        house.record(house.counter().event_of_filing(&plan.reference, &entry).map_err(broken)?)?;
        Ok(Became::Done)
    }

    fn at_provider(&mut self, place: usize, step: Step) -> Result<Became, DemoError> {
        let plan = self.plans.get_mut(place).ok_or_else(|| broken("a plan is gone"))?;
        let house = self.houses.providers.get_mut(plan.house).ok_or_else(|| broken("a provider is gone"))?;
        let filing = house.counter().filings().get(&plan.reference).ok_or_else(|| broken("a filing is gone"))?;
        let (event, became) = match provider::take(step, plan, filing, house.moment())? {
            Taken::Wait => return Ok(Became::Waits),
            Taken::Nothing => return Ok(Became::Done),
            Taken::Done(event) => (event, Became::Done),
            Taken::Begun(event) => (event, Became::GoesOn),
        };
        let entry = provider::entry(plan, filing.next_number(), house.moment(), event);
        match house.counter().event_of_filing(&plan.reference, &entry) {
            Ok(submission) => house.record(submission)?,
            Err(refusal) => return Ok(Became::CutShort(refusal.to_string())),
        }
        Ok(became)
    }

    fn at_authority(&mut self, place: usize, step: Step) -> Result<Became, DemoError> {
        let plan = self.plans.get(place).ok_or_else(|| broken("a plan is gone"))?;
        let authority = &mut self.houses.authority;
        let Some(case) = case_of(authority.counter(), plan)? else { return Ok(Became::Waits) };
        let (at, number) = (authority.moment().max(case.state().latest), case.next_number());
        let desk = Desk { plan, case, ledger: authority.ledger(), routing: &self.routing, now: at };
        let ((by, event), became) = match desk.take(step)? {
            Taken::Wait => return Ok(Became::Waits),
            Taken::Nothing => return Ok(Became::Done),
            Taken::Done(act) => (act, Became::Done),
            Taken::Begun(act) => (act, Became::GoesOn),
        };
        let entry = Entry { number, at, by, event };
        let room = Room::Case(case.number().clone());
        match authority.counter().event_of_case(case.number(), &entry) {
            Ok(submission) => authority.record(submission)?,
            Err(refusal) => return Ok(Became::CutShort(refusal.to_string())),
        }
        if let Event::Attached { .. } = entry.event {
            let (report, _) = visit(plan)?;
            keep(authority, &room, &officer_name(plan.place), &report)?;
        }
        Ok(became)
    }

    /// Files the reports that are about to be due.
    pub(crate) fn report(&mut self, today: Date) -> Result<(), DemoError> {
        for plan in self.plans.iter().filter(|plan| plan.story.reports) {
            let Some(case) = case_of(self.houses.authority.counter(), plan)? else { continue };
            let is_due = |due: Date| due <= later(today, REPORT_BEFORE);
            if !case.state().reports.iter().any(|report| report.filed.is_none() && is_due(report.due)) {
                continue;
            }
            let Some(house) = self.houses.providers.get_mut(plan.house) else { continue };
            let filing: Option<&Filing> = house.counter().filings().get(&plan.reference);
            let Some((filing, (event, operation))) =
                filing.and_then(|filing| Some((filing, provider::report(filing)?)))
            else {
                continue;
            };
            let entry = provider::entry(plan, filing.next_number(), house.moment(), event);
            let id = format!("{}/report/{}", plan.reference, entry.number);
            house.record(house.counter().event_of_filing(&plan.reference, &entry).map_err(broken)?)?;
            house.record(Submission::operation(OperationId::new(&id).map_err(broken)?, operation))?;
        }
        Ok(())
    }
}

/// The case of a plan, once the authority has one.
fn case_of<'c>(counter: &'c portcullis_counter::Counter, plan: &Plan) -> Result<Option<&'c Case>, DemoError> {
    let provider = Provider::new(plan.provider.name).map_err(broken)?;
    Ok(counter.docket().case_of_reference(&provider, plan.reference.as_str()))
}
