//! `portcullis lease`: reserve before chips start, renew while they run, post what was used.

use crate::clock;
use crate::command::Format;
use crate::command::check::{Asking, Place, parse_request};
use crate::command::when::{moment, span};
use crate::exit::Status;
use crate::load::{Sources, read};
use crate::register::{Receipt, Register, RegisterAt, Signature, fresh_id};
use crate::report::Report;
use crate::text;
use clap::{Args, Subcommand};
use portcullis_authorization::{asked, authorize};
use portcullis_determination::{Memo, Profile};
use portcullis_journal::Submission;
use portcullis_license::{Instant, LicenseNumber, LineName, Operation, OperationId};
use std::path::PathBuf;

/// A chip for an hour, in milliseconds.
const CHIP_HOUR: u64 = 3_600_000;

#[derive(Debug, Args)]
pub(crate) struct LeaseCommand {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    at: RegisterAt,

    /// Your name for this operation: sent again, it is the same operation; made up where it is left out
    #[arg(long, value_name = "ID", global = true)]
    id: Option<String>,

    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "text", global = true)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Decide a request and, where a license covers it, hold what it can use until a moment
    Reserve(Box<Reserve>),
    /// Hold the next slice of a lease, before its last one ends
    Renew {
        /// The last slice
        #[arg(value_name = "RESERVATION")]
        reservation: String,
        #[command(flatten)]
        until: Until,
    },
    /// Say what was used of a slice
    Post {
        /// The slice
        #[arg(value_name = "RESERVATION")]
        reservation: String,
        #[command(flatten)]
        used: Used,
    },
    /// Say that nothing ran
    Void {
        /// The slice
        #[arg(value_name = "RESERVATION")]
        reservation: String,
        /// Why not
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Put right what was said of a slice that is resolved
    Correct {
        /// The slice
        #[arg(value_name = "RESERVATION")]
        reservation: String,
        #[command(flatten)]
        used: Used,
        #[command(flatten)]
        signed: Signature,
    },
    /// Tell a lease to stop
    Stop {
        /// The lease
        #[arg(value_name = "LEASE")]
        lease: String,
        /// By when; at once where it is left out
        #[arg(long, value_name = "WHEN", value_parser = moment)]
        due: Option<Instant>,
        #[command(flatten)]
        signed: Signature,
    },
    /// Say that a lease has stopped
    Confirm {
        /// The lease
        #[arg(value_name = "LEASE")]
        lease: String,
    },
    /// What runs, and what was told to stop
    List,
}

#[derive(Debug, Args)]
struct Reserve {
    /// The request, in .json or .toml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The license to reserve from; the one that the register chooses where it is left out
    #[arg(long, value_name = "NUMBER")]
    license: Option<String>,
    /// The line of the license; the first that covers it and has room where it is left out
    #[arg(long, value_name = "LINE")]
    line: Option<String>,
    #[command(flatten)]
    until: Until,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    asking: Asking,
    /// Name of a profile (enacted, permission, proposed), or a TOML file
    #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT, env = "PORTCULLIS_PROFILE")]
    profile: String,
}

/// The end of a slice.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Until {
    /// Until this moment
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    until: Option<Instant>,
    /// For this long, such as 8h
    #[arg(long = "for", value_name = "SPAN", value_parser = span)]
    for_milliseconds: Option<i64>,
}

/// What was used.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Used {
    /// Chips times hours
    #[arg(long, value_name = "N")]
    chip_hours: Option<u32>,
    /// Chips times milliseconds
    #[arg(long, value_name = "N")]
    chip_milliseconds: Option<u64>,
}

impl Until {
    fn after(&self, begin: Instant) -> Instant {
        self.until.unwrap_or_else(|| begin.plus(self.for_milliseconds.unwrap_or(0)))
    }
}

impl Used {
    fn chip_milliseconds(&self) -> u64 {
        self.chip_milliseconds.unwrap_or_else(|| self.chip_hours.map_or(0, u64::from) * CHIP_HOUR)
    }
}

