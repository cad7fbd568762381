//! `portcullis store`: bring the register's schema up to date, check it, move it.

use crate::exit::Status;
use crate::progress::{self, Total};
use crate::register::{Register, RegisterAt};
use crate::report::Report;
use crate::text;
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct StoreCommand {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    at: RegisterAt,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make the register where there is none, and bring its schema up to date
    Migrate,
    /// Check everything: rows, hashes, the tree, and that the records lead to the balances they state
    Check,
    /// Write everything to a file, which any register can import
    Export {
        /// Where
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Read everything from a file that was exported, into a register that is empty
    Import {
        /// From where
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl StoreCommand {
    pub fn run(&self) -> Result<Status, Report> {
        match &self.what {
            What::Migrate => self.migrate(),
            What::Check => self.check(),
            What::Export { file } => self.export(file),
            What::Import { file } => self.import(file),
        }
    }

    fn migrate(&self) -> Result<Status, Report> {
        let mut store = self.at.connect()?;
        let version = portcullis_store::version(&mut store).map_err(Report::new)?;
        anstream::println!("the register at {} has schema {version}", store.address());
        Ok(Status::Done)
    }

    fn check(&self) -> Result<Status, Report> {
        let mut store = self.at.connect()?;
        let checked = portcullis_store::check(&mut store).map_err(Report::new)?;
        anstream::print!("{}", text::store_checked(&checked));
        if !checked.is_sound() {
            return Ok(Status::Failed);
        }
        // Rows that are whole can still say what does not follow: read all of them again.
        let mut register = Register::open(&self.at)?;
        let replay = register.replay_until(portcullis_license::Instant(i64::MAX))?;
        // An image leaves out what is resolved.
        let [whole, kept] = [replay.ledger(), register.ledger()].map(|ledger| {
            let mut ledger = ledger.clone();
            ledger.let_go();
            ledger
        });
        let is_same = whole == kept;
        anstream::print!("{}", text::replayed(&replay, is_same));
        Ok(if is_same { Status::Done } else { Status::Failed })
    }

    fn export(&self, file: &Path) -> Result<Status, Report> {
        let mut store = self.at.connect()?;
        let failed = |error: std::io::Error| Report::new(format!("cannot write {}: {error}", file.display()));
        let mut output = BufWriter::new(File::create_new(file).map_err(failed)?);
        let bar = progress::bar(Total::Rows(0));
        let moved = portcullis_store::export(&mut store, &mut output, &mut |progress| show(&bar, progress))
            .map_err(Report::new)?;
        output.flush().map_err(failed)?;
        output.get_ref().sync_all().map_err(failed)?;
        bar.finish_and_clear();
        anstream::print!("{}", text::store_moved("exported", &moved));
        Ok(Status::Done)
    }

    fn import(&self, file: &Path) -> Result<Status, Report> {
        let mut store = self.at.connect()?;
        let mut input = BufReader::new(crate::load::open(file)?);
        let bar = progress::bar(Total::Rows(0));
        let moved = portcullis_store::import(&mut input, &mut store, &mut |progress| show(&bar, progress))
            .map_err(Report::new)?;
        bar.finish_and_clear();
        anstream::print!("{}", text::store_moved("imported", &moved));
        Ok(Status::Done)
    }
}

fn show(bar: &indicatif::ProgressBar, progress: portcullis_store::Progress) {
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}
