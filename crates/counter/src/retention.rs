//! What is erased with a case: its events, the messages that became events of it or named it and were refused, and the messages that followed from all of
//! those.

use std::collections::BTreeSet;

use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::event::{Actor, Digest, Entry};
use portcullis_journal::dossier;
use portcullis_license::OperationId;

use crate::cause::Cause;
use crate::counter::Counter;
use crate::mail::Mail;
use crate::note::{Dossier, Kept};

/// Which messages are about a case.
pub(crate) struct About {
    said: String,
    heard: BTreeSet<Digest>,
    /// The causes of the refusals of what named it.
    refused: BTreeSet<String>,
}

/// The message that an event came by.
pub(crate) fn message_of(entry: &Entry) -> Option<Digest> {
    match &entry.by {
        Actor::Applicant { message, .. } => Some(*message),
        _ => None,
    }
}

impl About {
    /// `mail` is the correspondence with the applicant; `refused` are the messages in it that are known to have named the case, though what they said is
    /// gone.
    pub(crate) fn case(case: &Case, mail: Option<&Mail>, refused: &BTreeSet<u64>) -> Self {
        let said = Cause::prefix_of_case(case.number());
        let mut about =
            Self { said, heard: case.history().iter().filter_map(message_of).collect(), refused: BTreeSet::new() };
        for (mail, number) in mail.into_iter().flat_map(|mail| refused.iter().map(move |number| (mail, *number))) {
            about.heard.extend(mail.taken_as(number).map(|kept| kept.hash));
            about.refused.insert(Cause::Message { peer: mail.peer().clone(), number }.to_string());
        }
        about
    }

    pub(crate) fn has(&self, kept: &Kept) -> bool {
        match &kept.cause {
            Some(cause) => cause.starts_with(&self.said) || self.refused.contains(cause),
            None => self.heard.contains(&kept.hash),
        }
    }
}

/// The numbers of the messages of an applicant that name a case, whatever became of them.
pub(crate) fn naming(mail: &Mail, case: &CaseNumber) -> BTreeSet<u64> {
    let names = |kept: &Kept| Some(kept.said.as_ref()?.pointer("/body/case")?.as_str()? == case.as_str());
    let numbered = (1_u64..).zip(mail.taken());
    numbered.filter(|(_, kept)| names(kept) == Some(true)).map(|(number, _)| number).collect()
}

impl Counter {
    /// The ids of all notes that hold what was said in a case: whoever has it erased erases what opens these.
    #[must_use]
    pub fn notes_of_case(&self, number: &CaseNumber) -> Vec<OperationId> {
        let Some(case) = self.docket().case(number) else { return Vec::new() };
        let (about, _) = self.about(case);
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
