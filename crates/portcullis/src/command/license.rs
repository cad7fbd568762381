//! `portcullis license`: the register of licenses and the life of each.

use crate::command::Format;
use crate::command::when::moment;
use crate::exit::Status;
use crate::load::read;
use crate::register::{Register, RegisterAt, Signature, fresh_id};
use crate::report::Report;
use crate::text;
use clap::{Args, Subcommand};
use portcullis_journal::{Replay, Submission};
use portcullis_license::operation::LimitOf;
use portcullis_license::{
    Change, Grant, Group, Instant, License, LicenseNumber, LicenseShown, Operation, OperationId, Provider,
};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct LicenseCommand {
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
    /// Issue a license
    Issue(Written),
    /// Put a new version of a license in place of the one before
    Vary(Written),
    /// From now on nothing new begins under a license and nothing is renewed
    Suspend {
        #[command(flatten)]
        of: Of,
        /// By when what runs has to stop; it ends with its slice where this is left out
        #[arg(long, value_name = "WHEN", value_parser = moment)]
        drain_until: Option<Instant>,
    },
    /// After a suspension, as before it
    Reinstate(Of),
    /// End a license; everything that runs under it gets a stop order
    Revoke(Of),
    /// Give a license back
    Surrender(Of),
    /// Record that a report that a condition asks for was filed
    Report {
        /// The license
        #[arg(value_name = "NUMBER")]
        license: String,
        /// Where the report can be found
        #[arg(long, value_name = "TEXT")]
        reference: String,
    },
    /// Set the most that a customer group or a provider may use under all licenses together
    Limit(LimitTo),
    /// Every license, with what is left of it
    List,
    /// One license: terms, balance, what runs under it
    Show {
        /// The license
        #[arg(value_name = "NUMBER")]
        license: String,
        /// As it stood at this moment
        #[arg(long, value_name = "WHEN", value_parser = moment)]
        at: Option<Instant>,
    },
}

/// A license in a file, and who signs.
#[derive(Debug, Args)]
struct Written {
    /// The license, in .toml or .json; its fields are in `portcullis schema license`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    signed: Signature,
}

/// A license by its number, and who signs.
#[derive(Debug, Args)]
struct Of {
    /// The license
    #[arg(value_name = "NUMBER")]
    license: String,
    #[command(flatten)]
    signed: Signature,
}

#[derive(Debug, Args)]
struct LimitTo {
    /// The customer group
    #[arg(long, value_name = "NAME", conflicts_with = "provider", required_unless_present = "provider")]
    group: Option<String>,
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Chip-hours; not limited where this is left out
    #[arg(long, value_name = "N")]
    chip_hours: Option<u64>,
    /// Total processing performance times chips times hours; not limited where this is left out
    #[arg(long, value_name = "N")]
    tpp_hours: Option<u64>,
    #[command(flatten)]
    signed: Signature,
}

impl LicenseCommand {
    pub fn run(&self) -> Result<Status, Report> {
        match &self.what {
            What::List => self.list(),
            What::Show { license, at } => self.show(&number(license)?, *at),
            _ => {
                let operation = self.operation()?;
                let id = self.id.as_ref().map_or_else(fresh_id, |id| OperationId::new(id).map_err(Report::new))?;
                let mut register = Register::open(&self.at)?;
                let receipt = register.record(Submission::operation(id, operation))?;
                self.format.print(|| text::recorded(&receipt), || &receipt)?;
                Ok(receipt.status())
            }
        }
    }

    fn operation(&self) -> Result<Operation, Report> {
        Ok(match &self.what {
            What::Issue(written) => written.change(|license| Change::Issue { license })?,
            What::Vary(written) => written.change(|license| Change::Vary { license })?,
            What::Suspend { of, drain_until } => of.change(Change::Suspend { drain_until: *drain_until })?,
            What::Reinstate(of) => of.change(Change::Reinstate)?,
            What::Revoke(of) => of.change(Change::Revoke)?,
            What::Surrender(of) => of.change(Change::Surrender)?,
            What::Report { license, reference } => {
                Operation::Report { license: number(license)?, reference: reference.clone() }
            }
            What::Limit(to) => to.operation()?,
            What::List | What::Show { .. } => return Err(Report::new("this only reads")),
        })
    }

    fn list(&self) -> Result<Status, Report> {
        let register = Register::open(&self.at)?;
        let ledger = register.ledger();
        self.format.print(|| text::licenses(ledger), || text::licenses_json(ledger))?;
        Ok(Status::Done)
    }

    fn show(&self, number: &LicenseNumber, at: Option<Instant>) -> Result<Status, Report> {
        let mut register = Register::open(&self.at)?;
        let past = at.map(|at| register.replay_until(at)).transpose()?;
        let ledger = past.as_ref().map_or_else(|| register.ledger(), Replay::ledger);
        let Some(held) = ledger.license(number) else {
            let known: Vec<_> = ledger.licenses().map(|(number, _)| number.as_str()).collect();
            let help =
                if known.is_empty() { "none is issued".to_owned() } else { format!("there are {}", known.join(", ")) };
            return Err(Report::new(format!("there is no license {number}")).with_help(help));
        };
        self.format.print(|| text::license(ledger, held), || LicenseShown::of(ledger, held))?;
        Ok(Status::Done)
    }
}

impl Written {
    fn change(&self, change: impl FnOnce(Box<License>) -> Change) -> Result<Operation, Report> {
        let license = Box::new(read_license(&self.file)?);
        Ok(Operation::License {
            license: license.number.clone(),
            change: change(license),
            signed: self.signed.signed()?,
        })
    }
}

impl Of {
    fn change(&self, change: Change) -> Result<Operation, Report> {
        Ok(Operation::License { license: number(&self.license)?, change, signed: self.signed.signed()? })
    }
}

impl LimitTo {
    fn operation(&self) -> Result<Operation, Report> {
        let of = match (&self.group, &self.provider) {
            (Some(group), _) => LimitOf::Group(Group::new(group).map_err(Report::new)?),
            (None, Some(provider)) => LimitOf::Provider(Provider::new(provider).map_err(Report::new)?),
            (None, None) => return Err(Report::new("whose limit?").with_help("write --group NAME or --provider NAME")),
        };
        let limit = Grant { chip_hours: self.chip_hours, tpp_hours: self.tpp_hours };
        Ok(Operation::Limit { of, limit, signed: self.signed.signed()? })
    }
}

fn number(text: &str) -> Result<LicenseNumber, Report> {
    LicenseNumber::new(text).map_err(Report::new)
}

fn read_license(file: &Path) -> Result<License, Report> {
    let text = read(file)?;
    let name = file.display().to_string();
    let help = "the fields are in `portcullis schema license`; examples/licenses has some";
    if file.extension().is_some_and(|extension| extension == "toml") {
        return toml::from_str(&text)
            .map_err(|error| Report::new(format!("{name}: {}", error.message())).with_help(help));
    }
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let inner = error.inner();
        Report::at(format!("{}: {inner}", error.path()), &name, &text, inner.line(), inner.column()).with_help(help)
    })
}
