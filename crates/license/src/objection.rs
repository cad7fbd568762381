//! Why something was refused: data, with a sentence that names the mend.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::amount::{Unit, digits};
use crate::change::Standing;
use crate::instant::Instant;
use crate::license::LicenseError;
use crate::name::{Cluster, LicenseNumber, LineName, OperationId, Provider, Site};

/// One thing that stands against an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each field is what the sentence of its variant says")]
pub enum Objection {
    /// No license of that number.
    NoSuchLicense { license: LicenseNumber },
    /// No reservation or lease of that id.
    NoSuchReservation { reservation: OperationId },
    /// The license has no such line, or it does not cover the item.
    NoSuchLine { line: LineName },
    /// The license is not in force.
    NotInForce { standing: Standing },
    /// The license has not begun.
    NotYetValid {
        #[schemars(with = "String")]
        from: Date,
    },
    /// The license has ended.
    NoLongerValid {
        #[schemars(with = "String")]
        until: Date,
    },
    /// Another provider's license.
    OtherLicensee { licensee: Provider, asked: Provider },
    /// The customer is not among the parties.
    PartyNotCovered { party: String },
    /// No line covers the item.
    ItemNotCovered { accelerator: String, tpp: u32 },
    /// The site is not among those covered.
    SiteNotCovered { site: Option<Site>, condition: Option<String> },
    /// The end use is not among those covered.
    EndUseNotCovered { end_use: Option<String> },
    /// Nothing is asked for.
    NoChips,
    /// A condition needs a fact that was not stated.
    Unstated { condition: String, fact: String },
    /// A condition forbids resale.
    Resale { condition: String },
    /// A training run that is too long.
    TrainingRun { condition: String, power_of_ten: u8, asked: String },
    /// A report is overdue.
    ReportOverdue { condition: String, since: Instant },
    /// Too many chips at once.
    Concurrency {
        condition: String,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        most: u128,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        running: u128,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        asked: u128,
    },
    /// Too much performance in one cluster.
    ClusterTpp {
        condition: String,
        cluster: Cluster,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        most: u128,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        running: u128,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        asked: u128,
    },
    /// A rolling window is full.
    Window {
        condition: String,
        unit: Unit,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        asked: u128,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        available: u128,
    },
    /// An account has no room.
    NoRoom {
        account: String,
        unit: Unit,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        asked: u128,
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        available: u128,
    },
    /// The slice does not lie ahead, or ends too far from now, or passes the end of the license.
    Slice { from: Instant, until: Instant, latest: Instant },
    /// Not the latest slice of its lease, or that has ended.
    NotLatest { lease: OperationId, until: Instant },
    /// The id is that of a reservation that is not resolved, or of a lease.
    IdInUse { id: OperationId },
    /// The reservation is resolved already.
    Resolved { reservation: OperationId, by: OperationId },
    /// The time to post its use is over: all of it counts.
    TooLate { until: Instant },
    /// The reservation is not resolved yet.
    NotResolved { reservation: OperationId },
    /// It is too early to call a reservation expired, or a license lapsed.
    NotExpired { until: Instant },
    /// The lease has been told to stop.
    Stopping { lease: OperationId },
    /// The lease was not told to stop.
    NotStopping { lease: OperationId },
    /// A second person is needed, other than the first.
    SecondPerson { change: String },
    /// The change cannot be made as the license stands.
    NoSuchChange { change: String, standing: Option<Standing> },
    /// The license is written under another number than it is to be kept under.
    OtherNumber { license: LicenseNumber, written: LicenseNumber },
    /// The license cannot be kept as it is written.
    #[schemars(with = "String")]
    Unfit { why: LicenseError },
    /// A limit would be less than what is taken.
    BelowTaken { account: String, unit: Unit },
    /// A line with use on it was left out of a variation.
    LineInUse { line: LineName },
}

