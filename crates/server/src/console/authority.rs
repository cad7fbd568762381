//! The pages of an authority: its queue, cases in the view of whoever opens them, licenses, all providers together, and how the procedure does.
//!
//! What is shown of a case comes from the view of the reader's own part ([`crate::office::seen`]), as in the API; what is done in one is recorded by the
//! same function as there. A page holds the counter while it is made, and waits for nothing meanwhile.

mod act;
mod breaches;
mod case;
mod cases;
mod documents;
mod held;
mod letters;
mod licenses;
mod messages;
mod national;
mod officer;
mod queue;
mod reader;
mod statistics;

use axum::routing::{get, post};
use portcullis_access::Action;

use super::Route;
pub(super) use licenses::{register, registered};

/// The pages of an authority. The register of licenses has the address of a provider's own: who opens it decides which of the two it is.
pub const ROUTES: &[Route] = &[
    Route { path: "/console/queue", action: Some(Action::ReadCases), route: || get(queue::show) },
    Route { path: "/console/cases", action: Some(Action::ReadCases), route: || get(cases::show) },
    Route { path: "/console/cases/{case}", action: Some(Action::ReadCases), route: || get(case::show) },
    Route { path: "/console/cases/{case}/{tab}", action: Some(Action::ReadCases), route: || get(case::show_tab) },
    Route {
        path: "/console/cases/{case}/events/{kind}",
        action: Some(Action::ActInCase),
        route: || post(act::act).get(act::back),
    },
    Route {
        path: "/console/cases/{case}/letters/{letter}",
        action: Some(Action::ReadCases),
        route: || get(letters::show),
    },
    Route {
        path: "/console/cases/{case}/documents/{sha256}",
        action: Some(Action::ReadCases),
        route: || get(documents::show),
    },
    Route {
        path: "/console/cases/{case}/documents/{sha256}/content",
        action: Some(Action::ReadCases),
        route: || get(documents::content),
    },
    Route { path: "/console/messages/{number}", action: Some(Action::ReadCases), route: || get(messages::show) },
    Route { path: "/console/national-view", action: Some(Action::ReadStatistics), route: || get(national::show) },
    Route { path: "/console/statistics", action: Some(Action::ReadStatistics), route: || get(statistics::show) },
];
