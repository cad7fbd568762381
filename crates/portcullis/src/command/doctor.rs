//! `portcullis doctor`: whether the service is well, and what to do where it is not.

use crate::clock;
use crate::command::Format;
use crate::command::serve::{self, Serve};
use crate::exit::Status;
use crate::load::Sources;
use crate::register::{self, RegisterAt};
use crate::report::Report;
use crate::style::{FAINT, STRONG, of, paint};
use clap::Args;
use jiff::civil::Date;
use portcullis_gate::Served;
use portcullis_journal::{Node, Store as _};
use portcullis_law::{Outcome, Regime};
use portcullis_license::Instant;
use portcullis_log::checkpoint::Checkpoint;
use portcullis_log::note::SignedNote;
use portcullis_server::Config;
use portcullis_store::{Address, Connection};
use serde::Serialize;

/// A list that is older is no longer what the authorities publish: most change every week.
const OLD_LIST_DAYS: i32 = 7;
/// Law that nobody has looked at for so long may have changed.
const OLD_LAW_DAYS: i32 = 90;
/// How far ahead changes of the law are told.
const HORIZON_DAYS: i32 = 90;
/// How far the last record may be ahead of this clock, in milliseconds.
const CLOCK_APART: i64 = 2_000;

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    serve: Serve,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Is {
    Well,
    Doubtful,
    Broken,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    is: Is,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

/// All that was looked at.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn well(&mut self, what: &'static str, says: impl Into<String>) {
        self.0.push(Finding { what, is: Is::Well, says: says.into(), mend: None });
    }

    fn not(&mut self, what: &'static str, is: Is, says: impl Into<String>, mend: impl Into<String>) {
        self.0.push(Finding { what, is, says: says.into(), mend: Some(mend.into()) });
    }
}

impl Doctor {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let mut findings = Findings::default();
        match self.serve.configuration() {
            Err(error) => findings.not("configuration", Is::Broken, error.to_string(), "put the field right"),
            Ok(config) => {
                findings.well("configuration", format!("can be read; would listen on {}", config.listen));
                look_at_store(&mut findings, &config);
                match serve::served(sources, &config) {
                    Err(error) => findings.not(
                        "law and lists",
                        Is::Broken,
                        error.to_string(),
                        "nothing can be decided until it is put right",
                    ),
                    Ok(served) => look_at_law(&mut findings, &served, clock::today()),
                }
            }
        }
        let is_broken = findings.0.iter().any(|finding| finding.is == Is::Broken);
        self.format.print(|| text(&findings), || &findings.0)?;
        Ok(if is_broken { Status::Failed } else { Status::Done })
    }
}

/// The store, its clock, and the key that signs its log.
fn look_at_store(findings: &mut Findings, config: &Config) {
    let at = RegisterAt { store: config.store.clone(), log_key: config.log_key.clone() };
    let address = config.store.parse::<Address>().ok();
    if address.as_ref().and_then(Address::file).is_some_and(|file| !file.exists()) {
        findings.well("store", format!("{} is not there yet; the first start makes it", config.store));
        return;
    }
    let mut store = match at.connect() {
        Ok(store) => store,
        Err(error) => {
            let mend = "start the database, or name another store; until then every start is denied";
            return findings.not("store", Is::Broken, error.to_string(), mend);
        }
    };
    let mut node = match register::salts() {
        Ok(salts) => Node::new(salts),
        Err(error) => return findings.not("randomness", Is::Broken, error.to_string(), "the system gives none"),
    };
    match node.refresh(&mut store) {
        Ok(()) => findings.well("store", format!("answers; {} records replay", node.replay().head())),
        Err(error) => {
            findings.not("store", Is::Broken, error.to_string(), "`portcullis store check` names all that is damaged");
        }
    }
    look_at_clock(findings, node.replay().at());
    look_at_log(findings, &at, &mut store, node.replay().head());
}

/// Whether the clock is behind the last record.
fn look_at_clock(findings: &mut Findings, last: Instant) {
    let now = clock::now();
    if last.0 > now.0 + CLOCK_APART {
        let says = format!("the last record is dated {last}, and this clock says {now}");
        let mend = "set the clocks of all nodes by one time service; records are never dated back";
        findings.not("clock", Is::Doubtful, says, mend);
    } else {
        findings.well("clock", format!("{now}, not behind the last record"));
    }
}

