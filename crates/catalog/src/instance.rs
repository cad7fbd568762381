//! One instance type of a cloud: a row of `instances.csv`.

use crate::exact::Exact;
use crate::table::{CatalogError, Row};

/// An instance type.
#[derive(Debug, Clone)]
pub struct InstanceType {
    /// The provider's key in requests: `aws`.
    pub provider: String,
    /// The provider's own name for the type: `p5.48xlarge`.
    pub name: String,
    /// The accelerator's place in the catalog; `None` where it is not established.
    pub accelerator: Option<usize>,
    /// What the provider calls the accelerator.
    pub marketed_as: String,
    /// Accelerators in one instance; may be a fraction. `None` where it is not known.
    pub count: Option<Exact>,
    /// How the accelerators are linked.
    pub interconnect: String,
    /// Where the row comes from.
    pub source: String,
    /// What a reader should know.
    pub notes: String,
}

impl InstanceType {
    pub(crate) fn read(row: Row<'_>, provider: &str, accelerator: Option<usize>) -> Result<Self, CatalogError> {
        Ok(Self {
            provider: provider.to_owned(),
            name: row.required("instance_type")?.to_owned(),
            accelerator,
            marketed_as: row.text("marketed_as")?.to_owned(),
            count: row.exact("count")?,
            interconnect: row.text("interconnect")?.to_owned(),
            source: row.required("source")?.to_owned(),
            notes: row.text("notes")?.to_owned(),
        })
    }

    /// `aws:p5.48xlarge`
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.provider, self.name)
    }
}
