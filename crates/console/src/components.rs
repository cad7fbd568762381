//! The parts pages are made of. Each is a type with what it shows, and renders itself.

mod badge;
mod confirm;
mod deadline;
mod diff;
mod digest;
mod events;
mod fact_list;
mod field;
mod form;
mod links;
mod moment;
mod notice;
mod progress;
mod steps;
mod table;

pub use badge::{Badge, Tone};
pub use confirm::Confirm;
pub use deadline::Deadline;
pub use diff::{Change, Diff};
pub use digest::Digest;
pub use events::{Event, Events};
pub use fact_list::FactList;
pub use field::{Choice, Control, Field, InputKind};
pub use form::{Button, Form, Group, Method, Problem, error_summary};
pub use links::{Crumb, Pager, Tab, Tabs};
pub use moment::Moment;
pub use notice::Notice;
pub use progress::Progress;
pub use steps::{Step, StepState, Steps};
pub use table::{Column, Empty, Order, Sort, Table};