impl fmt::Display for Objection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchLicense { license } => write!(out, "there is no license {license}"),
            Self::NoSuchReservation { reservation } => {
                write!(out, "there is no reservation {reservation}: check the id, or reserve first")
            }
            Self::NoSuchLine { line } => write!(
                out,
                "line {line} is not in the license, or does not cover the item: leave the line out to take the first that does"
            ),
            Self::NotInForce { standing } => write!(out, "the license is {standing}"),
            Self::NotYetValid { from } => write!(out, "the license begins on {from}"),
            Self::NoLongerValid { until } => write!(out, "the license ended with {until}"),
            Self::OtherLicensee { licensee, asked } => write!(out, "the license is {licensee}'s, not {asked}'s"),
            Self::PartyNotCovered { party } => write!(
                out,
                "{party} is not among its parties: have the license varied, or use the name it has for the party"
            ),
            Self::ItemNotCovered { accelerator, tpp } => write!(out, "no line covers {accelerator} at {tpp} TPP"),
            Self::SiteNotCovered { site, condition } => {
                match site {
                    Some(site) => write!(out, "site {site} is not among those covered")?,
                    None => out.write_str("no site is stated, and it covers named sites only")?,
                }
                condition.as_ref().map_or(Ok(()), |condition| write!(out, " (condition {condition})"))
            }
            Self::EndUseNotCovered { end_use: Some(end_use) } => {
                write!(out, "end use {end_use} is not among those covered")
            }
            Self::EndUseNotCovered { end_use: None } => {
                out.write_str("no end use is stated, and it covers named end uses only")
            }
            Self::NoChips => out.write_str("no chips are asked for: ask for one at least"),
            Self::Unstated { condition, fact } => {
                write!(out, "condition {condition} needs `{fact}`, which is not stated")
            }
            Self::Resale { condition } => write!(out, "condition {condition} forbids resale"),
            Self::TrainingRun { condition, power_of_ten, asked } => {
                write!(
                    out,
                    "condition {condition} allows training runs of at most 10^{power_of_ten} operations; this one has {asked}"
                )
            }
            Self::ReportOverdue { condition, since } => {
                write!(out, "condition {condition}: a report is overdue since {since}; file it first")
            }
            Self::Concurrency { condition, most, running, asked } => {
                write!(
                    out,
                    "condition {condition} allows {most} chips at once: {running} run, {asked} more are asked for"
                )
            }
            Self::ClusterTpp { condition, cluster, most, running, asked } => {
                write!(
                    out,
                    "condition {condition} allows {most} TPP in one cluster: {cluster} has {running}, {asked} more are asked for"
                )
            }
            Self::Window { condition, unit, asked, available } => {
                write!(
                    out,
                    "condition {condition}: {} are asked for, {} are left in its window",
                    unit.in_hours(*asked),
                    unit.in_hours(*available)
                )
            }
            Self::NoRoom { account, unit, asked, available } => {
                write!(
                    out,
                    "{account}: {} are asked for, {} are left",
                    unit.in_hours(*asked),
                    unit.in_hours(*available)
                )
            }
            Self::Slice { from, until, latest } => {
                write!(out, "a slice from {from} to {until} cannot be: it must end after it begins and by {latest}")
            }
            Self::NotLatest { lease, until } => {
                write!(
                    out,
                    "lease {lease} is renewed from its latest slice, until that ends at {until}: renew that one, or reserve anew"
                )
            }
            Self::IdInUse { id } => write!(out, "{id} is the id of a reservation already: choose another"),
            Self::Resolved { reservation, by } => {
                write!(out, "reservation {reservation} was resolved by {by}; correct it instead")
            }
            Self::TooLate { until } => {
                write!(out, "its use could be posted until {until}: call it expired, then correct it")
            }
            Self::NotResolved { reservation } => {
                write!(out, "reservation {reservation} is not resolved yet: post or void it instead")
            }
            Self::NotExpired { until } => write!(out, "it has not expired: its time runs until {until}"),
            Self::Stopping { lease } => write!(out, "lease {lease} has been told to stop"),
            Self::NotStopping { lease } => write!(out, "lease {lease} was not told to stop"),
            Self::SecondPerson { change } => write!(out, "to {change} takes a second person, other than the first"),
            Self::NoSuchChange { change, standing: Some(standing) } => {
                write!(out, "a license that is {standing} cannot take the change `{change}`")
            }
            Self::NoSuchChange { change, standing: None } => {
                write!(out, "there is no license of that number to {change}")
            }
            Self::OtherNumber { license, written } => {
                write!(out, "the number {written} is written in license {license}: a license keeps its number")
            }
            Self::Unfit { why } => write!(out, "the license cannot be kept: {why}"),
            Self::BelowTaken { account, unit } => {
                let unit = if *unit == Unit::ChipMilliseconds { "chip-hours" } else { "TPP-hours" };
                write!(
                    out,
                    "{account} would have fewer {unit} than are reserved and used already: suspend the license, or grant at least those"
                )
            }
            Self::LineInUse { line } => write!(out, "line {line} has use or reservations: keep it in the variation"),
        }
    }
}
