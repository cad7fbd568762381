//! Half a year of fictitious providers, customers, cases and use, made by a seeded simulation.
//!
//! An empty console shows nothing. So the demo lives half a year through: customers that there are not ask two providers for compute, the providers ask the
//! engine, apply for licenses where it says so, and a bureau of fictitious controls decides, with its agencies, its chair and its inspector. Every record is
//! made by the code that makes it in a service: the engine decides, the counter and the desk say what may happen, the ledger counts, the node commits. Nothing
//! is written by hand, so what the console shows is what it would show of a real half year, and everything can be checked from records alone.
//!
//! ```text
//! World: seed --> customers, plans (a story for each case) --> days: morning, afternoon, evening --> Houses: one commit a house and time of day
//!                                                               people take steps | houses talk | leases begin, are renewed, are told
//! ```
//!
//! Four eyes, waiting times, clocks and limits are kept, because the domain refuses everything else. All names are made up, and say so.
//!
//! ```
//! use portcullis_demo::{Size, World};
//!
//! let from = jiff::civil::date(2026, 5, 1);
//! let world = World::new(Size::DEFAULT.times(2), 7, from, jiff::civil::date(2026, 10, 31));
//! assert_eq!(world, World::new(Size::DEFAULT.times(2), 7, from, jiff::civil::date(2026, 10, 31)));
//! ```
//!
//! Reading order: [`World`], [`Houses`], `story` (what happens to cases), `plan` (whose), `simulation` (the days), `work`, `authority` and `provider` (what
//! people do), `gate` (use), `post` and `statement` (what houses tell each other); beside them [`mod@people`], [`background`] (what is known of customers).

mod ask;
mod authority;
pub mod background;
mod customer;
mod draw;
mod error;
mod gate;
mod law;
mod open;
mod paper;
pub mod people;
mod plan;
mod post;
mod provider;
mod simulation;
mod size;
mod step;
mod story;
mod terms;
mod words;
mod work;
mod world;

pub use error::DemoError;
pub use open::{Houses, NoLetters, Open, salts};
pub use people::{Person, SignIn, keys, people};
pub use size::{Progress, Size, Summary};
pub use world::World;
