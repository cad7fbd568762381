//! What two houses have on record of each other at the end of a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_counter::note::Kept;
use portcullis_counter::says::Letters;
use portcullis_counter::{Cause, Clerk};
use portcullis_exchange::{Body, House, Side, Statement, Totals};
use portcullis_license::account::Balance;
use portcullis_license::{Amount, LicenseNumber, Provider};

use crate::error::{DemoError, broken};
use crate::open::{NoLetters, Open};

/// Both houses tell what they have on record at the end of a day.
pub(crate) fn reconcile<'a>(
    authority: &mut Open<'a>,
    provider: &mut Open<'a>,
    day: Date,
    letters: &dyn Letters,
) -> Result<(), DemoError> {
    let (home, across) = (authority.us().clone(), provider.us().clone());
    let name = authority.counter().sides().provider(&across).cloned();
    let name = name.ok_or_else(|| broken(format!("{across} applies for no provider")))?;
    let ours = statement(provider, &home, Side::Provider, &name, day);
    let theirs = statement(authority, &across, Side::Authority, &name, day);
    let cause = Cause::Reconciliation { day };
    let says: [(_, _, _, &dyn Letters); 2] =
        [(provider, &home, ours, &NoLetters), (authority, &across, theirs, letters)];
    for (house, to, statement, letters) in says {
        let statement = statement.ok_or_else(|| broken("two houses do not know each other"))?;
        let clerk = Clerk { counter: house.counter(), letters, now: house.moment() };
        let said = clerk.told(to, &cause, &Body::Reconciliation(Box::new(statement)));
        house.record(said.map_err(|why| broken(format!("{cause}, to {to}: {why}")))?)?;
    }
    Ok(())
}

/// What a house on this side has on record of a provider's licenses, as of all messages so far with the house across. What was used both houses know from
/// what was told; how the licenses stand each knows from its own ledger.
fn statement(house: &Open<'_>, across: &House, side: Side, provider: &Provider, day: Date) -> Option<Statement> {
    let mail = house.counter().mail(across)?;
    let told = told(if side == Side::Provider { mail.told() } else { mail.taken() });
    let of_provider = house.ledger().licenses().filter(|(_, held)| held.license.licensee == *provider);
    let licenses = of_provider.map(|(number, held)| {
        let (used, breach) =
            told.get(number).map_or((Amount::ZERO, Amount::ZERO), |balance| (balance.used, balance.breach));
        (number.clone(), Totals { version: held.version, standing: held.standing, used, breach })
    });
    let (sent, received) = (mail.sent(), mail.inbox().taken());
    Some(Statement { day, sent, received, after: None, through: None, licenses: licenses.collect() })
}

/// How licenses stood when use was told of them last.
fn told(messages: &[Kept]) -> BTreeMap<LicenseNumber, Balance> {
    let usages = messages.iter().filter(|kept| kept.kind == "usage").filter_map(Kept::message);
    let told = usages.filter_map(|message| match Body::read(&message, Side::Provider) {
        Ok(Body::Usage(usage)) => Some((usage.license, usage.balance)),
        _ => None,
    });
    told.collect()
}
