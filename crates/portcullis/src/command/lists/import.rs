//! `portcullis lists import`.

use super::{Shape, report};
use crate::clock;
use crate::exit;
use crate::load::{Sources, read};
use crate::progress::{self, Total};
use crate::report::Report;
use crate::text;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use indicatif::ProgressBar;
use jiff::civil::Date;
use portcullis_lists::{
    Import as Order, Input, Layout, ListError, Mapping, Progress, REMOVED_MAX_PERCENT, Reading, Store, companions,
    guess,
};
use std::path::{Path, PathBuf};
use std::rc::Rc;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Your name for who publishes it: small letters, digits, - and _
    source: String,

    /// The files as published, packed with gzip or not; OFAC's other files are found beside the first
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How the file is laid out; recognised where it is left out
    #[arg(long, value_name = "FORMAT", value_parser = layouts())]
    format: Option<Layout>,

    /// TOML file that says which column is what, for --format csv
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

    /// Day of which the files speak; otherwise the day they state, or else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,

    /// The files say what changed since the list that serves, not what there is
    #[arg(long)]
    delta: bool,

    /// Refuse what removes more than this share of the entries or of their names
    #[arg(long, value_name = "PERCENT", default_value_t = REMOVED_MAX_PERCENT, value_parser = clap::value_parser!(u32).range(0..=100))]
    max_removed: u32,

    /// Import even what loses entries, or is older than the list that serves
    #[arg(long)]
    force: bool,

    /// How the answer is written
    #[arg(long, value_name = "SHAPE", default_value = "text")]
    report: Shape,
}

/// A layout by its word, each with what a person calls it.
fn layouts() -> impl TypedValueParser<Value = Layout> {
    let words = Layout::ALL.map(|layout| PossibleValue::new(layout.word()).help(layout.about()));
    PossibleValuesParser::new(words).try_map(|word| Layout::from_word(&word).ok_or("there is no such layout"))
}

impl Import {
    pub fn run(&self, store: &Store, sources: &Sources) -> Result<exit::Status, Report> {
        let mapping = self.mapping.as_deref().map(load_mapping).transpose()?;
        let (layout, delta) = self.layout(store)?;
        let files = self.all_files(layout, delta);
        let loaded = sources.load()?;
        let bar = progress::bar(Total::Bytes(files.iter().map(|file| size(file)).sum()));
        let inputs = open(&files, &bar);
        let order = Order {
            reading: Reading {
                source: &self.source,
                layout,
                countries: loaded.catalog.countries(),
                mapping: mapping.as_ref(),
            },
            delta,
            as_of: self.as_of,
            today: clock::today(),
            removed_max_percent: self.max_removed,
            force: self.force,
        };
        let imported = inputs.and_then(|inputs| store.import(&order, inputs));
        bar.finish_and_clear();
        let imported = imported.map_err(report)?;
        self.report.print(|| text::imported(&imported), || text::imported_json(&imported))?;
        // Done, but not with every row: a script must notice.
        Ok(if imported.bad_count == 0 { exit::Status::Done } else { exit::Status::Failed })
    }

    /// The layout as named, or as recognised; and whether the files say what changed.
    fn layout(&self, store: &Store) -> Result<(Layout, bool), Report> {
        if let Some(layout) = self.format.or(self.mapping.as_ref().map(|_| Layout::Csv)) {
            return Ok((layout, self.delta));
        }
        let Some(first) = self.files.first() else {
            return Err(Report::new("no file is named"));
        };
        let found = Input::open(first, None).and_then(|mut input| guess(&mut input)).map_err(report)?;
        let delta = self.delta || found.delta;
        let layout = match found.layout {
            Some(layout) => layout,
            // A delta of entries fits a source of any layout: it is that of the list that serves.
            None => {
                let header = store.current_header(&self.source).map_err(report)?.map(|(_, header)| header);
                header.and_then(|header| Layout::from_word(&header.layout)).unwrap_or(Layout::Jsonl)
            }
        };
        let what = if found.layout.is_none() { "a delta of entries" } else { layout.about() };
        let changes = if found.delta && found.layout.is_some() { ", what changed" } else { "" };
        anstream::eprintln!("{} looks like: {what}{changes}", first.display());
        Ok((layout, delta))
    }

    /// The files named, and those that belong to a single one and lie beside it.
    fn all_files(&self, layout: Layout, delta: bool) -> Vec<PathBuf> {
        let mut files = self.files.clone();
        if let ([only], false) = (self.files.as_slice(), delta)
            && let Some(name) = only.file_name().and_then(|name| name.to_str())
        {
            let beside = companions(layout, name).into_iter().map(|name| only.with_file_name(name));
            for file in beside.filter(|file| file.is_file()) {
                anstream::eprintln!("with {}", file.display());
                files.push(file);
            }
        }
        files
    }
}

fn load_mapping(path: &Path) -> Result<Mapping, Report> {
    Mapping::parse(&path.display().to_string(), &read(path)?).map_err(report)
}

fn size(file: &Path) -> u64 {
    file.metadata().map_or(0, |metadata| metadata.len())
}

fn open<'a>(files: &[PathBuf], bar: &'a ProgressBar) -> Result<Vec<Input<'a>>, ListError> {
    let mut before = 0;
    let mut inputs = Vec::with_capacity(files.len());
    for file in files {
        let start = before;
        let progress: Progress<'a> = Rc::new(move |read| bar.set_position(start + read));
        inputs.push(Input::open(file, Some(progress))?);
        before += size(file);
    }
    Ok(inputs)
}
