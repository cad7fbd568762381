//! The pages of a provider's people: what waits, questions, customers, licenses, leases, applications, reports, the log.
//!
//! A page shows what its reader may see, by the rules of the API: the same functions say so. What a form does is what an endpoint does, under an id that the
//! form carries ([`keys`]), so that a form that is sent twice does one thing. Then the reader is sent on to a page that says what was done ([`done`]).
//!
//! Reading order: [`keys`], [`done`]; then the pages in the order of the table below.

mod answered;
mod applications;
mod customer;
mod customers;
mod determination;
mod done;
mod draft;
mod draft_documents;
mod draft_forms;
mod draft_name;
mod filing;
mod filing_forms;
mod hits;
mod keys;
mod lease;
mod leases;
mod letter;
mod license;
mod license_forms;
mod licenses;
mod live;
mod log;
mod question;
mod reports;
mod resolve;
mod rows;
mod today;

use axum::routing::{get, post};
use portcullis_access::Action;

use super::Route;
pub(super) use done::{Done, mendable, notice, see_done, to_be_mended};
pub(super) use hits::of_proposal;
pub(super) use keys::keys;

/// The pages of a provider.
pub const ROUTES: &[Route] = &[
    Route { path: "/console/today", action: Some(Action::ReadLicenses), route: || get(today::show) },
    Route { path: "/console/ask", action: Some(Action::Determine), route: || get(question::form) },
    Route { path: "/console/ask/answer", action: Some(Action::Determine), route: || get(question::answer) },
    Route {
        path: "/console/determinations",
        action: Some(Action::RecordDetermination),
        route: || post(determination::record),
    },
    Route {
        path: "/console/determinations/{record}",
        action: Some(Action::ReadReceipt),
        route: || get(determination::show),
    },
    Route {
        path: "/console/determinations/{record}/receipt",
        action: Some(Action::ReadReceipt),
        route: || get(determination::receipt),
    },
    Route { path: "/console/customers", action: Some(Action::Screen), route: || get(customers::show) },
    Route { path: "/console/customers/{customer}", action: Some(Action::Screen), route: || get(customer::show) },
    Route {
        path: "/console/customers/{customer}/resolutions",
        action: Some(Action::Override),
        route: || post(resolve::resolve),
    },
    Route { path: "/console/licenses", action: Some(Action::ReadLicenses), route: || get(licenses::show) },
    Route { path: "/console/licenses/{license}", action: Some(Action::ReadLicenses), route: || get(license::show) },
    Route {
        path: "/console/licenses/{license}/report",
        action: Some(Action::FileReport),
        route: || post(license_forms::report),
    },
    Route {
        path: "/console/licenses/{license}/breach",
        action: Some(Action::FileApplication),
        route: || post(license_forms::breach),
    },
    Route {
        path: "/console/licenses/{license}/surrender",
        action: Some(Action::SurrenderLicense),
        route: || post(license_forms::surrender),
    },
    Route { path: "/console/leases", action: Some(Action::ReadLeases), route: || get(leases::show) },
    Route { path: "/console/leases/{lease}", action: Some(Action::ReadLeases), route: || get(lease::show) },
    Route { path: "/console/leases/{lease}/stop", action: Some(Action::Stop), route: || post(lease::stop) },
    Route {
        path: "/console/leases/{lease}/stopped",
        action: Some(Action::ConfirmStop),
        route: || post(lease::stopped),
    },
    Route { path: "/console/applications", action: Some(Action::ReadFilings), route: || get(applications::show) },
    Route { path: "/console/applications/{filing}", action: Some(Action::ReadFilings), route: || get(filing::show) },
    Route {
        path: "/console/applications/{filing}/letters/{letter}",
        action: Some(Action::ReadFilings),
        route: || get(letter::show),
    },
    Route {
        path: "/console/applications/{filing}/documents/{sha256}",
        action: Some(Action::DraftApplication),
        route: || get(filing::document),
    },
    Route {
        path: "/console/applications/{filing}/amend",
        action: Some(Action::DraftApplication),
        route: || post(filing_forms::amend),
    },
    Route {
        path: "/console/applications/{filing}/{operation}",
        action: Some(Action::FileApplication),
        route: || post(filing_forms::say),
    },
    Route { path: "/console/drafts", action: Some(Action::DraftApplication), route: || post(draft_forms::begin) },
    Route { path: "/console/drafts/{draft}", action: Some(Action::ReadFilings), route: || get(draft::show) },
    Route {
        path: "/console/drafts/{draft}",
        action: Some(Action::DraftApplication),
        route: || post(draft_forms::save),
    },
    Route {
        path: "/console/drafts/{draft}/documents",
        action: Some(Action::DraftApplication),
        route: || post(draft_documents::change),
    },
    Route {
        path: "/console/drafts/{draft}/documents/{sha256}",
        action: Some(Action::DraftApplication),
        route: || get(draft_documents::show),
    },
    Route {
        path: "/console/drafts/{draft}/copy",
        action: Some(Action::DraftApplication),
        route: || post(draft_forms::copied),
    },
    Route {
        path: "/console/drafts/{draft}/delete",
        action: Some(Action::DraftApplication),
        route: || post(draft_forms::dropped),
    },
    Route {
        path: "/console/drafts/{draft}/file",
        action: Some(Action::FileApplication),
        route: || post(draft_forms::file),
    },
    Route { path: "/console/reports", action: Some(Action::ReadLicenses), route: || get(reports::show) },
    Route { path: "/console/live", action: Some(Action::ReadReceipt), route: || get(live::show) },
    Route { path: "/console/live/stream", action: Some(Action::ReadReceipt), route: || get(live::stream) },
    Route { path: "/console/log", action: Some(Action::ReadReceipt), route: || get(log::show).post(log::check) },
    Route { path: "/console/log/houses", action: Some(Action::ReadFilings), route: || get(log::houses_across) },
    Route { path: "/console/log/checkpoint", action: Some(Action::ReadReceipt), route: || get(log::checkpoint) },
];
