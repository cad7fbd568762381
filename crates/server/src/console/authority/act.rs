//! What a form does in a case: the event that it means, recorded as the API records one.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use portcullis_access::proposal::Signer;
use portcullis_application::form::Document;
use portcullis_console::Filled;
use portcullis_console::authority::{CaseTab, Pressed, event_of, links, pressed, recommendation_of};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::audience::RecommendationDraft;
use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::event::{Event, EventKind};

use super::case::{AskedFor, KEPT, after, kind, number_seen, page};
use crate::app::App;
use crate::caller::Caller;
use crate::console::files::WithFiles;
use crate::console::see;
use crate::console::visit::Visit;
use crate::office::{Office, advice, agency, seen};
use crate::problem::Problem;

/// What every form carries, and no field of it is.
const CARRIED: [&str; 2] = ["form_key", "idempotency_key"];

/// An address that a form was sent to, opened: the part of the page where the form is.
pub(super) async fn back(Path((number, word)): Path<(String, String)>) -> Response {
    see(&links::case_tab(&number, kind(&word).map_or(CaseTab::Overview, CaseTab::of)))
}

pub(super) async fn act(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((number, word)): Path<(String, String)>,
    sent: WithFiles,
) -> Result<Response, Problem> {
    let kind = kind(&word).ok_or_else(|| Problem::not_found(format!("kind of event `{word}`")))?;
    let expected = number_seen(sent.fields.get("idempotency_key").unwrap_or_default());
    let values = sent.fields.0.iter().filter(|(name, _)| !CARRIED.contains(&name.as_str())).cloned();
    let form = Form { app: &app, visit: &visit, number, kind };
    let values = match form.with_file(&sent, values.collect()).await? {
        Ok(values) => values,
        Err(filled) => return form.wrong(filled).await,
    };
    match pressed(values) {
        Pressed::Again(filled) => form.again(filled, StatusCode::OK).await,
        Pressed::Sent(word, filled) if word == "keep" && kind == EventKind::Recommended => form.keep(filled).await,
        Pressed::Sent(_, filled) => {
            let unseen = || {
                Problem::malformed("idempotency_key: this form is of no page: open the case, and send it from there")
            };
            form.send(expected.ok_or_else(unseen)?, filled).await
        }
    }
}

/// The fields of a form with what was written into them.
type Values = Vec<(String, String)>;

/// A form of a case.
struct Form<'a> {
    app: &'a Arc<App>,
    visit: &'a Visit,
    number: String,
    kind: EventKind,
}

/// What a form means.
enum Meant {
    /// This event.
    Event(CaseNumber, Event),
    /// An event that is on record already: the form was sent twice.
    Done,
    /// Something is wrong with it.
    Wrong(Filled),
}

