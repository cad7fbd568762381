//! The pages of an authority's console: what needs somebody, cases in the view of whoever reads them, the register of licenses, all providers together, and
//! how the procedure does.
//!
//! Each page is a struct with what it shows and a function from it to the body of [`crate::page`]. A case has a page for each audience, made from that
//! audience's view of [`portcullis_desk::audience`]: what an agency may not see is not in the value that its page is made of, so no page can show it.
//!
//! What somebody may do is a form under the kind of event that it becomes. The forms are made here and read here ([`event_of`]), and whoever serves them
//! records the event; whether it is taken, the case says.
//!
//! Reading order: [`links`], [`queue()`](fn@queue), [`cases()`](fn@cases), [`case()`](fn@case) with its [`CaseTab`]s, the pages of the other audiences, [`event_of`] and [`pressed`] (the way back),
//! [`register()`](fn@register), [`national()`](fn@national), [`statistics()`](fn@statistics).

mod advice;
mod agency_case;
mod auditor_case;
mod case;
mod cases;
mod chair_case;
mod clocks;
mod decided;
mod evidence;
mod form;
mod inspector_case;
pub mod links;
mod national;
mod oversight;
mod queue;
mod register;
mod statistics;
mod timeline;
mod words;

pub use agency_case::{AgencyCaseView, agency_case, agency_case_lead};
pub use auditor_case::{AuditorCaseView, ReadRow, auditor_case};
pub use case::{CaseTab, CaseView, MayNotSign, SentLetter, case, case_lead};
pub use cases::{CaseRow, CasesView, cases};
pub use chair_case::{ChairCaseView, chair_case};
pub use form::{DO, Pressed, event_of, pressed, recommendation_of};
pub use inspector_case::{InspectorCaseView, inspector_case};
pub use national::{HeldAt, Holding, HoldingIn, HoldingOf, Measure, NationalView, national};
pub use queue::{Desk, MessageRefused, QueueCase, QueueView, ReportOwed, queue};
pub use register::{BreachRow, RegisterRow, RegisterView, RegisteredView, register, registered};
pub use statistics::{StatisticsView, statistics};
