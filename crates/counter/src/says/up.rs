//! What a provider says, in the words of messages.

use portcullis_application::form::Document;
use portcullis_exchange::body::{
    Amendment, Answer, Appeal, Application, Breach, NamedDocument, Report, Response, Surrender, Withdrawal,
};
use portcullis_exchange::{Body, Reference};
use portcullis_license::Person;
use portcullis_log::Hash;

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
    let text = || entry.event.text().map(str::to_owned).ok_or_else(gone);
    let documents = || entry.event.documents().iter().map(named).collect::<Result<Vec<_>, _>>();
    let by = Person::new(&entry.by.name).map_err(|_| gone())?;
    let filed = || entry.event.filed().map(portcullis_application::Filed::to_value).ok_or_else(gone);
    Ok(match &entry.event {
        FilingEvent::Filed { .. } => {
            Body::Application(Application { reference: filing.reference.clone(), filed: filed()? })
        }
        FilingEvent::Amended { .. } => Body::Amendment(Amendment { case: case()?, filed: filed()? }),
        FilingEvent::Answered { question, .. } => {
            Body::Answer(Answer { case: case()?, by, question: *question, text: text()?, documents: documents()? })
        }
        FilingEvent::Withdrawn { .. } => Body::Withdrawal(Withdrawal { case: case()?, by, reason: text()? }),
        FilingEvent::Responded { .. } => {
            Body::Response(Response { case: case()?, by, text: text()?, documents: documents()? })
        }
        FilingEvent::Appealed { .. } => {
            Body::Appeal(Appeal { case: case()?, by, text: text()?, documents: documents()? })
        }
        FilingEvent::Surrendered { .. } => Body::Surrender(Surrender { license: license()?, by, reason: text()? }),
        FilingEvent::Reported { condition, .. } => Body::Report(Report {
            license: license()?,
            by,
            condition: condition.clone(),
            reference: Reference::new(&format!("{}/{}", filing.reference, entry.number)).map_err(|_| gone())?,
            text: text()?,
            documents: documents()?,
        }),
        FilingEvent::Breached { condition, .. } => Body::Breach(Breach {
            license: license()?,
            by,
            condition: Some(condition.clone()),
            line: None,
            amount: None,
            noticed: entry.at,
            text: text()?,
        }),
    })
}

fn named(document: &Document) -> Result<NamedDocument, Unsayable> {
    let Document { name, kind, media_type, bytes, sha256, expires } = document.clone();
    let sha256 = Hash::from_hex(&sha256).map_err(|_| Unsayable::Gone)?;
    Ok(NamedDocument { name, kind, media_type, bytes, sha256, expires })
}