/// Whether the key is the one that signs the log, and whether it signed all of it.
fn look_at_log(findings: &mut Findings, at: &RegisterAt, store: &mut Connection, head: u64) {
    let verifier = match at.signer(store.address()) {
        Ok(signer) => signer.verifier(),
        Err(error) => {
            let mend = "put the key back: without it no checkpoint can be signed";
            return findings.not("log key", Is::Broken, error.to_string(), mend);
        }
    };
    let mut latest = None;
    let read = store.read("doctor_checkpoint", &mut |transaction| {
        latest = transaction.latest_checkpoint()?;
        Ok(())
    });
    let row = match (read, latest) {
        (Err(error), _) => return findings.not("log", Is::Broken, error.to_string(), "see `store`"),
        (Ok(()), None) => return findings.well("log key", format!("{verifier}; nothing is sealed yet")),
        (Ok(()), Some(row)) => row,
    };
    let note = SignedNote::parse(row.note.as_bytes()).map_err(|error| error.to_string());
    match note.and_then(|note| Checkpoint::open(&note, &verifier).map_err(|error| error.to_string())) {
        Ok(_) => findings.well("log key", format!("signed the latest checkpoint, over {} records", row.size)),
        Err(why) => {
            let says = format!("the latest checkpoint is not signed by it: {why}");
            findings.not("log key", Is::Broken, says, "name the key of this log with `log_key`");
        }
    }
    let open = head.saturating_sub(row.size);
    if open > 0 {
        let mend = "a running service seals them within a second; `portcullis log checkpoint` does it now";
        findings.not("log", Is::Doubtful, format!("{open} records are not sealed"), mend);
    }
}

/// Law, profile and lists: how old they are, and what changes soon.
fn look_at_law(findings: &mut Findings, served: &Served, today: Date) {
    let (law, profile) = (served.engine.law(), served.engine.profile());
    let regimes = law.regimes.iter().filter(|regime| profile.applies(&regime.id));
    let verified = |regime: &Regime| regime.instruments.iter().filter_map(|one| one.verified_through).max();
    let old: Vec<_> = regimes
        .filter_map(|regime| Some((regime.id.as_str(), verified(regime)?)))
        .filter(|(_, through)| days(*through, today) > OLD_LAW_DAYS)
        .map(|(id, through)| format!("{id} ({through})"))
        .collect();
    if old.is_empty() {
        findings.well(
            "law",
            format!("version {}; no regime was verified longer than {OLD_LAW_DAYS} days ago", short(law.version())),
        );
    } else {
        findings.not(
            "law",
            Is::Doubtful,
            format!("not verified for more than {OLD_LAW_DAYS} days: {}", old.join(", ")),
            "look whether the texts have changed, and load the packs that say so",
        );
    }
    let soon: Vec<_> =
        law.change_dates().into_iter().filter(|date| *date > today && days(today, *date) <= HORIZON_DAYS).collect();
    if let Some(first) = soon.first() {
        let says = format!(
            "the law changes on {}{}",
            first,
            if soon.len() > 1 {
                format!(" and {} more days within {HORIZON_DAYS}", soon.len() - 1)
            } else {
                String::new()
            }
        );
        findings.not(
            "law horizon",
            Is::Doubtful,
            says,
            "`portcullis law timeline` shows what changes; leases that run past it should be asked about again",
        );
    } else {
        findings.well("law horizon", format!("no change within {HORIZON_DAYS} days"));
    }
    match served.engine.served_lists() {
        None => findings.not(
            "lists",
            Is::Doubtful,
            "none serve: names are not looked up",
            "import some with `portcullis lists import`, and set `lists`",
        ),
        Some(lists) => {
            for version in lists.versions() {
                let age = days(version.as_of, today);
                let says = format!("{} of {}, {age} days old", version.source, version.as_of);
                if age > OLD_LIST_DAYS {
                    findings.not(
                        "lists",
                        Is::Doubtful,
                        says,
                        "import the latest with `portcullis lists import`, then send the service a SIGHUP",
                    );
                } else {
                    findings.well("lists", says);
                }
            }
        }
    }
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

fn short(version: &str) -> &str {
    version.get(..12).unwrap_or(version)
}

fn text(findings: &Findings) -> String {
    let mut text = String::new();
    for finding in &findings.0 {
        let (style, word) = match finding.is {
            Is::Well => (of(Outcome::NotRequired), "well    "),
            Is::Doubtful => (of(Outcome::Depends), "doubtful"),
            Is::Broken => (of(Outcome::Prohibited), "BROKEN  "),
        };
        text.push_str(&format!(
            "{} {} {}\n",
            paint(style, word),
            paint(STRONG, format!("{:<14}", finding.what)),
            finding.says
        ));
        if let Some(mend) = &finding.mend {
            text.push_str(&format!("         {:<14} {}\n", "", paint(FAINT, mend)));
        }
    }
    text
}
