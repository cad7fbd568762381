//! Each figure counted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::definition::{Definition, FigureName};
use super::life::{Decided, Life};
use super::order::percentile;
use super::turn::CaseOutcome;
use super::{Row, StatisticsError, Table, UsageRow};
use crate::advice::Stand;
use crate::agency::AgencyName;

/// The most months of a period: a hundred years.
pub const MOST_MONTHS: i64 = 1_200;

/// What is counted, and for which period.
pub(super) struct Counted<'a> {
    lives: &'a [Life],
    usage: &'a [UsageRow],
    from: Date,
    to: Date,
}

/// What stands in the columns, in the rows, and below.
type Filled = (&'static [&'static str], Vec<Row>, Option<Row>);

impl<'a> Counted<'a> {
    pub fn of(lives: &'a [Life], usage: &'a [UsageRow], from: Date, to: Date) -> Result<Self, StatisticsError> {
        if to < from {
            return Err(StatisticsError::Backwards { from, to });
        }
        let months =
            (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month()) + 1;
        if months > MOST_MONTHS {
            Err(StatisticsError::TooLong { months })
        } else {
            Ok(Self { lives, usage, from, to })
        }
    }

    /// A figure with its definition.
    pub fn table(&self, definition: &Definition) -> Result<Table, StatisticsError> {
        let (head, rows, total) = match definition.name {
            FigureName::CasesByOutcome => self.by_outcome(),
            FigureName::DaysToDecision => self.days_to_decision(|decided| decided.counted),
            FigureName::DaysToDecisionWithStops => self.days_to_decision(|decided| decided.days),
            FigureName::Recommendations => self.recommendations(),
            FigureName::DaysToRecommend => self.days_to_recommend(),
            FigureName::ByMonth => self.by_month(),
            FigureName::UseByLicense => self.uses(&["license", "chip-hours", "TPP-hours"], |row| &row.license)?,
            FigureName::UseByGroup => self.uses(&["customer group", "chip-hours", "TPP-hours"], |row| &row.group)?,
            FigureName::UseByCountry => self.uses(&["country", "chip-hours", "TPP-hours"], |row| &row.country)?,
        };
        Ok(Table {
            name: definition.name,
            title: definition.title.clone(),
            definition: definition.definition.clone(),
            unit: definition.unit.clone(),
            head: head.iter().map(|word| (*word).to_owned()).collect(),
            rows,
            total,
        })
    }

    fn is_in(&self, on: Date) -> bool {
        (self.from..=self.to).contains(&on)
    }

    fn by_outcome(&self) -> Filled {
        let received = self.lives.iter().filter(|life| life.received().is_some_and(|on| self.is_in(on)));
        let ended: Vec<CaseOutcome> = received.filter_map(|life| life.outcome(self.to)).collect();
        let rows = CaseOutcome::ALL
            .iter()
            .map(|outcome| row(outcome, [ended.iter().filter(|ended| *ended == outcome).count()]));
        (&["outcome", "cases"], rows.collect(), Some(row("total", [ended.len()])))
    }

    fn days_to_decision(&self, days: impl Fn(&Decided) -> u32) -> Filled {
        let decided: Vec<&Decided> = self
            .lives
            .iter()
            .filter_map(|life| life.decided.as_ref())
            .filter(|decided| self.is_in(decided.on))
            .collect();
        let rows = CaseOutcome::DECIDED.iter().map(|outcome| {
            let of_outcome = decided.iter().filter(|decided| decided.outcome == *outcome);
            times(outcome, of_outcome.map(|decided| days(decided)))
        });
        let total = times("total", decided.iter().map(|decided| days(decided)));
        (&["outcome", "cases", "median", "90th percentile", "slowest"], rows.collect(), Some(total))
    }

