//! What a provider says, in the words of messages.

use portcullis_desk::event::Said;
use portcullis_exchange::body::{
    Amendment, Answer, Appeal, Application, Breach, Report, Response, Surrender, Withdrawal,
};
use portcullis_exchange::{Body, Reference};
use portcullis_license::Person;

use super::Unsayable;
use crate::filing::{Filing, FilingEntry, FilingEvent};

/// What a provider says of an event of a filing, in the words of a message.
///
/// # Errors
/// [`Unsayable`] where it cannot be said yet, or not any more.
pub fn up(filing: &Filing, entry: &FilingEntry) -> Result<Body, Unsayable> {
    let gone = || Unsayable::Gone;
    let case = || filing.case.clone().ok_or_else(|| Unsayable::Unacknowledged(filing.reference.clone()));
    let license = || filing.license.clone().ok_or_else(gone);
    let text = |said: &Said<String>| said.kept().cloned().ok_or_else(gone);
    let by = Person::new(&entry.by.name).map_err(|_| gone())?;
    let filed = || entry.event.filed().map(portcullis_application::Filed::to_value).ok_or_else(gone);
    Ok(match &entry.event {
        FilingEvent::Filed { .. } => {
            Body::Application(Application { reference: filing.reference.clone(), filed: filed()? })
        }
        FilingEvent::Amended { .. } => Body::Amendment(Amendment { case: case()?, filed: filed()? }),
        FilingEvent::Answered { question, said } => {
            Body::Answer(Answer { case: case()?, by, question: *question, text: text(said)?, documents: Vec::new() })
        }
        FilingEvent::Withdrawn { said } => Body::Withdrawal(Withdrawal { case: case()?, by, reason: text(said)? }),
        FilingEvent::Responded { said } => {
            Body::Response(Response { case: case()?, by, text: text(said)?, documents: Vec::new() })
        }
        FilingEvent::Appealed { said } => {
            Body::Appeal(Appeal { case: case()?, by, text: text(said)?, documents: Vec::new() })
        }
        FilingEvent::Surrendered { said } => {
            Body::Surrender(Surrender { license: license()?, by, reason: text(said)? })
        }
        FilingEvent::Reported { condition, said } => Body::Report(Report {
            license: license()?,
            by,
            condition: condition.clone(),
            reference: Reference::new(&format!("{}/{}", filing.reference, entry.number)).map_err(|_| gone())?,
            text: text(said)?,
            documents: Vec::new(),
        }),
        FilingEvent::Breached { condition, said } => Body::Breach(Breach {
            license: license()?,
            by,
            condition: Some(condition.clone()),
            line: None,
            amount: None,
            noticed: entry.at,
            text: text(said)?,
        }),
    })
}
