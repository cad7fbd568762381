//! `portcullis classify`: an item against the thresholds of a date.

use crate::clock;
use crate::command::Format;
use crate::exit::Status;
use crate::load::{Loaded, Sources};
use crate::report::Report;
use crate::text;
use clap::Args;
use jiff::civil::Date;
use portcullis_catalog::{Exact, Figures, LookupError, Measure};
use portcullis_determination::{Classification, Engine};
use portcullis_law::{Form, Subject};

/// The dates of `--history`: the first chip rule, its tightening, and the lane of 2026.
const HISTORY: [Date; 3] =
    [jiff::civil::date(2022, 10, 21), jiff::civil::date(2023, 11, 17), jiff::civil::date(2026, 1, 15)];

#[derive(Debug, Args)]
pub(crate) struct Classify {
    /// A name of the catalog ("H100 SXM5 80GB") or an instance type ("aws:p5.48xlarge")
    #[arg(value_name = "NAME", conflicts_with_all = ["tpp", "density", "io", "memory_bandwidth"])]
    name: Option<String>,

    /// Total processing performance
    #[arg(long, value_name = "TPP", help_heading = "Figures")]
    tpp: Option<Exact>,

    /// Performance density, TPP per square millimeter
    #[arg(long, value_name = "TPP/MM2", help_heading = "Figures")]
    density: Option<Exact>,

    /// Aggregate bidirectional I/O, gigabytes per second
    #[arg(long, value_name = "GB/S", help_heading = "Figures")]
    io: Option<Exact>,

    /// Total memory bandwidth, gigabytes per second
    #[arg(long, value_name = "GB/S", help_heading = "Figures")]
    memory_bandwidth: Option<Exact>,

    /// Designed or marketed for data centers
    #[arg(long, conflicts_with = "not_data_center", help_heading = "Figures")]
    data_center: bool,

    /// Neither designed nor marketed for data centers
    #[arg(long, help_heading = "Figures")]
    not_data_center: bool,

    /// All logic dies are planar: there is no performance density
    #[arg(long, conflicts_with = "density", help_heading = "Figures")]
    planar: bool,

    /// The date; today where it is left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,

    /// Show the law of 2022, 2023 and 2026 side by side
    #[arg(long)]
    history: bool,

    /// List the names of the catalog
    #[arg(long, exclusive = true)]
    list: bool,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Classify {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        if self.list {
            list(&loaded);
            return Ok(Status::Done);
        }
        let engine = loaded.engine("enacted")?;
        let on = self.on.unwrap_or_else(clock::today);
        let dates: Vec<Date> = if self.history { HISTORY.to_vec() } else { vec![on] };
        let classified = dates.into_iter().map(|on| self.classify(&engine, on)).collect::<Result<Vec<_>, _>>()?;
        match classified.as_slice() {
            [one] => self.format.print(|| text::classification(one), || one)?,
            several if self.format == Format::Jsonl => {
                several.iter().try_for_each(|one| self.format.print(|| text::classification(one), || one))?;
            }
            several => self.format.print(|| text::history(several), || serde_json::json!({ "history": several }))?,
        }
        Ok(Status::Done)
    }

    fn classify(&self, engine: &Engine, on: Date) -> Result<Classification, Report> {
        let Some(name) = &self.name else { return self.classify_figures(engine, on) };
        let catalog = engine.catalog();
        let classification = if name.contains(':') {
            engine.classify_instance(catalog.find_instance(name).map_err(not_found)?, on)
        } else {
            engine.classify_accelerator(catalog.find_accelerator(name).map_err(not_found)?, on)
        };
        classification.ok_or_else(|| Report::new(format!("`{name}` is not in the catalog")))
    }

    fn classify_figures(&self, engine: &Engine, on: Date) -> Result<Classification, Report> {
        if self.tpp.is_none() && self.density.is_none() && self.io.is_none() {
            return Err(Report::new("nothing to classify")
                .with_help("name an accelerator, such as \"H100 SXM5 80GB\", or give --tpp, --density and --io"));
        }
        let figures = Figures {
            tpp: self.tpp.into(),
            performance_density: if self.planar { Measure::Undefined } else { self.density.into() },
            io_gb_s: self.io.into(),
            memory_bandwidth_gb_s: self.memory_bandwidth.into(),
            memory_bandwidth_density: Measure::Undefined,
            data_center: match (self.data_center, self.not_data_center) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            },
        };
        Ok(engine.classify(Subject { figures: &figures, vendor: None, name: None, form: Form::Accelerator }, on))
    }
}

fn not_found(error: LookupError) -> Report {
    let help = match error.near.as_slice() {
        [] => "`portcullis classify --list` shows all names".to_owned(),
        near => {
            format!("did you mean {}?", near.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" or "))
        }
    };
    Report::new(error).with_help(help)
}

fn list(loaded: &Loaded) {
    for accelerator in loaded.catalog.accelerators() {
        anstream::println!("{}", accelerator.name);
    }
    for instance in loaded.catalog.instances() {
        anstream::println!("{}", instance.key());
    }
}