    fn recommendations(&self) -> Filled {
        let mut counts: BTreeMap<&AgencyName, [usize; 5]> = BTreeMap::new();
        let spoken = self.lives.iter().flat_map(|life| &life.recommended).filter(|spoken| self.is_in(spoken.on));
        let column = |stand| match stand {
            Stand::Approve => 0,
            Stand::Deny => 1,
            Stand::NoLicenseNeeded => 2,
            Stand::ReturnWithoutAction => 3,
        };
        let said = spoken.filter_map(|spoken| Some((&spoken.agency, column(spoken.stand?))));
        let silent = self.lives.iter().flat_map(|life| &life.taken_to_agree).filter(|(_, on)| self.is_in(*on));
        for (agency, column) in said.chain(silent.map(|(agency, _)| (agency, 4))) {
            if let Some(count) = counts.entry(agency).or_default().get_mut(column) {
                *count += 1;
            }
        }
        let mut total = [0; 5];
        for counts in counts.values() {
            total.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        let rows = counts.iter().map(|(agency, counts)| row(agency, *counts)).collect();
        let head = &["agency", "approve", "deny", "no license needed", "return without action", "taken to agree"];
        (head, rows, Some(row("total", total)))
    }

    fn days_to_recommend(&self) -> Filled {
        let spoken = self.lives.iter().flat_map(|life| &life.recommended).filter(|spoken| self.is_in(spoken.on));
        let first: Vec<(&AgencyName, u32)> = spoken.filter_map(|spoken| Some((&spoken.agency, spoken.days?))).collect();
        let agencies: BTreeSet<&AgencyName> = first.iter().map(|(agency, _)| *agency).collect();
        let of = |agency| first.iter().filter(move |(other, _)| *other == agency).map(|(_, days)| *days);
        let rows = agencies.into_iter().map(|agency| times(agency, of(agency))).collect();
        let total = times("total", first.iter().map(|(_, days)| *days));
        (&["agency", "recommendations", "median", "90th percentile", "slowest"], rows, Some(total))
    }

    fn by_month(&self) -> Filled {
        let mut rows = Vec::new();
        let mut first = self.from;
        loop {
            let last = first.last_of_month().min(self.to);
            rows.push(self.month(first, last));
            match first.last_of_month().tomorrow() {
                Ok(next) if next <= self.to => first = next,
                _ => break,
            }
        }
        (&["month", "received", "ended", "reopened", "pending at its end"], rows, None)
    }

    /// A month, or as much of one as is in the period.
    fn month(&self, first: Date, last: Date) -> Row {
        let (mut received, mut ended, mut reopened, mut pending) = (0, 0, 0, 0);
        for life in self.lives {
            let mut before = None;
            for turn in &life.turns {
                if (first..=last).contains(&turn.on) {
                    match (before, turn.to) {
                        (None, _) => received += 1,
                        (Some(_), CaseOutcome::Pending) => reopened += 1,
                        (Some(CaseOutcome::Pending), _) => ended += 1,
                        _ => {}
                    }
                }
                before = Some(turn.to);
            }
            pending += usize::from(life.outcome(last) == Some(CaseOutcome::Pending));
        }
        row(format!("{:04}-{:02}", first.year(), first.month()), [received, ended, reopened, pending])
    }

    fn uses(
        &self,
        head: &'static [&'static str],
        key: impl Fn(&UsageRow) -> &String,
    ) -> Result<Filled, StatisticsError> {
        let mut sums: BTreeMap<&String, [u64; 2]> = BTreeMap::new();
        let mut total = [0; 2];
        for used in self.usage {
            add(&mut total, used)?;
            add(sums.entry(key(used)).or_default(), used)?;
        }
        let row = |label: &str, sums: [u64; 2]| Row { label: label.to_owned(), figures: sums.map(Some).to_vec() };
        let rows = sums.into_iter().map(|(label, sums)| row(label, sums)).collect();
        Ok((head, rows, Some(row("total", total))))
    }
}

fn add(sums: &mut [u64; 2], used: &UsageRow) -> Result<(), StatisticsError> {
    let [chip_hours, tpp_hours] = sums;
    *chip_hours = chip_hours.checked_add(used.chip_hours).ok_or(StatisticsError::TooMuch("chip-hours"))?;
    *tpp_hours = tpp_hours.checked_add(used.tpp_hours).ok_or(StatisticsError::TooMuch("TPP-hours"))?;
    Ok(())
}

fn row<const N: usize>(label: impl ToString, counts: [usize; N]) -> Row {
    Row { label: label.to_string(), figures: counts.iter().map(|count| u64::try_from(*count).ok()).collect() }
}

fn times(label: impl ToString, times: impl Iterator<Item = u32>) -> Row {
    let mut sorted: Vec<u32> = times.collect();
    sorted.sort_unstable();
    let of = |percent| percentile(&sorted, percent).map(u64::from);
    let count = u64::try_from(sorted.len()).ok();
    Row { label: label.to_string(), figures: vec![count, of(50), of(90), of(100)] }
}
