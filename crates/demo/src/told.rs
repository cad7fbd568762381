//! What houses tell each other of a day that is over: use, and what each has on record.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_counter::says::Letters;
use portcullis_counter::{Cause, Clerk};
use portcullis_exchange::body::{LineUsage, Usage};
use portcullis_exchange::{Body, House, Statement, Totals};
use portcullis_license::{Amount, Instant, LicenseNumber, LineName, Provider};

use crate::error::{DemoError, broken};
use crate::open::{NoLetters, Open};

/// What was told of use so far, by license and line: used, and used beyond what was reserved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    lines: BTreeMap<(LicenseNumber, LineName), (Amount, Amount)>,
}

impl Told {
    /// Of all lines of a license together.
    fn of(&self, license: &LicenseNumber) -> (Amount, Amount) {
        let of_license = self.lines.iter().filter(|((number, _), _)| number == license);
        of_license.fold((Amount::ZERO, Amount::ZERO), |(used, breach), (_, (more, beyond))| {
            (used.plus(*more).unwrap_or(used), breach.plus(*beyond).unwrap_or(breach))
        })
    }

    /// Tells the authority what was used on a day of each license that was used.
    pub(crate) fn usage(&mut self, provider: &mut Open<'_>, day: Date) -> Result<(), DemoError> {
        let licenses: Vec<LicenseNumber> = provider.ledger().licenses().map(|(number, _)| number.clone()).collect();
        let authority = authority_of(provider)?;
        for license in licenses {
            if let Some(usage) = self.of_day(provider, &license, day) {
                let cause = Cause::Usage { license, day };
                say(provider, &authority, &cause, &Body::Usage(Box::new(usage)), &NoLetters)?;
            }
        }
        Ok(())
    }

    /// What of a license was used since it was told last; nothing where nothing was.
    fn of_day(&mut self, provider: &Open<'_>, license: &LicenseNumber, day: Date) -> Option<Usage> {
        let held = provider.ledger().license(license)?;
        let mut lines = BTreeMap::new();
        for (line, account) in &held.lines {
            let before = self.lines.entry((license.clone(), line.clone())).or_default();
            let now = (account.used, account.breach);
            if now != *before {
                let (used, breach) = (now.0.over(before.0), now.1.over(before.1));
                lines.insert(line.clone(), LineUsage { used, breach, balance: account.balance()? });
                *before = now;
            }
        }
        let (from, until) = (Instant::start_of(day), Instant::end_of(day));
        let balance = held.account.balance()?;
        (!lines.is_empty()).then(|| Usage { license: license.clone(), from, until, lines, balance })
    }

    /// What a house has on record of a provider's licenses, of all messages so far with the house across. Both houses know what was told of use; how the
    /// licenses stand each knows from its own ledger.
    pub(crate) fn statement(
        &self,
        house: &Open<'_>,
        across: &House,
        provider: &Provider,
        day: Date,
    ) -> Option<Statement> {
        let mail = house.counter().mail(across)?;
        let of_provider = house.ledger().licenses().filter(|(_, held)| held.license.licensee == *provider);
        let licenses = of_provider.map(|(number, held)| {
            let (used, breach) = self.of(number);
            (number.clone(), Totals { version: held.version, standing: held.standing, used, breach })
        });
        let (sent, received) = (mail.sent(), mail.inbox().taken());
        Some(Statement { day, sent, received, after: None, through: None, licenses: licenses.collect() })
    }

    /// Both houses tell what they have on record at the end of a day.
    pub(crate) fn reconcile<'a>(
        &self,
        authority: &mut Open<'a>,
        provider: &mut Open<'a>,
        day: Date,
        letters: &dyn Letters,
    ) -> Result<(), DemoError> {
        let across = provider.us().clone();
        let name = authority.counter().sides().provider(&across).cloned();
        let name = name.ok_or_else(|| broken(format!("{across} applies for no provider")))?;
        let home = authority_of(provider)?;
        let ours = self.statement(provider, &home, &name, day);
        let theirs = self.statement(authority, &across, &name, day);
        let cause = Cause::Reconciliation { day };
        for (house, to, statement) in [(provider, &home, ours), (authority, &across, theirs)] {
            let statement = statement.ok_or_else(|| broken("two houses do not know each other"))?;
            say(house, to, &cause, &Body::Reconciliation(Box::new(statement)), letters)?;
        }
        Ok(())
    }
}

fn authority_of(provider: &Open<'_>) -> Result<House, DemoError> {
    let authority = provider.counter().sides().authority().cloned();
    authority.ok_or_else(|| broken(format!("{} has no authority across", provider.us())))
}

fn say(house: &mut Open<'_>, to: &House, cause: &Cause, body: &Body, letters: &dyn Letters) -> Result<(), DemoError> {
    let clerk = Clerk { counter: house.counter(), letters, now: house.moment() };
    let said = clerk.told(to, cause, body).map_err(|why| broken(format!("{cause}, to {to}: {why}")))?;
    house.record(said)
}
