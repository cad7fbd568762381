//! The documents of a case, with what brought each of them.

use portcullis_application::form::Document;
use schemars::JsonSchema;
use serde::Serialize;

use super::Case;
use crate::attachment::Attachment;
use crate::event::{Actor, Event, Said};

/// What brought a document into a case.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "with", rename_all = "snake_case")]
pub enum Origin {
    /// A version of the application.
    Application,
    /// An answer of the applicant.
    Answer {
        /// The number of the question.
        question: u32,
    },
    /// The response to the notice of intent to deny.
    Response,
    /// An appeal.
    Appeal,
    /// A report under the license.
    Report {
        /// Its number.
        report: u32,
    },
    /// Somebody of the authority, or of an agency that was asked.
    Attachment,
}

impl Origin {
    /// Whether the applicant brought it.
    #[must_use]
    pub fn is_of_applicant(self) -> bool {
        self != Self::Attachment
    }

    /// In words, to stand after `with`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Application => "the application".to_owned(),
            Self::Answer { question } => format!("the answer to question {question}"),
            Self::Response => "the response to the notice of intent to deny".to_owned(),
            Self::Appeal => "the appeal".to_owned(),
            Self::Report { report } => format!("report {report}"),
            Self::Attachment => "an attachment of the authority or an agency".to_owned(),
        }
    }
}

/// A document of a case.
#[derive(Copy, Clone, Debug)]
pub struct CaseDocument<'a> {
    /// The document.
    pub document: &'a Document,
    /// All that came with it, itself among them.
    pub together: &'a [Document],
    /// What brought it.
    pub origin: Origin,
    /// Who did.
    pub by: &'a Actor,
    /// Its marking and audience; nothing where the applicant brought it, who marks none.
    pub attachment: Option<&'a Attachment>,
}

impl Case {
    /// Every document that is named in the case, as often as it is named; of what is erased, none.
    pub fn documents(&self) -> impl Iterator<Item = CaseDocument<'_>> {
        self.history.iter().flat_map(|entry| {
            let (origin, together, attachment) = brought(&entry.event);
            together.iter().map(move |document| CaseDocument { document, together, origin, by: &entry.by, attachment })
        })
    }
}

fn brought(event: &Event) -> (Origin, &[Document], Option<&Attachment>) {
    let (origin, documents) = match event {
        Event::Received { said, .. } | Event::Amended { said, .. } => {
            let documents = said.kept().map(|application| application.documents.as_slice());
            (Origin::Application, documents.unwrap_or_default())
        }
        Event::Answered { question, said } => (Origin::Answer { question: *question }, said.documents()),
        Event::Responded { said } => (Origin::Response, said.documents()),
        Event::Appealed { said } => (Origin::Appeal, said.documents()),
        Event::ReportFiled { report, said } => (Origin::Report { report: *report }, said.documents()),
        Event::Attached { said: Said::Kept(attachment) } => {
            return (Origin::Attachment, std::slice::from_ref(&attachment.document), Some(attachment));
        }
        _ => (Origin::Application, [].as_slice()),
    };
    (origin, documents, None)
}
