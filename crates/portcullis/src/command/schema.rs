//! `portcullis schema`: the interface as schemas.

use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use clap::{Args, ValueEnum};
use portcullis_determination::request_schema;

#[derive(Debug, Args)]
pub(crate) struct SchemaCommand {
    /// Which schema
    which: Which,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// JSON Schema of a request
    Request,
    /// Cedar schema of the law packs
    Cedar,
}

impl SchemaCommand {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        match self.which {
            Which::Request => anstream::println!("{:#}", request_schema()),
            Which::Cedar => anstream::print!("{}", sources.load()?.law.schema_text()),
        }
        Ok(Status::Done)
    }
}
