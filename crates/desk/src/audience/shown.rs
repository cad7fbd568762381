//! What several audiences see alike, each only as far as it is put in front of them.

use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::Serialize;

use super::sentence::{Told, who_by_name, who_by_part};
use crate::advice::Recommendation;
use crate::agency::AgencyName;
use crate::case::Case;
use crate::case::state::Recommended;
use crate::event::{Entry, Event, Said};

/// Something that happened, in words. It has no number of its own: a gap would tell of what is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// When.
    pub at: Instant,
    /// Who did it: by name, or by the part they have, as the audience may know.
    pub who: String,
    /// What happened, in a sentence.
    pub sentence: String,
    /// What was said, where it is a text and is kept.
    pub text: Option<String>,
}

/// A version of the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Version {
    /// Its number, from 1.
    pub version: u32,
    /// When it came in.
    #[schemars(with = "String")]
    pub on: Date,
    /// The application, where it is kept.
    pub application: Option<Application>,
}

/// A question to the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Question {
    /// Its number, from 1.
    pub number: u32,
    /// When it was asked.
    #[schemars(with = "String")]
    pub asked: Date,
    /// The question, where it is kept.
    pub question: Option<String>,
    /// When it was answered.
    #[schemars(with = "Option<String>")]
    pub answered: Option<Date>,
    /// The answer, where it is kept.
    pub answer: Option<String>,
}

/// A recommendation that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Given {
    /// Whose.
    pub agency: AgencyName,
    /// When.
    #[schemars(with = "String")]
    pub on: Date,
    /// Whether it counts: it is the agency's latest, and on the present round.
    pub counts: bool,
    /// What it says, where it is kept.
    pub said: Option<Recommendation>,
}

/// What was said, where it is kept.
pub(super) fn kept<T: Clone>(said: &Said<T>) -> Option<T> {
    said.kept().cloned()
}

/// An entry with names, for those who may know who it was.
pub(super) fn line_by_name(entry: &Entry) -> Line {
    line(entry, who_by_name(&entry.by))
}

/// An entry with parts in place of names; `own` has its names.
pub(super) fn line_by_part(entry: &Entry, own: impl Fn(&Entry) -> bool) -> Line {
    line(entry, if own(entry) { who_by_name(&entry.by) } else { who_by_part(&entry.by) })
}

fn line(entry: &Entry, who: String) -> Line {
    let Told { did, text } = Told::of(&entry.event);
    Line { at: entry.at, sentence: format!("{who} {did}."), who, text: text.map(str::to_owned) }
}

/// Every version of the application.
pub(super) fn versions(case: &Case) -> Vec<Version> {
    let numbered = (1..).zip(case.versions());
    numbered.map(|(version, (on, said))| Version { version, on, application: said.cloned() }).collect()
}

/// Every question to the applicant, with its answer.
pub(super) fn questions(case: &Case) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for entry in case.history() {
        let on = entry.at.date();
        match &entry.event {
            Event::Asked { question, said } => {
                questions.push(Question {
                    number: *question,
                    asked: on,
                    question: kept(said),
                    answered: None,
                    answer: None,
                });
            }
            Event::Answered { question, said } => {
                if let Some(asked) = questions.iter_mut().find(|asked| asked.number == *question) {
                    (asked.answered, asked.answer) = (Some(on), said.text().map(str::to_owned));
                }
            }
            _ => {}
        }
    }
    questions
}

/// Every recommendation of an agency, in order.
pub(super) fn given<'a>(case: &'a Case, agency: &'a AgencyName) -> impl Iterator<Item = Given> + 'a {
    let advice = case.state().advice.get(agency);
    let current = advice.and_then(|advice| advice.current()).map(|current| current.entry);
    let one = move |recommended: &Recommended| Given {
        agency: agency.clone(),
        on: recommended.on,
        counts: current == Some(recommended.entry),
        said: case.recommendation(recommended).cloned(),
    };
    advice.into_iter().flat_map(|advice| &advice.recommendations).map(one)
}
