//! `portcullis replay`: past determinations again.

use crate::command::Format;
use crate::command::check::Asking;
use crate::exit::Status;
use crate::load::Sources;
use crate::progress::{self, Total};
use crate::register::{Register, RegisterAt};
use crate::report::Report;
use crate::style::{self, paint};
use clap::Args;
use jiff::civil::Date;
use portcullis_determination::Engine;
use portcullis_evidence::{Decision, Recorded, Remade, Remaker, each_decision};
use portcullis_journal::Record;
use portcullis_journal::store::Store as _;
use portcullis_store::Connection;
use serde_json::json;

/// Makes recorded determinations again and compares the answers, byte for byte. With --law, --catalog or --profile they are made under those instead, and
/// what that changes is shown.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    #[command(flatten)]
    at: RegisterAt,

    /// Determinations recorded on this day or later
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,

    /// Determinations recorded on this day or earlier
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,

    /// Make them under this profile instead of their own: its name (enacted, permission, proposed), or a TOML file
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,

    #[command(flatten)]
    asking: Asking,

    /// How what differs is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// What a replay came to.
#[derive(Debug, Default)]
struct Count {
    same: u64,
    other: u64,
    not: u64,
}

impl Replay {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let register = Register::open(&self.at)?;
        let head = register.head();
        let (mut parts, mut store) = (self.at.connect()?, self.at.connect()?);
        let is_other = self.profile.is_some() || sources.is_named();
        let instead: Option<Engine> = if is_other {
            let profile = self.profile.as_deref().unwrap_or(portcullis_determination::Profile::DEFAULT);
            Some(self.asking.engine(&sources.load()?, profile)?)
        } else {
            None
        };
        let give = |engine: Engine, decision: &Decision| self.asking.recorded(engine, decision);
        let mut remaker = Remaker::new(Box::new(move |name| part(&mut parts, name))).serving(&give);
        if let Some(engine) = &instead {
            remaker = remaker.under(engine);
        }
        let (mut count, bar) = (Count::default(), progress::bar_beside_answers(Total::Rows(head)));
        let mut visit = |record: &Record, recorded: Recorded| {
            let on = record.at.date();
            if self.from.is_some_and(|from| on < from) || self.to.is_some_and(|to| on > to) {
                return Ok(());
            }
            self.remake(&mut remaker, record, recorded, &mut count).map_err(|report| report.to_string())
        };
        let mut progress = |read| {
            bar.set_position(read);
            Ok(())
        };
        each_decision(&mut store, head, &mut visit, &mut progress).map_err(Report::new)?;
        bar.finish_and_clear();
        let Count { same, other, not } = count;
        anstream::eprintln!("{same} the same, {other} with another answer, {not} that could not be made again");
        Ok(if is_other || other + not == 0 { Status::Done } else { Status::Failed })
    }

    fn remake(
        &self,
        remaker: &mut Remaker<'_>,
        record: &Record,
        recorded: Recorded,
        count: &mut Count,
    ) -> Result<(), Report> {
        let remade = match recorded {
            Ok(decision) => remaker.remake(&decision),
            Err(why) => Remade::Not { why },
        };
        match &remade {
            Remade::Same => count.same += 1,
            Remade::Other { .. } => count.other += 1,
            Remade::Not { .. } => count.not += 1,
        }
        let what = match remade {
            Remade::Same => return Ok(()),
            Remade::Other { before, now } => Ok((before, now)),
            Remade::Not { why } => Err(why),
        };
        let text = || match &what {
            Ok((before, now)) if before == now => {
                format!("{} {} for other reasons\n", record.id, paint(style::of(*now), now))
            }
            Ok((before, now)) => {
                format!("{} {} was {}\n", record.id, paint(style::of(*now), now), paint(style::of(*before), before))
            }
            Err(why) => format!("{} could not be made again: {why}\n", record.id),
        };
        let line = || match &what {
            Ok((before, now)) => json!({ "id": record.id, "sequence": record.sequence, "before": before, "now": now }),
            Err(why) => json!({ "id": record.id, "sequence": record.sequence, "why": why }),
        };
        self.format.print(text, line)
    }
}

fn part(store: &mut Connection, name: &str) -> Option<Vec<u8>> {
    let mut found = None;
    let read = store.read("replay_part", &mut |transaction| {
        found = transaction.blob(name)?;
        Ok(())
    });
    read.ok().and(found)
}
