//! Accelerators and instance types, and what can be computed from their published figures.
//!
//! The catalog measures; it does not judge. It knows rates, die areas and link speeds, and from them it
//! computes total processing performance (TPP), performance density and aggregate I/O in exact arithmetic.
//! It knows no law and no person: which figure matters, and where the line lies, is for `portcullis-law`.
//!
//! Reading order: [`Exact`] (the numbers), [`Figures`] (what is measured), [`Accelerator`] and
//! [`InstanceType`] (rows), [`Catalog`] (the tables and the look-up by name).

mod accelerator;
mod catalog;
mod country;
mod digest;
mod exact;
mod figures;
mod instance;
mod table;

pub use accelerator::{Accelerator, Confidence, DieArea, Rate};
pub use catalog::{Catalog, LookupError, Provider, Vendor};
pub use country::{Countries, Country, CountryError};
pub use digest::{Digest, digest_of, hex, sha256};
pub use exact::{Exact, ParseExactError};
pub use figures::{Figure, Figures, Measure};
pub use instance::InstanceType;
pub use table::{CatalogError, CatalogSource};
