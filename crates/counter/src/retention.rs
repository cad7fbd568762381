//! What is erased with a case: its events, the messages that became events of it, and the messages that followed from them.

use std::collections::BTreeSet;

use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::event::{Actor, Digest, Entry};
use portcullis_journal::dossier;
use portcullis_license::OperationId;

use crate::cause::Cause;
use crate::counter::Counter;
use crate::note::{Dossier, Kept};

/// Which messages are about a case.
pub(crate) struct About {
    said: String,
    heard: BTreeSet<Digest>,
}

/// The message that an event came by.
pub(crate) fn message_of(entry: &Entry) -> Option<Digest> {
    match &entry.by {
        Actor::Applicant { message, .. } => Some(*message),
        _ => None,
    }
}

impl About {
    pub(crate) fn case(case: &Case) -> Self {
        let said = Cause::prefix_of_case(case.number());
        Self { said, heard: case.history().iter().filter_map(message_of).collect() }
    }

    pub(crate) fn has(&self, kept: &Kept) -> bool {
        match &kept.cause {
            Some(cause) => cause.starts_with(&self.said),
            None => self.heard.contains(&kept.hash),
        }
    }
}

impl Counter {
    /// The ids of all notes that hold what was said in a case: whoever has it erased erases what opens these. A message that was refused became no event,
    /// and is not among them.
    #[must_use]
    pub fn notes_of_case(&self, number: &CaseNumber) -> Vec<OperationId> {
        let Some(case) = self.docket().case(number) else { return Vec::new() };
        let about = About::case(case);
        let mut notes: Vec<(Dossier, u64)> =
            case.history().iter().map(|entry| (Dossier::Case(number.clone()), entry.number.into())).collect();
        for mail in self.sides().houses().filter_map(|house| self.mail(house)) {
            let sorts =
                [(Dossier::From(mail.peer().clone()), mail.taken()), (Dossier::To(mail.peer().clone()), mail.told())];
            for (dossier, messages) in sorts {
                let numbered = (1..).zip(messages).filter(|(_, kept)| about.has(kept));
                notes.extend(numbered.map(|(number, _)| (dossier.clone(), number)));
            }
        }
        notes.iter().filter_map(|(dossier, number)| dossier::id(&dossier.name(), *number).ok()).collect()
    }
}
