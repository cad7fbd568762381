//! Licenses with what is known of them on this side: the case that each came of, and what its provider stated that it used.
//!
//! Providers run the chips and keep the balances; this house knows what they stated and signed. Where nothing was stated, the ledger of this house counts:
//! the gate may be its own.

use portcullis_application::brief::parent_countries;
use portcullis_catalog::{Countries, Country};
use portcullis_console::authority::Holding;
use portcullis_counter::Counter;
use portcullis_desk::case::Case;
use portcullis_license::account::Balance;
use portcullis_license::ledger::Held;
use portcullis_license::{Amount, Ledger, Limit, Standing};

use super::reader::Reader;
use crate::caller::Caller;
use crate::office::{Stated, Uses};

/// A license with what is known of it.
pub(super) struct License<'a> {
    /// As the ledger has it.
    pub held: &'a Held,
    /// The case it came of.
    pub case: Option<&'a Case>,
    /// What was stated, the earliest first.
    pub stated: &'a [Stated],
}

/// The licenses that the caller may see.
pub(super) fn licenses<'a>(
    ledger: &'a Ledger,
    counter: Option<&'a Counter>,
    uses: Option<&'a Uses>,
    caller: &'a Caller,
) -> impl Iterator<Item = License<'a>> {
    let seen = ledger.licenses().filter(|(_, held)| caller.sees(&held.license.licensee));
    seen.map(move |(number, held)| License {
        held,
        case: counter.and_then(|counter| counter.docket().case_of_license(number)),
        stated: uses.map_or(&[], |uses| uses.of(number)),
    })
}

impl<'a> License<'a> {
    /// Whether it may be used, or used again.
    pub fn is_alive(&self) -> bool {
        matches!(self.held.standing, Standing::Issued | Standing::Suspended)
    }

    /// All lines together.
    pub fn balance(&self) -> Option<Balance> {
        self.stated.last().map_or_else(|| self.held.account.balance(), |stated| Some(stated.balance))
    }

    /// The lines, each with its name, the chips it is for, its balance, and how many ran of late.
    pub fn lines(&self) -> impl Iterator<Item = (&'a str, String, Option<Balance>, u64)> + '_ {
        self.held.license.lines.iter().map(|line| {
            let stated = self.stated.iter().rev().find_map(|stated| Some((stated, stated.lines.get(&line.name)?)));
            let kept = || self.held.lines.get(&line.name).and_then(|account| account.balance());
            let balance = stated.map_or_else(kept, |(_, usage)| Some(usage.balance));
            let latest = self.stated.last().and_then(|latest| Some((latest, latest.lines.get(&line.name)?)));
            let chips = latest.map_or(0, |(stated, usage)| stated.chips(usage.used));
            let chip = match line.items.accelerators.as_slice() {
                [] => "any accelerator".to_owned(),
                names => names.join(" or "),
            };
            (line.name.as_str(), chip, balance, chips)
        })
    }

    /// How many chips run: those of this house's gate, else those that ran on average in the period that was stated last.
    pub fn chips(&self) -> u64 {
        match (self.held.running_chips, self.stated.last()) {
            (0, Some(stated)) => stated.chips(stated.used),
            (running, _) => running,
        }
    }

    /// The countries in which the ultimate parents of those it is for are headquartered, as far as the reader may see the application.
    pub fn countries(&self, reader: Reader) -> Vec<&'a str> {
        let application = self.case.and_then(|case| reader.application(case));
        application.map(|application| parent_countries(application).into_iter().collect()).unwrap_or_default()
    }

    /// The country where there is one alone. Use is not stated party by party, so what is for several countries is known of none.
    pub fn country(&self, reader: Reader, countries: &Countries) -> Option<Country> {
        match self.countries(reader).as_slice() {
            [one] => countries.parse(one).ok(),
            _ => None,
        }
    }

    /// What is held under it.
    pub fn holding(&self) -> Holding {
        let balance = self.balance();
        let (reserved, used) = balance.map_or((Amount::ZERO, Amount::ZERO), |balance| (balance.reserved, balance.used));
        Holding { licenses: 1, chips: self.chips(), granted: self.granted(), reserved, used }
    }

    /// What it grants: all lines together at most, or as much as its lines do.
    fn granted(&self) -> Limit {
        let license = &self.held.license;
        let lines = license.lines.iter().map(|line| line.amount.limit()).reduce(together).unwrap_or_default();
        let whole = license.total.limit();
        let least = |one: Option<u128>, other: Option<u128>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Limit {
            chip_milliseconds: least(whole.chip_milliseconds, lines.chip_milliseconds),
            tpp_chip_seconds: least(whole.tpp_chip_seconds, lines.tpp_chip_seconds),
        }
    }
}

/// Two limits together: a unit in which one is not limited has none.
fn together(one: Limit, other: Limit) -> Limit {
    let sum = |one: Option<u128>, other: Option<u128>| Some(one?.saturating_add(other?));
    Limit {
        chip_milliseconds: sum(one.chip_milliseconds, other.chip_milliseconds),
        tpp_chip_seconds: sum(one.tpp_chip_seconds, other.tpp_chip_seconds),
    }
}

/// Two holdings together.
pub(super) fn both(one: Holding, other: Holding) -> Holding {
    let sum = |one: Amount, other: Amount| Amount {
        chip_milliseconds: one.chip_milliseconds.saturating_add(other.chip_milliseconds),
        tpp_chip_seconds: one.tpp_chip_seconds.saturating_add(other.tpp_chip_seconds),
    };
    Holding {
        licenses: one.licenses.saturating_add(other.licenses),
        chips: one.chips.saturating_add(other.chips),
        granted: together(one.granted, other.granted),
        reserved: sum(one.reserved, other.reserved),
        used: sum(one.used, other.used),
    }
}
