//! `portcullis law`: the law for a reader, and its own cases.

use crate::clock;
use crate::exit::Status;
use crate::load::{Loaded, Sources};
use crate::report::Report;
use crate::style::{FAINT, of, paint};
use crate::text;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use portcullis_determination::{CaseReport, Profile, run_cases};
use portcullis_law::Outcome;

#[derive(Debug, Args)]
pub(crate) struct LawCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the regimes
    List,
    /// Show a regime, an instrument or a provision
    Show {
        /// Its name
        id: String,
    },
    /// Draw the instruments over time
    Timeline {
        /// Only this regime
        regime: Option<String>,
    },
    /// List the provisions that apply on a date
    InForce {
        /// The date; today where it is left out
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        /// Name of a profile, or a TOML file
        #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT)]
        profile: String,
    },
    /// Run the cases of the packs
    Test {
        /// Only this regime
        regime: Option<String>,
    },
}

impl LawCommand {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        match &self.what {
            What::List => anstream::print!("{}", text::list(&loaded.law)),
            What::Show { id } => anstream::print!("{}", show(&loaded, id)?),
            What::Timeline { regime } => {
                let chosen = choose(&loaded, regime.as_deref())?;
                anstream::print!("{}", text::timeline(&loaded.law, chosen, clock::today()));
            }
            What::InForce { on, profile } => {
                let engine = loaded.engine(profile)?;
                let on = on.unwrap_or_else(clock::today);
                anstream::print!("{}", text::in_force(&loaded.law, engine.profile(), on));
            }
            What::Test { regime } => return test(&loaded, regime.as_deref()),
        }
        Ok(Status::Done)
    }
}

fn choose<'a>(loaded: &Loaded, regime: Option<&'a str>) -> Result<impl Fn(&str) -> bool + use<'a>, Report> {
    if let Some(regime) = regime
        && loaded.law.regime_index(regime).is_none()
    {
        return Err(unknown(loaded, regime));
    }
    Ok(move |id: &str| regime.is_none_or(|regime| regime == id))
}

fn unknown(loaded: &Loaded, id: &str) -> Report {
    let known: Vec<&str> = loaded.law.regimes.iter().map(|regime| regime.id.as_str()).collect();
    Report::new(format!("the law has no `{id}`")).with_help(format!(
        "the regimes are {}; `portcullis law show REGIME` lists instruments and provisions",
        known.join(", ")
    ))
}

fn show(loaded: &Loaded, id: &str) -> Result<String, Report> {
    let law = &loaded.law;
    if let Some(place) = law.regime_index(id)
        && let Some(regime) = law.regimes.get(place)
    {
        return Ok(text::regime(law, place, regime));
    }
    if let Some(provision) = law.provision_index(id).and_then(|place| law.provisions.get(place)) {
        return Ok(text::provision(law, provision));
    }
    let instruments = law.regimes.iter().flat_map(|regime| regime.instruments.iter().map(move |one| (regime, one)));
    let found = instruments.into_iter().find(|(_, instrument)| instrument.id == id);
    found.map(|(regime, instrument)| text::instrument(regime, instrument)).ok_or_else(|| unknown(loaded, id))
}

fn test(loaded: &Loaded, regime: Option<&str>) -> Result<Status, Report> {
    let chosen = choose(loaded, regime)?;
    let report = run_cases(&loaded.source, &loaded.law, &loaded.catalog, &chosen).map_err(Report::new)?;
    for (place, regime) in loaded.law.regimes.iter().enumerate().filter(|(_, regime)| chosen(&regime.id)) {
        let cases = report.results.iter().filter(|result| result.regime == regime.id);
        let (passed, failed): (Vec<_>, Vec<_>) = cases.partition(|result| result.failures.is_empty());
        let verdict = if failed.is_empty() {
            paint(of(Outcome::NotRequired), "ok    ")
        } else {
            paint(of(Outcome::Prohibited), "FAILED")
        };
        let provisions = loaded.law.provisions_of(place).count();
        anstream::println!(
            "{verdict} {:<24} {:>4} cases, {provisions} provisions",
            regime.id,
            passed.len() + failed.len()
        );
        for result in failed {
            anstream::println!("       {}", result.name);
            result.failures.iter().for_each(|failure| anstream::println!("         {}", paint(FAINT, failure)));
        }
    }
    for provision in &report.never_fired {
        anstream::println!("       no case of its pack fires `{provision}`");
    }
    Ok(summarize(&report))
}

fn summarize(report: &CaseReport) -> Status {
    let failed = report.results.iter().filter(|result| !result.failures.is_empty()).count();
    anstream::println!("{} cases passed, {failed} failed", report.results.len() - failed);
    if report.passed() { Status::Done } else { Status::Failed }
}
