//! `portcullis schema`: the interface as schemas.

use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use clap::{Args, ValueEnum};
use portcullis_determination::request_schema;
use portcullis_license::{License, Operation};

#[derive(Debug, Args)]
pub(crate) struct SchemaCommand {
    /// Which schema
    which: Which,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// JSON Schema of a request
    Request,
    /// JSON Schema of a license
    License,
    /// JSON Schema of an operation on licenses and balances
    Operation,
    /// Cedar schema of the law packs
    Cedar,
}

impl SchemaCommand {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        match self.which {
            Which::Request => anstream::println!("{:#}", request_schema()),
            Which::License => anstream::println!("{:#}", schemars::schema_for!(License).to_value()),
            Which::Operation => anstream::println!("{:#}", schemars::schema_for!(Operation).to_value()),
            Which::Cedar => anstream::print!("{}", sources.load()?.law.schema_text()),
        }
        Ok(Status::Done)
    }
}
