//! `portcullis-verify seal`: a month of a license.

use std::path::PathBuf;

use clap::Args;
use portcullis_journal::seal::MonthOfLicense;
use portcullis_license::{LicenseNumber, Limit, Unit};
use portcullis_verify::seal::SealReport;
use portcullis_verify::{log, months, seal};
use serde_json::json;

use super::{Format, Keys, Status};
use crate::progress;
use crate::report::Report;
use crate::style::{BAD, GOOD, many, paint};

#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// The folder that was handed over
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The license
    #[arg(long, value_name = "NUMBER")]
    license: String,

    /// The month, as 2026-10
    #[arg(long, value_name = "MONTH")]
    month: String,

    #[command(flatten)]
    keys: Keys,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Seal {
    pub fn run(&self) -> Result<Status, Report> {
        let trust = self.keys.trust()?;
        let license = LicenseNumber::new(&self.license).map_err(Report::new)?;
        let wrong =
            || Report::new(format!("`{}` is no month", self.month)).with_help("write year and month, as 2026-10");
        let month = months::parse(&self.month).ok_or_else(wrong)?;
        let folder = super::folder(&self.folder)?;
        let size = log::open(&folder, &trust).map_or(0, |checkpoint| checkpoint.size());
        let bar = progress::bar(size);
        let mut whole = log::check(&folder, &trust, &|records| bar.set_position(records)).map_err(Report::new)?;
        bar.finish_and_clear();
        let holds = whole.holds();
        let Some(audited) = &mut whole.audited else {
            let text = || {
                format!(
                    "{}{}: the log itself does not hold",
                    super::lines(&whole.findings),
                    paint(BAD, "nothing can be said of a seal")
                )
            };
            self.format.print(text, || json!({"holds": false, "findings": whole.findings.shown}))?;
            return Ok(Status::Fails);
        };
        if !audited.months.licenses().any(|known| *known == license) {
            let known: Vec<_> = audited.months.licenses().take(10).map(ToString::to_string).collect();
            let help = if known.is_empty() {
                "no record is about a license".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            return Err(Report::new(format!("no record is about license {license}")).with_help(help));
        }
        let seal = seal::check(audited, &license, month);
        let agrees = holds && seal.findings.is_empty() && seal.sealed.is_some();
        let text = || super::lines(&whole.findings) + &text(&seal, &self.license, &self.month, agrees);
        self.format.print(text, || json!({"holds": agrees, "seal": seal, "findings": whole.findings.shown}))?;
        Ok(Status::of(agrees))
    }
}

fn text(seal: &SealReport, license: &str, month: &str, agrees: bool) -> String {
    let mut text = format!("License {license}, {month}\n");
    if let Some(told) = &seal.told {
        text.push_str(&table(told));
    }
    for finding in &seal.findings {
        text.push_str(&format!("{} {finding}\n", paint(BAD, "-")));
    }
    let months = many(seal.months as u64, "sealed month");
    match (&seal.sealed, agrees) {
        (Some(sealed), true) => {
            let word = paint(GOOD, "agrees with the records");
            text.push_str(&format!(
                "The seal in record {} {word}; {months} of the license follow on from one another\n",
                sealed.record
            ));
        }
        (Some(sealed), false) => {
            text.push_str(&format!("The seal in record {} {}\n", sealed.record, paint(BAD, "cannot be relied on")));
        }
        (None, _) => {
            text.push_str(&format!("{}: the table is from the records alone\n", paint(BAD, "the month is not sealed")));
        }
    }
    text
}

/// Opening, movements, closing; hours, rounded down.
fn table(month: &MonthOfLicense) -> String {
    let amount = |amount: portcullis_license::Amount| Unit::ALL.map(|unit| unit.in_hours(amount.in_unit(unit)));
    let limit = |limit: Limit| {
        Unit::ALL.map(|unit| limit.in_unit(unit).map_or_else(|| "no limit".to_owned(), |count| unit.in_hours(count)))
    };
    let rows = [
        ("opening: granted", limit(month.opening.granted)),
        ("opening: reserved", amount(month.opening.reserved)),
        ("opening: used", amount(month.opening.used)),
        ("reserved", amount(month.reserved)),
        ("used, as posted", amount(month.posted)),
        ("used, as nobody posted", amount(month.expired)),
        ("corrected up", amount(month.corrected_up)),
        ("corrected down", amount(month.corrected_down)),
        ("released by posts", amount(month.released)),
        ("released, nothing ran", amount(month.voided)),
        ("closing: granted", limit(month.closing.granted)),
        ("closing: reserved", amount(month.closing.reserved)),
        ("closing: used", amount(month.closing.used)),
        ("closing: beyond reserved", amount(month.closing.breach)),
    ];
    let mut text: String =
        rows.iter().map(|(name, [chips, tpp])| format!("  {name:<26}{chips:>28}{tpp:>32}\n")).collect();
    let records = match month.last_record.checked_sub(month.first_record) {
        Some(_) => format!("records {} to {} of the license", month.first_record, month.last_record),
        None => "no record of the license".to_owned(),
    };
    text.push_str(&format!("  {records}\n"));
    text
}