impl Form<'_> {
    /// The page again, with what was typed.
    async fn again(&self, filled: Filled, status: StatusCode) -> Result<Response, Problem> {
        let asked = AskedFor { number: self.number.clone(), tab: CaseTab::of(self.kind), query: Vec::new(), filled };
        let mut response = page(self.app, self.visit, asked).await?.into_response();
        *response.status_mut() = status;
        Ok(response)
    }

    async fn wrong(&self, filled: Filled) -> Result<Response, Problem> {
        self.again(filled, StatusCode::UNPROCESSABLE_ENTITY).await
    }

    /// The fields with what is known of the file that was brought, whose content is kept with the case; or the form with what is wrong with it.
    async fn with_file(&self, sent: &WithFiles, mut values: Values) -> Result<Result<Values, Filled>, Problem> {
        if self.kind != EventKind::Attached {
            return Ok(Ok(values));
        }
        let caller = self.visit.caller()?;
        let room = seen::room_of_attachments(self.app, caller, &self.number)?;
        let kept = sent.kept(self.app, "attached.file", &room, &caller.principal.name).await?;
        let brought = match kept.as_deref() {
            Ok([brought, ..]) => brought,
            Ok([]) => return Ok(Ok(values)),
            Err(why) => return Ok(Err(Filled::of(values).with_problem("attached.file", why))),
        };
        let Document { name, media_type, bytes, sha256, .. } = brought.document(None, "");
        let known = [("file_name", name), ("media_type", media_type), ("bytes", bytes.to_string()), ("sha256", sha256)];
        for (field, value) in known {
            let field = format!("attached.{field}");
            values.retain(|(name, _)| *name != field);
            values.push((field, value));
        }
        Ok(Ok(values))
    }

    async fn send(&self, expected: u32, filled: Filled) -> Result<Response, Problem> {
        let caller = self.visit.caller()?;
        let office = self.app.office()?;
        let (case, event) = match self.meant(caller, office, expected, &filled)? {
            Meant::Wrong(filled) => return self.wrong(filled).await,
            Meant::Done => return Ok(see(&self.after())),
            Meant::Event(case, event) => (case, event),
        };
        let is_advice = matches!(event, Event::Recommended { .. });
        match office.act_in_case(self.app, caller, case, Some(expected), event).await {
            Ok(_) => {}
            // What a person can mend: something is wrong with it, or the case is not any more as they saw it.
            Err(why) if matches!(why.status(), StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT) => {
                return self.again(filled.with_problem("", &why.to_string()), why.status()).await;
            }
            Err(why) => return Err(why),
        }
        if let Some(agency) = agency(caller).ok().filter(|_| is_advice) {
            advice::drop_draft(self.app, &self.number, &agency).await?;
        }
        Ok(see(&self.after()))
    }

    /// Keeps a recommendation as a draft of the agency.
    async fn keep(&self, filled: Filled) -> Result<Response, Problem> {
        let caller = self.visit.caller()?;
        let agency = agency(caller)?;
        let version = {
            let counter = self.app.office()?.counter();
            seen::find(caller, &counter, &self.number)?.state().version()
        };
        let said = match recommendation_of(&filled, &agency) {
            Ok(said) => said,
            Err(filled) => return self.wrong(filled).await,
        };
        let by = caller.principal.name.to_string();
        let draft = RecommendationDraft { by, at: self.app.gate().now(), version, said };
        advice::keep(self.app, &self.number, draft).await?;
        Ok(see(&after(&self.number, CaseTab::Overview, KEPT)))
    }

    fn after(&self) -> portcullis_console::Address {
        after(&self.number, CaseTab::of(self.kind), self.kind.word())
    }

    fn meant(&self, caller: &Caller, office: &Office, expected: u32, filled: &Filled) -> Result<Meant, Problem> {
        let counter = office.counter();
        let case = seen::find(caller, &counter, &self.number)?;
        let agency: Option<AgencyName> = agency(caller).ok();
        if self.is_done(caller, case, expected, filled, agency.as_ref()) {
            return Ok(Meant::Done);
        }
        Ok(match event_of(self.kind, filled, case, agency.as_ref()) {
            Ok(event) => Meant::Event(case.number().clone(), event),
            Err(filled) => Meant::Wrong(filled),
        })
    }

    /// Whether the form was sent before: the event that it meant in the case as the page saw it is on record, by the same person.
    fn is_done(
        &self,
        caller: &Caller,
        case: &Case,
        expected: u32,
        filled: &Filled,
        agency: Option<&AgencyName>,
    ) -> bool {
        let Some(recorded) = case.history().iter().find(|entry| entry.number == expected) else { return false };
        let is_own = recorded.by.signer().is_some_and(|signer| *signer == Signer::of(&caller.principal));
        if !is_own || recorded.event.kind() != self.kind {
            return false;
        }
        let before: Vec<_> = case.history().iter().take_while(|entry| entry.number < expected).cloned().collect();
        let Ok(then) = Case::replay(case.number().clone(), &before) else { return false };
        event_of(self.kind, filled, &then, agency).is_ok_and(|event| event == recorded.event)
    }
}
