//! What waits for whoever opens the page: for officers all that the authority has to do, for an agency and the chair what is theirs to say.

use std::cmp::Ordering;
use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_application::brief::about;
use portcullis_console::Place;
use portcullis_console::authority::{Desk, QueueCase, QueueView, ReportOwed, queue};
use portcullis_counter::Counter;
use portcullis_desk::case::{Case, Direction, Phase};
use portcullis_desk::event::EventKind;
use portcullis_letter::csv::Cell;

use super::messages;
use super::reader::{Reader, stands_still};
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::listing::{self, PAGE, Wanted, file};
use crate::console::visit::Visit;
use crate::office::seen::has_part;
use crate::office::{agency, houses};
use crate::problem::Problem;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let wanted = Wanted(query);
    let (view, lead) = {
        let counter = app.office()?.counter();
        let caller = visit.caller()?;
        let today = app.gate().now().date();
        let queue = Queue { caller, reader: Reader::of(caller), today };
        if wanted.is_file() {
            return queue.taken_away(&counter, &wanted);
        }
        queue.view(&counter, &wanted)
    };
    let page = Framed { lead: lead.as_deref(), ..Framed::of("Queue", Place::Queue, queue(&view)) };
    Ok(page.shown(&app, Some(&visit)))
}

/// Rows of a desk where all desks are shown.
const OF_A_DESK: usize = 16;

/// The queue of one reader on a day.
struct Queue<'a> {
    caller: &'a Caller,
    reader: Reader,
    today: Date,
}

/// Why a case waits: on which desk, for what, since when.
type Waiting = (Desk, String, Date);

