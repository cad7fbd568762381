//! `portcullis bench`: the engine's figures on this machine.

use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Bench {}

impl Bench {
    pub fn run(&self, _sources: &Sources) -> Result<Status, Report> {
        Ok(Status::Done)
    }
}
