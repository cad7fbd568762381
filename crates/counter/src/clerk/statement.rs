//! What a house states that it has on record at the end of a day: the counterpart of what the house across states.
//!
//! How licenses stand is what the ledger says, by which the gate opens; what was used is what was told last, because only that both houses can know. So it is
//! stated when all that follows from messages has been carried out in the ledger, and says of each license what holds with all messages before it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use portcullis_exchange::{Body, House, Side, Statement, Totals};
use portcullis_journal::Submission;
use portcullis_license::ledger::Held;
use portcullis_license::{Instant, Ledger, LicenseNumber, Standing};

use super::Clerk;
use super::day::yesterday;
use crate::cause::Cause;
use crate::mail::Mail;
use crate::reconciliation;
use crate::used::Used;

/// Licenses of one statement: more than those do not surely fit into a record.
const MOST: usize = 64;

impl Clerk<'_> {
    /// What is to be stated next of what stood on record when yesterday was over; nothing where all of it was.
    ///
    /// The ledger has to have all that the counter asks of it ([`crate::Counter::operations`]), and nothing else may be due: otherwise what follows from a
    /// message that was taken is not stated.
    #[must_use]
    pub fn due_of_books(&self, ledger: &Ledger) -> Option<Submission> {
        let day = yesterday(self.now)?;
        self.counter.sides().houses().find_map(|peer| {
            let statement = self.statement(peer, day, ledger)?;
            let cause = Cause::Reconciliation { day, after: statement.after.clone() };
            self.told(peer, &cause, &Body::Reconciliation(Box::new(statement))).ok()
        })
    }

    /// The part of the statement that comes next.
    fn statement(&self, peer: &House, day: Date, ledger: &Ledger) -> Option<Statement> {
        let mail = self.counter.mail(peer)?;
        let (sent, received) = (mail.sent(), mail.inbox().taken());
        if sent.count == 0 && received.count == 0 {
            return None;
        }
        let after = match stated(mail, day, self.now) {
            Some(through) => Some(through?),
            None => None,
        };
        let of_provider = self.counter.sides().side(peer) == Some(Side::Provider);
        let numbers = if of_provider { self.licenses_across(peer) } else { self.licenses_of(peer) };
        let mut left = numbers.into_iter().filter(|number| after.as_ref().is_none_or(|after| *number > after));
        let part: Vec<&LicenseNumber> = left.by_ref().take(MOST).collect();
        let through = left.next().and_then(|_| part.last()).map(|last| (*last).clone());
        let told = if of_provider { mail.used_taken() } else { mail.used_told() };
        let totals = |number: &LicenseNumber| Some(totals(ledger.license(number)?, told.license(number), day));
        let licenses = part.into_iter().filter_map(|number| Some((number.clone(), totals(number)?))).collect();
        Some(Statement { day, sent, received, after, through, licenses })
    }

    /// The licenses that this house issued to a provider across.
    fn licenses_across(&self, peer: &House) -> BTreeSet<&LicenseNumber> {
        let Some(provider) = self.counter.sides().provider(peer) else { return BTreeSet::new() };
        self.counter.docket().licenses_of(provider).collect()
    }
}

/// Through which license a day was stated; nothing where it was not. Inside, nothing where it was stated to the end.
fn stated(mail: &Mail, day: Date, now: Instant) -> Option<Option<LicenseNumber>> {
    let today = Instant::start_of(now.date());
    let since = mail.told().iter().rev().take_while(|kept| kept.at >= today);
    let mut statements = since.filter_map(reconciliation::statement);
    statements.find(|statement| statement.day == day).map(|statement| statement.through)
}

/// What a house knows of a license. One whose last day is over has lapsed, whoever has noticed.
fn totals(held: &Held, told: Option<&Used>, day: Date) -> Totals {
    let lives = matches!(held.standing, Standing::Issued | Standing::Suspended);
    let standing = if lives && held.license.until <= day { Standing::Expired } else { held.standing };
    let (used, breach) = told.map(|used| (used.balance.used, used.balance.breach)).unwrap_or_default();
    Totals { version: held.version, standing, used, breach }
}