impl Queue<'_> {
    /// The queue, and what is said of it where not all of it is shown.
    fn view(&self, counter: &Counter, wanted: &Wanted) -> (QueueView, Option<String>) {
        let mut cases = self.cases(counter, wanted);
        let all = cases.len();
        let (listing, cases) = if wanted.value("desk").is_some() {
            let (listing, part) = wanted.cut(cases.len());
            (listing, cases.get(part).unwrap_or_default().to_vec())
        } else {
            // The most pressing of each desk; the desk by itself has all of them.
            let mut seen = [0_usize; Desk::ALL.len()];
            cases.retain(|row| {
                let place = Desk::ALL.iter().position(|desk| *desk == row.desk);
                place.and_then(|place| seen.get_mut(place)).is_some_and(|count| {
                    *count += 1;
                    *count <= OF_A_DESK
                })
            });
            (wanted.whole(), cases)
        };
        let is_officer = self.reader == Reader::Officer;
        let reports = if is_officer { self.reports(counter) } else { Vec::new() };
        let refused = if is_officer { messages::refused(counter, self.today) } else { Vec::new() };
        let troubles = if is_officer { houses::troubles(counter, self.today) } else { Vec::new() };
        let is_cut = cases.len() < all && wanted.value("desk").is_none();
        let lead = is_cut.then(|| {
            format!(
                "{} cases wait. Of each desk the {OF_A_DESK} most pressing are shown; a desk by itself has all of its own.",
                listing::count(all)
            )
        });
        (QueueView { listing, today: self.today, cases, reports, refused, troubles }, lead)
    }

    /// The cases that wait, as they are asked for.
    fn cases(&self, counter: &Counter, wanted: &Wanted) -> Vec<QueueCase> {
        let all = counter.docket().cases().values().filter(|case| has_part(self.caller, case));
        let found = all.filter_map(|case| Some((case, self.waiting(case)?)));
        let of_desk = found.filter(|(_, (desk, ..))| wanted.is("desk", |word| desk.word() == word));
        let mut rows: Vec<QueueCase> = of_desk
            .filter(|(case, _)| wanted.finds("applicant", || case.state().applicant.to_string()))
            .map(|(case, waiting)| self.row(case, waiting))
            .filter(|row| wanted.finds("text", || format!("{}\n{}\n{}", row.case, row.applicant, row.about)))
            .collect();
        rows.sort_by(pressing);
        wanted.sort(&mut rows, |key, one, other| match key {
            "case" => one.case.cmp(&other.case),
            "applicant" => one.applicant.cmp(&other.applicant),
            "since" => one.since.cmp(&other.since),
            "due" => pressing(one, other),
            _ => Ordering::Equal,
        });
        rows
    }

    fn row(&self, case: &Case, (desk, waits_for, since): Waiting) -> QueueCase {
        QueueCase {
            case: case.number().to_string(),
            desk,
            applicant: case.state().applicant.to_string(),
            about: self.reader.application(case).map(about).unwrap_or_default(),
            waits_for,
            since,
            clock: self.reader.clock(self.caller, case, self.today),
        }
    }

    fn waiting(&self, case: &Case) -> Option<Waiting> {
        match self.reader {
            Reader::Officer | Reader::Auditor => self.of_the_house(case),
            Reader::Adviser => self.of_the_agency(case),
            Reader::Chair => self.of_the_chair(case),
            // Inspections are listed with their cases.
            Reader::Inspector => None,
        }
    }

    fn of_the_house(&self, case: &Case) -> Option<Waiting> {
        let (state, latest) = (case.state(), case.history().last()?);
        let on = |kind: EventKind| {
            let found = case.history().iter().rev().find(|entry| entry.event.kind() == kind);
            found.unwrap_or(latest).at.date()
        };
        if let Some(draft) = state.waiting() {
            let waits_for = format!(
                "draft {} by {}: {}",
                draft.mark.number,
                draft.by.name,
                draft.mark.outcome.word().replace('_', " ")
            );
            return Some((Desk::Countersign, waits_for, on(EventKind::Drafted)));
        }
        if matches!(latest.event.kind(), EventKind::Answered | EventKind::Responded) {
            return Some((Desk::Answers, "somebody to read it".to_owned(), latest.at.date()));
        }
        match case.phase() {
            Phase::Received => {
                Some((Desk::Register, "to be registered or returned".to_owned(), on(EventKind::Received)))
            }
            Phase::Registered { on } => Some((Desk::Refer, "to be referred".to_owned(), *on)),
            Phase::Referred { on } => Some(self.referred(case, *on)),
            Phase::IntentToDeny { decided, notified, .. } => {
                let waits_for = match notified {
                    None => "the applicant to be told".to_owned(),
                    Some(_) => "the applicant's response, or time".to_owned(),
                };
                Some((Desk::Notices, waits_for, notified.unwrap_or(*decided)))
            }
            Phase::Appealed { on } => Some((Desk::Decide, "the appeal to be decided".to_owned(), *on)),
            _ => None,
        }
    }

    fn referred(&self, case: &Case, on: Date) -> Waiting {
        match case.state().direction(self.today) {
            Direction::Unrouted => (Desk::Refer, "to be referred".to_owned(), on),
            Direction::Open { agencies } => (Desk::Agencies, format!("{} silent", listed(&agencies)), on),
            Direction::Conflict { .. } => (Desk::Conflicts, "the chair to decide".to_owned(), on),
            Direction::Escalated { .. } => (Desk::Conflicts, "a rung of the ladder to decide".to_owned(), on),
            Direction::Contestable { until } => {
                (Desk::Agencies, format!("an agency to take it further, until {until}"), on)
            }
            Direction::Free | Direction::Toward { .. } => (Desk::Decide, "a draft".to_owned(), on),
        }
    }

    /// What the reader's own agency has not said yet. Of others nothing is told.
    fn of_the_agency(&self, case: &Case) -> Option<Waiting> {
        let advice = case.state().advice.get(&agency(self.caller).ok()?)?;
        let is_silent = matches!(case.phase(), Phase::Referred { .. })
            && advice.current().is_none()
            && advice.taken_to_agree.is_none();
        is_silent.then(|| (Desk::Agencies, "your recommendation".to_owned(), advice.referred))
    }

    fn of_the_chair(&self, case: &Case) -> Option<Waiting> {
        let Phase::Referred { on } = case.phase() else { return None };
        let waiting = self.referred(case, *on);
        (waiting.0 == Desk::Conflicts).then_some(waiting)
    }

    fn reports(&self, counter: &Counter) -> Vec<ReportOwed> {
        let licensed = counter.docket().cases().values().filter_map(|case| match case.phase() {
            Phase::Licensed { license, .. } => Some((case, license)),
            _ => None,
        });
        let owed = licensed.flat_map(|(case, license)| {
            let open = case.state().reports.iter().filter(|report| report.filed.is_none());
            open.map(move |report| ReportOwed {
                license: license.number.to_string(),
                case: case.number().to_string(),
                licensee: case.state().applicant.to_string(),
                due: report.due,
            })
        });
        let mut owed: Vec<ReportOwed> = owed.collect();
        owed.sort_by_key(|report| report.due);
        owed.truncate(PAGE);
        owed
    }

    fn taken_away(&self, counter: &Counter, wanted: &Wanted) -> Result<Response, Problem> {
        let is_officer = self.reader == Reader::Officer;
        match wanted.value("desk") {
            Some("reports") if is_officer => {
                let rows = self.reports(counter).into_iter().map(|row| {
                    let texts = [&row.license, &row.licensee, &row.case].map(|text| Cell::text(text));
                    texts.into_iter().chain([Cell::Date(row.due)]).collect()
                });
                file("reports-due", &["license", "licensee", "case", "due"], rows)
            }
            Some("refused") if is_officer => messages::csv(messages::refused(counter, self.today)),
            _ => {
                let rows = self.cases(counter, wanted).into_iter().map(|row| {
                    let texts =
                        [row.desk.word(), &row.case, &row.applicant, &row.about, &row.waits_for].map(Cell::text);
                    let clock = row.clock.as_ref();
                    let still = clock.is_some_and(stands_still);
                    let rest = [
                        Cell::Date(row.since),
                        listing::day(clock.map(|clock| clock.due)),
                        Cell::text(if still { "yes" } else { "no" }),
                    ];
                    texts.into_iter().chain(rest).collect()
                });
                let head = ["desk", "case", "applicant", "about", "waits for", "since", "due", "stands still"];
                file("queue", &head, rows)
            }
        }
    }
}

/// The most pressing first: what is late, then what is due, then what stands still, then what has no clock.
fn pressing(one: &QueueCase, other: &QueueCase) -> Ordering {
    let key = |row: &QueueCase| match &row.clock {
        Some(clock) => (0, stands_still(clock), clock.due, row.since),
        None => (1, false, Date::MAX, row.since),
    };
    key(one).cmp(&key(other)).then_with(|| one.case.cmp(&other.case))
}

fn listed<T: ToString>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| name.to_string()).collect::<Vec<_>>().join(", ")
}
