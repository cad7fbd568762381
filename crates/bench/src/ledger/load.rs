//! One load: callers that reserve and post until the time is over; in the middle of what follows, a suspension.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use portcullis_journal::{Submission, Writer};
use portcullis_license::operation::Signed;
use portcullis_license::{
    Asked, Change, CoveredParty, Grant, Instant as Moment, ItemScope, License, LicenseNumber, Line, LineName,
    Operation, OperationId, Person, Provider, Reply,
};

use super::{LedgerRow, node, per_second, wrong};
use crate::error::BenchError;
use crate::timing::milliseconds;

/// Licenses are shared out among callers; each asks for a chip for an hour at a time.
const SLICE: i64 = 3_600_000;

pub(super) struct Load {
    pub callers: usize,
    pub lasts: Duration,
}

/// What one caller saw.
#[derive(Default)]
struct Seen {
    pairs: u64,
    waits: Vec<Duration>,
    /// Reservations that were asked for after the suspension was acknowledged, and made.
    late: u64,
}

impl Load {
    pub fn run(&self, store: &'static str, address: &str, licenses: usize) -> Result<LedgerRow, BenchError> {
        let connection = portcullis_store::open(address).map_err(wrong)?;
        let writer = Writer::start(node(), Box::new(connection), Box::new(now)).map_err(wrong)?;
        for number in 0..licenses {
            let license = license(number)?;
            let operation = Operation::License {
                license: license.number.clone(),
                change: Change::Issue { license: Box::new(license) },
                signed: signed()?,
            };
            submit(&writer, &format!("issue-{number}"), operation)?;
        }
        let (stop, suspended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let begun = Instant::now();
        let seen = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..self.callers)
                .map(|caller| {
                    let (writer, stop, suspended) = (&writer, Arc::clone(&stop), Arc::clone(&suspended));
                    scope.spawn(move || call(writer, caller, licenses, &stop, &suspended))
                })
                .collect();
            std::thread::sleep(self.lasts);
            let elapsed = begun.elapsed();
            let suspend = Operation::License {
                license: number(0)?,
                change: Change::Suspend { drain_until: None },
                signed: signed()?,
            };
            let done = submit(&writer, "suspend", suspend);
            suspended.store(true, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(200));
            stop.store(true, Ordering::SeqCst);
            let seen =
                callers.into_iter().map(|caller| caller.join().unwrap_or_else(|_| Err(wrong("a caller stopped"))));
            let seen = seen.collect::<Result<Vec<_>, _>>()?;
            done.map(|_| (elapsed, seen))
        })?;
        Ok(row(store, licenses, seen.0, seen.1))
    }
}

fn row(store: &'static str, licenses: usize, elapsed: Duration, seen: Vec<Seen>) -> LedgerRow {
    let pairs = seen.iter().map(|seen| seen.pairs).sum();
    let reserved_after_suspension = seen.iter().map(|seen| seen.late).sum();
    let mut waits: Vec<_> = seen.into_iter().flat_map(|seen| seen.waits).collect();
    waits.sort_unstable();
    let at = |percent: usize| waits.get(waits.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    LedgerRow {
        store,
        licenses,
        pairs_per_second: per_second(pairs, elapsed),
        reserve_median_ms: milliseconds(at(50)),
        reserve_p99_ms: milliseconds(at(99)),
        reserved_after_suspension,
    }
}

fn call(
    writer: &Writer,
    caller: usize,
    licenses: usize,
    stop: &AtomicBool,
    suspended: &AtomicBool,
) -> Result<Seen, BenchError> {
    let mut seen = Seen::default();
    let mut count = 0_usize;
    while !stop.load(Ordering::SeqCst) {
        let (license, id) = (number((caller + count) % licenses)?, format!("{caller}-{count}"));
        count += 1;
        let was_suspended = suspended.load(Ordering::SeqCst);
        let asked = asked()?;
        let begun = Instant::now();
        let operation = Operation::Reserve { license: license.clone(), line: None, asked, until: now().plus(SLICE) };
        let reply = submit(writer, &id, operation)?;
        let waited = begun.elapsed();
        if !matches!(reply, Reply::Reserved { .. }) {
            continue;
        }
        if was_suspended {
            seen.late += u64::from(license == number(0)?);
            continue;
        }
        let reservation = OperationId::new(&id).map_err(wrong)?;
        submit(writer, &format!("{id}-post"), Operation::Post { reservation, chip_milliseconds: 1_000 })?;
        seen.waits.push(waited);
        seen.pairs += 1;
    }
    Ok(seen)
}

fn submit(writer: &Writer, id: &str, operation: Operation) -> Result<Reply, BenchError> {
    let id = OperationId::new(id).map_err(wrong)?;
    let answer = writer.submit(Submission::operation(id, operation)).map_err(wrong)?;
    answer.reply().cloned().ok_or_else(|| wrong("an operation was not recorded"))
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn number(number: usize) -> Result<LicenseNumber, BenchError> {
    LicenseNumber::new(&format!("BENCH-{number}")).map_err(wrong)
}

fn signed() -> Result<Signed, BenchError> {
    let person = |name: &str| Person::new(name).map_err(wrong);
    Ok(Signed { by: person("first officer")?, second: Some(person("second officer")?), reason: "benchmark".to_owned() })
}

fn asked() -> Result<Asked, BenchError> {
    Ok(Asked {
        provider: Provider::new("Alder Compute").map_err(wrong)?,
        customer: "Harbour Robotics".to_owned(),
        others: Vec::new(),
        accelerator: "H20".to_owned(),
        classifications: Vec::new(),
        tpp: 2_368,
        chips: 1,
        site: None,
        end_uses: Vec::new(),
        cluster: None,
        resale: None,
        training_operations: None,
    })
}

fn license(place: usize) -> Result<License, BenchError> {
    Ok(License {
        number: number(place)?,
        authority: "Bureau of Fictitious Controls".to_owned(),
        regimes: vec!["us-ear".to_owned()],
        licensee: Provider::new("Alder Compute").map_err(wrong)?,
        parties: vec![CoveredParty { name: "Harbour Robotics".to_owned(), group: None }],
        end_uses: Vec::new(),
        sites: Vec::new(),
        from: Date::constant(2000, 1, 1),
        until: Date::constant(2199, 12, 31),
        total: Grant::default(),
        lines: vec![Line {
            name: LineName::new("1").map_err(wrong)?,
            items: ItemScope { accelerators: vec!["H20".to_owned()], ..ItemScope::default() },
            amount: Grant { chip_hours: Some(1 << 40), tpp_hours: None },
        }],
        conditions: Vec::new(),
        settle_within_hours: 24,
    })
}