impl LeaseCommand {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let mut register = Register::open(&self.at)?;
        let operation = match &self.what {
            What::Reserve(reserve) => return self.reserve(reserve, &mut register, sources),
            What::List => {
                let ledger = register.ledger();
                self.format.print(|| text::leases(ledger), || text::leases_json(ledger))?;
                return Ok(Status::Done);
            }
            What::Renew { reservation, until } => {
                let reservation = id(reservation)?;
                let ends = register.ledger().reservation(&reservation).map_or_else(clock::now, |slice| slice.until);
                Operation::Renew { until: until.after(ends), reservation }
            }
            What::Post { reservation, used } => {
                Operation::Post { reservation: id(reservation)?, chip_milliseconds: used.chip_milliseconds() }
            }
            What::Void { reservation, reason } => {
                Operation::Void { reservation: id(reservation)?, reason: reason.clone() }
            }
            What::Correct { reservation, used, signed } => {
                let (reservation, chip_milliseconds) = (id(reservation)?, used.chip_milliseconds());
                Operation::Correct { reservation, chip_milliseconds, signed: signed.signed()? }
            }
            What::Stop { lease, due, signed } => {
                Operation::Stop { lease: id(lease)?, due: due.unwrap_or_else(clock::now), signed: signed.signed()? }
            }
            What::Confirm { lease } => Operation::ConfirmStop { lease: id(lease)? },
        };
        let receipt = register.record(Submission::operation(self.id()?, operation))?;
        self.print(&receipt)
    }

    fn id(&self) -> Result<OperationId, Report> {
        self.id.as_ref().map_or_else(fresh_id, |own| id(own))
    }

    fn print(&self, receipt: &Receipt) -> Result<Status, Report> {
        self.format.print(|| text::recorded(receipt), || receipt)?;
        Ok(receipt.status())
    }

    /// The gate: decides, records the decision, and holds what it may use. Where no license is required nothing is held; where the gate is closed it
    /// stays closed, and the exit status says how.
    fn reserve(&self, reserve: &Reserve, register: &mut Register, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        let engine = reserve.asking.engine(&loaded, &reserve.profile)?;
        let editions = loaded.editions(&reserve.profile)?;
        let written = read(&reserve.file)?;
        let name = reserve.file.display().to_string();
        let mut request = parse_request(&name, &written)?;
        let (placement, now) = (reserve.place.placement()?, clock::now());
        let today = now.date().to_string();
        if *request.on.get_or_insert_with(|| today.clone().into()) != today {
            return Err(Report::new(format!("{name}: on: a reservation begins now, on {today}"))
                .with_help("leave `on` out, or ask about another day with `portcullis check --store`"));
        }
        let mut memo = Memo::watched(1);
        let authorized = authorize(&engine, register.ledger(), &request, &placement, now, &mut memo)
            .map_err(|error| Report::in_request(&error, &name, &written))?;
        let decision = register.record_decision(&engine, &editions, &authorized)?;
        let outcome = authorized.decided.outcome;
        let (Some(authorization), true) = (&authorized.authorization, outcome.opens()) else {
            self.format.print(|| text::not_reserved(&decision, &authorized), || &decision)?;
            return Ok(outcome.into());
        };
        let named = reserve.license.as_deref().map(LicenseNumber::new).transpose().map_err(Report::new)?;
        let licenses = authorization.licenses(named.as_ref()).map_err(Report::new)?;
        let asked = asked(&engine, &request, &authorized.transaction, &placement).map_err(Report::new)?;
        let line = reserve.line.as_deref().map(LineName::new).transpose().map_err(Report::new)?;
        let until = reserve.until.after(now);
        let operation = |license| Operation::Reserve { license, line: line.clone(), asked: asked.clone(), until };
        self.reserve_all(register, licenses.into_iter().map(operation))
    }

    /// Reserves from every license that has to cover it, or from none: where one refuses, what the others hold is given back.
    fn reserve_all(
        &self,
        register: &mut Register,
        operations: impl Iterator<Item = Operation>,
    ) -> Result<Status, Report> {
        let own = self.id()?;
        let mut held = Vec::new();
        for (place, operation) in operations.enumerate() {
            // The first has the id that the caller chose, the others one that is made of it.
            let id = if place == 0 { own.clone() } else { id(&format!("{own}/{}", place + 1))? };
            let receipt = register.record(Submission::operation(id.clone(), operation))?;
            let status = self.print(&receipt)?;
            if !matches!(status, Status::Done) {
                for reservation in held {
                    let reason = format!("{id} was refused, and both are needed");
                    let void = Operation::Void { reservation, reason };
                    self.print(&register.record(Submission::operation(fresh_id()?, void))?)?;
                }
                return Ok(status);
            }
            held.push(id);
        }
        Ok(Status::Done)
    }
}

fn id(text: &str) -> Result<OperationId, Report> {
    OperationId::new(text).map_err(Report::new)
}
