//! From a determination that needs a license to the license that covers it.
//!
//! The law says that a license is required; the register says whether there is one that covers this, on this date, with something left of it. Where there
//! is, the determination is made again with the license on file, so that one engine decides and one answer is recorded; the license's conditions
//! become obligations, and the first of them is to reserve. Licenses that a request claims are not believed where there is a register to ask.

pub mod asked;
pub mod authorize;

pub use asked::{NotAskable, Placement, asked, counted_tpp};
pub use authorize::{Authorization, Authorized, Considered, authorize};
