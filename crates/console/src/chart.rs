//! Charts in SVG, drawn in whole numbers.
//!
//! Each chart comes in a frame: title and description for a screen reader, and its data as a table that unfolds below.
//! No value can lead a chart out of its box or to a division by zero; property tests say so.

mod bars;
mod burn_down;
mod countries;
mod frame;
mod histogram;
mod lines;
mod ownership;
mod scale;
mod series;
mod spark;
mod stacked;

pub use bars::{Bar, Bars};
pub use burn_down::{BurnDown, Reading};
pub use countries::{ByCountry, CountryRow};
pub use frame::Words;
pub(crate) use frame::{Data, figure};
pub use histogram::Histogram;
pub use lines::{Curve, Lines, SmallMultiples};
pub use ownership::{Owned, OwnershipPicture};
pub(crate) use scale::{date_ticks, day_number};
pub use spark::Spark;
pub use stacked::{Stack, Stacked};
