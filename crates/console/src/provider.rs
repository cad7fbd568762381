//! The pages of a provider's console: what needs somebody today, a question and its answer, customers, licenses, leases,
//! applications, reports, and what the log proves.
//!
//! Each page is a struct with what it shows and a function from it to the body of [`crate::page`]. The structs hold
//! text, numbers, dates and words of the domain; whoever serves the pages fills them. What is asked of the service by a
//! form or a link is named here too ([`links`]), so that a page and its route cannot disagree.
//!
//! Four rules hold on every page:
//!
//! * **Every change is one operation.** A form carries a key of its own ([`crate::FormKeys`]); sent twice it is done once.
//! * **What was typed comes back.** A form with something wrong shows what was sent, what is wrong beside the field, and
//!   all of it at the top ([`crate::Filled`]).
//! * **Every list can be cut, turned and taken away** by addresses alone ([`crate::Listing`]).
//! * **Nothing is a dead end.** Where there is nothing, the page says what to do.
//!
//! Reading order: [`links`]; then the pages in the order of the navigation.

mod answer;
mod applications;
mod ask;
mod customer;
mod customers;
mod determination;
mod draft;
mod filing;
mod hit;
mod lease;
mod leases;
mod license;
mod licenses;
pub mod links;
mod live;
mod log;
mod problem;
mod reports;
mod rows;
mod sign_in;
mod suggest;
mod today;

pub use answer::{
    AnswerChange, AnswerError, AnswerException, AnswerFact, AnswerHeld, AnswerHit, AnswerOwner, AnswerOwnership,
    AnswerParty, AnswerReading, AnswerReason, AnswerRegime, AnswerResolution, AnswerScreening, AnswerSpan,
    AnswerVerdict, AnswerVersion, AnswerVersions, AnswerWithoutAssumptions, PublishedAnswer,
};
pub use applications::{ApplicationsView, DraftRow, FilingRow, applications};
pub use ask::{AskView, Named, ask};
pub use customer::{CustomerView, OwnerRow, customer};
pub use customers::{CustomerRow, CustomersView, customers};
pub use determination::{DeterminationView, Recorded, determination};
pub use draft::{
    DraftDocument, DraftTab, DraftView, DraftWrong, RowError, TriedRun, Values, add_row, application_of, draft,
    draft_title, remove_row, values_of,
};
pub use filing::{FiledDocument, FilingView, LetterRow, QuestionShown, RefusalRow, StepShown, filing};
pub(crate) use hit::compared;
pub use hit::{Compared, HitState, HitView};
pub use lease::{LeaseView, SliceRow, lease};
pub use leases::{LeasesView, leases};
pub use license::{LicenseView, ReservationRow, license};
pub use licenses::{LicenseRow, LicensesView, licenses};
pub use live::{LiveRow, LiveView, live};
pub use log::{CheckStep, LogView, ReceiptChecked, WitnessRow, log};
pub use problem::{ProblemView, problem};
pub use reports::{CountryUse, MonthUse, NamedUse, ReportsView, reports};
pub use rows::{DeterminationRow, LeaseRow};
pub use sign_in::{IdentityProvider, OnwardView, SignInView, onward, sign_in};
pub use today::{
    DemandWaiting, DraftWaiting, HitWaiting, LicenseNear, ProposalWaiting, QuestionWaiting, RefusedMessage, ReportDue,
    StopWaiting, TodayView, today,
};
