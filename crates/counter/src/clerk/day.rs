//! What a provider tells its authority of a day that is over: what was used of each license, and how far its log has grown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;
use portcullis_exchange::body::{Checkpoint, LineUsage, Usage};
use portcullis_exchange::{Body, House};
use portcullis_journal::Submission;
use portcullis_license::ledger::Held;
use portcullis_license::{Change, Instant, Ledger, LicenseNumber, Operation};
use portcullis_log::{Checkpoint as LogCheckpoint, SignedNote};

use super::Clerk;
use crate::cause::Cause;
use crate::mail::Mail;
use crate::note::Kept;
use crate::says::operations_of;
use crate::used::Used;

impl Clerk<'_> {
    /// What of yesterday is to be told next; nothing where all of it was. `checkpoint` reads the latest of the provider's log, with the proof that it grew
    /// out of the tree of so many leaves that was told before; it is asked when all use was told, once a day.
    #[must_use]
    pub fn due_of_day(
        &self,
        ledger: &Ledger,
        checkpoint: &dyn Fn(Option<u64>) -> Option<Checkpoint>,
    ) -> Option<Submission> {
        let authority = self.counter.sides().authority()?;
        let mail = self.counter.mail(authority)?;
        let (today, day) = (self.now.date(), yesterday(self.now)?);
        let since = mail.told().iter().rev().take_while(|kept| kept.at >= Instant::start_of(today));
        let told: BTreeSet<&str> = since.filter_map(|kept| kept.cause.as_deref()).collect();
        let used = self.licenses_of(authority).into_iter().find_map(|license| {
            let cause = Cause::Usage { license: license.clone(), day };
            if told.contains(cause.to_string().as_str()) {
                return None;
            }
            let usage = usage(license, ledger.license(license)?, mail.used_told().license(license), self.now)?;
            self.told(authority, &cause, &Body::Usage(Box::new(usage))).ok()
        });
        used.or_else(|| {
            let cause = Cause::Checkpoint { day };
            if told.contains(cause.to_string().as_str()) {
                return None;
            }
            self.told(authority, &cause, &Body::Checkpoint(checkpoint(told_checkpoint(mail))?)).ok()
        })
    }

    /// The licenses that an authority issued here.
    pub(super) fn licenses_of(&self, authority: &House) -> BTreeSet<&LicenseNumber> {
        let own = operations_of(authority);
        let issued = self.counter.operations().iter().filter(|(id, _)| id.as_str().starts_with(&own));
        let numbers = issued.filter_map(|(_, operation)| match operation {
            Operation::License { license, change: Change::Issue { .. }, .. } => Some(license),
            _ => None,
        });
        numbers.collect()
    }
}

/// The day that is over.
pub(super) fn yesterday(now: Instant) -> Option<Date> {
    now.date().checked_sub(Span::new().days(1)).ok()
}

/// The leaves of the tree whose checkpoint the authority was told last, and did not refuse: from there it wants growth to be proven.
fn told_checkpoint(mail: &Mail) -> Option<u64> {
    let told = mail.told().iter().enumerate().rev().filter(|(_, kept)| kept.kind == "checkpoint");
    let refused = |number: u64| mail.taken().iter().any(|kept| refuses(kept, number));
    let size = |kept: &Kept| {
        let note = kept.said.as_ref()?.pointer("/body/note")?.as_str()?;
        Some(LogCheckpoint::parse(SignedNote::parse(note.as_bytes()).ok()?.text()).ok()?.size())
    };
    { told }.find_map(|(place, kept)| if refused(place as u64 + 1) { None } else { size(kept) })
}

/// Whether a message refuses the one of this number.
fn refuses(kept: &Kept, number: u64) -> bool {
    let said = || kept.said.as_ref()?.pointer("/body/number")?.as_u64();
    kept.kind == "refusal" && said() == Some(number)
}

/// What was used of a license since it was told of last; nothing where nothing was.
fn usage(license: &LicenseNumber, held: &Held, before: Option<&Used>, now: Instant) -> Option<Usage> {
    let mut lines = BTreeMap::new();
    for (line, account) in &held.lines {
        let told = before.and_then(|before| before.lines.get(line)).copied().unwrap_or_default();
        if (account.used, account.breach) != told {
            let (used, breach) = (account.used.over(told.0), account.breach.over(told.1));
            lines.insert(line.clone(), LineUsage { used, breach, balance: account.balance()? });
        }
    }
    let until = Instant::start_of(now.date());
    let from =
        before.map_or_else(|| Instant::start_of(held.license.from), |before| before.until).min(Instant(until.0 - 1));
    let balance = held.account.balance()?;
    (!lines.is_empty()).then(|| Usage { license: license.clone(), from, until, lines, balance })
}
