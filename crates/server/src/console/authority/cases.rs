//! All cases that the reader has a part in, filtered, sorted and a page at a time.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_application::brief::{about, parent_countries};
use portcullis_console::Place;
use portcullis_console::authority::{CaseRow, CasesView, cases};
use portcullis_desk::agency::Agencies;
use portcullis_desk::case::Case;
use portcullis_desk::case::state::Fate;
use portcullis_desk::clock::Clock;
use portcullis_desk::decision::OutcomeKind;
use portcullis_letter::csv::Cell;

use super::reader::{Reader, stands_still};
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::listing::{self, Wanted, file};
use crate::console::visit::Visit;
use crate::office::seen::has_part;
use crate::problem::Problem;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let today = app.gate().now().date();
    let wanted = Wanted(query);
    let office = app.office()?;
    let list = List { caller, reader: Reader::of(caller), today };
    let (listing, rows) = {
        let counter = office.counter();
        let mut found: Vec<&Case> = counter.docket().cases().values().filter(|case| list.has(&wanted, case)).collect();
        // The latest first, where nothing else is asked for.
        found.reverse();
        list.sort(&wanted, &mut found);
        if wanted.is_file() {
            return file("cases", &HEAD, found.into_iter().map(|case| cells(&list.row(case))));
        }
        let (listing, part) = wanted.cut(found.len());
        let rows: Vec<CaseRow> = found.get(part).unwrap_or_default().iter().map(|case| list.row(case)).collect();
        (listing, rows)
    };
    let body = cases(&CasesView { listing, rows, agencies: agencies(office.desk().agencies()), today });
    Ok(Framed::of("Cases", Place::Cases, body).shown(&app, Some(&visit)))
}

fn agencies(agencies: &Agencies) -> Vec<(String, String)> {
    let asked = agencies.iter().filter(|agency| !agency.decides);
    asked.map(|agency| (agency.name.to_string(), agency.full_name.clone())).collect()
}

/// Cases as one reader may see them on a day.
struct List<'a> {
    caller: &'a Caller,
    reader: Reader,
    today: Date,
}

impl List<'_> {
    fn has(&self, wanted: &Wanted, case: &Case) -> bool {
        has_part(self.caller, case)
            && wanted.is("phase", |phase| case.phase().kind().word() == phase)
            && wanted.finds("applicant", || case.state().applicant.to_string())
            && wanted.is("agency", |agency| case.state().advice.keys().any(|asked| asked.as_str() == agency))
            && wanted.is("outcome", |outcome| decided(case).is_some_and(|kind| kind.word() == outcome))
            && wanted
                .is("country", |country| self.countries(case).iter().any(|known| known.eq_ignore_ascii_case(country)))
            && wanted.finds("text", || self.text(case))
    }

    fn countries<'c>(&self, case: &'c Case) -> BTreeSet<&'c str> {
        self.reader.application(case).map(parent_countries).unwrap_or_default()
    }

    /// What a search goes through.
    fn text(&self, case: &Case) -> String {
        let mut words = vec![case.number().as_str(), case.state().applicant.as_str()];
        if let Some(application) = self.reader.application(case) {
            words.extend(application.parties.iter().map(|party| party.name.as_str()));
            words.extend(application.items.iter().map(|item| item.model.as_str()));
        }
        words.join("\n")
    }

    fn sort(&self, wanted: &Wanted, cases: &mut [&Case]) {
        let due = |case: &Case| {
            let clock = self.clock(case);
            (clock.is_none(), clock.as_ref().is_some_and(stands_still), clock.map(|clock| clock.due))
        };
        if wanted.value("sort").is_some_and(|sort| sort.trim_start_matches('-') == "due") {
            let mut keyed: Vec<_> = cases.iter().map(|case| (due(case), *case)).collect();
            wanted.sort(&mut keyed, |_, one, other| one.0.cmp(&other.0));
            for (place, (_, case)) in cases.iter_mut().zip(keyed) {
                *place = case;
            }
            return;
        }
        wanted.sort(cases, |key, one, other| match key {
            "case" => one.number().cmp(other.number()),
            "applicant" => one.state().applicant.cmp(&other.state().applicant),
            "country" => self.countries(one).cmp(&self.countries(other)),
            "phase" => one.phase().kind().cmp(&other.phase().kind()),
            "received" => received(one).cmp(&received(other)),
            "outcome" => decided(one).map(OutcomeKind::word).cmp(&decided(other).map(OutcomeKind::word)),
            _ => Ordering::Equal,
        });
    }

    fn clock(&self, case: &Case) -> Option<Clock> {
        self.reader.clock(self.caller, case, self.today)
    }

    fn row(&self, case: &Case) -> CaseRow {
        let clock = self.clock(case);
        CaseRow {
            case: case.number().to_string(),
            applicant: case.state().applicant.to_string(),
            about: self.reader.application(case).map(about).unwrap_or_default(),
            parent_countries: self.countries(case).into_iter().map(str::to_owned).collect(),
            phase: case.phase().kind(),
            received: received(case).unwrap_or_default(),
            agencies: case.state().advice.keys().map(ToString::to_string).collect(),
            outcome: decided(case),
            due: clock.as_ref().map(|clock| clock.due),
            stands_still: clock.as_ref().is_some_and(stands_still),
        }
    }
}

fn received(case: &Case) -> Option<Date> {
    case.history().first().map(|entry| entry.at.date())
}

/// What two people decided last.
fn decided(case: &Case) -> Option<OutcomeKind> {
    let mut drafts = case.state().drafts.iter().rev();
    drafts.find(|draft| matches!(draft.fate, Fate::Countersigned { .. })).map(|draft| draft.mark.outcome)
}

const HEAD: [&str; 10] = [
    "case",
    "applicant",
    "about",
    "ultimate parents in",
    "phase",
    "came in",
    "agencies",
    "outcome",
    "due",
    "stands still",
];

fn cells(row: &CaseRow) -> Vec<Cell> {
    vec![
        Cell::text(&row.case),
        Cell::text(&row.applicant),
        Cell::text(&row.about),
        Cell::text(&row.parent_countries.join(" ")),
        Cell::text(row.phase.word()),
        Cell::Date(row.received),
        Cell::text(&row.agencies.join(" ")),
        Cell::text(row.outcome.map_or("", OutcomeKind::word)),
        listing::day(row.due),
        Cell::text(if row.stands_still { "yes" } else { "no" }),
    ]
}
