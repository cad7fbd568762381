//! The pages of the console: functions from what is to be shown to HTML and SVG.
//!
//! Pages are made on the server, whole, and work without JavaScript; a small file of it makes them quicker. Nothing
//! here knows who calls, reads a store or asks the time: a page is a function of its data, so the same data give the
//! same bytes. Three rules hold for everything that is drawn, and tests keep them:
//!
//! * **A reader who does not see loses nothing.** Every picture has a title, a description and its data as a table;
//!   every input has a label; no state is said by color alone.
//! * **A page asks nobody else.** No address leads to another host ([`Address`] cannot be made to), no script or
//!   style stands in a page, so [`CONTENT_SECURITY_POLICY`] can forbid both.
//! * **A text is a text.** What people typed is escaped wherever it is shown; markup is a type of its own.
//!
//! Pictures are drawn in whole numbers ([`chart`], [`log_scale`]). The atlas ([`Atlas`]) draws lines that it reads from
//! the law's own classes, so that a picture cannot disagree with an answer.
//!
//! Reading order: [`Page`], [`Address`], the components, [`chart`], [`Atlas`], [`law_pages`]; then the pages of a [`provider`] and of an [`authority`].

mod address;
mod asset;
mod atlas;
pub mod authority;
pub mod chart;
mod components;
mod files;
mod filled;
mod form_keys;
mod houses;
pub mod law_pages;
mod license_parts;
mod listing;
pub mod log_scale;
mod number;
mod page;
mod place;
mod proposals;
pub mod provider;

pub use address::{Address, BASE};
pub use asset::{ASSET_CACHE_CONTROL, Asset, CONTENT_SECURITY_POLICY, asset};
pub use atlas::{Atlas, Held, KeptOut, Launch, Line, Miss, Moved, Near, NotMoved, Part, Region, Span, read_moves};
pub use components::{
    Badge, Button, Change, Choice, Column, Confirm, Control, Crumb, Deadline, Diff, Digest, Empty, Event, Events,
    FactList, Field, Form, Group, InputKind, Method, Moment, Notice, Order, Pager, Problem, Progress, Sort, Step,
    StepState, Steps, Tab, Table, Tabs, Tone, error_summary,
};
pub use files::files_of;
pub use filled::Filled;
pub use form_keys::FormKeys;
pub use houses::{DifferenceRow, HouseAcross, HouseTrouble, LogKept, RefusedCheckpointRow, houses, houses_address};
pub use license_parts::{AccountRow, ChangeRow, ReportRow, UseOverTime};
pub use listing::Listing;
pub use number::{grouped, share_of};
pub use page::{Page, Person, Versions, page};
pub use place::{Place, Side};
pub use proposals::{
    ProposalChange, ProposalRow, ProposalState, ProposalView, ProposalsView, proposal, proposal_operation,
    proposal_page, proposals,
};
